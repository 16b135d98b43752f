"""The search of the site: English words, and Chinese in pieces of one and two characters.

Chinese is written without spaces, so that Sphinx takes a whole clause for one word and finds none
of its parts. Here 误差反向传播 is found by 误差, by 反向传播, and by 传播.
"""

import json
import re
from pathlib import Path

from sphinx import search
from sphinx.search.en import SearchEnglish

CHINESE = "㐀-鿿豈-\ufaff"  # the ideographs
WORD = re.compile(rf"[{CHINESE}]+|[^\W{CHINESE}]+")
BEFORE = "Search.setIndex("
SPLITTER = r"""
var splitQuery = (query) =>
  query
    .split(/([㐀-鿿豈-\ufaff]+)|[^\p{Letter}\p{Number}_]+/u)
    .filter((term) => term)
    .flatMap((term) =>
      /^[㐀-鿿豈-\ufaff]{2,}$/.test(term)
        ? Array.from({ length: term.length - 1 }, (_, k) => term.slice(k, k + 2))
        : [term],
    );
"""


def pieces(text: str) -> list[str]:
    """Return what a text is found by.

    Examples
    --------
    >>> pieces("the gradient (梯度)")
    ['the', 'gradient', '梯', '度', '梯度']
    """
    found = []
    for word in WORD.findall(text):
        found += _parts(word) if re.match(f"[{CHINESE}]", word) else [word]
    return found


def _parts(run: str) -> list[str]:
    return [*run, *(run[k : k + 2] for k in range(len(run) - 1))]


class SearchBook(SearchEnglish):
    """English, with the Chinese in pieces."""

    js_splitter_code = SPLITTER

    def split(self, input: str) -> list[str]:
        """Return the pieces of a text."""
        return pieces(input)


def named(index: str) -> str:
    """Return an index in which each term of the glossary is found under its own name.

    Sphinx shows the name of the page for it: a list of results that all say "Glossary".

    Examples
    --------
    >>> named('Search.setIndex({"alltitles":{},"indexentries":{"bias":[[3,"b",true]]}})')
    'Search.setIndex({"alltitles":{"bias":[[3,"b"]]},"indexentries":{}})'
    """
    data = json.loads(index[len(BEFORE) : -1])
    for term, places in sorted(data["indexentries"].items()):
        data["alltitles"].setdefault(term, []).extend([page, name] for page, name, _ in places)
    data["indexentries"] = {}
    text = json.dumps(data, separators=(",", ":"), sort_keys=True)
    return f"{BEFORE}{text})"


def _finished(app, error: Exception | None) -> None:
    path = Path(app.outdir) / "searchindex.js"
    if error is None and path.exists():
        path.write_text(named(path.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app) -> dict:
    """Put it in the place of the search for English."""
    search.languages["en"] = SearchBook
    app.connect("build-finished", _finished)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
