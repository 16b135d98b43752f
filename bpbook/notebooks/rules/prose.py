"""Rules for the Markdown of a page."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from bpbook.notebooks.canonical import label

EMPTY_WORDS = re.compile(r"\b(simply|clearly|obviously|just)\b", re.IGNORECASE)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_DISPLAY = re.compile(r"\$\$(.*?)\$\$", re.DOTALL)
_INLINE = re.compile(r"(?<![\\$])\$(?!\$)([^$\n]+?)(?<!\\)\$")
_LINK_TARGET = re.compile(r"\]\([^)]*\)")
_TAG = re.compile(r"\\tag\{([^}]*)\}")
_NOT_PLAIN = re.compile(r"\\(?:label|eqref|newcommand|def)\b|\\begin\{(?:align|equation)\*?\}")
_DOUBLED = re.compile(r"\\\\[a-zA-Z]{3,}")  # a new line, and a word in italics
_CJK = re.compile(r"[\u3400-\u9fff\uff00-\uffef]")
_DEFINITION = re.compile(r"\bdefin|\bwritten proof\b", re.IGNORECASE)
_TITLE = re.compile(r"# (?:Chapter \d+ — \S|Appendix [A-Z] — \S|Solutions to chapter \d+)")


def markdown_cells(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Yield each Markdown cell with its name."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            yield label(notebook, index), cell


def words_only(source: str) -> str:
    """Return Markdown without code, formulas and addresses."""
    for pattern in (_CODE, _DISPLAY, _INLINE, _LINK_TARGET):
        source = pattern.sub(" ", source)
    return source


def formulas(source: str) -> list[str]:
    """Return the formulas of Markdown text, displayed ones first."""
    source = _CODE.sub(" ", source)
    return _DISPLAY.findall(source) + _INLINE.findall(_DISPLAY.sub(" ", source))


def no_empty_words(notebook: NotebookNode) -> Iterator[str]:
    """Nothing is simply, clearly, obviously or just so."""
    for where, cell in markdown_cells(notebook):
        for word in EMPTY_WORDS.findall(words_only(cell.source)):
            yield f"{where}: says {word!r}: leave it out, or give the reason"


def title_says_where(notebook: NotebookNode) -> Iterator[str]:
    """Require the chapter's title in the first cell."""
    first = notebook.cells[0] if notebook.cells else {"source": ""}
    if not _TITLE.match(first["source"]):
        yield "the first cell must begin like `# Chapter 8 — Matrix form`"


def plain_mathematics(notebook: NotebookNode) -> Iterator[str]:
    """Formulas are what JupyterLab, GitHub, HTML and the PDF all understand."""
    for where, cell in markdown_cells(notebook):
        for formula in formulas(cell.source):
            if match := _NOT_PLAIN.search(formula):
                yield f"{where}: {match[0]} in a formula: use \\begin{{aligned}} inside $$"
            if match := _DOUBLED.search(formula):
                yield f"{where}: {match[0]} in a formula: write one backslash"
            if match := _CJK.search(formula):
                yield f"{where}: the character {match[0]} in a formula: move it into the prose"
        if _CODE.sub(" ", cell.source).count("$$") % 2:
            yield f"{where}: a $$ is not closed"


def typed_numbers_are_definitions(notebook: NotebookNode) -> Iterator[str]:
    """Require of a typed equation with a number that it is a definition and has its anchor.

    A result's number comes from its claim. The paragraph before the equation or after it says
    "define" or "definition", or *written proof* for a result that no program proves.
    """
    for where, cell in markdown_cells(notebook):
        blocks = [block for block in re.split(r"\n\s*\n", cell.source) if block.strip()]
        for index, block in enumerate(blocks):
            for number in _TAG.findall(block):
                yield from _about_typed(where, number, blocks, index)


def _about_typed(where: str, number: str, blocks: list[str], index: int) -> Iterator[str]:
    anchor = f'<a id="eq-{number.replace(".", "-")}"></a>'
    before = [block for block in blocks[:index] if not block.startswith("<a id=")]
    around = [*before[-1:], *blocks[index + 1 : index + 2]]
    if not re.fullmatch(r"\d+\.\d+[a-z]?", number):
        yield f"{where}: the number ({number}) has not the form (8.2)"
    if anchor not in blocks[index - 1 : index]:
        yield f"{where}: before equation ({number}) a block {anchor} is missing"
    if not any(_DEFINITION.search(block) for block in around):
        yield (
            f"{where}: equation ({number}) is typed, and the text beside it says neither that it "
            "is a definition nor *written proof*: a result is displayed by its claim"
        )


def typed_numbers(notebook: NotebookNode) -> list[str]:
    """Return the numbers of the equations that a page types."""
    return [n for _, cell in markdown_cells(notebook) for n in _TAG.findall(cell.source)]
