"""Print the executed book as a web site: ``python -m publish.html EXECUTED_DIR OUT_DIR``."""

import argparse
import sys
import tempfile
from pathlib import Path

from publish import formulas, site_check
from publish.finish import exit_code, put_in_place
from publish.manuscript import Chapter, PressError, check_references, read
from publish.pages import finish
from publish.stage import stage
from publish.started import start_sphinx


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
        start_sphinx("html", source, built, Path(work) / "doctrees")
        finish(built, chapters)
        site_check.check(built)
        put_in_place(built, out)


def _formula_sources(chapter: Chapter):
    for cell, text in chapter.markdown():
        yield f"{chapter.name}, cell {cell.id}", text


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
