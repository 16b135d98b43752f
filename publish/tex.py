"""The executed book in the terms of LaTeX: what the print edition asks of Sphinx.

`publish.print` makes the edition; `conf.py` takes its settings from here.
"""

import base64
import re
from pathlib import Path

import nbformat
import typst

from publish.formulas import split_tag
from publish.manuscript import Chapter
from publish.paper.tables import OPENING, softened
from publish.stage import staged

FONTS = Path(__file__).resolve().parent / "fonts"
DISPLAY = re.compile(r"^\$\$(?P<tex>.*?)\$\$[ \t]*$", re.M | re.S)
FOLDED = re.compile(
    r"<details>\s*<summary>(?P<summary>.*?)</summary>(?P<inside>.*?)</details>", re.S
)
FENCE = re.compile(r"^:{3,}.*\n?", re.M)
ROW = re.compile(r"^\|.*\|[ \t]*$", re.M)
WHOLE = re.compile(r"(\$[^$]*\$|`[^`]*`|\[[^\]]*\]\([^)]*\)|<br>)")  # what no line ends in
BREAK = "\ue000"  # a line's end within a cell, for which Sphinx has no word
HIDING = {"hide-input", "hide-output", "hide-cell", "colab"}
SVG, PDF = "image/svg+xml", "application/pdf"

_PREAMBLE = r"""
\usepackage{etoolbox,graphicx,newunicodechar,xeCJK}
\setCJKmainfont[Path=FOLDER/]{NotoSansSC-subset.ttf}
\setCJKsansfont[Path=FOLDER/]{NotoSansSC-subset.ttf}
\setCJKmonofont[Path=FOLDER/,Scale=0.85]{NotoSansSC-subset.ttf}
\xeCJKsetup{AutoFakeBold=true}
\xeCJKDeclareCharClass{Default}{"B7,"2013,"2014,"2018,"2019,"201C,"201D,"2026}
\newunicodechar{ᵀ}{\textsuperscript{T}}
\newunicodechar{₁}{\textsubscript{1}}
\newunicodechar{BREAK}{\newline{}}
\newunicodechar{OPENING}{\hspace{0pt}}
\AtBeginEnvironment{tabulary}{\footnotesize\setlength{\tabcolsep}{4pt}}
\AtBeginEnvironment{longtable}{\footnotesize\setlength{\tabcolsep}{3pt}}
\setcounter{secnumdepth}{-2} % the headings bear their numbers already
\setcounter{tocdepth}{0}
\setlength{\emergencystretch}{3em}
% A displayed formula as large as it is, or as the line allows.
\newsavebox{\formulabox}
\newcommand{\fitted}[2]{\sbox{\formulabox}{$\displaystyle #2$}%
  \ifdim\wd\formulabox>#1\linewidth\resizebox{#1\linewidth}{!}{\usebox{\formulabox}}%
  \else\usebox{\formulabox}\fi}
"""
_FONTS = r"""
\setmainfont{texgyrepagella}[Extension=.otf,UprightFont=*-regular,BoldFont=*-bold,
  ItalicFont=*-italic,BoldItalicFont=*-bolditalic]
\setsansfont{texgyreheros}[Extension=.otf,UprightFont=*-regular,BoldFont=*-bold,
  ItalicFont=*-italic,BoldItalicFont=*-bolditalic]
\setmonofont{DejaVuSansMono}[Extension=.ttf,UprightFont=*,BoldFont=*-Bold,
  ItalicFont=*-Oblique,BoldItalicFont=*-BoldOblique,Scale=0.8]
"""


_TITLE_PAGE = r"""
\begin{titlepage}
\thispagestyle{empty}\vspace*{0.2\textheight}\raggedright
{\fontsize{34}{40}\selectfont TITLE\par}\bigskip
{\Large\itshape SUBTITLE\par}\vspace{4em}
{\large AUTHOR\par}\vfill
{Text and figures: CC BY 4.0. Code: MIT.\par}
\end{titlepage}
"""


def settings(title: str, subtitle: str, author: str) -> dict:
    """Return the settings of Sphinx's LaTeX builder.

    Parameters
    ----------
    title, subtitle, author : str
        What stands on the title page.
    """
    page = _TITLE_PAGE.replace("SUBTITLE", subtitle).replace("TITLE", title)
    return {
        "latex_engine": "xelatex",
        "latex_documents": [("index", "book.tex", title, author, "manual")],
        "latex_toplevel_sectioning": "chapter",
        "latex_show_urls": "no",
        "latex_table_style": ["booktabs"],
        "latex_elements": {
            "papersize": "a4paper",
            "pointsize": "10pt",
            "fncychap": "",
            "figure_align": "H",
            "maketitle": page.replace("AUTHOR", author),
            "fontpkg": _FONTS,
            "preamble": _preamble(),
            "sphinxsetup": "verbatimwithframe=false,verbatimhintsturnover=false",
        },
    }


def _preamble() -> str:
    text = _PREAMBLE.replace("FOLDER", FONTS.as_posix())
    return text.replace("BREAK", BREAK).replace("OPENING", OPENING)


def stage(chapters: list[Chapter], folder: Path) -> None:
    """Write the sources of the print edition: the contents and every notebook."""
    for chapter in chapters:
        path = folder / chapter.name
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(printable(staged(chapter)), path)
    pages = [chapter.name.removesuffix(".ipynb") for chapter in chapters]
    tree = "\n".join(["# Contents", "", "```{toctree}", *pages, "```", ""])
    (folder / "index.md").write_text(tree, encoding="utf-8")


def printable(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Change a staged notebook: nothing folded, formulas that fit, figures as PDF."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = on_paper(cell.source)
            continue
        cell.metadata["tags"] = [t for t in cell.metadata.get("tags", []) if t not in HIDING]
        for output in cell.outputs:
            if SVG in output.get("data", {}):
                output.data = {PDF: _as_pdf(output.data[SVG])}
    return notebook


def on_paper(text: str) -> str:
    r"""Return a cell's markdown with its folded parts open and its formulas fitted.

    Examples
    --------
    >>> print(on_paper("$$\na = b \\tag{1.2}\n$$"))
    \begin{equation*}
    \fitted{0.84}{a = b}\tag{1.2}
    \end{equation*}
    """
    text = FOLDED.sub(lambda m: f"**{m['summary'].strip()}.** {m['inside'].strip()}\n", text)
    text = ROW.sub(lambda m: _row(m[0]), text)
    return DISPLAY.sub(_display, FENCE.sub("", text))


def _row(line: str) -> str:
    """Return a row of a table with the ends of lines that its cells have, or may have."""
    parts = WHOLE.split(line)
    parts[::2] = map(softened, parts[::2])
    return "".join(parts).replace("<br>", BREAK)


def _display(found: re.Match) -> str:
    tex, number = split_tag(found["tex"].strip())
    tex = tex.strip()
    tag, room = (f"\\tag{{{number}}}", 0.84) if number else ("", 1)
    return f"\\begin{{equation*}}\n\\fitted{{{room}}}{{{tex}}}{tag}\n\\end{{equation*}}"


def _as_pdf(svg: str) -> str:
    """Return a drawing as a PDF of one page of its size, in base64."""
    page = f"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes({_quoted(svg)}))"
    made = typst.compile(page.encode(), ignore_system_fonts=True, timestamp=0)
    return base64.b64encode(made).decode()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
