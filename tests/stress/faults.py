"""Faults, each injected for real: kills, signals at many moments, full and read-only disks.

The tests are those of ``tests/faults``; ``make test`` runs its quick ones, and these rows the rest.
"""

from functools import partial

from tests.stress import Outcome, Row, commands

LIMIT = 2400  # seconds
BOTH_CORES = ("-n", "2")


def strike(name: str, *options: str) -> Outcome:
    """Run the tests of one family; a skipped one, where nothing can be mounted, is not run."""
    return commands.tests(f"tests/faults/stress_{name}.py", *options, limit=LIMIT)


ROWS = [
    Row("faults: training", partial(strike, "training", *BOTH_CORES), minutes=1),
    Row("faults: several builds at once", partial(strike, "together"), minutes=1),
    Row("faults: full, held, read-only disks", partial(strike, "disks"), minutes=2),
    Row(
        "faults: run and book, any moment", partial(strike, "run_moments", *BOTH_CORES), minutes=4
    ),
    Row(
        "faults: html and pdf, any moment",
        partial(strike, "press_moments", *BOTH_CORES),
        minutes=6,
    ),
]
