"""Turn the executed notebooks into what Sphinx and MyST want, in a folder of their own."""

import copy
import re
from pathlib import Path

import nbformat

from publish.manuscript import ANCHOR, CLAIM, Chapter, settings

DISPLAY = re.compile(r"^\$\$\s*\n?(?P<tex>.+?)\s*\$\$[ \t]*$", re.S | re.M)
LABEL = re.compile(r'^<a id="(?P<id>[\w-]+)"></a>\s*\n', re.M)
EQUATION_LINK = re.compile(r"\]\([^)\s]*#(eq-[\w-]+)\)")
BANNER = (
    ":::{warning}\nThis page shows outputs that differ from those stored with the book: it was "
    "built from an edited chapter, or on a system that computes another last digit.\n:::"
)


def stage(chapters: list[Chapter], folder: Path) -> None:
    """Write the sources of the site: the landing page and every notebook."""
    for chapter in chapters:
        path = folder / chapter.name
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(staged(chapter), path)
    (folder / "index.md").write_text(landing_page(chapters), encoding="utf-8")


def staged(chapter: Chapter) -> nbformat.NotebookNode:
    """Return a copy of a notebook with its markdown, claims and figures in MyST's terms."""
    notebook = copy.deepcopy(chapter.notebook)
    cells = []
    for cell in notebook.cells:
        cells += [_prose(cell)] if cell.cell_type == "markdown" else _code(cell)
    if chapter.differs:
        cells.insert(1, nbformat.v4.new_markdown_cell(BANNER))
    notebook.cells = cells
    return notebook


def _prose(cell):
    cell.source = portable_to_myst(cell.source)
    return cell


def portable_to_myst(text: str) -> str:
    """Return plain CommonMark with ``$$`` as MyST: labels, and equations that may carry a tag."""
    text = LABEL.sub(lambda m: f"({m['id']})=\n", text)
    text = ANCHOR.sub("", text)
    text = EQUATION_LINK.sub(r"](#\1)", text)
    return DISPLAY.sub(lambda m: f"\\begin{{equation*}}\n{m['tex']}\n\\end{{equation*}}", text)


def _code(cell) -> list:
    """Return a code cell, and behind it a cell of prose for each output that is prose."""
    shown, prose = [], []
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/markdown" in data:
            prose.append(_markdown_output(data))
            continue
        picture = "image/svg+xml" in data or "image/png" in data
        if picture:
            image = {"alt": data["text/plain"].replace("\n", " ")}
            cell.metadata["mystnb"] = {"image": image}
            best = "image/svg+xml" if "image/svg+xml" in data else "image/png"
            output["data"] = {best: data[best]}
        shown.append(output)
    cell.outputs = shown
    if "colab" in cell.metadata.get("tags", []):
        cell.metadata["tags"] = ["remove-cell"]
    return [cell, *prose]


def _markdown_output(data):
    text = portable_to_myst(data["text/markdown"])
    if CLAIM in data:
        text = f"::::{{container}} claim\n{text}\n::::"
    return nbformat.v4.new_markdown_cell(text)


def landing_page(chapters: list[Chapter]) -> str:
    """Return the first page: what the book is, its contents, what was checked."""
    book = settings()
    main = [c for c in chapters if not c.is_solutions]
    solutions = [c for c in chapters if c.is_solutions]
    claims = [claim for chapter in main for claim in chapter.claims]
    refuted = sum(sum(claim["wrong_refuted"].values()) for claim in claims)
    contents = "\n".join(f"- **[{c.title}]({c.name})**. {c.promise}" for c in main)
    return f"""# {book["title"]}

*{book["subtitle"]}*

误差反向传播 (error backpropagation) trains every neural network. This book derives it, and
every equation that it prints was checked by the page that prints it: the {len(claims)} claims of
the chapters below were proved, evaluated with 40 digits by a second program, and defended against
{refuted:,} wrong versions, each of which was refuted with a counterexample.

## How to read

Each chapter asks one question. It states a claim, derives it by hand and in SymPy, translates it
into NumPy, checks it with finite differences, and uses it. The grey cells are the program that
ran when this page was made; what stands below a cell is its output. Equations with a green rule
were proved. Open a chapter in JupyterLab with `make lab`, change a line, and see what breaks.

## Contents

{contents}

```{{toctree}}
:hidden:
:caption: Chapters

{_entries(main)}
```

```{{toctree}}
:hidden:
:caption: Solutions

{_entries(solutions)}
```
"""


def _entries(chapters: list[Chapter]) -> str:
    return "\n".join(chapter.name.removesuffix(".ipynb") for chapter in chapters)
