"""``make stress`` itself: what is not a pass is never taken for one."""

import io
import json
import os
import re
import sys
import time

import pytest

from tests.stress import (
    Row,
    Status,
    __main__,
    commands,
    copies,
    environments,
    failed,
    not_run,
    passed,
    runner,
    table,
    variations,
)


class Rows:
    """Rows that count how often they run, in the place of the real ones."""

    def __init__(self):
        self.listed, self.ran = [], []

    def add(self, name, does, minutes=1.0, family="trial"):
        def run():
            self.ran.append(name)
            return does()

        self.listed.append(table.Listed(family, name, run, minutes))


@pytest.fixture
def rows():
    return Rows()


@pytest.fixture
def stress(rows, tmp_path, monkeypatch, capsys):
    """Run the command on the rows of the test; return exit code, table and progress."""
    monkeypatch.setenv(variations.CHAPTERS, "")
    monkeypatch.setattr(commands, "ROOT", tmp_path)
    monkeypatch.setattr(copies, "tree_key", lambda root: "tree")
    monkeypatch.setattr(table, "load", lambda: list(rows.listed))

    def run(*arguments):
        code = __main__.main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def results(tmp_path):
    return {r["row"]: r for r in json.loads((tmp_path / "_build/stress.json").read_text("utf-8"))}


def test_rows_that_all_pass_exit_with_0_and_show_their_figures(rows, stress, tmp_path):
    rows.add("first", lambda: passed("40 notebooks, 412 cells, 0 differ"))
    rows.add("second", lambda: passed("7 of 7"))
    code, out, err = stress()
    assert code == 0
    assert "first   pass  0        40 notebooks, 412 cells, 0 differ" in out
    assert out.endswith("2 pass, 0 fail, 0 not run\n")
    assert "[1/2] first" in err
    assert results(tmp_path)["second"]["figure"] == "7 of 7"


def test_a_failing_row_exits_with_1_and_does_not_keep_the_others_from_running(rows, stress):
    rows.add("bad", lambda: failed("3 differ", "chapter 2, cell In[3]"))
    rows.add("good", lambda: passed("0 differ"))
    code, out, _ = stress()
    assert code == 1
    assert rows.ran == ["bad", "good"]
    assert "--- bad: 3 differ\nchapter 2, cell In[3]\n" in out
    assert "1 pass, 1 fail, 0 not run" in out


def test_an_exception_is_a_fail_with_its_message_and_its_place(rows, stress, tmp_path):
    rows.add("broken", lambda: 1 / 0)
    code, out, _ = stress()
    assert code == 1
    assert "fail  0        ZeroDivisionError: division by zero" in out
    assert "test_stress.py" in results(tmp_path)["broken"]["detail"]


@pytest.mark.parametrize("value", [None, True, "pass", 0])
def test_what_is_no_outcome_is_no_pass(rows, stress, value):
    rows.add("odd", lambda: value)
    code, out, _ = stress()
    assert code == 1
    assert f"the row returned {value!r}, not an Outcome" in out


def test_a_row_that_is_not_run_exits_with_1(rows, stress):
    rows.add("good", lambda: passed("all"))
    rows.add("absent", lambda: not_run("no Python 3.13 on this machine"))
    code, out, _ = stress()
    assert code == 1
    assert "not run  0        no Python 3.13 on this machine" in out
    assert "1 pass, 0 fail, 1 not run" in out


def test_what_passed_is_not_repeated_and_what_did_not_is(rows, stress):
    rows.add("good", lambda: passed("all"))
    rows.add("bad", lambda: failed("none"))
    rows.add("absent", lambda: not_run("nothing"))
    stress()
    code, out, err = stress()
    assert code == 1
    assert rows.ran == ["good", "bad", "absent", "bad", "absent"]
    assert "good    pass     0        all [as on " in out
    assert "good" not in err


def test_again_repeats_what_passed(rows, stress):
    rows.add("good", lambda: passed("all"))
    stress()
    stress("--again")
    assert rows.ran == ["good", "good"]


def test_a_pass_counts_for_the_same_files_alone(rows, stress, monkeypatch):
    rows.add("good", lambda: passed("all"))
    stress()
    monkeypatch.setattr(copies, "tree_key", lambda root: "another tree")
    assert stress("--list")[1].startswith("row")
    stress()
    assert rows.ran == ["good", "good"]


def test_a_pass_for_some_chapters_is_none_for_the_book(rows, stress):
    rows.add("good", lambda: passed("all"))
    stress("--chapters", "2")
    assert os.environ[variations.CHAPTERS] == "2"
    stress()
    assert rows.ran == ["good", "good"]
    assert os.environ[variations.CHAPTERS] == ""


def test_an_old_failure_is_no_result_for_other_files(rows, stress, tmp_path, monkeypatch):
    rows.add("good", lambda: passed("all"))
    rows.add("later", lambda: failed("none"))
    stress()
    monkeypatch.setattr(copies, "tree_key", lambda root: "another tree")
    code, out, _ = stress("--only", "good")
    assert code == 0
    assert "later" not in out
    assert results(tmp_path).keys() == {"good", "later"}


def test_a_file_of_results_that_cannot_be_read_is_as_good_as_none(rows, stress, tmp_path):
    rows.add("good", lambda: passed("all"))
    (tmp_path / "_build").mkdir()
    for text in ("{", "[1]", '{"a": 1}', '[{"row": "good", "status": "pass"}]'):
        (tmp_path / "_build" / "stress.json").write_text(text, encoding="utf-8")
        assert stress()[0] == 0
    assert rows.ran == ["good"] * 4


def test_two_runs_at_once_keep_the_results_of_both(tmp_path):
    path = tmp_path / "stress.json"
    one, other = runner.Records(path, "key"), runner.Records(path, "key")
    one.add("links", passed("all"), 1.0)
    other.add("fuzz", passed("all"), 1.0)
    assert runner.Records(path, "key").passed("links")
    assert runner.Records(path, "key").passed("fuzz")


def test_ctrl_c_prints_the_table_so_far_and_the_next_run_goes_on(rows, stress):
    def interrupted_once():
        if rows.ran.count("second") == 1:
            raise KeyboardInterrupt
        return passed("at last")

    rows.add("first", lambda: passed("all"))
    rows.add("second", interrupted_once)
    rows.add("third", lambda: passed("all"))
    code, out, err = stress()
    assert code == 130
    assert "[2/3] second" in err
    assert "interrupted" in err
    assert "third   not run  0        not reached" in out
    code, out, _ = stress()
    assert code == 0
    assert rows.ran == ["first", "second", "second", "third"]


def test_rows_are_chosen_by_name_pattern_or_family(rows, stress):
    for name, family in (("hash seed 0", "book"), ("hash seed 1", "book"), ("links", "site")):
        rows.add(name, lambda: passed("all"), family=family)
    assert stress("--only", "hash*", "--list")[1].count("hash seed") == 2
    stress("--only", "links")
    stress("--only", "book")
    assert rows.ran == ["links", "hash seed 0", "hash seed 1"]


def test_a_name_that_no_row_has_is_an_error(rows, stress):
    rows.add("links", lambda: passed("all"))
    code, out, err = stress("--only", "lnks")
    assert (code, out) == (2, "")
    assert "no row is called lnks" in err
    assert rows.ran == []


def test_no_rows_are_no_pass(tmp_path):
    assert runner.exit_code([], runner.Records(tmp_path / "x.json", "key")) == 1


def test_a_terminal_shows_the_seconds_of_a_row_that_runs(tmp_path):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    def slow():
        time.sleep(1.2)
        return passed("all")

    screen = Terminal()
    records = runner.Records(tmp_path / "x.json", "key")
    runner.run([table.Listed("trial", "slow", slow, 1)], records, screen)
    assert "\r[1/1] slow" in screen.getvalue()
    assert " 1 s " in screen.getvalue()
    told = re.search(r"pass +(\d+\.\d) s  all\n$", screen.getvalue())
    assert float(told[1]) >= 1.2


# ---- the rows that there are ---------------------------------------------------------------


def test_every_family_can_be_read_and_every_row_has_a_name_of_its_own():
    listed = table.load()
    assert [row.name for row in listed if row.minutes == 0] == []
    assert [row.minutes for row in listed] == sorted(row.minutes for row in listed)
    assert len(listed) >= 30


def test_what_the_design_asks_for_is_there():
    names = " ".join(row.name for row in table.load())
    wanted = ["hash seed 0", "hash seed 1", "hash seed 2", "BLAS threads 1", "BLAS threads 2"]
    wanted += ["C locale", "time zone", "another folder", "spaces and umlauts", "read-only"]
    wanted += ["no network", "ordinary user", "every cell twice", "initial weights"]
    wanted += [f"Python 3.{n}, {age}" for n in (11, 12, 13) for age in ("oldest", "newest")]
    wanted += ["canary", "full fuzzing", "broken on purpose"]
    assert [name for name in wanted if name not in names] == []
    assert len(environments.ROWS) == 6


def test_a_family_that_is_not_there_is_not_run():
    (row,) = table.of("nowhere")
    assert row.run() == not_run("tests/stress/nowhere.py is not there")


def test_a_family_that_cannot_be_imported_fails(monkeypatch):
    monkeypatch.setitem(sys.modules, "tests.stress.site", None)
    monkeypatch.setattr(table.importlib.util, "find_spec", lambda name: True)
    (row,) = table.of("site")
    assert row.run().status is Status.FAIL
    assert "cannot be imported" in row.run().figure


def test_two_rows_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(table, "of", lambda family: [Row("same", lambda: passed("all"))])
    with pytest.raises(ValueError, match="two rows are called same"):
        table.load(("a", "b"))
