"""The command bpbook: what it stores, builds, says, and how it behaves when things go wrong."""

import json
import shutil
import signal
import sys
import time

import pytest

from bpbook import cli
from bpbook.notebooks import book
from tests import checkout, processes
from tests import notebook_builder as nb

BUILT = ("_build/html", "_build/book.pdf")


@pytest.fixture
def root(tmp_path):
    return checkout.make(tmp_path / "the bøok")


@pytest.fixture
def here(root, monkeypatch):
    """Let the command run in this process, as if it were installed from the small checkout."""
    monkeypatch.chdir(root)
    monkeypatch.setattr(book, "require_own_package", lambda _: None)
    return root


def stored(root, name):
    return (root / name).read_text("utf-8")


# wrong input: one line, exit code 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "7"], "no chapter '7'; there are 01_sum, 02_product"),
        (["run", "sums"], "did you mean 01_sum?"),
        (["claims", "9"], "no chapter '9'"),
        (["new", "losses"], "'losses' is no name for a chapter"),
        (["new", "01_other"], "chapter 1 exists: chapters/01_sum.ipynb"),
    ],
)
def test_wrong_input_is_answered_in_one_line(here, capsys, arguments, said):
    assert cli.main(arguments) == 2
    message = capsys.readouterr().err
    assert message.startswith("bpbook: ")
    assert said in message
    assert message.count("\n") == 1


def test_a_broken_notebook_is_wrong_input(here, capsys):
    (here / "chapters" / "02_product.ipynb").write_text("{}", encoding="utf-8")
    assert cli.main(["run", "2"]) == 2
    assert "02_product.ipynb: this is notebook format (None, None)" in capsys.readouterr().err


def test_outside_a_checkout_it_says_where_to_go(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["claims"]) == 2
    assert "run bpbook inside a checkout" in capsys.readouterr().err


def test_the_program_of_another_checkout_is_refused(root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    assert cli.main(["claims"]) == 2
    assert f"and you are in {root}" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["publish"], ["new"], ["html", "8"], ["run", "--fast"]])
def test_a_wrong_command_is_answered_with_its_usage(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert capsys.readouterr().err.startswith("usage: bpbook")


@pytest.mark.parametrize("command", ["", "run", "book", "html", "pdf", "claims", "guides", "new"])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main([command, "--help"] if command else ["--help"])
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert len(text.splitlines()) > 6
    assert max(map(len, text.splitlines())) <= 100


# run


def test_run_stores_fresh_outputs_in_canonical_form(here, capsys):
    checkout.replace_source(here, "chapters/01_sum.ipynb", "print(40 + 2)")
    before = checkout.contents(here, "chapters/solutions", "chapters/02_product.ipynb")
    assert cli.main(["run", "1"]) == 0
    assert '"42\\n"' in stored(here, "chapters/01_sum.ipynb")
    assert nb.canonical.problems(here / "chapters" / "01_sum.ipynb") == []
    assert checkout.contents(here, "chapters/solutions", "chapters/02_product.ipynb") == before
    said = capsys.readouterr().err
    assert "stored chapters/01_sum.ipynb\n2 of 2 notebooks executed\n" in said
    assert "chapters/solutions/01_sum.ipynb" in said


def test_a_failing_chapter_is_named_and_stays_while_the_others_are_stored(here, capsys):
    checkout.replace_source(here, "chapters/01_sum.ipynb", "1 / 0  # too few")
    checkout.replace_source(here, "chapters/02_product.ipynb", "print(7)")
    before = stored(here, "chapters/01_sum.ipynb")
    assert cli.main(["run"]) == 1
    assert stored(here, "chapters/01_sum.ipynb") == before
    assert '"7\\n"' in stored(here, "chapters/02_product.ipynb")
    said = capsys.readouterr().err
    assert (
        "bpbook: chapters/01_sum.ipynb, cell In[1] (c01-a): 1 / 0  # too few\n"
        "    ZeroDivisionError: division by zero\n    it is stored as it was\n"
    ) in said


# book


def test_the_book_is_executed_compared_and_printed(here, capsys):
    assert cli.main(["book"]) == 0
    names = "01_sum.ipynb 01_sum.ipynb 02_product.ipynb"
    assert stored(here, "_build/html/index.html").startswith(names)
    assert stored(here, "_build/book.pdf").startswith(names)
    status = json.loads(stored(here, "_build/executed/status.json"))
    same = {"differs": False, "diff": ""}
    files = ("chapters/01_sum", "chapters/02_product", "chapters/solutions/01_sum")
    assert status == {f"{name}.ipynb": same for name in files}
    executed = nb.canonical.read(here / "_build/executed/chapters/01_sum.ipynb")
    assert executed.cells[1].outputs[0].text == "2\n"
    assert "3 notebooks executed\n_build/html printed\n_build/book.pdf printed\n" in (
        capsys.readouterr().err
    )


def test_a_second_run_executes_and_prints_nothing(here, capsys):
    assert cli.main(["book"]) == 0
    before = {path: path.stat().st_mtime_ns for path in (here / "_build").rglob("*.*")}
    capsys.readouterr()
    began = time.monotonic()
    assert cli.main(["book"]) == 0
    assert time.monotonic() - began < 1
    expected = "0 notebooks executed\n_build/html is up to date\n_build/book.pdf is up to date\n"
    assert capsys.readouterr().err == expected
    assert {path: path.stat().st_mtime_ns for path in (here / "_build").rglob("*.*")} == before


@pytest.mark.parametrize(
    ("path", "executed"),
    [
        ("chapters/02_product.ipynb", 1),
        ("bpbook/new.py", 3),
        ("requirements.lock", 3),
        ("publish/style.css", 0),
        ("pyproject.toml", 0),
    ],
)
def test_what_changed_decides_what_runs_again(here, capsys, path, executed):
    assert cli.main(["book"]) == 0
    capsys.readouterr()
    if path.endswith("ipynb"):
        checkout.replace_source(here, path, "print(2 * 3)  # again")
    else:
        checkout.write(here / path, "new")
    assert cli.main(["html"]) == 0
    said = f"{executed} notebook{'s' if executed != 1 else ''} executed\n_build/html printed\n"
    assert said in capsys.readouterr().err


def test_the_site_links_to_the_pdf_if_there_is_one(here, capsys):
    for command, linked in (("html", False), ("pdf", False), ("html", True), ("book", True)):
        assert cli.main([command]) == 0
        assert stored(here, "_build/html/index.html").endswith("['--pdf']") == linked
    assert capsys.readouterr().err.endswith(
        "_build/html is up to date\n_build/book.pdf is up to date\n"
    )
    shutil.rmtree(here / "_build")
    assert cli.main(["book"]) == 0
    assert stored(here, "_build/html/index.html").endswith("['--pdf']")


def test_a_chapter_that_was_removed_leaves_the_book(here):
    assert cli.main(["html"]) == 0
    (here / "chapters" / "02_product.ipynb").unlink()
    assert cli.main(["html"]) == 0
    assert stored(here, "_build/html/index.html").startswith("01_sum.ipynb 01_sum.ipynb{")


def test_a_difference_builds_all_the_same_with_a_diff(here, capsys):
    checkout.replace_source(here, "chapters/02_product.ipynb", "print(2 * 4)")
    for _ in range(2):  # the second time nothing runs, and the difference is still said
        assert cli.main(["book"]) == 0
        said = capsys.readouterr().err
        assert "--- chapters/02_product.ipynb, cell In[1] (c02-a): stored" in said
        assert "\n-6\n+8\n" in said
        assert "1 notebook with other outputs than the stored ones" in said
    status = json.loads(stored(here, "_build/executed/status.json"))
    assert status["chapters/02_product.ipynb"]["differs"] is True
    assert "+8" in status["chapters/02_product.ipynb"]["diff"]
    assert (here / "_build" / "book.pdf").exists()


def test_a_long_difference_is_shown_by_its_beginning(here, capsys):
    checkout.replace_source(here, "chapters/02_product.ipynb", "for k in range(99): print(k)")
    assert cli.main(["book"]) == 0
    said = capsys.readouterr().err
    assert "+20\n" in said
    assert "+60\n" not in said
    assert "more lines; the page shows them" in said
    assert "+60" in stored(here, "_build/executed/status.json")


@pytest.mark.parametrize("source", ["1 / 0", "assert 2 == 3", "import os; os._exit(1)"])
def test_an_error_stops_the_build_and_leaves_the_old_book(here, capsys, source):
    assert cli.main(["book"]) == 0
    before = checkout.contents(here, *BUILT)
    assert before
    checkout.replace_source(here, "chapters/02_product.ipynb", source)
    capsys.readouterr()
    assert cli.main(["book"]) == 1
    assert checkout.contents(here, *BUILT) == before
    said = capsys.readouterr().err
    assert f"bpbook: chapters/02_product.ipynb, cell In[1] (c02-a): {source}\n" in said
    assert "what was built before is as it was" in said


def test_a_failing_press_is_quoted_and_asked_again(here, capsys):
    assert cli.main(["book"]) == 0
    before = checkout.contents(here, *BUILT)
    checkout.write(here / "publish" / "style.css", "new")
    checkout.write(here / "press-fails", "")
    for _ in range(2):
        capsys.readouterr()
        assert cli.main(["book"]) == 1
        assert "exit code 1:\nthe press says no\n" in capsys.readouterr().err
    assert checkout.contents(here, *BUILT) == before
    (here / "press-fails").unlink()
    assert cli.main(["book"]) == 0


# new


def test_a_new_chapter_is_canonical_and_nothing_is_overwritten(here, capsys):
    assert cli.main(["new", "03_losses"]) == 0
    said = capsys.readouterr().err
    for name in ("chapters/03_losses.ipynb", "chapters/solutions/03_losses.ipynb"):
        assert nb.canonical.problems(here / name) == []
        assert f"wrote {name}\n" in said
    before = checkout.contents(here, "chapters")
    assert cli.main(["new", "03_losses"]) == 2
    assert cli.main(["new", "03_costs"]) == 2
    assert checkout.contents(here, "chapters") == before


def test_an_appendix_is_not_begun_as_a_chapter(here, capsys):
    assert cli.main(["new", "96_words"]) == 2
    assert "96_words would be Appendix F" in capsys.readouterr().err


def test_a_new_chapter_keeps_every_rule(here):
    from bpbook.notebooks import rules

    assert cli.main(["new", "03_losses"]) == 0
    pages = [here / "chapters" / "03_losses.ipynb", here / "chapters/solutions/03_losses.ipynb"]
    for path in pages:
        page = nb.canonical.read(path)
        assert page.cells[1].outputs
        for rule in rules.STYLE + rules.SAFETY:
            assert rules.complaints(rule, page) == []


# interruptions, in processes of their own


NOTE_AND_WAIT = """\
import os, pathlib, time
pathlib.Path("pid").write_text(str(os.getpid()))
while True:
    time.sleep(0.01)"""


def wait_for(path):
    assert processes.wait_until(lambda: path.exists() and path.read_text("utf-8"), 30)
    return int(path.read_text("utf-8"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("command", [["run", "2"], ["book"]])
def test_an_interruption_ends_everything_and_changes_nothing(root, number, command):
    checkout.replace_source(root, "chapters/02_product.ipynb", NOTE_AND_WAIT)
    before = checkout.contents(root, "chapters")
    with checkout.start(root, *command) as process:
        kernel = wait_for(root / "chapters" / "pid")
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
    (root / "chapters" / "pid").unlink()
    assert process.returncode == 128 + number
    assert said.endswith("bpbook: interrupted; nothing half-written was kept\n")
    assert "Traceback" not in said
    assert processes.gone(kernel)
    assert checkout.contents(root, "chapters") == before


def test_a_killed_run_leaves_no_kernel(root):
    endless = (
        NOTE_AND_WAIT
        if sys.platform != "linux"
        else NOTE_AND_WAIT.replace("time.sleep(0.01)", "sum(range(10**15))")
    )
    checkout.replace_source(root, "chapters/02_product.ipynb", endless)
    with checkout.start(root, "run", "2") as process:
        kernel = wait_for(root / "chapters" / "pid")
        process.kill()
        process.communicate()
    assert processes.gone(kernel)


def test_an_interrupted_press_ends_too(root):
    checkout.write(root / "press-hangs", "")
    with checkout.start(root, "html") as process:
        press = wait_for(root / "press-pid")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
    assert process.returncode == 128 + signal.SIGTERM
    assert processes.gone(press)


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is set by a Unix shell")
def test_a_full_disk_is_said_and_leaves_everything_as_it_was(root):
    """A limit on the size of files strikes at the same place as a full disk."""
    checkout.replace_source(root, "chapters/02_product.ipynb", "print('x' * 20000)")
    before = checkout.contents(root, "chapters")
    for command in ("run 2", "html"):
        shell = f"ulimit -f 16; exec '{sys.executable}' -m bpbook.cli {command}"
        with checkout.start_program(root, ["bash", "-c", shell]) as process:
            _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        error, remedy = said.splitlines()[-2:]
        assert error.startswith("bpbook: [Errno 27] File too large: ")
        assert error.endswith("02_product.ipynb'")
        assert remedy == (
            "    files may not become so long here: raise the limit (ulimit -f), then run it again"
        )
        assert checkout.contents(root, "chapters") == before
        assert not list(root.rglob("*.tmp"))
        assert not (root / "_build" / "html").exists()


def test_two_builds_at_once_do_not_mix(root):
    checkout.replace_source(root, "chapters/02_product.ipynb", NOTE_AND_WAIT)
    with checkout.start(root, "book") as first:
        wait_for(root / "chapters" / "pid")
        for command in (["book"], ["run", "1"]):
            code, _, said = checkout.run(root, *command)
            assert code == 1
            assert f"bpbook: another bpbook (process {first.pid}) is at work in {root}" in said
        first.send_signal(signal.SIGINT)
        first.communicate(timeout=20)


def test_without_a_terminal_progress_is_plain_lines(root):
    code, out, said = checkout.run(root, "book")
    assert code == 0
    assert out == ""
    assert "\r" not in said
    assert len([line for line in said.splitlines() if line.endswith(" s")]) == 3
