"""Read the finished site as a browser would: every link must lead somewhere, and stay inside.

``python -m publish.site_check SITE`` does so, and says what it has read.
"""

import argparse
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publish.manuscript import NUMBER, PressError

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
EXECUTED = {"ping", "srcdoc"}  # attributes that act; and all that begin with "on"
ALLOWED = {"window.print()"}  # of the theme
BESIDE = "../book.pdf"  # made by another press, into the folder of the site's folder
RAW_TEX = re.compile(r"\$\$|\$[^\s$][^$]*\$|\\(?:begin|end|frac|tag|sum|delta|partial|sigma)\b")


class Page(HTMLParser):
    """What one page defines, links to, fetches and executes, and the TeX left as text in it."""

    def __init__(self, path: Path):
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.references: list[tuple[str, str]] = []
        self.numbers: dict[str, str] = {}
        self.active: list[str] = []
        self.fetched: list[str] = []
        self.raw_tex: list[str] = []
        self.pictures_without_text = 0
        self._verbatim: list[str] = []
        self._link = self._equation = ""
        self._in_number = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        """Note what the tag defines, links to and fetches."""
        given = {key: value or "" for key, value in attrs}
        self.anchors |= {given[key] for key in ("id", "name") if given.get(key)}
        classes = given.get("class", "").split()
        self._link = given.get("href", "") if tag == "a" else self._link
        self._equation = given.get("id", "") if "math" in classes else self._equation
        self._in_number = "number" in classes
        self.active += [f"{k}={v}" for k, v in given.items() if _acts(k, v)]
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
        """Leave a link, a formula or a piece of code."""
        self._link = "" if tag == "a" else self._link
        self._in_number = False
        if self._verbatim and tag in self._verbatim:
            while self._verbatim.pop() != tag:
                pass

    def handle_data(self, data):
        """Note numbers of equations and the links that name one, and TeX that no formula holds."""
        number = NUMBER.fullmatch(data.strip())
        if number and self._in_number and self._equation:
            self.numbers[self._equation] = number[1]
        elif number and "#eq-" in self._link:
            self.references.append((self._link, number[1]))
        if not self._verbatim and RAW_TEX.search(data):
            self.raw_tex.append(" ".join(data.split())[:60])


def check(site: Path) -> str:
    """Return what was read, or raise if the site is not whole.

    Raises
    ------
    PressError
        If a page or a style fetches from elsewhere, a link leads to nothing or to an equation of
        another number, a picture has no text, a tag executes something, or TeX was left as text;
        everything that was found is told.
    """
    site = site.resolve()
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    problems = [
        f"{path.relative_to(site).as_posix()} fetches {url}"
        for path in sorted(site.rglob("*.css"))
        for url in STYLED.findall(path.read_text(encoding="utf-8"))
        if _is_external(url)
    ]
    for path in pages:
        name = path.relative_to(site).as_posix()
        problems += [f"{name}{problem}" for problem in _problems(path, pages)]
    if problems:
        raise PressError("the site is not whole:\n" + "\n".join(problems))
    links = sum(len(page.links) for page in pages.values())
    references = sum(len(page.references) for page in pages.values())
    return f"{len(pages)} pages, {links:,} links, {references} references to equations, 0 broken"


def _problems(path: Path, pages: dict[Path, Page]):
    page = pages[path]
    yield from (f" fetches {url}" for url in page.fetched if _is_external(url))
    yield from (f": {why}" for url in page.links for why in _broken(url, path, pages))
    yield from (f": {why}" for link in page.references for why in _misnumbered(link, path, pages))
    yield from (f": raw TeX is left as text: {text}" for text in page.raw_tex)
    yield from (f": a tag executes {what}" for what in page.active)
    if page.pictures_without_text:
        yield f": {page.pictures_without_text} pictures without text"


def _acts(name: str, value: str) -> bool:
    script = value.strip().lower().startswith("javascript:")
    return (name.startswith("on") or name in EXECUTED or script) and value not in ALLOWED


def _target(url: str, path: Path) -> Path:
    place = urlsplit(url).path
    return (path.parent / unquote(place)).resolve() if place else path


def _misnumbered(reference: tuple[str, str], path: Path, pages: dict[Path, Page]):
    url, number = reference
    target = pages.get(_target(url, path))
    bears = target.numbers.get(unquote(urlsplit(url).fragment)) if target else None
    if bears != number:
        yield f"the link {url} says ({number}), but its target bears {bears or 'no number'}"


def _is_external(url: str) -> bool:
    return bool(urlsplit(url).netloc)  # of a data: address it is empty


def _broken(url: str, path: Path, pages: dict[Path, Page]):
    parts = urlsplit(url)
    if parts.scheme or parts.netloc or url == BESIDE:
        return
    target = _target(url, path)
    if not target.exists():
        yield f"the link {url} leads nowhere"
    elif (
        parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors
    ):
        yield f"the link {url} leads to an anchor that is not there"


def main(arguments: list[str] | None = None) -> int:
    """Check a site from the command line."""
    parser = argparse.ArgumentParser(prog="python -m publish.site_check")
    parser.add_argument("site", type=Path, help="the folder of the site")
    try:
        print(check(parser.parse_args(arguments).site))
    except PressError as error:
        print(f"publish.site_check: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
