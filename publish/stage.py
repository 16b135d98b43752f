"""Turn the executed notebooks into what Sphinx and MyST want, in a folder of their own."""

import copy
import re
from pathlib import Path

import nbformat

from publish.front.glossary import glossary_page
from publish.front.ledger import ledger_page
from publish.landing import landing_page
from publish.manuscript import ANCHOR, CLAIM, Chapter

LABEL = re.compile(r'^<a id="(?P<id>[\w-]+)"></a>\s*\n', re.M)
EQUATION_LINK = re.compile(r"\]\([^)\s]*#((?:eq|sol)-[\w-]+)\)")
BANNER = (
    ":::{warning}\nThis page shows outputs that differ from those stored with the book: it was "
    "built from an edited chapter, or on a system that computes another last digit.\n:::\n"
)
HEAVY = 60_000  # bytes of an SVG; above it a smaller PNG is taken
WITHOUT_OUTPUT = {"remove-cell", "remove-output", "remove_cell", "remove_output"}


def stage(chapters: list[Chapter], folder: Path, pdf: bool = False) -> None:
    """Write the sources of the site: every notebook, and the pages that are made from them.

    With `pdf` the first page links to the PDF beside the site.
    """
    for chapter in chapters:
        path = folder / chapter.name
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(staged(chapter), path)
    made = {
        "index": landing_page(chapters, pdf),
        "glossary": glossary_page(chapters),
        "claims": ledger_page(chapters),
    }
    for name, text in made.items():
        (folder / f"{name}.md").write_text(portable_to_myst(text), encoding="utf-8")


def staged(chapter: Chapter) -> nbformat.NotebookNode:
    """Return a copy of a notebook with its markdown, claims and figures in MyST's terms."""
    notebook = copy.deepcopy(chapter.notebook)
    cells = []
    for cell in notebook.cells:
        cells += [_prose(cell)] if cell.cell_type == "markdown" else _code(cell)
    if chapter.differs:
        cells.insert(1, nbformat.v4.new_markdown_cell(banner(chapter.diff)))
    notebook.cells = cells
    return notebook


def banner(diff: str) -> str:
    """Return what stands above a chapter whose outputs are not the stored ones."""
    if not diff:
        return BANNER
    fence = "`" * (3 + max(map(len, re.findall("`+", diff)), default=0))
    shown = f"{fence}diff\n{diff.rstrip()}\n{fence}"
    return f"{BANNER}\n<details>\n<summary>What differs</summary>\n\n{shown}\n\n</details>\n"


def _prose(cell):
    cell.source = portable_to_myst(cell.source)
    return cell


def portable_to_myst(text: str) -> str:
    """Return plain CommonMark as MyST: with its labels and its links to equations."""
    text = LABEL.sub(lambda m: f"({m['id']})=\n", text)
    text = ANCHOR.sub("", text)
    return EQUATION_LINK.sub(r"](#\1)", text)


def _code(cell) -> list:
    """Return a code cell, and behind it a cell of prose for each output that is prose."""
    tags = set(cell.metadata.get("tags", []))
    if "colab" in tags:
        cell.metadata["tags"] = ["remove-cell"]
    if tags & {"colab", *WITHOUT_OUTPUT}:
        return [cell]
    shown, prose = [], []
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/markdown" in data:
            prose.append(_markdown_output(data))
        else:
            shown.append(_figure(cell, output) if _has_picture(data) else output)
    cell.outputs = shown
    return [cell, *prose]


def _has_picture(data) -> bool:
    return "image/svg+xml" in data or "image/png" in data


def _figure(cell, output):
    """Return a figure in one form alone; its text output becomes the alternative text."""
    data = output["data"]
    cell.metadata["mystnb"] = {"image": {"alt": " ".join(data.get("text/plain", "").split())}}
    best = _best(data)
    output["data"] = {best: data[best]}
    return output


def _best(data) -> str:
    """Return the sharper form, unless it is so large that a phone would wait for it."""
    drawn = len(data.get("image/svg+xml", ""))
    painted = len(data.get("image/png", "")) * 3 // 4  # base64
    fits = drawn and (not painted or drawn < max(HEAVY, painted))
    return "image/svg+xml" if fits else "image/png"


def _markdown_output(data):
    text = portable_to_myst(data["text/markdown"])
    if CLAIM in data:
        text = f"::::{{container}} claim\n{text}\n::::"
    return nbformat.v4.new_markdown_cell(text)
