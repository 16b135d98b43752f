"""The executed book as the press reads it: settings, chapters, claims, references."""

import json
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat

from bpbook.notebooks.book import number_of, slug
from bpbook.notebooks.compare import CLAIM

ROOT = Path(__file__).resolve().parent.parent
ANCHOR = re.compile(r'<a id="([\w-]+)"></a>')
LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]*)\]\((?P<path>[^)#\s]*)(?:#(?P<anchor>[^)\s]*))?\)")
NUMBERED = re.compile(
    r'<a id="(eq-[\w-]+)"></a>\s*\$\$(?:(?!\$\$).)*?\\tag\{([^}]*)\}\s*\$\$', re.S
)
NUMBER = re.compile(r"\(((?:\d+|[A-Z])\.\d+\w*)\)")


class PressError(Exception):
    """What is wrong with the manuscript, where, and what to do."""


def settings() -> dict:
    """Return the table [tool.bpbook] of pyproject.toml: title, subtitle, authors, repository."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["bpbook"]


@dataclass(frozen=True)
class Chapter:
    """One executed notebook; ``name`` is its path in the book, such as ``chapters/02_x.ipynb``."""

    name: str
    path: Path
    differs: bool = False
    diff: str = ""

    @cached_property
    def notebook(self) -> nbformat.NotebookNode:
        """The notebook, read once."""
        return nbformat.read(self.path, as_version=4)

    @property
    def is_solutions(self) -> bool:
        """Whether this notebook holds the solutions of a chapter."""
        return "/solutions/" in self.name

    @cached_property
    def title(self) -> str:
        """The heading of the first cell, without its ``#``."""
        first = self.notebook.cells[0].source
        heading = re.match(r"# (.+)", first)
        if not heading:
            raise PressError(f"{self.name}: the first cell must begin with '# ' and the title")
        return heading[1]

    @property
    def number(self) -> str:
        """The number in the title of a chapter, as it stands in its equations."""
        return number_of(self.path.stem)

    @property
    def is_appendix(self) -> bool:
        """Whether this is an appendix: its number is a letter."""
        return self.number.isalpha()

    @property
    def subject(self) -> str:
        """The title without "Chapter 8 —"."""
        return re.sub(r"^(?:Chapter|Appendix) \w+ — ", "", self.title)

    @cached_property
    def promise(self) -> str:
        """The sentence after the title: what the reader will do."""
        paragraphs = self.notebook.cells[0].source.split("\n\n")
        return paragraphs[1].replace("\n", " ") if len(paragraphs) > 1 else ""

    def markdown(self):
        """Yield (cell, text) for every piece of markdown, in cells and in outputs."""
        for cell in self.notebook.cells:
            if cell.cell_type == "markdown":
                yield cell, cell.source
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                text = data.get("text/markdown") or data.get("text/latex")
                if text:
                    yield cell, text

    @cached_property
    def claims(self) -> list[dict]:
        """The records of the claims that this notebook displays."""
        return [data[CLAIM] for data in self.displayed_claims]

    @cached_property
    def displayed_claims(self) -> list[dict]:
        """The outputs that display a claim, in all their forms."""
        outputs = [o for cell in self.notebook.cells for o in cell.get("outputs", [])]
        return [o.data for o in outputs if CLAIM in o.get("data", {})]

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The number that the display behind each anchor of an equation bears."""
        found = {}
        for cell, text in self.markdown():
            for anchor, number in NUMBERED.findall(text):
                if anchor in found:
                    raise PressError(f"{self.name}, cell {cell.id}: #{anchor} is defined twice")
                found[anchor] = number
        return found

    @cached_property
    def anchors(self) -> set[str]:
        """The names that a link can jump to: anchors, and the slugs of headings."""
        found = set()
        for _, text in self.markdown():
            found |= set(ANCHOR.findall(text))
            found |= {slug(heading) for heading in re.findall(r"^#+ (.+)$", text, re.M)}
        return found


def read(executed: Path) -> list[Chapter]:
    """Return the chapters of an executed book, then the solutions, both in order."""
    status_file = executed / "status.json"
    status = json.loads(status_file.read_text(encoding="utf-8")) if status_file.exists() else {}
    found = sorted((executed / "chapters").glob("[0-9][0-9]_*.ipynb"))
    found += sorted((executed / "chapters" / "solutions").glob("[0-9][0-9]_*.ipynb"))
    if not found:
        raise PressError(f"{executed}: no executed chapter is there; run `bpbook book`")
    return [_chapter(path, path.relative_to(executed).as_posix(), status) for path in found]


def _chapter(path: Path, name: str, status: dict) -> Chapter:
    told = status.get(name, {})
    return Chapter(name, path, bool(told.get("differs")), told.get("diff", ""))


def check_references(chapters: list[Chapter]) -> None:
    """Raise if a link between notebooks leads nowhere, or carries another number."""
    by_name = {chapter.name: chapter for chapter in chapters}
    for chapter in chapters:
        for cell, text in chapter.markdown():
            for link in LINK.finditer(text):
                _check_link(chapter, cell, link, by_name)


def _check_link(chapter: Chapter, cell, link: re.Match, by_name: dict[str, Chapter]) -> None:
    path, anchor = link["path"], link["anchor"]
    if re.match(r"\w+:", path) or (path and not path.endswith(".ipynb")):
        return
    where = f"{chapter.name}, cell {cell.id}: the link {link[0]}"
    target = by_name.get(target_name(chapter.name, path))
    if target is None:
        raise PressError(f"{where} leads to a chapter that does not exist")
    if anchor and anchor not in target.anchors:
        raise PressError(f"{where} leads to an anchor that {target.name} does not have")
    number = NUMBER.fullmatch(link["text"])
    if number and target.numbers.get(anchor or "") != number[1]:
        is_there = target.numbers.get(anchor or "")
        found = f"bears the number ({is_there})" if is_there else "bears no number"
        raise PressError(f"{where} says ({number[1]}), but its target {found}")


def target_name(source: str, path: str) -> str:
    """Return the book's name of the notebook that a relative link leads to."""
    if not path:
        return source
    parts = [*source.split("/")[:-1], *path.split("/")]
    kept: list[str] = []
    for part in parts:
        if part == "..":
            kept.pop()
        elif part != ".":
            kept.append(part)
    return "/".join(kept)
