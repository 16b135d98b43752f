"""Whether processes that a test knows by their id still run."""

import contextlib
import os
import time
from pathlib import Path


def alive(pid):
    """Tell whether a process runs; one that has ended and waits for its parent does not."""
    with contextlib.suppress(OSError):  # Linux alone tells
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
        if state == "Z":
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition, seconds):
    """Wait for a condition, and return what it said last."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def gone(pid):
    """Tell whether a process ends within seconds."""
    return wait_until(lambda: not alive(pid), 5)
