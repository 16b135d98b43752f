"""Print the executed book as one PDF: ``python -m publish.pdf EXECUTED_DIR OUT_FILE``."""

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

import typst

from publish.finish import exit_code
from publish.manuscript import PressError, check_references, read
from publish.paper.book import book_source, check_characters
from publish.paper.displays import typeset_to_fit
from publish.paper.ledger import Ledger

HERE = Path(__file__).resolve().parent
LOOK = [HERE / "book.typ", HERE / "paper" / "code.tmTheme"]
FONTS = HERE / "fonts"
STANDARD = "ua-1"  # tagged, with language, title and a text for every picture


def build(executed: Path, out: Path) -> None:
    """Print the book, and put it in its place at the end.

    Raises
    ------
    PressError
        If a link is broken, or a formula or a character cannot be set; ``out`` stays as it was.
    """
    chapters = read(executed)
    check_references(chapters)
    ledger = Ledger()
    source = book_source(chapters, ledger)
    ledger.check_links()
    check_characters(source)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".pdf-") as work:
        lay_out(Path(work), source, ledger)
        pdf = compile_typst(Path(work) / "main.typ")
        made = Path(work) / "book.pdf"
        made.write_bytes(pdf)
        made.replace(out)


def lay_out(folder: Path, source: str, ledger: Ledger) -> None:
    """Write everything that Typst reads into a folder."""
    for file in LOOK:
        shutil.copyfile(file, folder / file.name)
    (folder / "formulas").mkdir()
    (folder / "pictures").mkdir()
    typesets = typeset_to_fit(ledger.formulas)
    measures = []
    for place, formula in enumerate(ledger.formulas):
        made = typesets[formula.key]
        size = {"width": made.width, "height": made.height, "depth": made.depth}
        measures.append({"tex": formula.tex} | size)
        (folder / "formulas" / f"{place}.svg").write_text(made.svg, encoding="utf-8")
    (folder / "formulas.json").write_text(json.dumps(measures), encoding="utf-8")
    for name, content in ledger.pictures.items():
        (folder / "pictures" / name).write_bytes(content)
    (folder / "main.typ").write_text(source, encoding="utf-8")


def compile_typst(source: Path) -> bytes:
    """Return the PDF of a Typst file; the same bytes wherever the file stands.

    Raises
    ------
    PressError
        With Typst's own message and the line of the source that it stumbles over.
    """
    try:
        return typst.compile(
            str(source),
            root=str(source.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise PressError(f"Typst refuses the book: {error}") from None


def main(arguments: list[str] | None = None) -> int:
    """Run the press from the command line."""
    parser = argparse.ArgumentParser(prog="python -m publish.pdf", description=__doc__)
    parser.add_argument("executed", type=Path, help="the folder of executed notebooks")
    parser.add_argument("out", type=Path, help="the PDF to write")
    options = parser.parse_args(arguments)

    def print_book():
        build(options.executed, options.out)

    return exit_code("publish.pdf", print_book, PressError, ValueError, out=options.out)


if __name__ == "__main__":
    sys.exit(main())
