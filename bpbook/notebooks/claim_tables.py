"""The ledger as the appendix prints it: a table of claims for each chapter."""

import re
from collections.abc import Iterable
from itertools import groupby

from bpbook.notebooks import book, claims, tables

WIDE = 130  # letters of LaTeX: longer equations are broken at the sign of relation
LONGEST = 300  # letters of LaTeX: longer equations are only linked
_RELATION = re.compile(r" (?:=|\\le|\\ge) ")
_USUAL = "normal form"
_HEAD = ("claim", "equation, and what it holds for", "refuted")


def overview(records: Iterable[dict]) -> str:
    """Return the totals of each chapter and its solutions as a Markdown table.

    Parameters
    ----------
    records : iterable of dict
        The result of `bpbook.notebooks.claims.ledger`.
    """
    records = list(records)
    rows = [_counts(f"{number}", group) for number, group in _by_chapter(records)]
    head = ("chapter", "claims", "for every width", "generated", "authored")
    return tables.markdown(head, [*rows, _counts("**all**", records)], "lrrrr")


def _by_chapter(records: list[dict]) -> list[tuple[str, list[dict]]]:
    ordered = sorted(records, key=lambda record: book.slug(_stem(record)))
    numbered = groupby(ordered, key=lambda record: book.number_of(_stem(record)))
    return [(number, list(group)) for number, group in numbered]


def _counts(name: str, records: list[dict]) -> tuple[str, ...]:
    return (name, *(f"{count:,}" for count in claims.totals(records).values()))


def chapters(records: Iterable[dict]) -> str:
    """Return a heading and a Markdown table of claims for each notebook, solutions last."""
    parts = []
    for name, group in groupby(records, key=lambda record: record["notebook"]):
        found = list(group)
        path = name.removeprefix("chapters/")
        number = book.number_of(_stem(found[0]))
        kind = "Appendix" if number.isalpha() else "Chapter"
        title = f"Solutions {number}" if "/" in path else f"{kind} {number}"
        subject = _stem(found[0]).partition("_")[2].replace("_", " ")
        rows = tables.markdown(_HEAD, map(_row, found), "llr")
        parts.append(f"### {title}: [{subject}]({path})\n\n{rows}")
    return "\n".join(parts)


def _stem(record: dict) -> str:
    return record["notebook"].rpartition("/")[2].removesuffix(".ipynb")


def _row(record: dict) -> tuple[str, str, str]:
    wrong = record["wrong_refuted"]
    holds = "; ".join(filter(None, (tables.plain(record["scope"]), _method(record["method"]))))
    refuted = f"{wrong['generated']} + {wrong['authored']}"
    return claims.link(record), f"{equation(record['latex'])}<br>{holds}", refuted


def _method(method: str) -> str:
    """Say how a claim was proved, if not in the usual way."""
    if method.startswith(_USUAL):
        return ""
    return "by induction" if method.startswith("induction") else "by rational arithmetic"


def equation(latex: str) -> str:
    r"""Return an equation for a cell of a table: whole, in two lines, or only a remark.

    Examples
    --------
    >>> equation("a = b")
    '$a = b$'
    >>> broken = equation("a = " + "b" * 200)
    >>> broken.startswith("$a$<br>$= bbb")
    True
    """
    latex = latex.replace("|", r"\vert ")
    if len(latex) > LONGEST:
        return "*an equation too long for this table*"
    relation = _RELATION.search(latex)
    if len(latex) <= WIDE or relation is None or r"\begin" in latex:
        return f"${latex}$"
    return f"${latex[: relation.start()]}$<br>${latex[relation.start() + 1 :]}$"
