"""What can go wrong with the book, and with the machine. Each message says what to do."""

import errno
import signal

_REMEDIES = {
    "ENOSPC": "the disk is full: make room on it",
    "EDQUOT": "your share of the disk is used up: make room in it",
    "EFBIG": "files may not become so long here: raise the limit (ulimit -f)",
    "EROFS": "that place can only be read: work in a copy of the checkout",
    "EACCES": "you may not write there: make the checkout your own (chown, chmod)",
    "EPERM": "you may not write there: make the checkout your own (chown, chmod)",
    "ENOMEM": "the memory is used up: close other programs",
    "EMFILE": "too many files are open: raise the limit (ulimit -n)",
    "EBUSY": "another program or a mount holds it: release it",
}


def explained(error: OSError) -> str:
    """Return what the system said, and on a second line what to do.

    Parameters
    ----------
    error : OSError
        What an operation on a file or a process ended with.

    Returns
    -------
    str

    Examples
    --------
    >>> print(explained(OSError(errno.EFBIG, "File too large", "book.pdf")))
    [Errno 27] File too large: 'book.pdf'
        files may not become so long here: raise the limit (ulimit -f), then run it again
    """
    return str(error) + remedy(error.errno)


def remedy(number: int | None) -> str:
    """Return a line that says what to do about one of the system's errors, or nothing."""
    known = _REMEDIES.get(errno.errorcode.get(number, ""))
    return f"\n    {known}, then run it again" if known else ""


def ending(code: int) -> str:
    """Say how a process ended.

    Examples
    --------
    >>> ending(1)
    'ended with exit code 1'
    >>> ending(-9)
    'was ended from outside (SIGKILL; a full memory does it too)'
    """
    if code < 0:
        return f"was ended from outside ({signal.Signals(-code).name}; a full memory does it too)"
    return f"ended with exit code {code}"


class BookError(ValueError):
    """Something the user asked for does not exist, or has a wrong name."""


class NotebookError(ValueError):
    """A file is no notebook, or not of the format that the book is kept in."""


class CellFailedError(RuntimeError):
    """A cell raised an exception, ran too long, or took its kernel down.

    The message names the notebook, the cell with its first line, and the error; ``detail``
    holds the traceback that the reader would see.
    """

    def __init__(self, message: str, detail: str = ""):
        super().__init__(message)
        self.detail = detail


class PressError(RuntimeError):
    """The press could not print; what it printed the last time is as it was."""


class BusyError(RuntimeError):
    """Another process works in the same folder."""
