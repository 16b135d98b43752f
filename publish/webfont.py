"""The Chinese characters of the site, cut from the book's font: no reader sees empty boxes."""

import io
from pathlib import Path

from publish.manuscript import ROOT, PressError

FONTS = ROOT / "publish" / "fonts"
SCRIPT = range(0x2E80, 0x20000)  # from the radicals on: what a Latin font lacks
NAME = "chinese.woff"
REMEDY = "write it in another way, or take a font that has it, as publish/fonts/README.md says"


def used(pages: list[str]) -> set[str]:
    """Return the characters of some texts that a Latin font lacks.

    Examples
    --------
    >>> sorted(used(["the gradient (梯度)", "度"]))
    ['度', '梯']
    """
    return {character for page in pages for character in set(page) if ord(character) in SCRIPT}


def source() -> Path:
    """Return the font that the characters are cut from."""
    found = sorted(path for path in FONTS.glob("*SC*") if path.suffix in (".ttf", ".otf"))
    if not found:
        raise PressError(f"{FONTS} holds no Chinese font; see its README.md")
    return found[0]


def cut(characters: set[str], font: Path) -> bytes:
    """Return a web font with these characters alone.

    Raises
    ------
    PressError
        If the font lacks one of them.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    with TTFont(font, recalcTimestamp=False) as whole:
        missing = sorted(characters - {chr(code) for code in whole.getBestCmap()})
        if missing:
            raise PressError(f"{font.name} has no glyph for {' '.join(missing)}: {REMEDY}")
        options = subset.Options(layout_features=["locl"], hinting=False)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=[ord(character) for character in characters])
        cutter.subset(whole)
        whole.flavor = "woff"
        file = io.BytesIO()
        whole.save(file)
        return file.getvalue()


def write(site: Path) -> None:
    """Write the font of a finished site into its folder of static files."""
    pages = [page.read_text(encoding="utf-8") for page in sorted(site.rglob("*.html"))]
    characters = used(pages)
    if characters:
        (site / "_static" / NAME).write_bytes(cut(characters, source()))
