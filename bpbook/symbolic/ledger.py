"""The ledger: the claims of the book, read from stored notebooks without executing them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bpbook.symbolic.results import MIME


class LedgerError(ValueError):
    """Two claims with one id, or a notebook that cannot be read."""


def claims_of(notebook: Path) -> list[dict]:
    """Return the records of the claims that a stored notebook displays.

    Parameters
    ----------
    notebook : pathlib.Path
        An ``.ipynb`` file.

    Returns
    -------
    list of dict
        In the order of the page.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError) as error:
        raise LedgerError(f"{notebook}: not a notebook ({error})") from error
    outputs = (o for cell in cells for o in cell.get("outputs", ()))
    return [o["data"][MIME] for o in outputs if MIME in o.get("data", ())]


def read(notebooks: Iterable[Path]) -> list[dict]:
    """Return the records of several notebooks; ids must be unique."""
    found: dict[str, Path] = {}
    records = []
    for path in notebooks:
        for record in claims_of(path):
            if record["id"] in found:
                raise LedgerError(
                    f"{path}: the id {record['id']} is already used in {found[record['id']]}"
                )
            found[record["id"]] = path
            records.append(record)
    return records


def table(records: Iterable[dict]) -> str:
    """Return a table by chapter: id, statement, scope, wrong versions refuted."""
    lines, chapter = [], object()
    for r in sorted(records, key=lambda r: (r["chapter"] is None, r["chapter"] or 0)):
        if r["chapter"] != chapter:
            chapter = r["chapter"]
            lines.append(f"Chapter {chapter}" if chapter is not None else "Elsewhere")
        wrong = r["wrong_refuted"]
        lines.append(f"  {r['id']:<10} {r['latex']}")
        lines.append(
            f"  {'':<10} {r['scope']}; wrong versions refuted: "
            f"{wrong['generated']} generated, {wrong['authored']} authored"
        )
    return "\n".join(lines)


def totals(records: Iterable[dict]) -> dict[str, int]:
    """Return the numbers that the appendix and the README quote."""
    records = list(records)
    return {
        "claims": len(records),
        "every_width": sum(r["scope"].startswith("every width") for r in records),
        "wrong_generated": sum(r["wrong_refuted"]["generated"] for r in records),
        "wrong_authored": sum(r["wrong_refuted"]["authored"] for r in records),
    }
