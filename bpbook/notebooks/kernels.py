"""Kernels that run alike everywhere, stay within limits and outlive nobody."""

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager, KernelManager

from bpbook.notebooks import store

MEMORY = 4 << 30  # bytes; a chapter needs a tenth of it
CPU = 1800  # seconds; more than any run of a notebook may last
_SOCKET_NAME = 103  # bytes; macOS has the shortest limit
_PREFIX = "bpbook-"  # of the folders of kernels
_MARK = "in-use"
_PROGRAM = Path(__file__).with_name("contained_kernel.py")

# What a reader's shell may hold and the outputs must not depend on. PYTEST_CURRENT_TEST makes
# ipykernel leave the C level's output alone, so that a kernel under test would differ.
_DROPPED = (
    "PYTEST_CURRENT_TEST",
    "PYTHONDEVMODE",
    "PYTHONOPTIMIZE",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "BPBOOK_SVG",
)
_FIXED = {
    "BPBOOK_STATIC": "1",  # a figure with a slider is stored as a figure
    "COLUMNS": "80",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "MATPLOTLIBRC": os.devnull,  # a reader's own style stays out of the book's figures
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "SOURCE_DATE_EPOCH": "0",
    "TZ": "UTC",
    # one thread: sums in one order, and two notebooks share two cores
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "BPBOOK_CPU": str(CPU),
    "BPBOOK_MEMORY": str(MEMORY),
}


def environment(**more: str) -> dict[str, str]:
    """Return the environment variables that every kernel of the book starts with.

    Parameters
    ----------
    **more : str
        Variables to add, or to set to another value.

    Returns
    -------
    dict of str to str
        Those of this process, without the ones that would change an output.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    return kept | _FIXED | more


class _ThisPython(KernelSpecManager):
    """Whatever kernel a notebook names, the one that runs is this Python, confined."""

    def get_kernel_spec(self, kernel_name):
        argv = [sys.executable, "-P", str(_PROGRAM), "-f", "{connection_file}"]
        # its history is its own: two kernels on the reader's history file wait for each other
        argv += ["--HistoryManager.hist_file=:memory:"]
        return KernelSpec(argv=argv, display_name=kernel_name, language="python")


def _transport(folder: str) -> str:
    """Prefer sockets in a private folder: no port that another process could take first."""
    room = _SOCKET_NAME - len("/kernel-ipc-5")
    return "ipc" if sys.platform != "win32" and len(os.fsencode(folder)) <= room else "tcp"


class _Contained:
    """A kernel whose sockets and IPython profile lie in a folder of their own."""

    def __init__(self, **options):
        self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        self._mark = (Path(self._folder.name) / _MARK).open("w", encoding="utf-8")
        store.take(self._mark)
        super().__init__(
            kernel_name="python3",
            kernel_spec_manager=_ThisPython(),
            connection_file=str(Path(self._folder.name) / "kernel.json"),
            transport=_transport(self._folder.name),
            **options,
        )

    def variables(self, more: dict[str, str] | None = None) -> dict[str, str]:
        """Return the environment to start this kernel with."""
        return environment(IPYTHONDIR=str(Path(self._folder.name) / "ipython"), **(more or {}))

    def discard(self) -> None:
        """End the kernel if nothing else did, and remove its folder."""
        process = getattr(self.provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()
        self._mark.close()
        self._folder.cleanup()


def sweep() -> None:
    """Remove the folders of kernels whose makers were killed: their marks are locked no more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError), (folder / _MARK).open("r+", encoding="utf-8") as mark:
            store.take(mark)
            shutil.rmtree(folder, ignore_errors=True)


class ContainedKernelManager(_Contained, KernelManager):
    """For callers that wait: nbval."""


class AsyncContainedKernelManager(_Contained, AsyncKernelManager):
    """For the runner, which has two notebooks at a time in hand."""
