"""Print the executed book as a web site: ``python -m publish.html EXECUTED_DIR OUT_DIR``."""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bpbook.notebooks.errors import ending, remedy
from publish import formulas, site_check
from publish.finish import exit_code, put_in_place
from publish.manuscript import ROOT, Chapter, PressError, check_references, read
from publish.pages import finish
from publish.stage import stage

CRASH = re.compile(r"^Traceback\n=+\n(?P<traceback>.*?)^The full traceback", re.M | re.S)
SYSTEM_ERROR = re.compile(r"(?:\[Errno |OSError\()(\d+)")
EPOCH = "1767225600"  # 2026-01-01: a date inside a page would make two builds differ


def build(executed: Path, out: Path, pdf: bool = False) -> None:
    """Build the site beside ``out`` and put it in its place at the end.

    With `pdf` the first page links to the PDF beside the site.

    Raises
    ------
    PressError
        If a reference is broken, a formula is wrong, or Sphinx warns; ``out`` stays as it was.
    """
    chapters = read(executed)
    check_references(chapters)
    formulas.check([(where, text) for c in chapters for where, text in _formula_sources(c)])
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".html-") as work:
        source, built = Path(work) / "source", Path(work) / "html"
        stage(chapters, source, pdf)
        _sphinx(source, built, Path(work) / "doctrees")
        finish(built, chapters)
        site_check.check(built)
        put_in_place(built, out)


def _formula_sources(chapter: Chapter):
    for cell, text in chapter.markdown():
        yield f"{chapter.name}, cell {cell.id}", text


def _sphinx(source: Path, built: Path, doctrees: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    places = ["-c", str(ROOT / "publish"), "-d", str(doctrees), str(source), str(built)]
    here = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = os.environ | {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": here}
    environment |= {"BPBOOK_PARENT": str(os.getpid()), "TMPDIR": str(source.parent)}
    done = subprocess.run([*command, *places], env=environment, capture_output=True, text=True)
    if done.returncode < 0:
        raise PressError(f"Sphinx {ending(done.returncode)}; run it again")
    if done.returncode:
        message = _without_report(done.stderr).replace(str(source) + os.sep, "").strip()
        raise PressError(f"Sphinx refuses the book:\n{message}{_advice(message)}")


def _without_report(said: str) -> str:
    """Return what Sphinx said; of a crash its traceback alone, without the list of versions."""
    crash = CRASH.search(said)
    return crash["traceback"] if crash else said


def _advice(message: str) -> str:
    """Return what to do if it was the system that refused."""
    number = SYSTEM_ERROR.search(message)
    return remedy(int(number[1])) if number else ""


def main(arguments: list[str] | None = None) -> int:
    """Run the press from the command line."""
    parser = argparse.ArgumentParser(prog="python -m publish.html", description=__doc__)
    parser.add_argument("executed", type=Path, help="the folder of executed notebooks")
    parser.add_argument("out", type=Path, help="the folder of the site")
    parser.add_argument("--pdf", action="store_true", help="link to the PDF beside the site")
    options = parser.parse_args(arguments)

    def print_book():
        build(options.executed, options.out, options.pdf)

    return exit_code("publish.html", print_book, PressError, out=options.out)


if __name__ == "__main__":
    sys.exit(main())
