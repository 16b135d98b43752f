"""Print the executed book as one PDF: ``python -m publish.pdf EXECUTED_DIR OUT_FILE``."""

import argparse
import base64
import hashlib
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import typst

from publish.formulas import Formula, typeset
from publish.manuscript import (
    CLAIM,
    ROOT,
    Chapter,
    PressError,
    check_references,
    read,
    settings,
)
from publish.typst_writer import Writer, escaped, formulas_of, quoted

TEMPLATE = ROOT / "publish" / "book.typ"
FONTS = ROOT / "publish" / "fonts"
LATEX = re.compile(r"^\${1,2}\s*(?:\\displaystyle)?\s*(?P<tex>.*?)\s*\${1,2}$", re.S)
ANSI = re.compile(r"\x1b\[[0-9;]*m")
CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
BANNER = (
    "The outputs of this chapter differ from those stored with the book: it was printed from an "
    "edited chapter, or on a system that computes another last digit."
)


def build(executed: Path, out: Path) -> None:
    """Print the book and put it in its place at the end.

    Raises
    ------
    PressError
        If a reference is broken, a formula or a character cannot be set; ``out`` stays.
    """
    chapters = read(executed)
    check_references(chapters)
    pictures = typeset(formula for chapter in chapters for formula in _formulas(chapter))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".pdf-") as work:
        press = Press(Path(work), pictures)
        source = press.book(chapters)
        _check_characters(source)
        (Path(work) / "book.typ").write_text(source, encoding="utf-8")
        made = Path(work) / "book.pdf"
        _compile(Path(work) / "book.typ", made)
        made.replace(out)


def _formulas(chapter: Chapter):
    for cell, text in chapter.markdown():
        yield from formulas_of(text, f"{chapter.name}, cell {cell.id}")
    for cell in chapter.notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/latex" in data and "text/markdown" not in data:
                tex = LATEX.match(data["text/latex"].strip())["tex"]
                yield Formula(tex, True, f"{chapter.name}, cell {cell.id}")


class Press:
    """Write the Typst source of the book, and its pictures into ``folder``."""

    def __init__(self, folder: Path, pictures: dict):
        self.folder, self.pictures = folder, pictures

    def book(self, chapters: list[Chapter]) -> str:
        """Return the whole source: template, cover, chapters, solutions."""
        given = settings()
        values = {key: given[key] for key in ("title", "subtitle")}
        values["authors"] = ", ".join(given["authors"])
        source = TEMPLATE.read_text(encoding="utf-8")
        for key, value in values.items():
            source = source.replace(f"«{key}»", escaped(value))
        parts = [source]
        solutions = [chapter for chapter in chapters if chapter.is_solutions]
        parts += [self.chapter(c) for c in chapters if not c.is_solutions]
        parts += ["#part[Solutions]"] if solutions else []
        parts += [self.chapter(c) for c in solutions]
        return "\n\n".join(parts)

    def chapter(self, chapter: Chapter) -> str:
        """Return one notebook."""
        writer = Writer(chapter, lambda f: self.pictures[f.key], self._svg)
        cells = [self._cell(cell, writer) for cell in chapter.notebook.cells]
        if chapter.differs:
            cells.insert(1, f"#banner[{escaped(BANNER)}]")
        return "\n\n".join(cell for cell in cells if cell)

    def _cell(self, cell, writer: Writer) -> str:
        where = f"{writer.chapter.name}, cell {cell.id}"
        if cell.cell_type == "markdown":
            return writer.write(cell.source, where)
        tags = set(cell.metadata.get("tags", []))
        if tags & {"remove-cell", "colab"}:
            return ""
        shown = (
            []
            if tags & {"remove-input", "hide-input"} or not cell.source.strip()
            else [f'#source({quoted(cell.source)}, "python")']
        )
        if "remove-output" not in tags:
            shown += [self._output(output, writer, where) for output in cell.outputs]
        return "\n\n".join(shown)

    def _output(self, output, writer: Writer, where: str) -> str:
        if output.output_type == "stream":
            return f"#result({quoted(ANSI.sub('', output.text).rstrip())})"
        if output.output_type == "error":
            raise PressError(f"{where}: the output is an error, {output.ename}")
        data = output.data
        if "text/markdown" in data:
            text = writer.write(data["text/markdown"], where)
            return f"#claimed[{text}]" if CLAIM in data else text
        if "image/svg+xml" in data or "image/png" in data:
            return self._figure(data)
        if "text/latex" in data:
            writer.where = where
            return writer.display(LATEX.match(data["text/latex"].strip())["tex"])
        return f"#result({quoted(data['text/plain'])})"

    def _figure(self, data) -> str:
        if "image/svg+xml" in data:
            name = self._svg(data["image/svg+xml"])
        else:
            name = self._file(base64.b64decode(data["image/png"]), "png")
        alt = data["text/plain"].replace("\n", " ")
        return f"#pictured({quoted(name)}, {quoted(alt)})"

    def _svg(self, text: str) -> str:
        return self._file(text.encode(), "svg")

    def _file(self, content: bytes, ending: str) -> str:
        name = f"{hashlib.sha256(content).hexdigest()[:24]}.{ending}"
        path = self.folder / name
        if not path.exists():
            path.write_bytes(content)
        return name


def _check_characters(source: str) -> None:
    """Raise if the book uses a Chinese character that the book's font lacks."""
    from fontTools.ttLib import TTFont

    there = set()
    for file in sorted(FONTS.glob("*.ttf")):
        there |= set(TTFont(file, lazy=True).getBestCmap())
    missing = sorted({c for c in CHINESE.findall(source) if ord(c) not in there})
    if missing:
        raise PressError(f"the fonts in {FONTS} have no {' '.join(missing)}")


def _compile(source: Path, out: Path) -> None:
    try:
        typst.compile(
            str(source),
            output=str(out),
            root=str(source.parent),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()),
        )
    except typst.TypstError as error:
        raise PressError(f"Typst refuses the book: {error}") from None


def main(arguments: list[str] | None = None) -> int:
    """Run the press from the command line."""
    parser = argparse.ArgumentParser(prog="python -m publish.pdf", description=__doc__)
    parser.add_argument("executed", type=Path, help="the folder of executed notebooks")
    parser.add_argument("out", type=Path, help="the PDF to write")
    options = parser.parse_args(arguments)
    try:
        build(options.executed, options.out)
    except (PressError, ValueError) as error:
        print(f"publish.pdf: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
