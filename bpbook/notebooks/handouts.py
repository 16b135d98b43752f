"""Handouts: a chapter for students, with blank cells for the answers and checks behind them."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from bpbook.handout import packed
from bpbook.notebooks import book, canonical, execute, sheets
from bpbook.notebooks.errors import BookError, NotebookError

EXERCISE = re.compile(r"^\*\*Exercise (?P<number>\d+\.\d+)\b", re.MULTILINE)
ANSWER, CHECK = "handout-answer", "handout-check"
_SECTION = re.compile(r"^## ", re.MULTILINE)
_SOLUTIONS = re.compile(r"^Solutions are in \[[^\]]*\]\([^)]*\)\.\n+", re.MULTILINE)
_LINK = re.compile(
    r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<path>(?:\.\./|solutions/)?\d\d_\w+\.ipynb)[^)]*\)"
)
_WIDTH = 79
_ABOUT = """\
*A handout. Read, run the cells, and answer the exercises at the end: put your answer in place \
of each* `...`*, run the cell, and run the check below it. It says right or wrong, and why.*"""
_BLANK = "# {about}\n{name} = ..."
_SETUP = """\
# This cell makes the checks work. It holds no solutions.
import numpy as np

from bpbook import handout

sheet = handout.Sheet({text!r})"""


def pair(root: Path, word: str) -> tuple[book.Notebook, book.Notebook]:
    """Find one chapter and its solutions.

    Raises
    ------
    BookError
        If the word means no chapter, more than one, or one without solutions.
    """
    chapter = book.one_chapter(root, word, "a handout", "handout")
    solved = [n for n in book.notebooks(root) if n.is_solution and n.stem == chapter.stem]
    if not solved:
        raise BookError(
            f"{chapter.name} has no solutions, and the checks of a handout come from them: "
            f"write chapters/solutions/{chapter.stem}.ipynb"
        )
    return chapter, solved[0]


def sheet_path(chapter: book.Notebook) -> Path:
    """Return where the answers of a chapter are listed."""
    return chapter.root / "chapters" / "handouts" / f"{chapter.stem}.toml"


def job(chapter: book.Notebook, solved: book.Notebook) -> execute.Job:
    """Return the run that finds the answers: the solutions, with a probe behind each.

    Raises
    ------
    NotebookError
        If the list of answers does not fit the chapter and its solutions.
    """
    path = sheet_path(chapter)
    sheet = sheets.read(path)
    sheets.check_exercises(path, sheet, exercises(canonical.read(chapter.path)))
    notebook = sheets.probed(canonical.read(solved.path), sheet)
    return execute.Job(solved.name, notebook, str(solved.path.parent))


def exercises(page: NotebookNode) -> list[str]:
    """Return the numbers of a chapter's exercises, in their order."""
    return [n for cell in page.cells for n in EXERCISE.findall(cell.source)]


def make(chapter: book.Notebook, executed: NotebookNode, repository: str = "") -> NotebookNode:
    """Make the handout of a chapter.

    Parameters
    ----------
    chapter : Notebook
        The chapter; its stored outputs are kept.
    executed : NotebookNode
        What came of the `job`.
    repository : str
        The address where the book's other pages are found; without it, links to them become
        plain text.

    Returns
    -------
    NotebookNode
        The chapter, and after each exercise a cell for the answer and one that checks it.

    Raises
    ------
    NotebookError
        If the chapter has no exercises.
    """
    page = canonical.read(chapter.path)
    numbers = exercises(page)
    if not numbers:
        raise NotebookError(f"{chapter.name}: no paragraph begins with **Exercise N.k**")
    sheet = sheets.read(sheet_path(chapter))
    text = packed(sheets.sealed(executed, sheet, numbers))
    cells = []
    for cell in page.cells:
        cells += _asking(cell, sheet, text) if _has_exercises(cell) else [cell]
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = _linked(cell.source, repository)
    head, _, rest = cells[0].source.partition("\n\n")
    cells[0].source = f"{head}\n\n{_ABOUT}\n\n{rest}"
    page.cells = cells
    return page


def unchecked(page: NotebookNode) -> list[str]:
    """Return the exercises of a handout for which no check compares anything."""
    checks = [cell.source for cell in page.cells if CHECK in cell.metadata.get("tags", [])]
    found = [re.fullmatch(r'sheet\.check\("([\d.]+)"\)', source) for source in checks]
    return [match[1] for match in found if match]


def _has_exercises(cell: NotebookNode) -> bool:
    return cell.cell_type == "markdown" and bool(EXERCISE.search(cell.source))


def _asking(cell: NotebookNode, sheet: sheets.Sheet, text: str) -> Iterator[NotebookNode]:
    """Yield the cells that take the place of the cell with the exercises."""
    before, parts, after = _split(_SOLUTIONS.sub("", cell.source))
    hidden = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    yield new_markdown_cell(before, id=cell.id)
    yield new_code_cell(_SETUP.format(text=text), id=f"{cell.id}-sheet", metadata=hidden)
    for number, part in parts:
        id, asked = f"{cell.id}-{number.replace('.', '-')}", sheet.of(number)
        yield new_markdown_cell(part, id=id)
        yield _tagged(new_code_cell(_blanks(number, asked), id=f"{id}-answer"), ANSWER)
        yield _tagged(new_code_cell(_check(number, asked), id=f"{id}-check"), CHECK)
    if after:
        yield new_markdown_cell(after, id=f"{cell.id}-after")


def _tagged(cell: NotebookNode, tag: str) -> NotebookNode:
    cell.metadata["tags"] = [tag]
    return cell


def _split(source: str) -> tuple[str, list[tuple[str, str]], str]:
    """Split into what stands before the exercises, the exercises, and what stands after."""
    starts = [match.start() for match in EXERCISE.finditer(source)]
    later = _SECTION.search(source, starts[-1])
    end = later.start() if later else len(source)
    borders = [*starts[1:], end]
    parts = [source[a:b].strip() for a, b in zip(starts, borders, strict=True)]
    numbers = [EXERCISE.match(part)["number"] for part in parts]
    return (
        source[: starts[0]].strip(),
        list(zip(numbers, parts, strict=True)),
        source[end:].strip(),
    )


def _blanks(number: str, asked: list[sheets.Asked]) -> str:
    if not asked:
        return f"# Exercise {number}: your work"
    parts = [f"# Exercise {number}: put your answer in place of each ..."]
    for one in asked:
        about = "\n# ".join(textwrap.wrap(one.asks, _WIDTH - 2))
        parts.append(_BLANK.format(about=about, name=one.name))
    return "\n\n".join(parts)


def _check(number: str, asked: list[sheets.Asked]) -> str:
    answers = "".join(f"    {one.name}={one.tried(one.name)},\n" for one in asked)
    return f'sheet.check(\n    "{number}",\n{answers})' if asked else f'sheet.check("{number}")'


def _linked(source: str, repository: str) -> str:
    """Return prose whose links to other pages lead to the book, or are plain text."""
    if not repository:
        return _LINK.sub(lambda link: link["text"], source)
    base = f"{repository.rstrip('/')}/blob/main/chapters"
    return _LINK.sub(lambda link: f"[{link['text']}]({base}/{link['path']})", source)
