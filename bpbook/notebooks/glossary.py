"""The glossary and the notation: English, Chinese, and the place that introduces each term.

The words are in ``bpbook/data/glossary.csv``, the letters in ``notation.csv`` and
``letters.csv``. Appendix A and the site print them; `terms` and `symbols` are what they read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from bpbook.notebooks import book, canonical, tables

_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_PINYIN = str.maketrans({"阈": "预"})  # a rarer character, by a common one of the same sound


@dataclass(frozen=True)
class Term:
    """A technical term.

    Attributes
    ----------
    english : str
        The name under which it is listed, British spelling.
    chinese : tuple of str
        Its names in Chinese, the book's own first.
    definition : str
        One sentence in Markdown; formulas between dollar signs.
    chapter : int
        The chapter that introduces it.
    written : str
        The word by which this chapter introduces it, often the whole name; else ``dead``.
    avoid : tuple of str
        Spellings and synonyms that the book's own prose does not use.
    """

    english: str
    chinese: tuple[str, ...]
    definition: str
    chapter: int
    written: str
    avoid: tuple[str, ...]


@dataclass(frozen=True)
class Symbol:
    """A letter or sign of the notation; texts in Markdown, formulas without dollar signs.

    Attributes
    ----------
    symbol : str
        The formula, in LaTeX.
    english, chinese : str
        What it means.
    shape : str
        Rows and columns, with dollar signs where it is a formula.
    code : str
        What it is called in programs.
    elsewhere : str
        What other authors write.
    chapter : int
        The chapter that introduces it.
    """

    symbol: str
    english: str
    chinese: str
    shape: str
    code: str
    elsewhere: str
    chapter: int


def terms() -> list[Term]:
    """Return the glossary, by chapters.

    Examples
    --------
    >>> [term.chinese for term in terms() if term.english == "learning rate"]
    [('学习率', '学习速率')]
    """
    return [
        Term(
            **{
                **row,
                "chinese": _several(row["chinese"]),
                "avoid": _several(row["avoid"]),
                "chapter": int(row["chapter"]),
                "written": row["written"] or row["english"],
            }
        )
        for row in tables.stored("glossary")
    ]


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split(" / ")) if text else ()


def symbols() -> list[Symbol]:
    """Return the notation."""
    return [Symbol(**{**r, "chapter": int(r["chapter"])}) for r in tables.stored("notation")]


def section(term: Term, page: NotebookNode) -> str | None:
    """Find where a chapter introduces a term.

    Parameters
    ----------
    term : Term
        The term.
    page : NotebookNode
        Its chapter.

    Returns
    -------
    str or None
        The heading above the first place that sets the term in italics or bold, or else above
        the first that uses it; the empty string before the first heading; None if the chapter
        does not use the term.
    """
    word = re.escape(term.written)
    for pattern in (rf"\*{word}s?\*", rf"(?<!\w){word}"):
        for heading, text in _sections(page):
            if re.search(pattern, text, re.IGNORECASE):
                return heading
    return None


def _sections(page: NotebookNode) -> Iterator[tuple[str, str]]:
    """Yield each section of a page: heading and prose, with lines and cells joined.

    What stands above the first heading, the question and the goals, comes last: a goal names
    what the page introduces further down.
    """
    prose = "\n\n".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    opening, *rest = _HEADING.split(prose)
    for heading, text in zip(rest[::2], rest[1::2], strict=True):
        yield heading, " ".join(text.split())
    yield "", " ".join(opening.split())


def _links(notebooks: Iterable[book.Notebook]) -> dict[Term, str]:
    """Return for each term a link to the section that introduces it."""
    pages = {n.number: (n.stem, canonical.read(n.path)) for n in notebooks if not n.is_solution}
    found = {}
    for term in terms():
        stem, page = pages.get(str(term.chapter), ("", None))
        heading = section(term, page) if page else None
        anchor = f"#{book.slug(heading)}" if heading else ""
        found[term] = f"[{term.chapter}]({stem}.ipynb{anchor})" if page else f"{term.chapter}"
    return found


def table(notebooks: Iterable[book.Notebook]) -> str:
    """Return the glossary as a Markdown table, in the order of the English alphabet.

    Parameters
    ----------
    notebooks : iterable of Notebook
        The chapters, to which the numbers link.
    """
    links = _links(notebooks)
    rows = [
        (f"**{term.english}** {links[term]}<br>{' / '.join(term.chinese)}", term.definition)
        for term in sorted(links, key=lambda term: term.english.lower())
    ]
    return tables.markdown(("term, chapter", "meaning"), rows)


def by_chinese(notebooks: Iterable[book.Notebook]) -> str:
    """Return the Chinese names with their English ones as Markdown, in the order of pinyin.

    The common characters have this order in the national standard GB 2312; names that begin
    with a Latin letter come first.
    """
    links = _links(notebooks)
    names = [(name, term) for term in links for name in term.chinese]
    names.sort(key=lambda pair: pair[0].translate(_PINYIN).encode("gb18030"))
    return "; ".join(f"{name} {term.english} {links[term]}" for name, term in names) + ".\n"


def notation() -> str:
    """Return the notation as a Markdown table."""
    rows = [
        (
            f"${s.symbol}$",
            f"{s.english}<br>{s.chinese}",
            f"{s.shape}<br>{s.code}",
            s.elsewhere,
        )
        for s in symbols()
    ]
    return tables.markdown(("symbol", "meaning", "shape, code", "elsewhere"), rows)


def letters() -> str:
    """Return the Greek letters as a Markdown table: what each means, and in which chapters."""
    rows = [
        (f"${r['symbol']}$", r["meaning"], ", ".join(r["chapters"].split()))
        for r in tables.stored("letters")
    ]
    return tables.markdown(("letter", "meaning", "chapters"), rows)
