"""Each canary fails with its guard, for its reason, and is not caught without it.

A canary is a tampered notebook of ``tests/test_notebooks_canaries.py``. Its guard is taken out
of a copy of the checkout, and the same canary runs again there: a canary that the bare harness
catches too would prove nothing.
"""

import functools
import time
from pathlib import Path
from typing import NamedTuple

from tests.stress import Outcome, Row, commands, copies, failed, passed

PLUGIN = "tests/notebook_plugin.py"
COMPARE = "bpbook/notebooks/compare.py"
KERNEL = "bpbook/notebooks/contained_kernel.py"
CELL_SECONDS = 5
END = 60  # seconds, by which a run that has an end has ended
# where nothing forbids it, this takes addresses and no memory: the machine is shared
LAZY = {"memory": "import numpy\nx = numpy.zeros(9 << 30, 'u1')"}


class Guard(NamedTuple):
    """What catches a canary: passages of the harness, each with what stands there without."""

    canary: str
    passages: tuple[tuple[str, str, str], ...]


GUARDS = {
    "LaTeX changed": Guard(
        "latex",
        (
            (COMPARE, 'm.startswith("image/")', 'm.startswith(("image/", "text/latex"))'),
            (PLUGIN, '"image/svg+xml")', '"image/svg+xml", "text/latex")'),
        ),
    ),
    "figure data changed": Guard(
        "curve", ((COMPARE, "close(old[mime], new[mime]) if mime", "True if mime"),)
    ),
    "count nulled": Guard(
        "null", ((PLUGIN, "if self.cell.execution_count is None:", "if False:"),)
    ),
    "kernel killed": Guard("dead", ((PLUGIN, "if not self.km.is_alive():", "if False:"),)),
    "endless loop in C": Guard(
        "endless_c",
        ((PLUGIN, "min(time.monotonic() + timeout, self.deadline)", "time.monotonic() + 1e6"),),
    ),
    "memory eaten": Guard(
        "memory",
        ((KERNEL, '_limit(resource.RLIMIT_AS, int(environment["BPBOOK_MEMORY"]))', "pass"),),
    ),
}


class Seen(NamedTuple):
    """How a run of pytest on one canary ended; code is None if it had to be ended."""

    code: int | None
    said: str
    seconds: float

    def catches(self, reasons: list[str]) -> bool:
        """Tell whether it failed for these reasons."""
        return self.code == 1 and all(reason in self.said for reason in reasons)

    def __str__(self):
        how = {None: "has no end", 0: "passes", 1: "fails"}.get(self.code, "is in error")
        return f"{how} ({self.seconds:.0f} s)"


def run(name: str) -> Outcome:
    """Run a canary with and without its guard."""
    guard = GUARDS[name]
    page, reasons = canary(guard.canary)
    whole = seen(copies.copy(f"canary-{guard.canary}"), page)
    bare = seen(without(guard), page)
    figure = f"with its guard it {whole}, without it {bare}"
    if whole.catches(reasons) and not bare.catches(reasons):
        return passed(figure)
    return failed(figure, commands.end_of(whole.said) + "\n\n" + commands.end_of(bare.said))


def canary(name: str) -> tuple:
    """Return the page of one canary, and what must be said of it."""
    from tests import notebook_builder as nb
    from tests import test_notebooks_canaries as known

    if name in known.FATAL:
        source, reasons = known.FATAL[name]
        short, long = f" {known.CELL_SECONDS} seconds", f" {CELL_SECONDS} seconds"
        patient = [reason.replace(short, long) for reason in reasons]
        return nb.page(nb.code(f"import os\n{source}", id="c01-fatal")), patient
    source, stored, reasons = known.CANARIES[name]
    first = nb.code(known.DISPLAY, id="c01-first")
    page = nb.page(first, nb.code(LAZY.get(name, source), *stored, id=f"c01-{name}"))
    if name == "null":
        page.cells[-1].execution_count = None
    return page, reasons


def without(guard: Guard) -> Path:
    """Copy the checkout, and take a guard out of the copy."""
    place = copies.copy(f"canary-{guard.canary}-without")
    for name, passage, instead in guard.passages:
        path = place / name
        text = path.read_text(encoding="utf-8")
        if text.count(passage) != 1:
            raise ValueError(f"{name} has no single {passage!r}: the guard has moved")
        path.write_text(text.replace(passage, instead), encoding="utf-8")
    return place


def seen(place: Path, page) -> Seen:
    """Run pytest on a page, with the harness of a copy."""
    from tests import notebook_builder as nb

    folder = place.with_name(place.name + ".work")
    folder.mkdir()
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    nb.write(folder / "canary.ipynb", page)
    python = copies.environment(place)
    command = [python, "-m", "pytest", "-p", "tests.notebook_plugin", "--nbval", "-q"]
    command += [f"--nbval-cell-timeout={CELL_SECONDS}", "-p", "no:cacheprovider", "--color=no"]
    began = time.monotonic()
    try:
        code, said = commands.run([*command, "."], cwd=folder, limit=END)
    except TimeoutError as error:
        code, said = None, str(error)
    return Seen(code, said, time.monotonic() - began)


ROWS = [Row(f"canary: {name}", functools.partial(run, name), 0.3) for name in GUARDS]
