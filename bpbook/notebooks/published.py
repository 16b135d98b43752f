"""Numbers that others have printed, and how far what the book computes agrees with them.

The digits are in ``bpbook/data/published.csv``, as printed, with their source and a status:

``reproduced``
    every printed digit comes out.
``with the bug``
    every printed digit comes out, of a program with the error that the note names.
``misprint``
    the printed number is not what its own page leads to; the note says why.
``rounding``
    the last digits, or all, are those of one computer's rounding; the size agrees.
``statistic``
    the source reports one run; the book reports many, in the chapter that is named.
``dropped``
    the book does not compute it; the note says why.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bpbook.notebooks import tables
from bpbook.notebooks.errors import NotebookError

EXACT = ("reproduced", "with the bug")
COMPUTED = (*EXACT, "misprint", "rounding")
STATUSES = (*COMPUTED, "statistic", "dropped")
_FACTOR = 10.0  # between two numbers that are rounding


@dataclass(frozen=True)
class Row:
    """Numbers of one source, printed in one place.

    Attributes
    ----------
    id : str
        ``R1`` to ``R50`` for deterministic numbers, ``T1`` to ``T9`` for those of random runs.
    source, title : str
        Who printed them, where.
    what : str
        What the numbers are, in Markdown.
    digits : tuple of str
        As printed.
    status : str
        One of `STATUSES`.
    least : str
        Of ``rounding``: how many leading digits agree on every computer.
    chapter, section : str
        Where the book checks them; empty if only Appendix B does, or nobody.
    note : str
        The reason for the status; of a statistic the words of the chapter that tell it.
    """

    id: str
    source: str
    title: str
    what: str
    digits: tuple[str, ...]
    status: str
    least: str
    chapter: str
    section: str
    note: str


@cache
def rows() -> tuple[Row, ...]:
    """Return the published numbers, in the order of the file."""
    stored = tables.stored("published")
    return tuple(Row(**{**row, "digits": tuple(row["digits"].split())}) for row in stored)


def digits(id: str, what: str) -> tuple[str, ...]:
    """Return the digits of a row as they were printed.

    Examples
    --------
    >>> digits("R45", "one neuron, start and end, twice")
    ('0.82', '0.09', '0.98', '0.20')
    """
    for row in rows():
        if (row.id, row.what) == (id, what):
            return row.digits
    raise NotebookError(f"bpbook/data/published.csv has no row {id}, {what!r}")


def printed(value: float, text: str) -> bool:
    """Say whether a number, rounded as a source printed it, gives its digits.

    Examples
    --------
    >>> printed(0.123449, "0.1234"), printed(0.12351, "0.1234"), printed(2.4e-10, "2.4e-10")
    (True, False, True)
    """
    mantissa, _, exponent = text.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    scaled = value / 10.0 ** int(exponent or 0)
    return f"{scaled:.{decimals}f}" == f"{float(mantissa):.{decimals}f}"


def significant(value: float, text: str) -> int:
    """Count the leading digits of a printed number with which a value agrees.

    Examples
    --------
    >>> significant(0.285093156776, "0.285093156781"), significant(1.5, "-1.5")
    (11, 0)
    """
    mantissa = text.lower().partition("e")[0]
    figures = len(re.sub(r"\D", "", mantissa).lstrip("0"))
    if printed(value, text):
        return max(figures, 1)
    same = [n for n in range(figures + 1) if n and f"{value:.{n - 1}e}" == _rounded(text, n)]
    return max(same, default=0)


def _rounded(text: str, figures: int) -> str:
    return f"{float(text):.{figures - 1}e}"


def complaint(row: Row, values: Sequence[float]) -> str:
    """Say what contradicts the status of a row, or nothing.

    Parameters
    ----------
    row : Row
        Of a status in `COMPUTED`.
    values : sequence of float
        What the book computes, one for each printed number.
    """
    if len(values) != len(row.digits):
        return f"{len(row.digits)} numbers were printed, and {len(values)} computed"
    pairs = list(zip(values, row.digits, strict=True))
    off = [f"{value!r} is not {text}" for value, text in pairs if not printed(value, text)]
    if row.status in EXACT:
        return "; ".join(off)
    if row.status == "misprint":
        return "" if off else "it agrees, and is called a misprint"
    near = [
        1 / _FACTOR < abs(value / float(text)) < _FACTOR
        and significant(value, text) >= int(row.least)
        for value, text in pairs
    ]
    return "" if all(near) else "; ".join(off)


def totals() -> dict[str, int]:
    """Count the printed numbers by their status."""
    return {
        status: sum(len(row.digits) for row in rows() if row.status == status)
        for status in STATUSES
    }
