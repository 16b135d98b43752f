"""Rules for the claims that a page displays."""

from collections.abc import Iterator

from nbformat import NotebookNode

from bpbook.notebooks.claims import refuted
from bpbook.notebooks.compare import CLAIM
from bpbook.notebooks.rules.code import code_cells


def displayed(notebook: NotebookNode) -> Iterator[tuple[str, dict]]:
    """Yield the data of each output that displays a claim, with its cell's name."""
    for where, cell in code_cells(notebook):
        for output in cell.outputs:
            if CLAIM in output.get("data", {}):
                yield where, output["data"]


def one_a_cell(notebook: NotebookNode) -> Iterator[str]:
    """Require one claim a cell."""
    names = [where for where, _ in displayed(notebook)]
    for where in sorted({name for name in names if names.count(name) > 1}):
        yield f"{where}: displays {names.count(where)} claims: one a cell"


def what_is_shown_was_proved(notebook: NotebookNode) -> Iterator[str]:
    """Require equation, number and anchor on the page to be those of the claim."""
    for where, data in displayed(notebook):
        claim = data[CLAIM]
        expected = f"{claim['latex']} \\tag{{{claim['number']}}}"
        for mime in ("text/latex", "text/markdown"):
            if expected not in "".join(data.get(mime, "")):
                yield f"{where}: {mime} does not show the equation of claim {claim['id']}"
        if f'<a id="{claim["id"]}"></a>' not in "".join(data.get("text/markdown", "")):
            yield f"{where}: the anchor of claim {claim['id']} is missing"
        if claim.get("chapter") and claim["id"] != f"eq-{claim['number'].replace('.', '-')}":
            yield f"{where}: claim {claim['id']} bears the number ({claim['number']})"


def defended(notebook: NotebookNode) -> Iterator[str]:
    """Each claim refuted a wrong version: a check that accepts everything shows nothing."""
    for where, data in displayed(notebook):
        if not refuted(data[CLAIM]):
            yield f"{where}: claim {data[CLAIM]['id']} refuted no wrong version: give one"
