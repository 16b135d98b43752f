"""Execution in fresh, contained kernels: what comes back, what fails and how it ends."""

import asyncio
import sys
import time

import pytest

from bpbook.notebooks import execute, kernels
from bpbook.notebooks.errors import CellFailedError
from tests import notebook_builder as nb
from tests import processes

LIMITS = execute.Limits(start=60, cell=3, run=60)


class Log:
    """A reporter that remembers."""

    def __init__(self):
        self.events = []

    def start(self, name):
        self.events.append(("start", name))

    def cell(self, name):
        self.events.append(("cell", name))

    def finish(self, name, result=""):
        self.events.append(("finish", name, result))


@pytest.fixture
def run(tmp_path):
    def run(limits=LIMITS, log=None, at_once=2, variables=None, **sources):
        jobs = [execute.Job(name, page(cells), str(tmp_path)) for name, cells in sources.items()]
        return execute.execute(
            jobs, log or Log(), at_once=at_once, limits=limits, variables=variables
        )

    return run


def page(sources):
    return nb.page(*[nb.code(source, id=f"c01-{n}") for n, source in enumerate(sources)])


def texts(notebook):
    return [o.get("text") or o.data["text/plain"] for c in notebook.cells for o in c.outputs]


def test_outputs_come_back_in_canonical_form_and_the_job_is_unchanged(run, tmp_path):
    job = execute.Job("x", page(["a = 1", "print(a)\nprint(2)", "a"]), str(tmp_path))
    before = nb.canonical.text(job.notebook)
    log = Log()
    done = execute.execute([job], log, limits=LIMITS)["x"]
    assert texts(done) == ["1\n2\n", "1"]
    assert [cell.execution_count for cell in done.cells] == [1, 2, 3]
    assert [cell.id for cell in done.cells] == ["c01-0", "c01-1", "c01-2"]
    assert nb.canonical.text(job.notebook) == before
    assert log.events == [("start", "x"), *[("cell", "x")] * 3, ("finish", "x", "")]


def test_each_notebook_has_a_kernel_of_its_own_with_the_same_environment(run, monkeypatch):
    monkeypatch.setenv("PYTHONSTARTUP", "/nowhere")
    monkeypatch.setenv("PYTHONHASHSEED", "17")
    look = """
import os, sys
os.environ["BPBOOK_SEEN"] = "yes"
names = ("PYTHONHASHSEED", "OPENBLAS_NUM_THREADS", "LC_ALL", "TZ", "BPBOOK_SVG")
([os.environ.get(n) for n in (*names, "PYTEST_CURRENT_TEST", "PYTHONSTARTUP")], sys.executable)
"""
    done = run(first=[look], second=[look, "seen"], variables={"BPBOOK_SVG": "1"})
    expected = ["0", "1", "C.UTF-8", "UTC", "1", None, None], sys.executable
    assert eval(texts(done["first"])[0]) == expected
    assert isinstance(done["second"], CellFailedError)
    assert "NameError" in str(done["second"])


def test_the_working_directory_is_the_notebook_s(run, tmp_path):
    done = run(x=["import os; os.getcwd()"])
    assert texts(done["x"]) == [repr(str(tmp_path))]


def test_two_run_at_a_time(run):
    wait = ["import time; time.sleep(0.2)"]
    log = Log()
    run(log=log, a=wait, b=wait, c=wait)
    running, most = 0, 0
    for kind, *_ in log.events:
        running += {"start": 1, "finish": -1}.get(kind, 0)
        most = max(most, running)
    assert most == 2


FAILURES = {
    "raise ValueError('no such shape')": "ValueError: no such shape",
    "assert 1 == 2": "AssertionError",
    "x = )": "SyntaxError",
    "input()": "StdinNotImplementedError",
    "x = bytearray(9 << 30)": "MemoryError",
    "import os; os._exit(3)": "the kernel died (its memory is limited to 4 GB)",
    "while True: pass": "the cell ran longer than the 3 s that it may",
    "sum(range(10**15))": "the cell ran longer than the 3 s that it may",
    "while True: print('x' * 9999)": "printed more than the 20 MB that it may",
}


@pytest.fixture(scope="module")
def failures(tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("failures"))
    jobs = [execute.Job(s, page(["1", f"{s}  # why", "2"]), folder) for s in FAILURES]
    return execute.execute(jobs, Log(), limits=LIMITS)


@pytest.mark.parametrize("source", FAILURES)
def test_a_failure_names_notebook_cell_line_and_error(failures, source):
    first, second = str(failures[source]).splitlines()
    assert first == f"{source}, cell In[2] (c01-1): {source}  # why"
    assert FAILURES[source] in second


def test_the_traceback_comes_without_colours(run):
    failure = run(bad=["def f():\n    return 1 / 0\n\nf()"])["bad"]
    assert "\x1b" not in failure.detail
    assert failure.detail.splitlines()[-1] == "ZeroDivisionError: division by zero"
    assert "----> 2     return 1 / 0" in failure.detail.replace("2 return", "2     return")


def test_a_dead_kernel_is_noticed_at_once(run):
    began = time.monotonic()
    run(limits=execute.Limits(cell=100, run=100), bad=["import os; os._exit(3)"])
    assert time.monotonic() - began < 6


def test_a_failure_does_not_keep_the_others_from_finishing(run):
    log = Log()
    done = run(log=log, bad=["1 / 0"], good=["2"], slow=["import time; time.sleep(1); 3"])
    assert [isinstance(v, CellFailedError) for v in done.values()].count(True) == 1
    assert texts(done["good"]) == ["2"]
    assert texts(done["slow"]) == ["3"]
    assert ("finish", "bad", "FAILED") in log.events


def test_the_run_as_a_whole_has_an_end(run):
    began = time.monotonic()
    limits = execute.Limits(cell=100, run=3)
    done = run(limits=limits, a=["sum(range(10**15))"], b=["1"], c=["sum(range(10**15))"])
    assert time.monotonic() - began < 10
    assert "the run reached its 3 s" in str(done["a"])
    assert "the run reached its 3 s" in str(done["c"])


@pytest.mark.parametrize("length", [10, 60, 120])
def test_kernels_start_whatever_the_temporary_folder_is_called(run, tmp_path, monkeypatch, length):
    folder = tmp_path / ("ü" * (length // 2))
    folder.mkdir()
    monkeypatch.setattr(kernels.tempfile, "tempdir", str(folder))
    assert texts(run(x=["1 + 1"])["x"]) == ["2"]


def test_a_kernel_that_cannot_start_is_a_failure_like_another(run, tmp_path, monkeypatch):
    monkeypatch.setattr(kernels, "_PROGRAM", tmp_path / "nowhere.py")
    failure = run(x=["1 + 1"])["x"]
    assert "the kernel did not answer: Kernel died before replying" in str(failure)


@pytest.fixture
def managers(tmp_path, monkeypatch):
    """Collect the kernel managers that a run makes, and slow their ends down."""
    made = []
    kind = kernels.AsyncContainedKernelManager
    make, shut = kind.__init__, kind.shutdown_kernel
    monkeypatch.setattr(kernels.tempfile, "tempdir", str(tmp_path))

    def noted(manager, **options):
        make(manager, **options)
        made.append(manager)

    async def slowly(manager, **options):
        await asyncio.sleep(1)
        await shut(manager, **options)

    monkeypatch.setattr(kind, "__init__", noted)
    monkeypatch.setattr(kind, "shutdown_kernel", slowly)
    return made


@pytest.mark.parametrize("seconds", [0.01, 0.2, 0.5, 1.5, 1.7])
def test_a_run_that_ends_while_kernels_start_or_end_leaves_nothing(
    run, tmp_path, managers, seconds
):
    done = run(limits=execute.Limits(run=seconds), a=["1"], b=["sum(range(10**15))"])
    assert "the run reached" in str(done["b"])
    assert managers
    pids = [m.provisioner.pid for m in managers if m.provisioner and m.provisioner.pid]
    assert [pid for pid in pids if processes.alive(pid)] == []
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_when_a_run_has_ended(run, tmp_path, monkeypatch):
    folders = tmp_path / "temporary"
    folders.mkdir()
    monkeypatch.setattr(kernels.tempfile, "tempdir", str(folders))
    note = f"import os; open({str(tmp_path)!r} + '/' + str(os.getpid()), 'w')"
    run(good=[note], bad=[note, "1 / 0"], endless=[note, "sum(range(10**15))"])
    pids = [int(path.name) for path in tmp_path.iterdir() if path.name.isdigit()]
    assert len(pids) == 3
    assert [pid for pid in pids if processes.alive(pid)] == []
    assert list(folders.iterdir()) == []


def test_a_program_that_a_cell_started_ends_with_the_kernel(run, tmp_path):
    start = (
        "import subprocess, sys\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(100)'])\n"
        "print(p.pid)"
    )
    pid = int(texts(run(x=[start])["x"])[0])
    assert processes.gone(pid)
