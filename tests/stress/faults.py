"""Faults injected for real into runs, the press, training: a row for each file of tests."""

import functools
from pathlib import Path

from tests.stress import Outcome, Row, commands

FOLDER = commands.ROOT / "tests" / "faults"
KINDS = {"test": ("faults", 2.0), "stress": ("faults in number", 6.0)}  # by the file's name


def run(path: Path) -> Outcome:
    """Run the trials of one file."""
    return commands.run_tests(path, "-o", "faulthandler_timeout=900", limit=1800)


def row(path: Path) -> Row:
    """Return the row of a file."""
    kind, _, rest = path.stem.partition("_")
    what = rest.removesuffix("_faults").replace("_", " ")
    name, minutes = KINDS[kind]
    return Row(f"{name}: {what}", functools.partial(run, path), minutes)


# those files included that are too slow for `make test`
ROWS = [row(path) for kind in KINDS for path in sorted(FOLDER.glob(f"{kind}_*.py"))]
