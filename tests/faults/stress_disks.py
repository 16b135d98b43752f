"""Disks that are full, read-only or held, for real: mounted for the test. It takes root.

Not collected by `make test`: `make stress` names this file to pytest.
"""

import contextlib
import os
import shutil
import subprocess

import pytest

from tests.faults.small_book import CHAPTER
from tests.faults.struck_training import assert_whole, go_on

ROOM = 64 << 10  # bytes
FULL = "No space left on device"
MUCH = "print('x' * 200_000)"  # more than the room


@contextlib.contextmanager
def mounted(place, *arguments):
    """Mount something; where that cannot be, the test is skipped, and its row is not run."""
    command = ["mount", *map(str, arguments), str(place)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextlib.contextmanager
def nearly_full(folder, room=ROOM):
    """Put a folder with all it holds on a disk of its own, with little room left."""
    kept = folder.with_name("kept")
    shutil.copytree(folder, kept)
    with mounted(folder, "-t", "tmpfs", "tmpfs"):
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        shutil.rmtree(kept)
        now = os.statvfs(folder)
        size = (now.f_blocks - now.f_bfree) * now.f_frsize + room
        subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)
        yield


@contextlib.contextmanager
def readable_only(folder):
    """Let a folder be read and not written, by root either."""
    with mounted(folder, "--bind", folder):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(folder)], check=True)
        yield


def held(path):
    """Let a file or folder be held by a mount: nothing can take its place."""
    return mounted(path, "--bind", path)


# run


def test_no_room_for_the_notebook(book):
    book.change(MUCH)
    with nearly_full(book.root / "chapters"):
        book.struck("run", said=[FULL, f"{CHAPTER}'\n    the disk is full: make room on it"])


def test_no_room_for_what_was_executed(book):
    assert book.run("book").code == 0
    book.change(MUCH)
    with nearly_full(book.root / "_build"):
        said = [FULL, "_build/executed/" + CHAPTER, "make room on it"]
        book.struck("book", said=said)


def test_no_room_to_say_who_holds_the_lock(book):
    """It is held all the same, and `run`, which writes elsewhere, stores the chapter."""
    assert book.run("book").code == 0
    book.change("print(8)")
    (book.root / "_build" / "lock").unlink()
    with nearly_full(book.root / "_build", room=0):
        book.assert_next_works("run")


def test_no_place_for_one_more_file(book):
    with mounted(book.temporary, "-t", "tmpfs", "-o", "nr_inodes=2", "tmpfs"):
        book.struck("run", said=[CHAPTER, "stored as it was"])


@pytest.mark.parametrize("command", [["run"], ["book"], ["new", "03_losses"]])
def test_a_checkout_that_can_only_be_read(book, command):
    assert book.run("book").code == 0
    book.change("print(8)")
    before = book.artefacts()
    with readable_only(book.root):
        ended = book.run(*command)
    said = ["Read-only file system: ", "work in a copy of the checkout"]
    book.check(before, ended, said=said)
    book.assert_next_works(*command)


def test_chapters_that_can_only_be_read(book):
    with readable_only(book.root / "chapters"):
        book.struck("run", said=["Read-only file system: ", f"{CHAPTER}'\n    that place"])
    book.assert_next_works("run")


def test_a_notebook_that_is_held(book):
    with held(book.root / CHAPTER):
        book.struck("run", said=["busy: ", f"{CHAPTER}'\n    another program or a mount"])
    book.assert_next_works("run")


# the press


@pytest.mark.parametrize(("command", "room"), [("html", ROOM), ("pdf", ROOM // 4)])
def test_no_room_for_the_printed_book(printed, command, room):
    printed.retitle(f"no room for {command}")
    with nearly_full(printed.root / "_build", room):
        printed.struck(command, said=[FULL, "the disk is full: make room on it"])


@pytest.mark.parametrize(("command", "name"), [("html", "html"), ("pdf", "book.pdf")])
def test_a_printed_book_that_is_held(printed, command, name):
    printed.retitle(f"held {command}")
    with held(printed.root / "_build" / name):
        printed.struck(command, said=["busy: ", f"_build/{name}'", "release it"])
    printed.assert_next_works(command)


# checkpoints


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "runs" / "run.npz"
    path.parent.mkdir()
    go_on(path, epochs=2)
    return path


def test_no_room_for_a_checkpoint(saved):
    with nearly_full(saved.parent, room=0):
        with pytest.raises(OSError, match=rf"{FULL}: '{saved}'"):
            go_on(saved, epochs=3, resume=saved)
        assert assert_whole(saved) == 2
        assert [path.name for path in saved.parent.iterdir()] == [saved.name]


def test_a_checkpoint_that_can_only_be_read(saved):
    with readable_only(saved.parent), pytest.raises(OSError, match=f"Read-only.*'{saved}'"):
        go_on(saved, epochs=3, resume=saved)
    assert assert_whole(saved) == 2


def test_a_checkpoint_that_is_held(saved):
    with held(saved), pytest.raises(OSError, match=f"busy: '{saved}'"):
        go_on(saved, epochs=3, resume=saved)
    assert assert_whole(saved) == 2
    assert [path.name for path in saved.parent.iterdir()] == [saved.name]
    assert go_on(saved, epochs=3, resume=saved).epochs == 3
