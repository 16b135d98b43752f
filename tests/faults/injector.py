"""Break one moment of a program that Python starts: it imports this file before all else.

The plan stands in ``BPBOOK_PLAN``: ``program`` (a word of the command line), ``event`` (of
Python's audit: ``os.rename``, ``open``; none for any of a file), ``path`` (a part of a name),
``when`` (the how-many-eth of these, from 1) and ``act``: an error's name, which the operating
system's call then ends with, or a signal's, which the process then gets.
"""

import errno
import json
import os
import signal
import sys

FILES = ("open", "os.", "shutil.", "tempfile.", "subprocess.", "fcntl.")


def install(plan):
    """Watch this process, and act once."""
    seen = 0

    def watch(event, arguments):
        nonlocal seen
        if plan is None or not _matches(plan, event, arguments):
            return
        seen += 1
        if seen == plan["when"]:
            _act(plan["act"], arguments)

    sys.addaudithook(watch)


def _matches(plan, event, arguments):
    if plan.get("event"):
        if event != plan["event"]:
            return False
    elif not event.startswith(FILES):
        return False
    return plan.get("path", "") in " ".join(map(str, arguments))


def _act(name, arguments):
    if name.startswith("SIG"):
        os.kill(os.getpid(), getattr(signal, name))
    else:
        number = getattr(errno, name)
        raise OSError(number, os.strerror(number), str(arguments[0]))


if "BPBOOK_PLAN" in os.environ:
    wanted = json.loads(os.environ["BPBOOK_PLAN"])
    if wanted["program"] in " ".join(sys.orig_argv):
        install(wanted)
