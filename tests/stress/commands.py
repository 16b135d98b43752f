"""Rows that run a program: with a time limit, in a session of its own, nothing left behind."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.stress import Outcome, failed, not_run, passed

ROOT = Path(__file__).resolve().parents[2]
_DETAIL = 60  # lines of what a failed program said
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|deselected)")


class Done(NamedTuple):
    """How a program ended, and what it said on both streams."""

    code: int
    said: str


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    variables: Mapping[str, str] | None = None,
    limit: float = 900.0,
    patience: float = 10.0,
    **options,
) -> Done:
    """Run a program to its end, or end it with all that it started.

    Parameters
    ----------
    command : sequence of str or Path
        The program and its arguments.
    cwd : Path
        Its working directory.
    variables : mapping of str to str, optional
        Environment variables beside those of this process.
    limit : float
        Seconds that it may take.
    patience : float
        Seconds between asking it to end and making it end.
    **options
        More for `subprocess.Popen`: ``user=``, ``env=``.

    Raises
    ------
    TimeoutError
        If it was ended at the limit; the message holds the end of what it said.
    """
    options.setdefault("env", os.environ | (variables or {}))
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
        **options,
    )
    try:
        said, _ = process.communicate(timeout=limit)
    except BaseException as error:
        said = _end(process, patience)
        if isinstance(error, subprocess.TimeoutExpired):
            raise TimeoutError(f"ended after {limit:g} s; it said\n{end_of(said)}") from error
        raise
    return Done(process.returncode, said)


def _end(process: subprocess.Popen, patience: float) -> str:
    """Ask a program to end, so that it ends its kernels; then make sure."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            said = process.communicate(timeout=patience)[0]
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # what it left
            return said
    return ""


def end_of(said: str) -> str:
    """Return the last lines of a text."""
    return "\n".join(said.rstrip().splitlines()[-_DETAIL:])


def outcome(command: Sequence[str | Path], *, figure: str, **options) -> Outcome:
    """Run a command that passes if its exit code is 0 and it says a certain figure.

    Parameters
    ----------
    command : sequence of str or Path
        The program and its arguments.
    figure : str
        A regular expression. The last text that matches is the row's figure; without a match
        the row fails, whatever the exit code.
    **options
        Those of `run`.
    """
    done = run(command, **options)
    found = [match[0] for match in re.finditer(figure, done.said)]
    if done.code == 0 and found:
        return passed(found[-1])
    said = found[-1] if found else "no figure"
    return failed(f"exit code {done.code}, {said}", end_of(done.said))


def run_tests(*arguments: str | Path, python: str | Path = sys.executable, **options) -> Outcome:
    """Run pytest on some files; a skipped test makes the row *not run*.

    Parameters
    ----------
    *arguments : str or Path
        Files, node ids and options of pytest.
    python : str or Path
        The interpreter; with that of `copies.environment` and ``cwd=`` a copy is tested.
    **options
        Those of `run`.
    """
    command = [python, "-m", "pytest", "-q", "--color=no", "-p", "no:cacheprovider"]
    return verdict(run([*command, *arguments], **options))


def verdict(done: Done) -> Outcome:
    """Judge a run of pytest by its exit code and its last line."""
    lines = done.said.strip().splitlines()
    counts = {what: int(number) for number, what in _COUNT.findall(lines[-1] if lines else "")}
    figure = ", ".join(f"{number} {what}" for what, number in counts.items())
    if done.code or not counts.get("passed"):
        return failed(figure or f"exit code {done.code}, no test", end_of(done.said))
    missing = [what for what in ("skipped", "xfailed", "deselected") if what in counts]
    return not_run(figure) if missing else passed(figure)
