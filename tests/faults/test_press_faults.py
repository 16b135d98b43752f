"""`bpbook html` and `bpbook pdf` struck for real: the old book stays, whole, until the new one."""

import os
import resource
import signal
from pathlib import Path

import pytest

from publish import finish


@pytest.fixture
def book(printed, request):
    printed.retitle(f"The book of {request.node.name}")
    return printed


def struck_while_sphinx_works(book, whom, which):
    """Send a signal to a process of `bpbook html` while Sphinx works; return how it ended."""
    process = book.start("html")
    book.find("-m sphinx")
    victim = process.pid if whom == "bpbook" else book.find(whom)
    os.kill(victim, which)
    return book.end(process)


def test_an_interruption_while_sphinx_works(book):
    before = book.artefacts()
    ended = struck_while_sphinx_works(book, "bpbook", signal.SIGTERM)
    said = ["bpbook: interrupted; nothing half-written was kept\n"]
    book.check(before, ended, code=128 + signal.SIGTERM, said=said)


def test_the_press_is_killed_while_sphinx_works(book):
    before = book.artefacts()
    ended = struck_while_sphinx_works(book, "publish.html", signal.SIGKILL)
    said = ["publish.html was ended from outside (SIGKILL; a full memory does it too)"]
    book.check(before, ended, said=said)


def test_bpbook_is_killed_while_sphinx_works(book):
    """The press ends with it, and the next command removes what it left."""
    before = book.artefacts()
    ended = struck_while_sphinx_works(book, "bpbook", signal.SIGKILL)
    assert ended.code == -signal.SIGKILL
    book.wait_until_nothing_runs()
    assert book.artefacts() == before
    assert not book.is_locked()
    assert [Path(path).name[:6] for path in book.leftovers()] == [".html-"]
    book.assert_next_works("pdf")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("ENOSPC", ["publish.pdf: [Errno 28] No space left on device: ", "make room on it"]),
        ("SIGKILL", ["publish.pdf was ended from outside (SIGKILL"]),
    ],
)
def test_a_pdf_that_cannot_be_put_in_place(book, act, said):
    plan = {"program": "publish.pdf", "event": "os.rename", "path": "book.pdf", "act": act}
    book.struck("pdf", plan=plan, said=said)


def longest_file(size):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_limit_on_the_size_of_files(book):
    said = ["publish.pdf: [Errno 27] File too large", "raise the limit (ulimit -f)"]
    book.struck("pdf", before=longest_file(10_000), said=said)


# the moment when the new site takes the old one's place


@pytest.fixture
def folders(tmp_path):
    """Return the new site and the old one, each with a page."""
    for name in ("new", "site"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name, encoding="utf-8")
    return tmp_path / "new", tmp_path / "site"


def page(folder):
    return (folder / "index.html").read_text("utf-8")


@pytest.mark.parametrize("exchange", [True, False])
def test_a_site_takes_the_place_of_the_old_one(folders, monkeypatch, exchange):
    if not exchange:  # as on a system that cannot
        monkeypatch.setattr(finish, "_exchange", lambda *_: False)
    new, site = folders
    finish.put_in_place(new, site)
    assert page(site) == "new"


def test_the_first_site_takes_its_place(folders):
    new, site = folders
    finish.put_in_place(new, site.with_name("first"))
    assert page(site.with_name("first")) == "new"


def test_there_is_no_moment_without_a_site(folders, monkeypatch):
    """Where folders can be exchanged, no folder is ever renamed away."""
    monkeypatch.setattr(Path, "replace", None)
    new, site = folders
    finish.put_in_place(new, site)
    assert (page(site), page(new)) == ("new", "site")


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", [1, 2])
def test_the_old_site_comes_back_if_the_new_one_cannot_take_its_place(
    folders, monkeypatch, error, step
):
    monkeypatch.setattr(finish, "_exchange", lambda *_: False)
    replace, calls = Path.replace, []

    def strike(source, target):
        calls.append(source)
        if len(calls) == step:
            raise error
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", strike)
    new, site = folders
    with pytest.raises(type(error)):
        finish.put_in_place(new, site)
    assert page(site) == "site"
