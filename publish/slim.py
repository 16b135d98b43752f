"""Take out of the finished site what no page needs: a reader on a phone pays for every byte."""

import re
import struct
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from publish.manuscript import PressError

ICONS = Path(__file__).parent / "static" / "icons.css"
DEAD = (
    "**/*.map",
    "scripts/fontawesome.js*",
    "vendor/fontawesome/**/*",
    "locales/**/*",
    "*webpack-macros.html",
    "images/logo_*",
)
LIBRARY = re.compile(r'\s*<script[^>]* src="[^"]*scripts/fontawesome\.js[^"]*"></script>')
SEARCH = re.compile(
    r'\s*<script src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"></script>'
)
VIEWPORT = '<meta name="viewport"'
SAID_AGAIN = re.compile(VIEWPORT + r" [^>]*>\s*")
ICON_RULE = re.compile(
    r'\.fa-[\w-]+(?:,\.fa-[\w-]+)*\{--fa:"[^"]*"\}|@font-face\{[^}]*Font Awesome[^}]*\}'
)
ICON = re.compile(r'<(?:i|span) class="[^"]*\bfa[sbr]?\b[^"]*"|<i class="[^"]*fa-solid[^"]*"')
NOT_ICONS = {"fa-solid", "fa-regular", "fa-brands", "fa-lg", "fa-fw", "fa-sm", "fa-xs"}
IMAGE = re.compile(r'<img alt="(?P<alt>[^"]*)" src="(?P<src>[^"]+)" */?>')


def slim(site: Path) -> None:
    """Make a finished site lighter, in its place.

    Raises
    ------
    PressError
        If a page shows an icon of the theme's library that ``icons.css`` does not draw.
    """
    keep = {path for path in (site / "_static" / "images").glob("logo_*") if _is_shown(path, site)}
    for path in sorted({path for mask in DEAD for path in (site / "_static").glob(mask)} - keep):
        if path.is_file():
            path.unlink()
    for folder in sorted((site / "_static").rglob("*"), reverse=True):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    for style in (site / "_static" / "styles").glob("pydata-sphinx-theme.css"):
        style.write_text(ICON_RULE.sub("", style.read_text(encoding="utf-8")), encoding="utf-8")


def _is_shown(picture: Path, site: Path) -> bool:
    return any(picture.name in page.read_text(encoding="utf-8") for page in site.rglob("*.html"))


def page(path: Path, text: str) -> str:
    """Return a page without the programs that it does not use, with the sizes of its pictures."""
    drawn = set(re.findall(r"^\.(fa-[\w-]+) ", ICONS.read_text(encoding="utf-8"), re.M))
    missing = sorted(icons_of(text) - drawn)
    if missing:
        raise PressError(f"{path.name} shows {', '.join(missing)}: draw it in {ICONS.name}")
    text = LIBRARY.sub("", text)
    if path.name != "search.html":
        text = SEARCH.sub("", text)
    first, tag, rest = text.partition(VIEWPORT)
    text = first + tag + SAID_AGAIN.sub("", rest)
    return IMAGE.sub(lambda found: _sized(found, path), text)


def icons_of(text: str) -> set[str]:
    """Return the icons of the theme's library that a page shows.

    Examples
    --------
    >>> sorted(icons_of('<i class="fa-solid fa-moon fa-lg"></i> <i class="fas fa-file"></i>'))
    ['fa-file', 'fa-moon']
    """
    shown: Iterable[str] = re.findall(r'class="([^"]*\bfa[sbr-][^"]*)"', text)
    return {name for names in shown for name in names.split() if name[:3] == "fa-"} - NOT_ICONS


def _sized(found: re.Match, page: Path) -> str:
    """Return a picture that takes its room at once, and is fetched when it comes into view."""
    width, height = size(page.parent / found["src"])
    lazy = f'loading="lazy" decoding="async" width="{width}" height="{height}"'
    return f'<img alt="{found["alt"]}" src="{found["src"]}" {lazy}>'


def size(picture: Path) -> tuple[int, int]:
    """Return width and height of a PNG, which has two pixels to one of the page, or an SVG."""
    content = picture.read_bytes()
    if picture.suffix == ".png":
        width, height = struct.unpack(">II", content[16:24])
        return round(width / 2), round(height / 2)
    _, _, width, height = ElementTree.fromstring(content).get("viewBox").split()
    return round(float(width) * 96 / 72), round(float(height) * 96 / 72)
