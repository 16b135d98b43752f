"""``make stress``: one row for each thing that could shake the book, and a table at the end.

A row is a name and a function without arguments that returns an `Outcome`. A family of rows is
a module of this folder that is named in `FAMILIES` and holds a list ``ROWS``:

    from tests.stress import Row, commands

    def links():
        return commands.outcome(
            [sys.executable, "-m", "publish.site_check", "_build/html"],
            figure=r"\\d+ links, 0 broken",    # searched in what the command says, from the end
        )

    ROWS = [
        Row("links", links, minutes=1),
        Row("faults: disk", lambda: commands.run_tests("tests/faults/test_disk.py"), minutes=2),
    ]

What holds for every row:

- It changes nothing in the working tree. `copies` makes copies of it.
- *pass* needs evidence, and ``figure`` is it: ``40 notebooks, 412 cells, 0 differ``.
- What this machine lacks is `not_run` with the reason, never a pass. A skipped test is not run.
- An exception is a fail with its message, so a row need not catch any.
- It has an end: commands have time limits, and nothing that it started outlives it.
- ``detail`` is what helps to mend a failure. It is printed below the table and kept in
  ``_build/stress.json``.

Rows run one after the other, those with the fewest ``minutes`` first, and each may use both
cores.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

FAMILIES = (
    "canaries",
    "prover",
    "gradients",
    "faults",
    "site",
    "book",
    "teaching",
    "environments",
)


class Status(StrEnum):
    """How a row can end."""

    PASS = "pass"
    FAIL = "fail"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Outcome:
    """What came of a row.

    Attributes
    ----------
    status : Status
        Whether it holds.
    figure : str
        The evidence, in a line: a count, a time, or why it was not run.
    detail : str
        What helps to find the cause; empty if it passed.
    """

    status: Status
    figure: str
    detail: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    name : str
        Unique, short, in words.
    run : callable
        What is done; it takes no arguments.
    minutes : float
        How long it takes on two idle cores, roughly: cheap rows run first.
    """

    name: str
    run: Callable[[], Outcome]
    minutes: float = 1.0


def passed(figure: str) -> Outcome:
    """It holds."""
    return Outcome(Status.PASS, figure)


def failed(figure: str, detail: str = "") -> Outcome:
    """It does not hold."""
    return Outcome(Status.FAIL, figure, detail)


def not_run(reason: str) -> Outcome:
    """This machine cannot tell."""
    return Outcome(Status.NOT_RUN, reason)
