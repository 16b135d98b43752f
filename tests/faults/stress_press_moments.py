"""`bpbook html` and `bpbook pdf` with the real press, struck at its files and at random times.

Not collected by `make test`: `make stress` names this file to pytest.
"""

import random

import pytest

from tests.faults.moments import Struck
from tests.faults.small_book import small_book

SEED = 7
PDF_FILES, PDF_WRITES = 20, 14  # what the press does to files of a PDF, or a little more
HTML_FILES, HTML_WRITES = 2300, 140
SPHINX_WRITES = 100


@pytest.fixture(scope="module")
def struck():
    with small_book(press=True) as book:
        ended = book.run("book")
        assert ended.code == 0, ended.said
        book.retitle("Another title")
        yield Struck(book)


def some(most, count):
    return sorted(random.Random(SEED).sample(range(1, most + 1), count))


@pytest.mark.parametrize("when", range(1, PDF_WRITES + 1))
def test_a_full_disk_while_the_pdf_is_printed(struck, when):
    struck.at_event("pdf", "ENOSPC", when, "publish.pdf")


@pytest.mark.parametrize("when", range(1, PDF_FILES + 1, 2))
def test_a_kill_while_the_pdf_is_printed(struck, when):
    struck.at_event("pdf", "SIGKILL", when, "publish.pdf")


@pytest.mark.parametrize("when", some(HTML_WRITES, 5))
def test_a_full_disk_while_the_site_is_printed(struck, when):
    struck.at_event("html", "ENOSPC", when, "publish.html")


@pytest.mark.parametrize("when", some(SPHINX_WRITES, 4))
def test_a_full_disk_while_sphinx_works(struck, when):
    struck.at_event("html", "ENOSPC", when, "-m sphinx")


@pytest.mark.parametrize("when", some(HTML_FILES, 4))
def test_a_kill_while_the_site_is_printed(struck, when):
    struck.at_event("html", "SIGKILL", when, "publish.html")


@pytest.mark.parametrize("command", ["html", "pdf"])
@pytest.mark.parametrize("act", ["SIGINT", "SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("share", [random.Random(SEED + k).uniform(0, 1.1) for k in range(5)])
def test_a_signal_at_any_time(struck, command, act, share):
    struck.after(command, share, act)
