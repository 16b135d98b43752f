"""The guides of a chapter, measured: words, cells, lines, exercises, and the marked exceptions.

They serve the reader and are reported, not enforced; `bpbook.notebooks.rules` holds what is.
"""

import re
import statistics
from collections.abc import Iterable
from typing import NamedTuple

from nbformat import NotebookNode

from bpbook.notebooks import book, canonical
from bpbook.notebooks.rules import prose
from bpbook.notebooks.rules.claims import displayed
from bpbook.notebooks.rules.code import length, parsed

HEADINGS = ("words", "cells", "words/cell", "median", "longest", "claims", "figures", "exercises")
GUIDES = ("1200-3000", "10-30", "50-110", "4-6", "15", "", "", "4-7")


class Guides(NamedTuple):
    """What is measured of one notebook.

    Attributes
    ----------
    words : int
        Of prose, without formulas, code and addresses.
    cells : int
        Code cells.
    words_per_cell : int
        Words for each code cell.
    median, longest : float, int
        Lines of a code cell; imports, blank lines and alternative texts are not counted.
    claims, figures, exercises : int
        How many it displays or sets.
    exceptions : list of str
        The reasons with which cells are marked.
    """

    words: int
    cells: int
    words_per_cell: int
    median: float
    longest: int
    claims: int
    figures: int
    exercises: int
    exceptions: list[str]


def measure(page: NotebookNode) -> Guides:
    """Measure a notebook."""
    text = [cell.source for cell in page.cells if cell.cell_type == "markdown"]
    code = [cell for cell in page.cells if cell.cell_type == "code"]
    lines = [length(cell, tree) for _, cell, tree in parsed(page)]
    words = sum(len(prose.words_only(source).split()) for source in text)
    outputs = [o.get("data", {}) for cell in code for o in cell.outputs]
    return Guides(
        words,
        len(code),
        round(words / max(1, len(code))),
        statistics.median(lines or [0]),
        max(lines, default=0),
        len(list(displayed(page))),
        sum("image/png" in data for data in outputs),
        sum(len(re.findall(r"^\*\*Exercise \d", source, re.M)) for source in text),
        [cell.metadata["exception"] for cell in page.cells if "exception" in cell.metadata],
    )


def table(notebooks: Iterable[book.Notebook]) -> str:
    """Return a table of the chapters, with the guides in its second line."""
    rows = [("", *HEADINGS), ("guide", *GUIDES)]
    reasons = []
    for notebook in notebooks:
        if notebook.is_solution:
            continue
        measured = measure(canonical.read(notebook.path))
        rows.append((notebook.stem, *(f"{value:g}" for value in measured[:-1])))
        reasons += [f"{notebook.stem}: {reason}" for reason in measured.exceptions]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    text = "".join(
        f"{row[0]:<{widths[0]}}  "
        + "  ".join(f"{cell:>{w}}" for cell, w in zip(row[1:], widths[1:], strict=True)).rstrip()
        + "\n"
        for row in rows
    )
    return text + "".join(f"exception in {reason}\n" for reason in reasons)
