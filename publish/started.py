"""Programs that a press starts: they end when it does, and put the same date into every page."""

import os
import re
import subprocess
import sys
from pathlib import Path

from bpbook.notebooks.errors import ending, remedy
from publish.manuscript import ROOT, PressError

CRASH = re.compile(r"^Traceback\n=+\n(?P<traceback>.*?)^The full traceback", re.M | re.S)
SYSTEM_ERROR = re.compile(r"(?:\[Errno |OSError\()(\d+)")
EPOCH = "1767225600"  # 2026-01-01: a date inside a page would make two builds differ


def start(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess:
    """Run a program in a folder, with more environment variables, and return what it said."""
    dates = {"SOURCE_DATE_EPOCH": EPOCH, "FORCE_SOURCE_DATE": "1"}
    environment = os.environ | dates | variables | {"BPBOOK_PARENT": str(os.getpid())}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def start_sphinx(builder: str, source: Path, out: Path, doctrees: Path) -> None:
    """Let Sphinx print what `source` holds into `out`.

    Parameters
    ----------
    builder : str
        "html" or "latex".
    source, out, doctrees : Path
        Folders; the last is for what Sphinx remembers.

    Raises
    ------
    PressError
        If Sphinx warns, fails or was ended from outside: with what it said, short.
    """
    source, out, doctrees = source.resolve(), out.resolve(), doctrees.resolve()
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", builder]
    places = ["-c", str(ROOT / "publish"), "-d", str(doctrees), str(source), str(out)]
    here = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    done = start([*command, *places], ROOT, PYTHONPATH=here, TMPDIR=str(source.parent))
    if done.returncode < 0:
        raise PressError(f"Sphinx {ending(done.returncode)}; run it again")
    if done.returncode:
        message = _without_report(done.stderr).replace(str(source) + os.sep, "").strip()
        raise PressError(f"Sphinx refuses the book:\n{message}{_advice(message)}")


def _without_report(said: str) -> str:
    """Return what Sphinx said; of a crash its traceback alone, without the list of versions."""
    crash = CRASH.search(said)
    return crash["traceback"] if crash else said


def _advice(message: str) -> str:
    """Return what to do if it was the system that refused."""
    number = SYSTEM_ERROR.search(message)
    return remedy(int(number[1])) if number else ""
