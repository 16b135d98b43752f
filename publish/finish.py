"""How a press ends: with its maker, with a message, and with the new thing in the old one's place.

Whatever strikes, the old site is there whole until the new one is.
"""

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path

from bpbook.notebooks.contained_kernel import die_with
from bpbook.notebooks.errors import explained

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE


def end_with_maker() -> None:
    """Let this process end when `bpbook` does, which says its id in ``BPBOOK_PARENT``.

    A press that was started by hand goes on when its terminal is closed.
    """
    if sys.platform == "linux" and "BPBOOK_PARENT" in os.environ:
        die_with(int(os.environ["BPBOOK_PARENT"]))


def exit_code(name: str, print_book: Callable, *errors: type, out: Path | None = None) -> int:
    """Print, and say in a line or two what went wrong.

    Parameters
    ----------
    name : str
        What the press is called in messages.
    print_book : callable
        What it does.
    *errors : type
        Errors whose message says what to do.
    out : Path, optional
        What it makes: named when the system does not say what it refused to write.

    Returns
    -------
    int
        0, or 1 after an error.
    """
    end_with_maker()
    try:
        print_book()
    except OSError as error:
        if out is not None and error.filename is None:
            error.filename = str(out)
        print(f"{name}: {explained(error)}", file=sys.stderr)
    except errors as error:
        print(f"{name}: {error}", file=sys.stderr)
    else:
        return 0
    return 1


def put_in_place(built: Path, out: Path) -> None:
    """Let a folder take the place of another, which goes where the new one was.

    Where the system can exchange two folders in one step, there is no moment without a site.

    Parameters
    ----------
    built : Path
        The new folder, on the same disk as the old.
    out : Path
        Its place, empty or not.
    """
    if not out.exists():
        built.replace(out)
    elif not _exchange(built, out):
        _one_after_the_other(built, out)


def _exchange(one: Path, other: Path) -> bool:
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, TypeError):  # not Linux, or one of before 2018
        return False
    return rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0


def _one_after_the_other(built: Path, out: Path) -> None:
    old = built.with_name("old")
    out.replace(old)
    try:
        built.replace(out)
    except BaseException:
        if not out.exists():
            old.replace(out)
        raise
