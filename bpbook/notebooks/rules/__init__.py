"""What a stored notebook must keep to, each rule a function from a notebook to complaints.

A rule of style (`STYLE`) bends where a cell's metadata names an ``exception`` with its reason;
a rule of safety (`SAFETY`) never does.
"""

from collections.abc import Callable, Iterator

from nbformat import NotebookNode

from bpbook.notebooks.rules import claims, code, outputs, prose

Rule = Callable[[NotebookNode], Iterator[str]]

STYLE: tuple[Rule, ...] = (
    code.cells_are_short,
    code.few_cells_in_a_row,
    code.imports_come_first,
    code.imports_fill_lines,
    outputs.no_time_or_place,
    outputs.no_bare_numpy_scalar,
    prose.no_empty_words,
)
SAFETY: tuple[Rule, ...] = (
    code.no_magic_lines,
    code.no_way_around,
    code.only_known_tags,
    code.no_test_comments,
    code.no_empty_cells,
    outputs.no_errors,
    outputs.no_stderr,
    outputs.pictures_are_described,
    outputs.nothing_active,
    prose.title_says_where,
    prose.plain_mathematics,
    prose.typed_numbers_are_definitions,
    claims.one_a_cell,
    claims.what_is_shown_was_proved,
    claims.defended,
)


def complaints(rule: Rule, notebook: NotebookNode) -> list[str]:
    """Return what a rule has to say about a notebook.

    Parameters
    ----------
    rule : callable
        One of `STYLE` or `SAFETY`.
    notebook : NotebookNode
        A stored notebook.

    Returns
    -------
    list of str
        Each names a cell and what is wrong with it. Where a rule of style applies, the cells
        that bear an exception are passed over.
    """
    found = list(rule(notebook))
    if rule not in STYLE:
        return found
    excepted = {f"({cell.id})" for cell in notebook.cells if cell.metadata.get("exception")}
    return [text for text in found if text[text.find("(") : text.find(")") + 1] not in excepted]
