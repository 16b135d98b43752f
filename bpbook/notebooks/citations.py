"""Citations: which chapter, and which module of the package, cites which source.

A chapter cites in the section "Sources" at its end, in a form that people write and a program
can find: ``M. Mazur (2015), *A Step by Step Backpropagation Example*, ...``, that is

- the authors: all of them, or the first "and others", or "The same" as before; of the initials
  the first is enough;
- the year in parentheses, or "(no year)", and a comma;
- the title in italics, or a Chinese one in 《》. It may end before its colon, and "[…]" leaves
  words out. An article without author is cited by its title in 《》 alone.

Nothing else in the section is set in italics or 《》, and a comma or colon after a year in
parentheses is followed by a title.

The modules of the package cite by family names and year, as in this sentence of a docstring:
"the heavy ball (Polyak 1964)".
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from bpbook.notebooks import book, canonical
from bpbook.notebooks.bibliography import Entry, entries, to_ascii
from bpbook.notebooks.errors import NotebookError

PACKAGE = Path(__file__).resolve().parents[1]
USUAL = "citations in public repositories"  # what confirmed an entry, if the list says nothing
_SECTION = re.compile(r"^## Sources$(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_CITED = re.compile(
    r"(?:\((?P<year>\d{4}|no year)\), )?(?:\*(?P<latin>[^*]+)\*|《(?P<chinese>[^》]+)》)"
)
_LOOSE_YEAR = re.compile(r"\((?:\d{4}|no year)\)(?=[,:] )(?!, [*《])[^.;\n]*")
_NAME = r"[A-Z][\w-]+"
_IN_TEXT = re.compile(
    rf"(?P<names>{_NAME}(?:, {_NAME})*(?:,? and {_NAME}| et al\.)?) "
    r"\(?(?P<year>(?:19|20)\d\d)\b(?!\.\d)"
)


@dataclass
class Places:
    """Where a source is cited: in notebooks, and in modules of the package."""

    notebooks: list[book.Notebook] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the places as Markdown, each chapter with a link to its sources."""
        chapters = [f"[{n.number}]({n.stem}.ipynb#sources)" for n in self.notebooks]
        return ", ".join([*chapters, *(f"`{module}`" for module in self.modules)])


def cited(name: str, page: NotebookNode) -> list[Entry]:
    """Return what the section "Sources" of a page cites, in its order.

    Parameters
    ----------
    name : str
        The notebook's name, for messages.
    page : NotebookNode
        The notebook.

    Raises
    ------
    NotebookError
        If the section cites what the bibliography does not hold, or in another form.
    """
    prose = "\n\n".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    text = "\n".join(section["text"] for section in _SECTION.finditer(prose))
    if loose := _LOOSE_YEAR.search(text):
        raise NotebookError(
            f"{name}: after a year in parentheses its sources have a comma and a title, in "
            f"italics or 《》, and not {loose[0]!r}"
        )
    sources: list[Entry] = []
    for found in _CITED.finditer(text):
        sources.append(_entry(name, text, found, sources[-1:]))
    return sources


def _entry(name: str, text: str, found: re.Match, last: list[Entry]) -> Entry:
    year = (found["year"] or "").replace("no year", "")
    title = found["latin"] or found["chinese"]
    titled = [entry for entry in entries() if entry.has_title(title)]
    for entry in titled:
        same = [entry.authors] == [e.authors for e in last]
        before = text[: found.start()]
        if entry.is_article and not found["year"]:
            return entry
        if found["year"] and entry.year == year and entry.has_authors(before, same):
            return entry
    others = "; ".join(entry.line() for entry in titled) or "no such title"
    line = text[text.rfind("\n", 0, found.start()) + 1 : found.end()].lstrip("- ")
    raise NotebookError(
        f"{name}: bpbook/data/bibliography.csv has no source for {line[-120:]!r}; it has {others}"
    )


def in_modules(folder: Path = PACKAGE) -> Iterator[tuple[str, str, list[Entry]]]:
    """Yield what the modules cite: the module, the words, and the sources they may mean.

    The modules about notebooks are left out; they know nothing of the subject.
    """
    for path in sorted(folder.rglob("*.py")):
        module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
        if ".notebooks." not in module:
            text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
            for found in _IN_TEXT.finditer(text):
                yield module.removesuffix(".__init__"), found[0], _by_names(found)


def _by_names(found: re.Match) -> list[Entry]:
    names = re.split(r",? and |, ", to_ascii(found["names"]).removesuffix(" et al."))
    counted = 1 if found["names"].endswith("et al.") else None
    return [e for e in entries() if e.year == found["year"] and e.families[:counted] == names]


def places(notebooks: Iterable[book.Notebook]) -> dict[str, Places]:
    """Return for each key of the bibliography the places that cite it, in the order of the book.

    Authors and year may stand for two works; a module that cites so is listed with both.

    Raises
    ------
    NotebookError
        If a chapter cites what is not in the bibliography.
    """
    found = {entry.key: Places() for entry in entries()}
    for notebook in notebooks:
        if not notebook.is_solution:
            for entry in dict.fromkeys(cited(notebook.name, canonical.read(notebook.path))):
                found[entry.key].notebooks.append(notebook)
    for module, _, sources in in_modules():
        for entry in sources:
            if module not in found[entry.key].modules:
                found[entry.key].modules.append(module)
    return found


def listing(where: dict[str, Places], articles: bool) -> str:
    """Return the bibliography as a Markdown list with links.

    Parameters
    ----------
    where : dict of str to Places
        What `places` returned.
    articles : bool
        Whether to list the articles that the book began with, or all other sources.
    """
    lines = []
    for entry in entries():
        if entry.is_article == articles:
            line = f"- {entry.line()}. Cited in {where[entry.key].line()}."
            lines.append(line + ("" if articles else _remark(entry.confirmed)) + "\n")
    return "".join(lines)


def _remark(confirmed: str) -> str:
    if confirmed == "from memory":
        return " Not confirmed."
    return "" if confirmed == USUAL else f" Confirmed by {confirmed}."
