"""The ledger: every claim that the stored notebooks display, chapter by chapter."""

from collections.abc import Iterable, Sequence

from bpbook.notebooks import book, canonical, compare

_COLUMNS = {
    "number": "number",
    "id": "id",
    "scope": "holds for",
    "method": "established by",
    "refuted": "wrong versions refuted",
}


def ledger(notebooks: Iterable[book.Notebook]) -> dict[str, list[dict]]:
    """Collect the claims of notebooks from their stored outputs.

    Parameters
    ----------
    notebooks : iterable of Notebook
        Where to look.

    Returns
    -------
    dict of str to list of dict
        For each notebook that displays a claim its claims, in order, as they travel with
        the output: id, number, chapter, latex, scope, method, assumptions, wrong_refuted.
    """
    found = {n.name: claims_in(canonical.read(n.path)) for n in notebooks}
    return {name: claims for name, claims in found.items() if claims}


def claims_in(notebook) -> list[dict]:
    """Return the claims that one notebook displays, in order."""
    return [
        output["data"][compare.CLAIM]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if compare.CLAIM in output.get("data", {})
    ]


def refuted(claim: dict) -> int:
    """Count the wrong versions of a claim that were refuted."""
    counts = claim.get("wrong_refuted") or {}
    return sum(counts.values()) if isinstance(counts, dict) else int(counts)


def table(claims_of: dict[str, list[dict]]) -> str:
    """Lay the claims out as a table for a terminal.

    Parameters
    ----------
    claims_of : dict of str to list of dict
        The result of `ledger`.

    Returns
    -------
    str
        A heading and a table for each notebook, and a line with the totals.
    """
    parts = []
    for name, claims in claims_of.items():
        rows = [[_cell(claim, column) for column in _COLUMNS] for claim in claims]
        parts.append(f"{name}\n" + _aligned([list(_COLUMNS.values()), *rows]))
    everything = [claim for claims in claims_of.values() for claim in claims]
    total = sum(map(refuted, everything))
    parts.append(f"{len(everything)} claims, {total} wrong versions refuted\n")
    return "\n".join(parts)


def _cell(claim: dict, column: str) -> str:
    if column == "refuted":
        return str(refuted(claim))
    if column == "number":
        return f"({claim['number']})" if claim.get("chapter") else "-"
    return str(claim.get(column) or "-")


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)) for row in rows]
    return "".join(f"  {line.rstrip()}\n" for line in lines)
