"""The workers of chapter 19 are processes of its kernel, and end when it ends."""

import json
from pathlib import Path

import psutil

from bpbook.notebooks import canonical, execute
from tests import notebook_builder as nb
from tests import processes

CHAPTER = Path(__file__).parent.parent / "chapters" / "19_machines.ipynb"
NEEDED = ("c19-imports", "c19-shards", "c19-cluster", "c19-connect")
NOTE_AND_DIE = """
import json, os, psutil
from pathlib import Path
me, workers = psutil.Process(), {workers}
below = [child.pid for child in me.children(recursive=True)]
Path("pids.json").write_text(json.dumps([me.pid, workers, below]))
me.kill()
"""
STRAY = """
import subprocess, sys
waiting = [sys.executable, "-c", "import time; time.sleep(60)"]
stray = subprocess.Popen(waiting, start_new_session=True)
"""


class Silent:
    def start(self, name): ...
    def cell(self, name): ...
    def finish(self, name, result=""): ...


def kill_after(sources, workers, folder):
    """Run cells in a kernel that then kills itself; return the ids of all processes."""
    sources = [*sources, NOTE_AND_DIE.format(workers=workers)]
    page = nb.page(*[nb.code(source, id=f"c19-{n}") for n, source in enumerate(sources)])
    job = execute.Job("x", page, str(folder))
    outcome = execute.execute([job], Silent())["x"]
    assert "died" in str(outcome) or "ended" in str(outcome), outcome
    return json.loads((folder / "pids.json").read_text("utf-8"))


def test_workers_end_with_a_kernel_that_is_killed(tmp_path):
    source = {cell.id: cell.source for cell in canonical.read(CHAPTER).cells}
    opening = [source[name].partition("\nassert")[0] for name in NEEDED]
    kernel, workers, below = kill_after(opening, "[*client.run(os.getpid).values()]", tmp_path)
    assert len(set(workers)) == 2
    assert set(workers) <= set(below)
    assert [pid for pid in (kernel, *below) if not processes.gone(pid)] == []


def test_a_process_that_outlives_its_kernel_is_noticed(tmp_path):
    kernel, _, (stray,) = kill_after([STRAY], "[]", tmp_path)
    try:
        assert processes.gone(kernel)
        assert processes.alive(stray)
    finally:
        psutil.Process(stray).kill()
