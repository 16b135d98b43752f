"""Write files so that nothing half-written is ever found, and hold one build at a time."""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bpbook.notebooks.errors import BusyError

UNFINISHED = ".*.????????.tmp"  # what `write` leaves if it is killed


def write(path: Path, text: str) -> bool:
    r"""Replace a file as a whole.

    The text goes to a temporary file beside it first: whoever reads sees the old content or
    the new, and a full disk or an interruption leaves the old.

    Parameters
    ----------
    path : Path
        The file; its folder is made if it is missing.
    text : str
        What it shall hold, written in UTF-8 with ``\n`` at line ends.

    Returns
    -------
    bool
        Whether anything changed. A file that holds the text already is not touched.
    """
    content = text.encode("utf-8")
    if path.is_file() and path.read_bytes() == content:
        return False
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(".tmp", f".{path.name}.", path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(path))
        Path(temporary).replace(path)
    except BaseException as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # a full disk does not say by itself what did not fit
        raise
    return True


def _mode(path: Path) -> int:
    """Return the permissions of the file to be replaced, or those that a new one would get."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[int]:
    """Hold a folder against a second process that would write there.

    Parameters
    ----------
    folder : Path
        It is made if it is missing. The lock ends with the process, however that ends.

    Yields
    ------
    int
        The lock's file descriptor: a child that inherits it holds the lock too.

    Raises
    ------
    BusyError
        At once, if another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+", encoding="utf-8", errors="replace") as file:
        try:
            take(file)
        except (BlockingIOError, PermissionError) as error:
            file.seek(0)
            owner = file.read().strip() or "unknown"
            raise BusyError(
                f"another bpbook (process {owner}) is at work in {folder.parent}: "
                "wait until it has finished, or stop it"
            ) from error
        _note_owner(file.fileno())
        yield file.fileno()


def _note_owner(handle: int) -> None:
    """Write down who holds the lock; on a full disk it is held all the same."""
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())


def take(file: IO[str]) -> None:
    """Lock an open file; the lock ends when the file is closed, at the latest with the process.

    Raises
    ------
    OSError
        At once, if another process holds it.
    """
    if sys.platform == "win32":
        import msvcrt

        file.seek(1 << 20)  # a byte beyond the text, which others may then read
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
