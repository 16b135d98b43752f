"""Break one moment of a program that Python starts: it imports this file before all else.

The plan stands in ``BPBOOK_PLAN``: ``program`` (a word of the command line), ``event`` (of
Python's audit: ``os.rename``, ``open``; none for any that concerns a file), ``path`` (a pattern,
searched in the names), ``when`` (the how-many-eth of these, from 1) and ``act``: an error's
name, which the system's call then ends with, or a signal's, which the process then gets.
"""

import errno
import json
import os
import re
import signal
import sys

FILES = ("open", "os.", "shutil.", "tempfile.", "subprocess.", "fcntl.")

ROOM = ("os.mkdir", "os.rename", "shutil.copyfile", "tempfile.mkdtemp", "tempfile.mkstemp")


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
        meant = event == plan["event"]
    elif plan["act"].startswith("SIG"):
        meant = event.startswith(FILES)
    else:
        meant = _needs_room(event, arguments)
    return meant and re.search(plan.get("path", ""), " ".join(map(str, arguments)))


def _needs_room(event, arguments):
    """Tell whether a full disk can refuse it: what reads and removes goes on."""
    if event == "open":
        return arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    return event in ROOM


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
