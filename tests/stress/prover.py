"""The trusted core of the prover: random terms in numbers, and the prover broken on purpose."""

import functools
from pathlib import Path

from tests.stress import Outcome, Row, Status, commands, copies, passed

CASES = 10_000  # for each of four properties; `make test` takes 600
FUZZ = "tests/symbolic/test_symbolic_fuzz.py"
BROKEN = "tests/symbolic/test_symbolic_broken_prover.py"


@functools.cache
def _python() -> Path:
    return copies.environment(copies.snapshot())


def tests(*arguments: str, **options) -> Outcome:
    """Run pytest on the snapshot, on both cores; a single test may take long."""
    patient = ("-n", "2", "--dist=load", "-o", "faulthandler_timeout=1500")
    place = copies.snapshot()
    return commands.run_tests(
        *patient, *arguments, cwd=place, python=_python(), limit=3000, **options
    )


def fuzz() -> Outcome:
    """Four properties of the core on random terms."""
    found = tests(FUZZ, variables={"FUZZ_CASES": str(CASES)})
    if found.status is not Status.PASS:
        return found
    properties = int(found.figure.split()[0])
    return passed(f"{properties} properties of {CASES} random terms each, 0 violated")


def broken() -> Outcome:
    """Every prover with a broken rule is noticed, and the sound one is not accused."""
    found = tests(BROKEN)
    if found.status is not Status.PASS:
        return found
    return passed(f"{int(found.figure.split()[0]) - 1} broken provers noticed, 0 overlooked")


ROWS = [
    Row("prover: full fuzzing", fuzz, 4),
    Row("prover: broken on purpose", broken, 1),
]
