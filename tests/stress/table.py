"""Which rows there are, and the table of what came of them."""

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from tests.stress import FAMILIES, Outcome, Row, Status, failed, not_run
from tests.stress.runner import Record, Records

_PENDING = Record(Status.NOT_RUN, "not reached", "", 0.0, "", earlier=False)


@dataclass(frozen=True)
class Listed:
    """A row with the family that it belongs to."""

    family: str
    name: str
    run: Callable[[], Outcome]
    minutes: float


def load(families: tuple[str, ...] = FAMILIES) -> list[Listed]:
    """Return the rows of some families, the cheap ones first.

    A family that cannot be imported is one row that fails; a family that is not there is one
    row that is not run.

    Raises
    ------
    ValueError
        If two rows have one name.
    """
    rows = [Listed(name, row.name, row.run, row.minutes) for name in families for row in of(name)]
    names = [row.name for row in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"two rows are called {', '.join(twice)}: rename one")
    return sorted(rows, key=lambda row: row.minutes)


def of(family: str) -> list[Row]:
    """Return the rows of a family."""
    module = f"{__package__}.{family}"
    if importlib.util.find_spec(module) is None:
        return [Row(family, lambda: not_run(f"tests/stress/{family}.py is not there"), 0.0)]
    try:
        return list(importlib.import_module(module).ROWS)
    except Exception as error:  # one family must not keep the others from running
        said = f"cannot be imported: {error!r}"
        return [Row(family, lambda: failed(said), 0.0)]


def listing(rows: list[Listed]) -> str:
    """Return the names of rows with their families and times."""
    lines = [("row", "family", "minutes"), *((r.name, r.family, f"{r.minutes:g}") for r in rows)]
    return _aligned(lines)


def table(rows: list[Listed], records: Records) -> str:
    """Return the table, then what helps to mend each failure, then the count."""
    found = {row.name: records.of(row.name) or _PENDING for row in rows}
    lines = [("row", "", "seconds", "figure")]
    lines += [(name, r.status, f"{r.seconds:.0f}", _figure(r)) for name, r in found.items()]
    details = [f"\n--- {name}: {r.figure}\n{r.detail}\n" for name, r in found.items() if r.detail]
    return _aligned(lines) + "".join(details) + "\n" + summary(list(found.values())) + "\n"


def _figure(record: Record) -> str:
    return record.figure + (f" [as on {record.at}]" if record.earlier else "")


def summary(records: list[Record]) -> str:
    """Count the outcomes."""
    counts = [sum(r.status == status for r in records) for status in Status]
    return ", ".join(f"{n} {status}" for n, status in zip(counts, Status, strict=True))


def _aligned(lines: list[tuple[str, ...]]) -> str:
    widths = [max(len(line[k]) for line in lines) for k in range(len(lines[0]))]
    return "".join("  ".join(map(str.ljust, line, widths)).rstrip() + "\n" for line in lines)
