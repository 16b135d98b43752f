"""The glossary of the site: each term in English and Chinese, with an anchor and its chapter."""

import re
from collections.abc import Iterable

from bpbook.notebooks.book import slug
from bpbook.notebooks.glossary import Term, section, terms
from publish.manuscript import Chapter

HEAD = """# Glossary

The terms of the book in English and Chinese, each with a link to the section that introduces it.
The search finds them in both languages. The letters are in the notation of Appendix A.
"""


def glossary_page(chapters: list[Chapter]) -> str:
    """Return the page, in the markdown of the notebooks."""
    pages = {chapter.number: chapter for chapter in chapters if not chapter.is_solutions}
    listed = sorted(terms(), key=lambda term: term.english.lower())
    taken: set[str] = set()
    entries = "\n\n".join(_entry(term, pages.get(str(term.chapter)), taken) for term in listed)
    return f"{HEAD}\n{_letters(listed)}\n\n:::{{glossary}}\n{entries}\n:::\n"


def _letters(listed: Iterable[Term]) -> str:
    """Return links to the first term of each letter."""
    firsts: dict[str, str] = {}
    for term in listed:
        firsts.setdefault(term.english[0].upper(), term.english)
    links = " ".join(f"[{letter}](#{anchor(name)})" for letter, name in firsts.items())
    return f":::{{container}} letters\n{links}\n:::"


def anchor(english: str) -> str:
    """Return the anchor of a term.

    Examples
    --------
    >>> anchor("error backpropagation"), anchor("M-P neuron")
    ('term-error-backpropagation', 'term-M-P-neuron')
    """
    return f"term-{re.sub('[^A-Za-z0-9]+', '-', english).strip('-')}"


def _entry(term: Term, chapter: Chapter | None, taken: set[str]) -> str:
    """Return a term; a Chinese name that another term has already is told, but not listed."""
    listed = [name for name in term.chinese if name not in taken]
    taken |= set(listed)
    names = "\n".join([term.english, *listed])
    also = "".join(f" Also {name}." for name in term.chinese if name not in listed)
    heading = section(term, chapter.notebook) if chapter else None
    target = f"{chapter.name}{'#' + slug(heading) if heading else ''}" if chapter else ""
    where = f" [Chapter\N{NO-BREAK SPACE}{term.chapter}]({target})" if chapter else ""
    return f"{names}\n  {term.definition}{also}{where}"
