"""The concordance: for every row of the client's sources the place where the book teaches it.

A chapter ends its sources with a line such as
``Covers: A1, A2 ("What is claimed"); A3, E35 ("Check").``
The rows themselves, with the places in the sources that they stand for, are in
``bpbook/data/seeds.csv``: A to I and W are what the sources teach, E are their errors.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat import NotebookNode

from bpbook.notebooks import book, canonical, tables
from bpbook.notebooks.errors import NotebookError

_COVERS = re.compile(r"^Covers: (?P<groups>.+)$", re.MULTILINE)
_GROUP = re.compile(r'(?P<ids>[A-Z]\d+(?:, [A-Z]\d+)*) \("(?P<section>[^"]+)"\)')
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """A passage of the sources.

    Attributes
    ----------
    id : str
        ``A1`` to ``W4`` for what is taught, ``E1`` to ``E42`` for errors.
    chapter : int
        The chapter that is to treat it.
    where : str
        The source and its lines, ``S0:110-113``.
    severity : str
        Of an error: A wrong mathematics, B inconsistent, C wording and history.
    what : str
        The passage in a few words; of an error, what is printed.
    correct : str
        Of an error: what should stand there.
    """

    id: str
    chapter: int
    where: str
    severity: str
    what: str
    correct: str


@dataclass(frozen=True)
class Place:
    """Where the book treats a row: a section of a chapter."""

    notebook: book.Notebook
    section: str


def rows() -> list[Row]:
    """Return every row, in the order of the inventory."""
    return [Row(**{**r, "chapter": int(r["chapter"])}) for r in tables.stored("seeds")]


def covered(name: str, page: NotebookNode) -> list[tuple[str, str]]:
    """Return the rows that a page says it covers, each with the section.

    Parameters
    ----------
    name : str
        The notebook's name, for messages.
    page : NotebookNode
        The notebook.

    Returns
    -------
    list of (str, str)
        The row's id and the heading; empty if the page has no such line.

    Raises
    ------
    NotebookError
        If the line has another form, or names a section that the page does not have.
    """
    prose = "\n".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    line = _COVERS.search(prose)
    if not line:
        return []
    groups = line["groups"].removesuffix(".").split("; ")
    found = []
    for group in groups:
        read = _GROUP.fullmatch(group)
        if not read:
            raise NotebookError(
                f'{name}: "Covers:" holds {group!r}; write groups such as A1, A2 ("Check") with '
                "a semicolon between them and a full stop at the end"
            )
        if read["section"] not in _HEADING.findall(prose):
            raise NotebookError(f'{name}: "Covers:" names no section of it: {read["section"]!r}')
        found += [(id, read["section"]) for id in read["ids"].split(", ")]
    return found


def places(notebooks: Iterable[book.Notebook]) -> dict[str, list[Place]]:
    """Return for each row the places that treat it, in the order of the book.

    Raises
    ------
    NotebookError
        If a chapter covers a row that does not exist.
    """
    found: dict[str, list[Place]] = {row.id: [] for row in rows()}
    for notebook in notebooks:
        if notebook.is_solution:
            continue
        for id, section in covered(notebook.name, canonical.read(notebook.path)):
            if id not in found:
                raise NotebookError(f"{notebook.name}: there is no row {id} in the sources")
            found[id].append(Place(notebook, section))
    return found


def missing(notebooks: Iterable[book.Notebook]) -> list[str]:
    """Return the rows whose chapter exists and does not cover them, nor any other chapter."""
    notebooks = list(notebooks)
    there = {notebook.number for notebook in notebooks}
    found = places(notebooks)
    return [row.id for row in rows() if str(row.chapter) in there and not found[row.id]]


def table(notebooks: Iterable[book.Notebook], errors: bool) -> str:
    """Return the concordance as a Markdown table with links.

    Parameters
    ----------
    notebooks : iterable of Notebook
        The chapters.
    errors : bool
        Whether to list the errors, or what the sources teach.
    """
    found = places(notebooks)
    return tables.markdown(
        ("row", "where", "printed" if errors else "what", "treated in"),
        [
            (row.id, row.where, tables.plain(row.what), _where(row, found))
            for row in rows()
            if row.id.startswith("E") == errors
        ],
    )


def errata(notebooks: Iterable[book.Notebook], severity: str) -> str:
    """Return the errors of one severity as a Markdown table: printed, correct, convicted in.

    Parameters
    ----------
    notebooks : iterable of Notebook
        The chapters.
    severity : str
        A, B or C, see `Row`.
    """
    found = places(notebooks)
    return tables.markdown(
        ("row", "printed", "correct", "convicted in"),
        [
            (row.id, tables.plain(row.what), tables.plain(row.correct), _where(row, found))
            for row in rows()
            if row.severity == severity
        ],
    )


def _where(row: Row, found: dict[str, list[Place]]) -> str:
    return "; ".join(map(_link, found[row.id])) or f"chapter {row.chapter}, to come"


def _link(place: Place) -> str:
    target = f"{place.notebook.stem}.ipynb#{book.slug(place.section)}"
    return f"{place.notebook.number}, [{place.section}]({target})"
