"""The set-up: what counts as complete, what a wrong Python is told, and what a failure leaves.

Nothing is downloaded here: pip is replaced by a program that notes what it was asked for. The
real set-up is what ran before these tests could.
"""

import ast
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests import processes

ROOT = Path(__file__).parent.parent
SCRIPT = ROOT / "tools" / "bootstrap.py"
NOTE = Path(".venv", "bpbook.json")


def load():
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """The program, about to set up a small checkout, its commands noted and not run."""
    module = load()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module.signal, "signal", lambda *_: None)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("numpy==2.1\n", encoding="utf-8")
    module.commands = []

    def run(command, what, progress=None):
        module.commands.append(what)
        if what == "a virtual environment":
            module.python_of(tmp_path).parent.mkdir()
            module.python_of(tmp_path).touch()

    monkeypatch.setattr(module, "run", run)
    return module


EVERYTHING = [
    "a virtual environment",
    "the packages",
    "the packages, compiled",
    "the book's package",
]


def set_up(bootstrap, *arguments):
    bootstrap.commands.clear()
    assert bootstrap.main(arguments) == 0
    return bootstrap.commands


def test_a_second_set_up_does_nothing(bootstrap):
    assert set_up(bootstrap) == EVERYTHING
    assert set_up(bootstrap) == []


def test_another_lock_makes_everything_anew_and_another_project_file_the_package(bootstrap):
    set_up(bootstrap)
    (bootstrap.ROOT / "pyproject.toml").write_text("changed", encoding="utf-8")
    assert set_up(bootstrap) == EVERYTHING[-1:]
    (bootstrap.ROOT / "requirements.lock").write_text("changed", encoding="utf-8")
    (bootstrap.ROOT / ".venv" / "rest").touch()
    assert set_up(bootstrap) == EVERYTHING
    assert not (bootstrap.ROOT / ".venv" / "rest").exists()


def test_another_python_makes_everything_anew_unless_any_will_do(bootstrap, monkeypatch):
    set_up(bootstrap)
    other = (3, 12 if sys.version_info[1] == 11 else 11, 0, "final", 0)
    monkeypatch.setattr(bootstrap.sys, "version_info", other)
    assert set_up(bootstrap, "--keep-python") == []
    assert set_up(bootstrap) == EVERYTHING


def test_a_complete_environment_will_do_for_a_python_that_is_too_old(bootstrap, monkeypatch):
    set_up(bootstrap)
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 6, 1, "final", 0))
    assert set_up(bootstrap, "--keep-python") == []
    assert bootstrap.main([]) == 1


def test_a_moved_checkout_is_set_up_anew(bootstrap, tmp_path):
    set_up(bootstrap)
    moved = tmp_path.with_name("moved")
    tmp_path.rename(moved)
    assert bootstrap.missing_step(moved) == "everything"
    moved.rename(tmp_path)
    assert bootstrap.missing_step(tmp_path) is None


def test_an_environment_whose_python_is_gone_is_made_anew(bootstrap):
    set_up(bootstrap)
    bootstrap.python_of(bootstrap.ROOT).unlink()
    assert set_up(bootstrap) == EVERYTHING


@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("fault", [KeyboardInterrupt, SystemExit, OSError])
def test_what_was_interrupted_is_not_taken_for_complete(bootstrap, monkeypatch, step, fault):
    run = bootstrap.run

    def fails(command, what, progress=None):
        run(command, what, progress)
        if what == EVERYTHING[step]:
            raise fault

    monkeypatch.setattr(bootstrap, "run", fails)
    with pytest.raises(fault):
        bootstrap.set_up(bootstrap.ROOT)
    monkeypatch.setattr(bootstrap, "run", run)
    assert set_up(bootstrap) == (EVERYTHING[-1:] if step == 3 else EVERYTHING)


def test_a_removal_that_was_interrupted_is_finished(bootstrap, monkeypatch):
    set_up(bootstrap)
    (bootstrap.ROOT / "requirements.lock").write_text("changed", encoding="utf-8")
    removed = []

    def interrupted(path):
        removed.append(path)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(bootstrap.shutil, "rmtree", interrupted)
        assert bootstrap.main([]) == 130
    assert removed
    assert (bootstrap.ROOT / NOTE).exists()
    assert set_up(bootstrap) == EVERYTHING


def test_an_environment_of_someone_else_is_left_alone(bootstrap, capsys):
    (bootstrap.ROOT / ".venv").mkdir()
    (bootstrap.ROOT / ".venv" / "precious").touch()
    assert bootstrap.main([]) == 1
    said = capsys.readouterr().err
    assert "was not made by this program" in said
    assert said.count("\n") == 1
    assert (bootstrap.ROOT / ".venv" / "precious").exists()


@pytest.mark.parametrize("note", ["", "[]", "{}", '{"place": 3}'])
def test_a_damaged_note_means_to_begin_again(bootstrap, note):
    set_up(bootstrap)
    (bootstrap.ROOT / NOTE).write_text(note, encoding="utf-8")
    assert set_up(bootstrap) == EVERYTHING


@pytest.mark.parametrize("version", [(3, 9, 18), (3, 10, 0), (3, 15, 0), (2, 7, 18)])
def test_a_python_that_will_not_do_is_told_so_in_one_line(bootstrap, version, monkeypatch, capsys):
    monkeypatch.setattr(bootstrap.sys, "version_info", (*version, "final", 0))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name == "python3.12" or None)
    assert bootstrap.main([]) == 1
    this = f"{'.'.join(map(str, version))} ({sys.executable})"
    expected = f"bpbook needs Python 3.11 to 3.14; this is {this}. Say: make PYTHON=python3.12 ..."
    assert capsys.readouterr().err == expected + "\n"
    assert not (bootstrap.ROOT / ".venv").exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_so_in_one_line(bootstrap, module, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, module, None)
    assert bootstrap.main([]) == 1
    said = capsys.readouterr().err
    assert "apt install python3-venv" in said
    assert said.count("\n") == 1


def test_the_range_of_versions_is_the_project_s():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    module = load()
    oldest, newest = module.dotted(module.OLDEST), module.dotted((3, module.NEWEST[1] + 1))
    assert project["requires-python"] == f">={oldest},<{newest}"


def test_an_old_python_can_read_the_program():
    tree = ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 6))
    newer = (ast.NamedExpr, ast.Match)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.arguments) and n.posonlyargs]


def test_only_hashed_wheels_are_installed_and_the_package_without_an_index():
    text = SCRIPT.read_text("utf-8")
    for option in ("--require-hashes", "--only-binary", "--no-deps", "--no-build-isolation"):
        assert f'"{option}"' in text
    assert not re.search(r"https?://|index-url|find-links|trusted-host", text)


# the real run, with a program that fails instead of pip


def test_a_program_that_fails_is_quoted(tmp_path):
    module = load()
    code = "print('Collecting numpy'); print('ERROR: no space left'); raise SystemExit(1)"
    with pytest.raises(module.SetupError) as failure:
        module.run([sys.executable, "-c", code], "the packages")
    assert str(failure.value) == "the packages could not be installed:\nERROR: no space left"


def test_progress_is_a_line_now_and_then_outside_a_terminal(tmp_path, capsys):
    module = load()
    lock = tmp_path / "lock"
    lock.write_text("a==1 \\\n    --hash=sha256:0\n" * 80, encoding="utf-8")
    progress = module.Progress(lock)
    for _ in range(80):
        progress.see("Collecting a\n")
    progress.see("Installing collected packages: a\n")
    progress.close()
    lines = [" ".join(line.split()) for line in capsys.readouterr().err.splitlines()]
    assert lines == [
        "40 of 80 packages found 0 s",
        "80 of 80 packages found 0 s",
        "installing 80 packages 0 s",
    ]


HOLD = """
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("bootstrap", sys.argv[1])
bootstrap = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bootstrap)
with bootstrap.alone():
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_two_at_once_wait_for_each_other(tmp_path):
    copy = tmp_path / "bootstrap.py"  # the lock is the file itself: not that of a real set-up
    copy.write_text(SCRIPT.read_text("utf-8"), encoding="utf-8")
    command = [sys.executable, "-c", HOLD, str(copy)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as first, subprocess.Popen(command, **pipes) as second:
        both = {p.pid: p for p in (first, second)}
        assert processes.wait_until(lambda: len(ready(both)) > 0, 20)
        (held,) = ready(both)
        waiting = next(p for pid, p in both.items() if pid != held)
        assert b"waiting for it" in waiting.stderr.readline()
        began = time.monotonic()
        both[held].communicate(b"\n")
        assert waiting.stdout.readline().strip() == b"held"
        assert time.monotonic() - began < 5
        waiting.communicate(b"\n")


@pytest.mark.skipif(os.name == "nt", reason="Windows ties a lock to one process")
def test_a_program_that_outlives_the_set_up_keeps_the_lock(tmp_path):
    copy = tmp_path / "bootstrap.py"
    copy.write_text(SCRIPT.read_text("utf-8"), encoding="utf-8")
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    run = f"bootstrap.run([sys.executable, '-c', {child!r}], 'x', Tell())"
    tell = "class Tell:\n def see(self, line): print(line, end='', flush=True)\n"
    code = tell + HOLD.replace("sys.stdin.readline()", run)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(copy)], stdout=subprocess.PIPE
    ) as first:
        assert first.stdout.readline().strip() == b"held"
        pid = int(first.stdout.readline())
        first.kill()
    command = [sys.executable, "-c", HOLD, str(copy)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as second:
        assert b"waiting for it" in second.stderr.readline()
        os.kill(pid, signal.SIGKILL)
        assert second.stdout.readline().strip() == b"held"
        second.communicate(b"\n")


def ready(both):
    import select

    streams = {p.stdout: pid for pid, p in both.items()}
    return [streams[s] for s in select.select(list(streams), [], [], 0)[0]]


def test_the_note_is_written_as_a_whole(bootstrap):
    set_up(bootstrap)
    note = json.loads((bootstrap.ROOT / NOTE).read_text("utf-8"))
    assert note["place"] == str(bootstrap.ROOT / ".venv")
    assert note["python"] == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert [p.name for p in (bootstrap.ROOT / ".venv").glob("bpbook*")] == ["bpbook.json"]
    assert os.access(bootstrap.ROOT / NOTE, os.R_OK)


# the Makefile


def make(*arguments):
    command = ["make", "--dry-run", *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "PYTHON"))}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="Windows has no make")


@needs_make
def test_each_target_is_explained():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = re.search(r"\.PHONY: (.*)", makefile)[1].split()
    explained = re.findall(r"make (\w+)", make("help").stdout)
    assert set(targets) - {"help"} == set(explained)


@needs_make
@pytest.mark.parametrize(
    ("target", "command"),
    [
        ("book", ".venv/bin/bpbook book"),
        ("html", ".venv/bin/bpbook html"),
        ("pdf", ".venv/bin/bpbook pdf"),
        ("test", ".venv/bin/python -m pytest -n 2 --dist=loadfile"),
        ("lab", "--ServerApp.ip=127.0.0.1"),
        ("bench", "-m benchmarks"),
    ],
)
def test_each_target_sets_up_what_it_needs(target, command):
    first, second = make(target).stdout.splitlines()
    assert first == "python3 tools/bootstrap.py --keep-python"
    assert command in second


@needs_make
def test_a_python_that_was_asked_for_is_used():
    assert make("setup", "PYTHON=python3.12").stdout == "python3.12 tools/bootstrap.py \n"


def test_ci_calls_what_the_readme_says():
    assert (ROOT / ".ci" / "run").read_text("utf-8").splitlines()[
        -1
    ] == "exec make test </dev/null"
