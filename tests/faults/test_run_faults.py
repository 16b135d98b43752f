"""`bpbook run` struck for real: what is stored stays, the chapter is named, nothing is left."""

import os
import signal

import pytest

from tests.faults.small_book import CHAPTER, NOTE_AND_WAIT

CELL = f"{CHAPTER}, cell In[1] (c02-a): "


# the kernel


def test_a_kernel_that_is_killed(book):
    book.change(NOTE_AND_WAIT)
    before = book.artefacts()
    process = book.start("run")
    book.wait_until_the_cell_runs()
    os.kill(book.find("contained_kernel"), signal.SIGKILL)
    said = [CELL + NOTE_AND_WAIT.partition("\n")[0], "the kernel died", "stored as it was"]
    book.check(before, book.end(process), said=said)


def test_a_kernel_that_hangs(book):
    book.change(NOTE_AND_WAIT)
    book.amend("notebooks/execute.py", "cell: float = 120.0", "cell: float = 2.0")
    before = book.artefacts()
    process = book.start("run")
    book.wait_until_the_cell_runs()
    os.kill(book.find("contained_kernel"), signal.SIGSTOP)
    said = [CELL, "the cell ran longer than the 2 s that it may", "stored as it was"]
    book.check(before, book.end(process), said=said)


def test_a_kernel_that_eats_the_memory(book):
    book.change("eaten = []\nwhile True:\n    eaten.append(bytearray(1 << 26))")
    book.amend("notebooks/kernels.py", "MEMORY = 4 << 30", "MEMORY = 1 << 30")
    said = [CELL + "eaten = []\n    MemoryError (a kernel's memory is limited to 1 GB)\n"]
    book.struck("run", said=said)


def test_a_machine_without_memory_for_a_kernel(book):
    plan = {"program": "bpbook.cli", "event": "subprocess.Popen", "act": "ENOMEM"}
    book.struck("run", plan=plan, said=[CHAPTER, "Cannot allocate memory", "stored as it was"])


def test_a_full_folder_for_temporary_files(book):
    plan = {"program": "bpbook.cli", "event": "tempfile.mkdtemp", "act": "ENOSPC"}
    book.struck("run", plan=plan, said=[CHAPTER, "No space left", "stored as it was"])


# the disk, at the moment when the new notebook takes the old one's place


@pytest.mark.parametrize(
    ("event", "act", "remedy"),
    [
        ("os.rename", "ENOSPC", "the disk is full: make room on it"),
        ("tempfile.mkstemp", "EROFS", "that place can only be read: work in a copy"),
    ],
)
def test_a_notebook_that_cannot_be_put_in_place(book, event, act, remedy):
    plan = {"program": "bpbook.cli", "event": event, "path": "02_product", "act": act}
    said = [f"'{book.root / CHAPTER}'\n    {remedy}", ", then run it again\n"]
    book.struck("run", plan=plan, said=said)


# an end from outside, at the same moment


@pytest.mark.parametrize("which", ["SIGINT", "SIGTERM"])
def test_an_interruption_between_writing_and_replacing(book, which):
    plan = {"program": "bpbook.cli", "event": "os.rename", "path": "02_product", "act": which}
    said = ["bpbook: interrupted; nothing half-written was kept\n"]
    book.struck("run", plan=plan, code=128 + getattr(signal, which), said=said)


def test_what_a_kill_leaves_the_next_run_removes(book):
    """Nobody can tidy up after SIGKILL but the one who comes next."""
    before = book.artefacts()
    plan = {"program": "bpbook.cli", "event": "os.rename", "path": "02_product", "act": "SIGKILL"}
    assert book.run("run", plan=plan).code == -signal.SIGKILL
    assert book.artefacts() == before
    assert [path for path in book.leftovers() if ".02_product.ipynb." in path]
    assert not book.is_locked()
    book.assert_next_works("run")


def test_a_kill_while_a_kernel_works(book):
    book.change(NOTE_AND_WAIT)
    before = book.artefacts()
    process = book.start("run")
    book.wait_until_the_cell_runs()
    process.kill()
    book.end(process)
    assert book.artefacts() == before
    assert book.leftovers()  # the folder of the kernel's sockets
    book.change("print(8)")
    book.assert_next_works("run")
