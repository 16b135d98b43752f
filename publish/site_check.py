"""Read the finished site as a browser would: every link must lead somewhere, and stay inside."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publish.manuscript import PressError

FETCHED = {  # what a browser loads by itself
    "script": ("src",),
    "img": ("src", "srcset"),
    "link": ("href",),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "embed": ("src",),
}
STYLED = re.compile(r"(?:url\(|@import)\s*[\"']?([^\"')\s;]+)")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
VERBATIM = {"pre", "code", "script", "style", "title"}  # a dollar there is a dollar
RAW_TEX = re.compile(r"\$\$|\$[^\s$][^$]*\$|\\(?:begin|end|frac|tag|sum|delta|partial|sigma)\b")


class Page(HTMLParser):
    """The anchors, links and fetched addresses of one page, and the TeX that was left as text."""

    def __init__(self, path: Path):
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.raw_tex: list[str] = []
        self.pictures_without_text = 0
        self._verbatim: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        """Note what the tag defines, links to and fetches."""
        given = {key: value or "" for key, value in attrs}
        self.anchors |= {given[key] for key in ("id", "name") if given.get(key)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        self.fetched += [given[key] for key in FETCHED.get(tag, ()) if given.get(key)]
        self.fetched += STYLED.findall(given.get("style", ""))
        if (
            tag == "img"
            and not given.get("alt", "").strip()
            and "logo" not in given.get("class", "")
        ):
            self.pictures_without_text += 1
        if tag in VERBATIM or self._verbatim or "math" in given.get("class", "").split():
            self._verbatim += [tag] if tag not in VOID else []

    def handle_endtag(self, tag):
        """Leave a formula or a piece of code."""
        if self._verbatim and tag in self._verbatim:
            while self._verbatim.pop() != tag:
                pass

    def handle_data(self, data):
        """Note TeX that no formula holds."""
        if not self._verbatim and RAW_TEX.search(data):
            self.raw_tex.append(" ".join(data.split())[:60])


def check(site: Path) -> None:
    """Raise if the site is not whole.

    Raises
    ------
    PressError
        If a page or a style fetches from elsewhere, a link leads to nothing, a picture has no
        text, or TeX was left as text; everything that was found is told.
    """
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    problems = [
        f"{path.relative_to(site).as_posix()} fetches {url}"
        for path in sorted(site.rglob("*.css"))
        for url in STYLED.findall(path.read_text(encoding="utf-8"))
        if _is_external(url)
    ]
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        problems += [f"{name} fetches {url}" for url in page.fetched if _is_external(url)]
        problems += [f"{name}: {why}" for url in page.links for why in _broken(url, path, pages)]
        problems += [f"{name}: raw TeX is left as text: {text}" for text in page.raw_tex]
        if page.pictures_without_text:
            problems.append(f"{name}: {page.pictures_without_text} pictures without text")
    if problems:
        raise PressError("the site is not whole:\n" + "\n".join(problems))


def _is_external(url: str) -> bool:
    return bool(urlsplit(url).netloc)  # of a data: address it is empty


def _broken(url: str, path: Path, pages: dict[Path, Page]):
    parts = urlsplit(url)
    if parts.scheme or parts.netloc:
        return
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.exists():
        yield f"the link {url} leads nowhere"
    elif (
        parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors
    ):
        yield f"the link {url} leads to an anchor that is not there"
