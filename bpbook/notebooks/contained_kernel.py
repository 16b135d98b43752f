"""A program: confine this process, then become an IPython kernel.

It is run by its path, by `bpbook.notebooks.kernels`. The limits are set here, after the new
process began, because a hook between fork and exec is unsafe in a program with threads.
"""

import os
import signal
import sys


def confine(environment: "os._Environ[str]") -> None:
    """Bound what this process may use, and tie its life to that of its parent.

    Parameters
    ----------
    environment : mapping
        ``BPBOOK_MEMORY`` (bytes), ``BPBOOK_CPU`` (seconds) and ``JPY_PARENT_PID``, which
        Jupyter sets.
    """
    if sys.platform == "win32":
        return  # there IPython itself waits on the parent's handle in a thread
    import resource

    _limit(resource.RLIMIT_CORE, 0)
    # Where nothing ties a kernel to its parent, a loop in C that was left behind ends here.
    _limit(resource.RLIMIT_CPU, int(environment["BPBOOK_CPU"]))
    if sys.platform == "linux":
        _limit(resource.RLIMIT_AS, int(environment["BPBOOK_MEMORY"]))
        die_with(int(environment["JPY_PARENT_PID"]))


def _limit(what: int, value: int) -> None:
    import resource

    hard = resource.getrlimit(what)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(what, (value, hard))


def die_with(parent: int) -> None:
    """Ask Linux for SIGKILL when the thread that started us ends (PR_SET_PDEATHSIG)."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the process that wanted this one has ended")


if __name__ == "__main__":
    confine(os.environ)
    from ipykernel.kernelapp import launch_new_instance

    launch_new_instance()
