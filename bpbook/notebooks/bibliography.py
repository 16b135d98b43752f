"""The bibliography: every source that the book cites, once.

The entries are in ``bpbook/data/bibliography.csv``. Which chapter cites which of them is found
by `bpbook.notebooks.citations`.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

_INITIALS = re.compile(r"\b([A-Z])\.(?:[ -][A-Z]\.)+")
_BETWEEN = re.compile(r", | and ")
_ADDRESSES = {"doi": "https://doi.org/", "arXiv": "https://arxiv.org/abs/"}


@dataclass(frozen=True)
class Entry:
    """A source.

    Attributes
    ----------
    key : str
        First author and year, ``he2016a``; of an article its place in the documents that the
        book began with, ``S0:7``.
    authors, year, title : str
        As printed there; the authors and the year may be unknown.
    published : str
        Journal with volume and pages, or edition and publisher, or where it can be found.
    identifier : str
        ``doi:``, ``arXiv:``, ``isbn:``, an address, or nothing.
    confirmed : str
        What confirmed the entry; "from memory" if nothing did.
    """

    key: str
    authors: str
    year: str
    title: str
    published: str
    identifier: str
    confirmed: str

    @property
    def is_article(self) -> bool:
        """Whether it is one of the articles that the book began with."""
        return ":" in self.key

    @cached_property
    def families(self) -> list[str]:
        """The family names as the package writes them, in ASCII."""
        people = _BETWEEN.split(self.authors)
        return [to_ascii(p.split()[0] if is_chinese(p) else p.split(". ")[-1]) for p in people]

    def has_title(self, cited: str) -> bool:
        """Whether a citation names this title: whole, to its colon, or with words left out."""
        first, *rest = cited.split("[…]")
        if not self.title.startswith(first):
            return False
        pattern = ".+".join(map(re.escape, (first, *rest)))
        return bool(re.fullmatch(pattern + r"(?:[:,].*)?", self.title))

    def has_authors(self, before: str, same: bool) -> bool:
        """Whether the words before a citation's year end with these authors.

        Parameters
        ----------
        before : str
            The text up to the year.
        same : bool
            Whether the citation before is by the same authors, and "The same" means them.
        """
        forms = (self.authors, _BETWEEN.split(self.authors)[0] + " and others")
        ends = (*map(_one_initial, forms), *(("The same", "The same authors") if same else ()))
        return _one_initial(before.rstrip()).endswith(ends)

    def line(self) -> str:
        """Return the entry as Markdown, without the places that cite it."""
        title = f"《{self.title}》" if is_chinese(self.title) else f"*{self.title}*"
        if self.is_article:
            return f"{title}, {self.key}, {self.published}"
        parts = (title, self.published, *filter(None, [_link(self.identifier)]))
        return f"{self.authors} ({self.year or 'no year'}), {', '.join(parts)}"


@cache
def entries() -> tuple[Entry, ...]:
    """Return every source: those with authors in the order of their keys, then the articles."""
    data = files("bpbook").joinpath("data/bibliography.csv").read_text(encoding="utf-8")
    return tuple(Entry(**row) for row in csv.DictReader(data.splitlines()))


def is_chinese(text: str) -> bool:
    """Whether a text contains Chinese characters."""
    return bool(re.search(r"[\u4e00-\u9fff]", text))


def to_ascii(name: str) -> str:
    """Write a name in ASCII.

    Examples
    --------
    >>> to_ascii("Hüsken"), to_ascii("Kōki")
    ('Huesken', 'Koki')
    """
    spelled = re.sub("[äöüÄÖÜ]", lambda m: unicodedata.normalize("NFD", m[0])[0] + "e", name)
    return unicodedata.normalize("NFD", spelled).encode("ascii", "ignore").decode()


def _one_initial(text: str) -> str:
    """Keep the first initial of each person.

    Examples
    --------
    >>> _one_initial("D. E. Rumelhart and K.-R. Müller")
    'D. Rumelhart and K. Müller'
    """
    return _INITIALS.sub(r"\1.", text)


def _link(identifier: str) -> str:
    """Return Markdown that leads to what an identifier names.

    Examples
    --------
    >>> _link("arXiv:1706.03762"), _link("isbn:978-0-387-31073-2")
    ('[arXiv:1706.03762](https://arxiv.org/abs/1706.03762)', 'ISBN 978-0-387-31073-2')
    >>> _link("https://www.deeplearningbook.org/contents"), _link("")
    ('[deeplearningbook.org](https://www.deeplearningbook.org/contents)', '')
    """
    kind, _, rest = identifier.partition(":")
    if kind in _ADDRESSES:
        return f"[{identifier}]({_ADDRESSES[kind]}{rest})"
    if kind == "isbn":
        return f"ISBN {rest}"
    site = rest.removeprefix("//").removeprefix("www.").partition("/")[0]
    return f"[{site}]({identifier})" if identifier else ""
