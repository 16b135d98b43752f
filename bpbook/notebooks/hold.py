"""Hold the checkout while something is made in it, and leave nothing unfinished there."""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from bpbook.notebooks import build, kernels, store


@contextlib.contextmanager
def alone(root: Path) -> Iterator[int]:
    """Hold the checkout against a second build, and leave nothing unfinished in it.

    Parameters
    ----------
    root : Path
        The checkout.

    Yields
    ------
    int
        The lock's file descriptor.

    Raises
    ------
    BusyError
        At once, if another process is at work.
    """
    with store.alone(build.build_folder(root)) as lock:
        _sweep(root)  # what a killed build left
        try:
            yield lock
        finally:
            _sweep(root)


def _sweep(root: Path) -> None:
    """Remove what was not finished, where nobody writes who does not hold the lock."""
    made = build.build_folder(root)
    with contextlib.suppress(OSError):  # of a checkout that can only be read
        chapters = (root / "chapters").rglob(store.UNFINISHED)
        executed = (made / "executed").rglob(store.UNFINISHED)
        for path in [*chapters, *executed, *made.glob(f".*.key{store.UNFINISHED[2:]}")]:
            path.unlink(missing_ok=True)
    for kind in build.OUTPUTS:  # where a press works until it is done
        for folder in made.glob(f".{kind}-*"):
            shutil.rmtree(folder, ignore_errors=True)
    kernels.sweep()
