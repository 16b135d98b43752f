"""A small checkout with its own copy of the runner and a press that can be told to fail."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent
PRESS = """
import os, pathlib, sys, time
executed, out = map(pathlib.Path, sys.argv[1:3])
if pathlib.Path("press-fails").exists():
    sys.exit("the press says no")
if pathlib.Path("press-hangs").exists():
    pathlib.Path("press-pid").write_text(str(os.getpid()))
    time.sleep(1000)
target = out / "index.html" if {kind!r} == "html" else out
target.parent.mkdir(parents=True, exist_ok=True)
names = sorted(p.name for p in executed.rglob("*.ipynb"))
target.write_text(" ".join(names) + (executed / "status.json").read_text() + str(sys.argv[3:]))
"""


def make(folder):
    """Make a checkout whose package is the runner alone, with two chapters and one solution."""
    package = folder / "bpbook"
    shutil.copytree(
        ROOT / "bpbook" / "notebooks",
        package / "notebooks",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    shutil.copy(ROOT / "bpbook" / "cli.py", package / "cli.py")
    write(package / "__init__.py", "")
    for name in ("pyproject.toml", "requirements.lock", "publish/__init__.py"):
        write(folder / name, "")
    for kind in ("html", "pdf"):
        write(folder / "publish" / f"{kind}.py", PRESS.replace("{kind!r}", repr(kind)))
    nb.write(folder / "chapters" / "01_sum.ipynb", chapter("print(1 + 1)", "2\n", "c01"))
    nb.write(folder / "chapters" / "02_product.ipynb", chapter("print(2 * 3)", "6\n", "c02"))
    nb.write(folder / "chapters" / "solutions" / "01_sum.ipynb", chapter("print(3)", "3\n", "s01"))
    return folder


def chapter(source, text, prefix):
    title = nb.prose(f"# Chapter {prefix[1:]} — Sums", id=f"{prefix}-title")
    return nb.page(title, nb.code(source, nb.printed(text), id=f"{prefix}-a"))


def replace_source(folder, name, source):
    """Give the one code cell of a chapter other code, and leave its outputs as they are."""
    path = folder / name
    text = path.read_text("utf-8")
    page = nb.canonical.read(path)
    page.cells[1].source = source
    nb.write(path, page)
    assert text != path.read_text("utf-8")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def start(folder, *arguments):
    """Start the command in a process of its own."""
    return start_program(folder, [sys.executable, "-m", "bpbook.cli", *arguments])


def start_program(folder, command):
    """Start a program that finds the checkout's package before the installed one."""
    return subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(folder, *arguments):
    """Run the command and return exit code, output and messages."""
    with start(folder, *arguments) as process:
        out, said = process.communicate(timeout=100)
        return process.returncode, out, said


def contents(folder, *names):
    """Return the bytes of every file below some names."""
    paths = [p for name in names for p in [folder / name, *(folder / name).rglob("*")]]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths if p.is_file()}
