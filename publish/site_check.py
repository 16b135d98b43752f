"""Read the finished site as a browser would: every link must lead somewhere, and stay inside."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publish.manuscript import PressError

FETCHED = {  # what a browser loads by itself
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "object": "data",
}


class Page(HTMLParser):
    """The anchors, links and fetched addresses of one page."""

    def __init__(self, path: Path):
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.pictures_without_text = 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        """Note what the tag defines, links to and fetches."""
        given = dict(attrs)
        self.anchors |= {given[key] for key in ("id", "name") if given.get(key)}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag in FETCHED and given.get(FETCHED[tag]):
            self.fetched.append(given[FETCHED[tag]])
        if (
            tag == "img"
            and not given.get("alt", "").strip()
            and "logo" not in given.get("class", "")
        ):
            self.pictures_without_text += 1


def check(site: Path) -> None:
    """Raise if a page fetches from elsewhere, links to nothing, or shows a textless picture."""
    pages = {path: Page(path) for path in sorted(site.rglob("*.html"))}
    problems = []
    for path, page in pages.items():
        name = path.relative_to(site).as_posix()
        problems += [f"{name} fetches {url}" for url in page.fetched if _is_external(url)]
        problems += [f"{name}: {why}" for url in page.links for why in _broken(url, path, pages)]
        if page.pictures_without_text:
            problems.append(f"{name}: {page.pictures_without_text} pictures without text")
    if problems:
        raise PressError("the site is not whole:\n" + "\n".join(problems))


def _is_external(url: str) -> bool:
    return bool(urlsplit(url).netloc)


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
