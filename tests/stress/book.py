"""The whole book under perturbations of its surroundings: the outputs must be the stored ones.

Perturbations that cannot hide one another share an execution. If a shared execution is not
clean, each of its rows runs alone, so that the table says which perturbation it was.
"""

import functools
import operator
from dataclasses import replace

from tests.stress import Outcome, Row, Status, failed
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
    others = ", ".join(other for other in group if other != name)
    if together.status is Status.PASS or _fails_anyhow(group):
        return replace(together, figure=f"{together.figure} (with {others})")
    return outcome(name, VARIATIONS[name])


def _fails_anyhow(group: tuple[str, ...]) -> bool:
    """Tell whether the unaltered book is not clean, so that running alone would tell nothing."""
    plain = _DONE.get(TOGETHER[0])
    return group == TOGETHER[0] or (plain is not None and plain.status is not Status.PASS)


_DONE: dict[tuple[str, ...], Outcome] = {}


def _together(group: tuple[str, ...]) -> Outcome:
    """Execute the variations of a group at once; what came of it is kept, errors too."""
    if group not in _DONE:
        variation = functools.reduce(operator.or_, [VARIATIONS[name] for name in group])
        try:
            _DONE[group] = outcome(group[0], variation)
        except Exception as error:  # kept, so that it does not run again for each row
            first = str(error).partition("\n")[0]
            _DONE[group] = failed(f"{type(error).__name__}: {first}", str(error))
    return _DONE[group]


ROWS = [Row(name, functools.partial(run, name), MINUTES) for name in VARIATIONS]
