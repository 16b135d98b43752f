"""Several commands at once in one checkout: one works, the others say so and change nothing.

Not collected by `make test`: `make stress` names this file to pytest.
"""

import re
import signal
import time

import pytest

from tests.faults.struck_training import Run, assert_whole

BUSY = re.compile(r"bpbook: another bpbook \(process (\d+|unknown)\) is at work in ")


def together(book, *commands):
    processes = [book.start(*command) for command in commands]
    return [book.end(process) for process in processes]


@pytest.mark.parametrize(
    "commands", [[["book"]] * 4, [["run"], ["html"], ["pdf"], ["run", "2"]]], ids=["same", "mixed"]
)
def test_several_builds(book, commands):
    for value in range(3):
        book.change(f"print({value} + 10)")
        ends = together(book, *commands)
        assert {ended.code for ended in ends} <= {0, 1}
        assert 0 in {ended.code for ended in ends}
        for ended in ends:
            assert bool(BUSY.search(ended.said)) == bool(ended.code), ended
        book.assert_clean()
    assert book.run("run").code == 0
    assert book.run("book").code == 0
    alone = book.artefacts()
    for path in (book.root / "_build").rglob("*.key"):
        path.unlink()
    assert book.run("book").code == 0
    assert book.artefacts() == alone


def test_two_chapters_of_one_number(book):
    ends = together(book, ["new", "03_losses"], ["new", "03_costs"])
    assert sorted(ended.code for ended in ends) in ([0, 1], [0, 2])
    assert len(list((book.root / "chapters").glob("03_*.ipynb"))) == 1
    book.assert_clean()


def test_two_runs_that_write_one_checkpoint(tmp_path):
    path = tmp_path / "runs" / "run.npz"
    path.parent.mkdir()
    runs = [Run(path), Run(path)]
    for run in runs:
        assert run.process.stdout.readline() == "running\n"
    for _ in range(10):
        time.sleep(0.02)
        assert_whole(path)
    for run in runs:
        run.process.send_signal(signal.SIGTERM)
    assert [run.end().code for run in runs] == [0, 0]
    assert_whole(path)
    assert [found.name for found in path.parent.iterdir()] == [path.name]
