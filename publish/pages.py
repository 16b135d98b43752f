"""What a page gets after Sphinx: its formulas, its sizes, and nothing that it does not use."""

import shutil
from pathlib import Path

from publish import mathematics, slim, webfont
from publish.manuscript import ROOT, Chapter

STATIC = ROOT / "publish" / "static"


def finish(built: Path, chapters: list[Chapter]) -> None:
    """Add to a site what Sphinx does not know of, and take out what no page needs.

    Raises
    ------
    PressError
        If a formula cannot be typeset, an icon is unknown, or a character is in no font.
    """
    for file in STATIC.iterdir():
        shutil.copyfile(file, built / "_static" / file.name)
    pages = {path: path.read_text(encoding="utf-8") for path in sorted(built.rglob("*.html"))}
    light = [slim.page(path, page) for path, page in pages.items()]
    for path, page in zip(pages, mathematics.show(light), strict=True):
        path.write_text(page, encoding="utf-8")
    slim.slim(built)
    for chapter in chapters:
        shutil.copyfile(chapter.path, built / "_sources" / chapter.name)
    webfont.write(built)
    (built / ".buildinfo").unlink(missing_ok=True)  # holds a hash of absolute paths
