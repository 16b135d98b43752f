"""The whole book under perturbations of its surroundings: the outputs must be the stored ones.

Perturbations that cannot hide one another share an execution. If a shared execution is not
clean, each of its rows runs alone, so that the table says which perturbation it was.
"""

import functools
import operator

from tests.stress import Outcome, Row, Status, failed, passed
from tests.stress.variations import Variation, outcome

_LIBRARIES = ("OPENBLAS", "OMP", "MKL", "VECLIB")
_PLAIN_C = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def _seed(seed: str) -> Variation:
    return Variation({"PYTHONHASHSEED": seed}, expected={"hash seed": seed})


def _threads(count: str) -> Variation:
    variables = {f"{library}_NUM_THREADS": count for library in _LIBRARIES}
    return Variation(variables, expected={"threads": count})


def _flag(flag: str, **expected: object) -> Variation:
    return Variation(flags=frozenset({flag}), expected=expected)


VARIATIONS = {
    "hash seed 0": _seed("0"),
    "BLAS threads 1": _threads("1"),
    "hash seed 1": _seed("1"),
    "BLAS threads 2": _threads("2"),
    "time zone": Variation({"TZ": "XYZ-5:45"}, expected={"offset": 20700}),
    "spaces and umlauts": _flag("umlauts", umlauts=True),
    "hash seed 2": _seed("2"),
    "C locale, no UTF-8 mode": Variation(
        _PLAIN_C, expected={"encoding": "ANSI_X3.4-1968", "UTF-8 mode": 0}
    ),
    "another folder": _flag("elsewhere", elsewhere=True),
    "read-only checkout": _flag("ordinary", writable=False),
    "ordinary user": _flag("ordinary", root=False),
    "no network": _flag("offline", networks=["lo"]),
    "every cell twice": _flag("twice"),
    "initial weights off by 1e-12": _flag("shaken", shaken=True),
}
# those that share an execution
TOGETHER = (
    ("hash seed 0", "BLAS threads 1"),
    ("hash seed 1", "BLAS threads 2", "time zone", "spaces and umlauts"),
    ("hash seed 2", "C locale, no UTF-8 mode", "another folder"),
    ("read-only checkout", "ordinary user", "no network"),
)
MINUTES = 4.0


def run(name: str) -> Outcome:
    """Return what came of a variation, from an execution that it shares if that was clean."""
    group = next((names for names in TOGETHER if name in names), (name,))
    together = _together(group)
    if len(group) == 1:
        return together
    if together.status is Status.PASS:
        others = ", ".join(other for other in group if other != name)
        return passed(f"{together.figure} (with {others})")
    return outcome(name, VARIATIONS[name])


@functools.cache
def _together(group: tuple[str, ...]) -> Outcome:
    variation = functools.reduce(operator.or_, [VARIATIONS[name] for name in group])
    try:
        return outcome(group[0], variation)
    except Exception as error:  # kept, so that it does not run again for each row
        return failed(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}", str(error))


ROWS = [Row(name, functools.partial(run, name), MINUTES) for name in VARIATIONS]
