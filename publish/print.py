"""Print the executed book with XeLaTeX: ``python -m publish.print EXECUTED_DIR OUT_FILE``.

The print edition is for paper, where TeX is installed.  `publish.pdf` needs no TeX.
"""

import argparse
import re
import shutil
import sys
import tempfile
from pathlib import Path

from publish.finish import exit_code
from publish.manuscript import PressError, check_references, read
from publish.started import start, start_sphinx
from publish.tex import stage

PACKAGES = (
    "texlive-xetex latexmk texlive-latex-extra texlive-fonts-recommended texlive-lang-chinese "
    "fonts-texgyre fonts-dejavu-core"
)
WIDE = 10.0  # points by which a line may stand out
OVERFULL = re.compile(r"^Overfull \\hbox \((?P<points>[\d.]+)pt too wide\).*$", re.M)
MISSING = re.compile(r"^Missing character: (?!.*U\+0020).*$", re.M)  # a space has no shape


def build(executed: Path, out: Path) -> None:
    """Print the book, and put it in its place at the end.

    Raises
    ------
    PressError
        If TeX is not installed or refuses the book, if a line is too wide, or if a character has
        no shape in its font; ``out`` stays as it was.
    """
    require_tex()
    chapters = read(executed)
    check_references(chapters)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".print-") as work:
        source, tex = Path(work) / "source", Path(work) / "tex"
        stage(chapters, source)
        start_sphinx("latex", source, tex, Path(work) / "doctrees")
        _latex(tex)
        (tex / "book.pdf").replace(out)


def require_tex() -> None:
    """Raise a PressError that says what to install if XeLaTeX is not here."""
    missing = [name for name in ("xelatex", "latexmk") if shutil.which(name) is None]
    if missing:
        raise PressError(
            f"the print edition needs TeX, and {' and '.join(missing)} cannot be found. On Debian:"
            f" apt install {PACKAGES}. `make pdf` prints without TeX"
        )


def complaints(log: str) -> list[str]:
    r"""Return what a log of TeX says about lines that are too wide and characters without shape.

    Examples
    --------
    >>> complaints("Overfull \\hbox (9.5pt too wide) in paragraph at lines 1--2")
    []
    >>> complaints("Missing character: There is no ✓ in font texgyrepagella!")
    ['Missing character: There is no ✓ in font texgyrepagella!']
    """
    wide = [m[0] for m in OVERFULL.finditer(log) if float(m["points"]) > WIDE]
    return wide + sorted(set(MISSING.findall(log)))


def located(complaint: str, file: Path) -> str:
    """Return a complaint with the chapter and the section that its line number means."""
    number = re.search(r"at lines? (\d+)", complaint)
    if number is None:
        return complaint
    before = file.read_text(encoding="utf-8").splitlines()[: int(number[1])]
    heads = [re.match(r"\\(chapter|(?:sub)?section)\{(.*?)\}?$", line) for line in before]
    chapter = next((m[2] for m in reversed(heads) if m and m[1] == "chapter"), "")
    section = next((m[2] for m in reversed(heads) if m), "")
    return f"{complaint} ({' / '.join(dict.fromkeys(filter(None, (chapter, section))))})"


def _latex(tex: Path) -> None:
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", "book.tex"]
    done = start(command, tex, max_print_line="10000")
    log_file = tex / "book.log"
    log = log_file.read_text(encoding="utf-8", errors="replace") if log_file.exists() else ""
    if done.returncode:
        refusal = re.search(r"^!.*(?:\n.*){0,6}", log, re.M)
        raise PressError(f"XeLaTeX refuses the book:\n{refusal[0] if refusal else done.stdout}")
    found = complaints(log)
    if found:
        shown = "\n".join(located(line, tex / "book.tex") for line in found[:20])
        raise PressError(f"XeLaTeX complains {len(found)} times about the book:\n{shown}")


def main(arguments: list[str] | None = None) -> int:
    """Run the press from the command line."""
    parser = argparse.ArgumentParser(prog="python -m publish.print", description=__doc__)
    parser.add_argument("executed", type=Path, help="the folder of executed notebooks")
    parser.add_argument("out", type=Path, help="the PDF to write")
    options = parser.parse_args(arguments)
    return exit_code("publish.print", lambda: build(options.executed, options.out), PressError)


if __name__ == "__main__":
    sys.exit(main())
