"""The pytest plugin that makes nbval strict, contained and finite.

nbval re-executes each notebook and compares the outputs. Out of the box it waits half an hour
for a dead kernel, leaves kernels behind, passes over cells that were never executed, and takes
no notice of the order of outputs, of missing pictures and of outputs that are updated later.
Its three classes give way to the three below.
"""

import subprocess
import time
from queue import Empty

import nbval.kernel
import nbval.plugin
import pytest

from bpbook.notebooks import compare, execute
from bpbook.notebooks.canonical import label
from bpbook.notebooks.kernels import ContainedKernelManager

CELL = 120.0  # seconds, the most that --nbval-cell-timeout may say
NOTEBOOK = 300.0  # seconds for all cells of one
REFUSED = {
    "clear_output": "clears its output",
    "update_display_data": "changes an output after it was shown",
}


class DeadKernelError(RuntimeError):
    """The kernel ended while a cell ran."""


class BookKernel(nbval.kernel.RunningKernel):
    """A contained kernel whose death is noticed at once."""

    def __init__(self, kernel_name, cwd=None, startup_timeout=60):
        self.km = ContainedKernelManager()
        self.km.start_kernel(
            env=self.km.variables(),
            cwd=cwd,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.kc = self.km.client()
        self.kc.start_channels()
        self.deadline = time.monotonic() + NOTEBOOK
        try:
            self.kc.wait_for_ready(timeout=startup_timeout)
            self._ensure_iopub_up()
        except BaseException:
            self.stop()
            raise

    def await_reply(self, msg_id, timeout=None):
        """Wait for the reply to a request; raise Empty at the deadline."""
        end = min(time.monotonic() + timeout, self.deadline)
        while (left := end - time.monotonic()) > 0:
            try:
                message = self.get_message(stream="shell", timeout=min(0.5, left))
            except Empty:
                if not self.km.is_alive():
                    raise DeadKernelError("the kernel died while the cell ran") from None
                continue
            if message["parent_header"].get("msg_id") == msg_id:
                assert message["content"]["status"] != "aborted", "the kernel refused to run it"
                return
        raise Empty

    def stop(self):
        """End the kernel and remove what it left."""
        self.kc.stop_channels()
        try:
            self.km.shutdown_kernel(now=True)
        finally:
            self.km.discard()


class BookFile(nbval.plugin.IPyNbFile):
    """A notebook. The sort of outputs that nbval only prints is kept for the cell to refuse."""

    refused: str | None = None
    shown = 0

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # ours compares these: figures with a tolerance, pictures by their presence
        self.skip_compare += (compare.FIGURE, "image/svg+xml")

    def collect(self):
        for cell in super().collect():
            known = {"cell_num": cell.cell_num, "cell": cell.cell, "options": cell.options}
            yield BookCell.from_parent(self, name=f"{cell.name} {cell.cell.id}", **known)

    def get_kernel_message(self, timeout=None, stream="iopub"):
        message = super().get_kernel_message(timeout=timeout, stream=stream)
        self.refused = REFUSED.get(message["msg_type"], self.refused)
        self.shown += len(message["content"].get("text", ""))
        return message

    def teardown(self):
        if self.kernel is not None:
            self.kernel.stop()


class BookCell(nbval.plugin.IPyNbCell):
    """A code cell: executed, and compared twice, by nbval and by the book's own rules."""

    def setup(self):
        if self.parent.timed_out:
            pytest.skip("an earlier cell ran too long or took the kernel down")

    def runtest(self):
        notebook = self.parent
        if self.cell.execution_count is None:
            self.raise_cell_error("the cell was never executed: `bpbook run` stores its output")
        if not notebook.kernel.is_alive():
            self.raise_cell_error("the kernel is dead")
        notebook.refused = None
        try:
            super().runtest()
        except DeadKernelError as error:
            notebook.timed_out = True  # the cells that follow are skipped
            self.raise_cell_error(str(error))
        if notebook.refused:
            self.raise_cell_error(f"the cell {notebook.refused}, which no test can compare")
        if notebook.shown > execute.OUTPUT:
            self.raise_cell_error("the notebook prints more than anyone can read")

    def compare_outputs(self, test, ref, skip_compare=None):
        index = next(i for i, cell in enumerate(self.parent.nb.cells) if cell is self.cell)
        where = f"{self.parent.path.name}, {label(self.parent.nb, index)}"
        unstable = compare.UNSTABLE_TAG in self.cell.metadata.get("tags", [])
        difference = compare.outputs_diff(where, ref, test, unstable)
        self.comparison_traceback = [difference]
        return not difference and super().compare_outputs(test, ref, skip_compare)

    def repr_failure(self, excinfo):
        return f"{self.parent.path.name}, id {self.cell.id}\n{super().repr_failure(excinfo)}"


def pytest_configure(config):
    options = config.option
    if options.nbval_lax:
        raise pytest.UsageError("--nbval-lax compares nothing: the book is tested with --nbval")
    if options.nbval and options.nbval_cell_timeout > CELL:
        raise pytest.UsageError(f"say --nbval-cell-timeout, at most {CELL:g} s")
    nbval.plugin.RunningKernel = BookKernel
    config.pluginmanager.unregister(name="nbval")  # it would collect the notebooks too


def pytest_collect_file(file_path, parent):
    if parent.config.option.nbval and file_path.suffix == ".ipynb":
        return BookFile.from_parent(parent, path=file_path)
    return None
