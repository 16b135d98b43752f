"""Tables: their cells, and what no column may be narrower than."""

import re
from collections.abc import Callable

from markdown_it.tree import SyntaxTreeNode

from publish.paper.source import array, call, quoted

OPENING = "\u200b"  # no space, but a line may end there
APART = r"[\s\u200b\u2e80-\uffff]"  # Chinese breaks anywhere
WORD = re.compile(rf"(?!{APART}).+?(?:[-/](?=[A-Za-z])|(?={APART}|$))")
LONG = 14
TYPED = re.compile(rf"\S{{{LONG},}}")  # a formula in plain letters has no space to break at
OPERATOR = re.compile(r"(?<=[=→])(?=\S)|(?<=\S)(?=[+\[(])")
LONGEST = 3  # so many words of a column are measured; letters are not equally wide


def table(
    node: SyntaxTreeNode,
    written: Callable[[SyntaxTreeNode], str],
    formula: Callable[[SyntaxTreeNode], int],
) -> str:
    """Return a table as Typst.

    Parameters
    ----------
    node : SyntaxTreeNode
        The table of the parser.
    written : callable
        Writes a cell.
    formula : callable
        Gives the place of a formula.
    """
    for part in node.walk():
        if part.type == "text":
            part.token.content = softened(part.content)
    rows = [row.children for part in node.children for row in part.children]
    names, *body = rows
    header = array(written(cell) for cell in names)
    cells = [written(cell) for row in body for cell in row]
    align = array(_alignment(cell) for cell in names)
    pieces = array(_pieces(column, formula) for column in zip(*rows, strict=True))
    return call("ruled", *cells, header=header, align=align, pieces=pieces)


def softened(text: str) -> str:
    r"""Return a text in which a line may end within a long formula that was typed as a word.

    Examples
    --------
    >>> softened("so E=f(W1)+g(W2ᵀE2)").replace("\u200b", "|")
    'so E=|f|(W1)|+g|(W2ᵀE2)'
    """

    def soft(word: re.Match) -> str:
        return OPERATOR.sub(OPENING, word[0]) if "=" in word[0] else word[0]

    return TYPED.sub(soft, text)


def unbroken(text: str) -> list[str]:
    """Return the longest pieces of a text that a line never breaks.

    Examples
    --------
    >>> unbroken("a weight-sharing 误差 layer")
    ['weight-', 'sharing', 'layer']
    """
    return sorted(dict.fromkeys(WORD.findall(text)), key=len, reverse=True)[:LONGEST]


def _pieces(column: tuple[SyntaxTreeNode, ...], formula: Callable) -> str:
    """Return what a column must be as wide as: words, words of programs, formulas."""
    parts = [part for cell in column for part in cell.walk()]
    words, codes = (
        array(map(quoted, unbroken(" ".join(p.content for p in parts if p.type == kind))))
        for kind in ("text", "code_inline")
    )
    places = {formula(part): None for part in parts if part.type == "math_inline"}
    return f"(words: {words}, codes: {codes}, formulas: {array(map(str, places))})"


def _alignment(cell: SyntaxTreeNode) -> str:
    found = re.search(r"text-align:\s*(left|center|right)", str(cell.attrs.get("style", "")))
    return found[1] if found else "left"
