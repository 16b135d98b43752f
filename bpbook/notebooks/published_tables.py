"""The published numbers as Appendix B prints them."""

import re
from collections.abc import Iterable, Mapping
from functools import partial

import numpy as np

from bpbook.notebooks import book, canonical, tables
from bpbook.notebooks.errors import NotebookError
from bpbook.notebooks.published import COMPUTED, Row, complaint, rows, significant

SHOWN = 3  # numbers below each other, before those that are only counted
ROOM = 18  # letters side by side
LONG = 15  # letters of a number that is not broken
BREAK = 12  # letters after which a longer one may be broken


def table(
    computed: Mapping[tuple[str, str], Iterable[float]], notebooks: Iterable[book.Notebook]
) -> str:
    """Return the published numbers beside the computed ones as a Markdown table.

    Parameters
    ----------
    computed : mapping of (str, str) to iterable of float
        For the id and the `what` of each row that can be computed, one number for each that was
        printed; arrays are read row by row.
    notebooks : iterable of Notebook
        The chapters, to which the last column links.

    Raises
    ------
    NotebookError
        If a row lacks its numbers, a key is no row, or a number contradicts the row's status.
    """
    values = {key: np.concatenate([np.ravel(v) for v in some]) for key, some in computed.items()}
    keys = {(row.id, row.what) for row in rows() if row.status in COMPUTED}
    for key in sorted(keys ^ values.keys()):
        what = "is computed, and is no row" if key in values else "is not computed"
        raise NotebookError(f"{key[0]}, {key[1]!r}: {what} of bpbook/data/published.csv")
    stems = {n.number: n.stem for n in notebooks if not n.is_solution}
    cells = []
    for row in rows():
        if row.status in COMPUTED:
            found = [float(value) for value in values[row.id, row.what]]
            if wrong := complaint(row, found):
                raise NotebookError(f"{row.id}, {row.what}: {wrong}")
            status = f"{_right(row, stems)}<br>{_agreed(row, found)}"
            cells.append((*_left(row), *_both(row, found), status))
    return tables.markdown(("", "source", "printed", "computed", "status"), cells)


def _left(row: Row) -> tuple[str, str]:
    return row.id, f"{row.source}<br>{row.what}"


def _both(row: Row, values: list[float]) -> tuple[str, str]:
    """Show the first numbers of a row as printed, and as computed."""
    longer = _longer if row.status != "rounding" else partial(_stable, int(row.least))
    ours = [longer(value, text) for text, value in zip(row.digits, values, strict=True)]
    if ours == list(row.digits):
        return _numbers(ours), "the same"
    return _numbers(list(row.digits)), _numbers(ours)


def _numbers(texts: list[str]) -> str:
    """Return numbers side by side if there is room, or else the first ones below each other."""
    if len(", ".join(texts)) <= ROOM:
        return ", ".join(map(_breakable, texts))
    more = [f"and {len(texts) - SHOWN} more"] if len(texts) > SHOWN else []
    return "<br>".join([*map(_breakable, texts[:SHOWN]), *more])


def _breakable(text: str) -> str:
    """Allow a long number to go on in the next line of a narrow cell."""
    return text if len(text) <= LONG else f"{text[:BREAK]}\u200b{text[BREAK:]}"


def _longer(value: float, text: str) -> str:
    """Return a number in the form of a printed one, with three digits more where it has them."""
    mantissa, letter, exponent = text.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    scaled = value / 10.0 ** int(exponent or 0)
    if round(scaled, 12) == round(scaled, decimals) or len(mantissa) > 15:
        return f"{scaled:.{decimals}f}{letter}{exponent}"
    return f"{scaled:.{decimals + 3}f}{letter}{exponent}"


def _stable(figures: int, value: float, text: str) -> str:
    """Return the digits of a number that every computer finds, or that its size agrees."""
    return f"{value:.{figures}g}" if figures else "of this size"


def _agreed(row: Row, values: list[float]) -> str:
    if row.status == "rounding":
        return f"{row.least} digits or more" if int(row.least) else "only the size"
    counts = [significant(v, text) for v, text in zip(values, row.digits, strict=True)]
    few, many = min(counts), max(counts)
    if few == many:
        return f"{few} digit{'s' if few > 1 else ''}"
    return f"{few} to {many} digits"


def _right(row: Row, stems: Mapping[str, str]) -> str:
    status = row.status
    if row.chapter:
        place = f"{stems.get(row.chapter, '')}.ipynb#{book.slug(row.section)}"
        status = f"[{status}]({place})" if row.chapter in stems else status
    return f"{status}<br>{row.note}" if row.note else status


def statistics(notebooks: Iterable[book.Notebook]) -> str:
    """Return the results of random runs as a Markdown table: one published run, many of ours.

    Raises
    ------
    NotebookError
        If a chapter does not tell the result in the words that the row names.
    """
    pages = {n.number: n for n in notebooks if not n.is_solution}
    cells = []
    for row in rows():
        if row.status == "statistic":
            place = f"{pages[row.chapter].stem}.ipynb#{book.slug(row.section)}"
            told = sentence(pages[row.chapter], row.note)
            link = f"[chapter {row.chapter}]({place})"
            cells.append((row.id, f"{row.source}<br>{row.what}", _list(row), f"{told} ({link})"))
    return tables.markdown(("", "source", "printed", "measured here"), cells)


def sentence(notebook: book.Notebook, words: str) -> str:
    """Return the sentence of a chapter that holds some words.

    Raises
    ------
    NotebookError
        If there is none, or more than one.
    """
    cells = [cell.source for cell in canonical.read(notebook.path).cells]
    texts = [" ".join(text.split()) for text in cells if words in " ".join(text.split())]
    found = [s for text in texts for s in re.split(r"(?<=[.?!]) (?=[A-Z*])", text) if words in s]
    if len(found) != 1:
        raise NotebookError(f"{notebook.name}: {len(found)} sentences with the words {words!r}")
    return found[0]


def dropped() -> str:
    """Return what the book does not compute as a Markdown table, with the reasons."""
    cells = [
        (row.id, f"{row.source}<br>{row.what}", _list(row), row.note)
        for row in rows()
        if row.status == "dropped"
    ]
    return tables.markdown(("", "source", "printed", "why not"), cells)


def _list(row: Row) -> str:
    return ", ".join(row.digits) or "–"
