"""The data of the appendices: tables stored as CSV, printed as Markdown."""

import csv
import re
from collections.abc import Iterable, Sequence
from importlib.resources import files

_SIGNS = re.compile(r"([\\|_*\[\]{}^<>$`])")


def stored(name: str) -> list[dict[str, str]]:
    """Read a table of ``bpbook/data``.

    Parameters
    ----------
    name : str
        The name without its ending: ``"glossary"``.

    Returns
    -------
    list of dict
        One for each row, by the names of the columns.
    """
    text = files("bpbook").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def plain(text: str) -> str:
    r"""Keep what Markdown would read as a sign of its own.

    Examples
    --------
    >>> print(plain("a_1 | b"))
    a\_1 \| b
    """
    return _SIGNS.sub(r"\\\1", text)


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]], align: str = "") -> str:
    """Lay out a table as Markdown.

    Parameters
    ----------
    header : sequence of str
        The names of the columns, in Markdown.
    rows : iterable of sequence of str
        The cells, in Markdown.
    align : str, optional
        For each column ``l``, ``c`` or ``r``; all to the left if it is empty.

    Examples
    --------
    >>> print(markdown(["a", "b"], [["1", "2"]], "lr"), end="")
    | a | b |
    |:--|--:|
    | 1 | 2 |
    """
    rules = [{"l": ":--", "c": ":-:", "r": "--:"}[side] for side in align or "l" * len(header)]
    lines = [f"| {' | '.join(header)} |", f"|{'|'.join(rules)}|"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"
