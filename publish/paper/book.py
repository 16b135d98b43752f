"""The Typst source of the whole book: cover, contents, chapters, solutions."""

from functools import cache
from pathlib import Path

from publish.fonts.subset import FONT, is_chinese
from publish.manuscript import Chapter, PressError, settings
from publish.paper.cells import chapter_source
from publish.paper.ledger import Ledger
from publish.paper.source import array, quoted

CHINESE_TITLE = "误差反向传播"


def book_source(chapters: list[Chapter], ledger: Ledger) -> str:
    """Return the main file; formulas, pictures and links are noted in the ledger."""
    main = [chapter_source(c, ledger) for c in chapters if not c.is_solutions]
    solutions = [chapter_source(c, ledger) for c in chapters if c.is_solutions]
    part = ["#solutions();"] if solutions else []
    return "\n\n".join([_head(chapters), *main, *part, *solutions]) + "\n"


def _head(chapters: list[Chapter]) -> str:
    given = settings()
    claims = [claim for c in chapters if not c.is_solutions for claim in c.claims]
    refuted = sum(sum(claim["wrong_refuted"].values()) for claim in claims)
    fields = {key: quoted(given[key]) for key in ("title", "subtitle", "repository")}
    fields |= {"claims": quoted(f"{len(claims):,}"), "refuted": quoted(f"{refuted:,}")}
    fields |= {"chinese": quoted(CHINESE_TITLE), "authors": array(map(quoted, given["authors"]))}
    dictionary = ", ".join(f"{key}: {value}" for key, value in fields.items())
    return f'#import "book.typ": *\n#show: book.with(({dictionary}))'


def check_characters(source: str, font: Path = FONT) -> None:
    """Raise if the book uses a Chinese character that its font lacks, and name it."""
    lacking = sorted({c for c in source if is_chinese(c) and ord(c) not in _has(font)})
    if lacking:
        raise PressError(
            f"{font.name} lacks {' '.join(lacking)}: write something else, or make the font "
            "again as publish/fonts/README.md says"
        )


@cache
def _has(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())
