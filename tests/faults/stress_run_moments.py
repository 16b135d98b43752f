"""`bpbook run` and `bpbook book`, struck at the files they touch and at random times.

Not collected by `make test`: `make stress` names this file to pytest.
"""

import random

import pytest

from tests.faults.moments import Struck
from tests.faults.small_book import small_book

FILES = {"run": 48, "book": 96}  # what bpbook itself does to files of the book, or a little more
WRITES = {"run": 12, "book": 30}
SEED = 7


@pytest.fixture(scope="module")
def struck():
    """Return what makes each command's book, once."""
    with small_book() as book:
        assert book.run("book").code == 0
        book.change("print(7)")
        yield Struck(book)


def some(most, count):
    return sorted(random.Random(SEED).sample(range(1, most + 1), count))


@pytest.mark.parametrize("command", ["run", "book"])
@pytest.mark.parametrize("place", range(12))
def test_a_full_disk_at_any_file(struck, command, place):
    struck.at_event(command, "ENOSPC", some(WRITES[command], 12)[place])


@pytest.mark.parametrize("command", ["run", "book"])
@pytest.mark.parametrize("act", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("place", range(16))
def test_a_signal_at_any_file(struck, command, act, place):
    struck.at_event(command, act, some(FILES[command], 16)[place])


@pytest.mark.parametrize("command", ["run", "book"])
@pytest.mark.parametrize("act", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("share", [random.Random(SEED + k).uniform(0, 1.1) for k in range(8)])
def test_a_signal_at_any_time(struck, command, act, share):
    struck.after(command, share, act)
