"""Faults injected for real into runs, the press, training: a row for each file of tests."""

import functools
from pathlib import Path

from tests.stress import Outcome, Row, commands

FOLDER = commands.ROOT / "tests" / "faults"
MINUTES = {"stress": 6.0, "test": 2.0}  # by how the file's name begins


def run(path: Path) -> Outcome:
    """Run the trials of one file."""
    return commands.run_tests(path, "-o", "faulthandler_timeout=900", limit=1800)


def rows() -> list[Row]:
    """Return a row for each file, those included that are too slow for ``make test``."""
    paths = sorted([*FOLDER.glob("test_*.py"), *FOLDER.glob("stress_*.py")])
    return [
        Row(
            f"faults: {path.stem.partition('_')[2].removesuffix('_faults').replace('_', ' ')}",
            functools.partial(run, path),
            MINUTES[path.stem.partition("_")[0]],
        )
        for path in paths
    ]


ROWS = rows()
