"""Execute notebooks in fresh kernels, a few at a time, with an end to everything."""

import asyncio
import contextlib
import re
import subprocess
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from zmq import ZMQError

from bpbook.notebooks import streams
from bpbook.notebooks.canonical import canonical, label
from bpbook.notebooks.errors import CellFailedError
from bpbook.notebooks.kernels import MEMORY, AsyncContainedKernelManager

_TROUBLE = (RuntimeError, OSError, ZMQError)  # with the kernel's start or its sockets
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_TRACEBACK_LINES = 40
OUTPUT = 20_000_000  # characters that a notebook may print


class Limits(NamedTuple):
    """How long things may take.

    Attributes
    ----------
    start, cell, run : float
        Seconds for a kernel to start, for one cell, and for all notebooks together.
    """

    start: float = 60.0
    cell: float = 120.0
    run: float = 1500.0


class Reporter(Protocol):
    """What `execute` tells of its progress."""

    def start(self, name: str) -> None: ...  # noqa: D102
    def cell(self, name: str) -> None: ...  # noqa: D102
    def finish(self, name: str, result: str = "") -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Job:
    """A notebook to execute.

    Attributes
    ----------
    name : str
        What it is called in reports.
    notebook : NotebookNode
        Its cells; they are not changed.
    folder : str
        The working directory of its kernel.
    """

    name: str
    notebook: NotebookNode
    folder: str


Results = dict[str, NotebookNode | CellFailedError]


def execute(
    jobs: list[Job],
    reporter: Reporter,
    *,
    at_once: int = 2,
    limits: Limits = Limits(),  # noqa: B008 -- immutable
    variables: dict[str, str] | None = None,
) -> Results:
    """Execute notebooks, each in a fresh kernel.

    A notebook that fails does not keep the others from finishing. An interruption ends them
    all, and no kernel outlives the call.

    Parameters
    ----------
    jobs : list of Job
        The notebooks; the longest had better come first.
    reporter : Reporter
        It is told when a notebook starts, when a cell has run, and how the notebook ended.
    at_once : int
        How many kernels run at a time.
    limits : Limits
        When to give up.
    variables : dict of str to str, optional
        Environment variables for the kernels beside the fixed ones.

    Returns
    -------
    dict of str to NotebookNode or CellFailedError
        For each name the executed notebook in canonical form, SVG kept, or what went wrong.

    Raises
    ------
    KeyboardInterrupt
        If the user interrupts; all kernels have ended by then.
    """
    return asyncio.run(_execute_all(jobs, reporter, at_once, limits, variables))


async def _execute_all(jobs, reporter, at_once, limits, variables) -> Results:
    results: Results = {}
    places = asyncio.Semaphore(at_once)

    async def one(job: Job) -> None:
        async with places:
            reporter.start(job.name)
            try:
                advance = _advance(reporter, job.name)
                results[job.name] = await _execute_one(job, limits, variables, advance)
                reporter.finish(job.name)
            except CellFailedError as failure:
                results[job.name] = failure
                reporter.finish(job.name, "FAILED")

    tasks = [asyncio.create_task(one(job)) for job in jobs]
    try:
        async with asyncio.timeout(limits.run):
            await asyncio.gather(*tasks)
    except TimeoutError:
        for job in jobs:
            message = f"{job.name}: not finished when the run reached its {limits.run:g} s"
            results.setdefault(job.name, CellFailedError(message))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return results


def _advance(reporter: Reporter, name: str) -> Callable[..., None]:
    return lambda **_: reporter.cell(name)


async def _execute_one(job: Job, limits: Limits, variables, advance) -> NotebookNode:
    notebook = canonical(job.notebook)
    index, client = 0, None
    try:
        async with _kernel(job.folder, limits.start, variables) as (manager, channels):
            client = _Client(notebook, manager, timeout=limits.cell, on_cell_executed=advance)
            client.kc = channels
            for index, cell in enumerate(notebook.cells):
                await client.async_execute_cell(cell, index)
                if cell.cell_type == "code":
                    cell.outputs = streams.merged(cell.outputs)
    except (CellExecutionError, CellTimeoutError, DeadKernelError, *_TROUBLE) as error:
        if asyncio.current_task().cancelling():
            raise asyncio.CancelledError from error  # nbclient takes a cancelled wait for a death
        said = _said(error, limits, overflow=client is not None and client.shown > OUTPUT)
        first_line = notebook.cells[index].source.strip().partition("\n")[0]
        where = f"{job.name}, {label(notebook, index)}: {first_line}"
        raise CellFailedError(f"{where}\n    {said}", _detail(error)) from error
    return canonical(notebook, keep_svg=True)


@contextlib.asynccontextmanager
async def _kernel(folder: str, patience: float, variables) -> AsyncIterator[tuple]:
    manager = AsyncContainedKernelManager()
    channels = None
    try:
        await manager.start_kernel(
            env=manager.variables(variables),
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        channels = manager.client()
        channels.start_channels()
        await channels.wait_for_ready(timeout=patience)
        channels.allow_stdin = False
        yield manager, channels
    finally:
        await _uninterrupted(_end(manager, channels))


async def _end(manager, channels) -> None:
    try:
        if channels is not None:
            channels.stop_channels()
        await manager.shutdown_kernel(now=True)
    finally:  # a kernel that was half started cannot be shut down in order
        manager.discard()


async def _uninterrupted(work) -> None:
    """Finish a piece of work even if the task that needs it is cancelled meanwhile."""
    task = asyncio.create_task(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


class _Client(NotebookClient):
    """nbclient's handling of cells and messages; the kernel's life is in our hands.

    Its own way to run a whole notebook takes the signal handlers of the process for itself,
    which two notebooks at a time cannot share.
    """

    def __init__(self, notebook, manager, **options):
        super().__init__(
            notebook,
            manager,
            iopub_timeout=10,
            raise_on_iopub_timeout=True,
            **options,
        )
        self.shown = 0

    def process_message(self, msg, cell, cell_index):
        """Count what is shown: a cell that prints for ever would fill the memory."""
        self.shown += len(msg["content"].get("text", ""))
        if self.shown > OUTPUT:
            self.km.provisioner.process.kill()
            return None
        return super().process_message(msg, cell, cell_index)


def _said(error: Exception, limits: Limits, *, overflow: bool) -> str:
    if overflow:
        return f"the notebook printed more than the {OUTPUT // 1_000_000} MB that it may"
    if isinstance(error, CellExecutionError):
        said = f"{error.ename}: {error.evalue}".rstrip(": ")
        limited = f" (a kernel's memory is limited to {MEMORY >> 30} GB)"
        return said + limited if error.ename == "MemoryError" else said
    if isinstance(error, CellTimeoutError):
        return f"the cell ran longer than the {limits.cell:g} s that it may"
    if isinstance(error, DeadKernelError):
        return f"the kernel died (its memory is limited to {MEMORY >> 30} GB)"
    return f"the kernel did not answer: {error}"


def _detail(error: Exception) -> str:
    """Return the end of the traceback, without colours and without the cell again."""
    if not isinstance(error, CellExecutionError):
        return ""
    trace = _ANSI.sub("", error.traceback).rpartition("\n------------------\n")[2].strip()
    if trace == f"{error.ename}: {error.evalue}".strip():
        return ""  # an error that shows its message alone: it stands in the report already
    return "\n".join(trace.splitlines()[-_TRACEBACK_LINES:])
