"""What the rows of ``make stress`` are made of: programs, copies, surroundings, canaries."""

import subprocess
import sys

import numpy as np
import pytest

from bpbook.notebooks import execute
from tests import notebook_builder as nb
from tests import processes
from tests.stress import (
    Outcome,
    Status,
    book,
    canaries,
    commands,
    copies,
    environments,
    failed,
    gradients,
    interpreters,
    not_run,
    passed,
    replay,
    shaken,
    variations,
)

# ---- programs ------------------------------------------------------------------------------


def python(program):
    return [sys.executable, "-c", program]


def test_a_command_passes_with_exit_code_0_and_its_last_figure():
    said = python("print('2 links, 1 broken'); print('3 links, 0 broken')")
    assert commands.outcome(said, figure=r"\d+ links, \d+ broken") == passed("3 links, 0 broken")


@pytest.mark.parametrize(
    ("program", "figure"),
    [
        ("print('3 links, 0 broken'); raise SystemExit(1)", "exit code 1, 3 links, 0 broken"),
        ("print('done')", "exit code 0, no figure"),
    ],
)
def test_a_command_without_either_fails(program, figure):
    found = commands.outcome(python(program), figure=r"\d+ links, \d+ broken")
    assert (found.status, found.figure) == (Status.FAIL, figure)
    assert found.detail


def test_a_program_that_hangs_is_ended_with_what_it_started(tmp_path):
    program = """
import pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
pathlib.Path("pid").write_text(str(child.pid))
print("started", flush=True)
time.sleep(1000)
"""
    with pytest.raises(TimeoutError, match=r"ended after 3 s; it said\nstarted"):
        commands.run(python(program), cwd=tmp_path, limit=3, patience=0.5)
    assert processes.gone(int((tmp_path / "pid").read_text("utf-8")))


@pytest.mark.parametrize(
    ("code", "last", "expected"),
    [
        (0, "5 passed in 1.20s", passed("5 passed")),
        (0, "4 passed, 1 skipped in 1.20s", not_run("4 passed, 1 skipped")),
        (0, "4 passed, 1 deselected in 1.20s", not_run("4 passed, 1 deselected")),
        (0, "2 skipped in 0.1s", failed("2 skipped", "2 skipped in 0.1s")),
        (1, "1 failed, 4 passed in 3s", failed("1 failed, 4 passed", "1 failed, 4 passed in 3s")),
        (5, "no tests ran in 0.01s", failed("exit code 5, no test", "no tests ran in 0.01s")),
        (4, "", failed("exit code 4, no test")),
    ],
)
def test_a_run_of_pytest_is_judged_by_its_exit_code_and_its_last_line(code, last, expected):
    assert commands.verdict(commands.Done(code, last)) == expected


def test_pytest_is_run_and_counted(tmp_path):
    (tmp_path / "test_x.py").write_text("def test_a():\n    assert True\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    assert commands.run_tests("test_x.py", cwd=tmp_path) == passed("1 passed")


# ---- the book in other surroundings --------------------------------------------------------


def report(**more):
    probe = {"own package": True, "hash seed": "1"} | more.pop("probe", {})
    nothing = {"differing cells": 0, "differ": {}, "failed": {}}
    return {"notebooks": 2, "cells": 9, "probe": probe} | nothing | more


SEED = book.VARIATIONS["hash seed 1"]


def test_a_clean_report_passes_with_its_counts():
    assert variations.judged(report(), SEED) == passed("2 notebooks, 9 cells, 0 differ")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (report(**{"differ": {"a": "-1\n+2"}, "differing cells": 1}), "1 differ"),
        (report(failed={"a": "ZeroDivisionError"}), "1 notebooks failed"),
        (report(cells=0), "0 cells"),
        (report(probe={"hash seed": "0"}), "1 of the surroundings not as wanted"),
        (report(probe={"own package": False}), "1 of the surroundings not as wanted"),
        (report() | {"probe": {}}, "2 of the surroundings not as wanted"),
    ],
)
def test_any_other_report_fails(found, said):
    judged = variations.judged(found, SEED)
    assert judged.status is Status.FAIL
    assert said in judged.figure


def test_the_packages_are_named_where_they_are_not_the_locked_ones(tmp_path):
    known = {"Python": "3.12.1", "NumPy": "2.1.0", "SymPy": "1.13.3", "Matplotlib": "3.9.0"}
    judged = variations.judged(report(probe=known), variations.Variation(packages=tmp_path))
    assert judged.figure.endswith("Python 3.12.1, NumPy 2.1.0, SymPy 1.13.3, Matplotlib 3.9.0")


def part(alone, whole):
    return alone.flags <= whole.flags and alone.kernel.items() <= whole.kernel.items()


@pytest.fixture
def executions(monkeypatch):
    """Note which variations are executed; say of each whether it is clean."""
    made, dirty = [], set()

    def outcome(name, variation):
        made.append(variation)
        kinds = {name for name, alone in book.VARIATIONS.items() if part(alone, variation)}
        return failed("differs") if kinds & dirty else passed("0 differ")

    monkeypatch.setattr(book, "outcome", outcome)
    monkeypatch.setattr(book, "_DONE", {})
    return made, dirty


def test_perturbations_share_a_clean_execution(executions):
    made, _ = executions
    for name in book.TOGETHER[1]:
        assert book.run(name).status is Status.PASS
    assert len(made) == 1
    assert made[0].kernel["PYTHONHASHSEED"] == "1"
    assert made[0].kernel["OPENBLAS_NUM_THREADS"] == "2"
    assert made[0].flags == {"umlauts"}


def test_where_a_shared_execution_is_not_clean_each_runs_alone(executions):
    _, dirty = executions
    dirty.add("time zone")
    found = {name: book.run(name).status for name in book.TOGETHER[1]}
    assert found.pop("time zone") is Status.FAIL
    assert set(found.values()) == {Status.PASS}


def test_where_the_plain_book_is_not_clean_nothing_runs_alone(executions):
    made, dirty = executions
    dirty.add("hash seed 0")
    assert {book.run(name).status for name in book.TOGETHER[0]} == {Status.FAIL}
    assert len(made) == 1
    dirty.add("time zone")
    assert {book.run(name).status for name in book.TOGETHER[1]} == {Status.FAIL}
    assert len(made) == 2


def test_an_error_in_a_shared_execution_is_a_fail_and_is_kept(executions, monkeypatch):
    made, _ = executions
    monkeypatch.setattr(book, "outcome", lambda name, variation: made.append(1) or 1 / 0)
    found = [book.run(name).figure for name in book.TOGETHER[0]]
    assert found[0] == "ZeroDivisionError: division by zero (with BLAS threads 1)"
    assert len(made) == 1


def test_every_perturbation_runs_and_is_recognised_by_the_probe():
    assert {name for group in book.TOGETHER for name in group} <= book.VARIATIONS.keys()
    blind = {n for n, v in book.VARIATIONS.items() if not v.expected}
    assert blind == {"every cell twice"}


def page_of(*sources):
    cells = [nb.code(source, id=f"c01-{k}") for k, source in enumerate(sources)]
    return nb.page(nb.prose("# One", id="c01-title"), *cells)


def test_every_cell_runs_twice_and_the_second_time_is_compared():
    pure = "print(1)"
    counts = "n = globals().get('n', 0) + 1\nprint(n)"
    page = page_of(pure, counts)
    page.cells[1].outputs, page.cells[2].outputs = [nb.printed("1\n")], [nb.printed("1\n")]
    job = execute.Job("x", page, ".")

    class Quiet:
        start = cell = finish = lambda *_: None

    results = execute.execute([replay.doubled(job)], Quiet())
    found = replay.report({"x": page}, results, twice=True)
    assert (found["notebooks"], found["cells"], found["differing cells"]) == (1, 4, 1)
    assert "x, run again, cell In[2] (c01-1): stored" in found["differ"]["x"]


def test_a_difference_from_the_stored_output_is_counted():
    stored, fresh = page_of("1", "2"), page_of("1", "2")
    stored.cells[1].outputs = [nb.result("1")]
    found = replay.report({"x": stored}, {"x": fresh}, twice=False)
    assert (found["cells"], found["differing cells"]) == (2, 1)
    assert found["probe"] == {}


def test_figures_and_texts_are_counted():
    stored, fresh = page_of("1", "2"), page_of("1", "2")
    stored.cells[1].outputs = [nb.picture()]
    fresh.cells[1].outputs = [nb.picture(y=(0.0, 0.9, 1.0))]
    stored.cells[2].outputs = [nb.result("1")]
    found = replay.report({"x": stored}, {"x": fresh}, twice=False)
    assert found["differing cells"] == 2
    stored.cells[1].metadata.tags = ["unstable-run"]
    assert replay.report({"x": stored}, {"x": fresh}, twice=False)["differing cells"] == 1


def test_shaken_draws_are_off_by_about_1e_12():
    plain, off = np.random.default_rng(3), shaken.default_rng(3)
    for name in shaken.NAMES:
        a, b = getattr(plain, name)(size=1000), getattr(off, name)(size=1000)
        assert 0 < np.abs(b / a - 1).max() < 1e-11
    assert plain.permutation(9).tolist() == off.permutation(9).tolist()
    assert off.standard_normal(3, dtype=np.float32).dtype == np.float32
    assert isinstance(off.normal(), float)
    assert shaken.default_rng(off) is off


# ---- copies, interpreters, canaries --------------------------------------------------------


@pytest.fixture
def repository(tmp_path):
    root = tmp_path / "book"
    root.mkdir()
    for command in (["init", "-q"], ["config", "user.email", "a@b"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    (root / ".gitignore").write_text("_build/\n", encoding="utf-8")
    (root / "größe.txt").write_text("1", encoding="utf-8")
    (root / "_build").mkdir()
    (root / "_build" / "x").write_text("1", encoding="utf-8")
    return root


def test_a_copy_holds_what_git_would_hold(repository):
    assert [p.name for p in copies.listed(repository)] == [".gitignore", "größe.txt"]


def test_the_key_changes_with_a_file_and_not_with_what_was_built(repository):
    key = copies.tree_key(repository)
    (repository / "_build" / "x").write_text("2", encoding="utf-8")
    assert copies.tree_key(repository) == key
    (repository / "größe.txt").write_text("2", encoding="utf-8")
    assert copies.tree_key(repository) != key


def test_an_environment_imports_the_package_of_its_copy(tmp_path):
    package = tmp_path / copies.UMLAUTS / "bpbook" / "__init__.py"
    package.parent.mkdir(parents=True)
    package.write_text("HERE = 'the copy'\n", encoding="utf-8")
    interpreter = copies.environment(tmp_path / copies.UMLAUTS)
    program = "import bpbook, numpy; print(bpbook.HERE)"
    done = commands.run([interpreter, "-P", "-c", program], cwd=tmp_path)
    assert done == (0, "the copy\n")


def test_an_interpreter_is_found_only_if_it_runs(tmp_path, monkeypatch):
    here = "{}.{}".format(*sys.version_info[:2])
    assert interpreters.found(here)
    assert interpreters.found("2.0") == ()
    broken = tmp_path / "python9.9"
    broken.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert interpreters.found("9.9") == ()


def test_a_python_that_is_not_there_is_not_run():
    assert environments.run("2.0", "oldest") == not_run("no Python 2.0 on this machine")


def test_the_packages_are_those_of_pyproject():
    assert any(line.startswith("numpy>=") for line in interpreters.requirements())


@pytest.mark.parametrize("name", canaries.GUARDS)
def test_each_guard_stands_where_it_is_taken_out(name):
    for path, passage, instead in canaries.GUARDS[name].passages:
        text = (commands.ROOT / path).read_text("utf-8")
        assert text.count(passage) == 1
        assert passage != instead


@pytest.mark.parametrize("name", canaries.GUARDS)
def test_each_canary_has_something_to_say(name):
    page, reasons = canaries.canary(canaries.GUARDS[name].canary)
    assert reasons
    assert page.cells[-1].source


@pytest.mark.parametrize(
    ("seen", "caught"),
    [
        (canaries.Seen(1, "it is dead", 1.0), True),
        (canaries.Seen(1, "Timeout", 1.0), False),
        (canaries.Seen(0, "it is dead", 1.0), False),
        (canaries.Seen(None, "it is dead", 1.0), False),
    ],
)
def test_a_canary_is_caught_only_for_its_reason(seen, caught):
    assert seen.catches(["dead"]) is caught


def test_random_gradients_are_told_apart(monkeypatch):
    monkeypatch.setattr(gradients, "CASES", 20)
    assert gradients.right().figure.startswith("20 networks, ")
    assert gradients.wrong().figure.startswith("20 wrong gradients, 0 accepted (4 one entry")
    monkeypatch.setattr(gradients, "accepted", lambda *_: True)
    assert gradients.wrong().status is Status.FAIL


def test_an_outcome_is_compared_by_value():
    assert passed("1") == Outcome(Status.PASS, "1") != failed("1")
