"""What each chapter needs: read from its own line "You need", and how long it takes."""

import re

from bpbook.notebooks.guides import measure
from publish.manuscript import LINK, Chapter, target_name

LINE = re.compile(r"^\*\*You need\*\*(.*?)(?:\n\n|\Z)", re.M | re.S)
WORDS_A_MINUTE = 200
CELL = 0.5  # minutes for a piece of code and what it prints


def main_chapters(chapters: list[Chapter]) -> list[Chapter]:
    """Return the numbered chapters: no appendix, no solutions."""
    return [c for c in chapters if not (c.is_solutions or c.is_appendix)]


def needs(chapters: list[Chapter]) -> dict[str, set[str]]:
    """Return for each chapter's number the numbers of the chapters that it names as needed."""
    names = {chapter.name: chapter.number for chapter in main_chapters(chapters)}
    return {number: _named(chapter, names) for chapter, number in _numbered(chapters)}


def _numbered(chapters: list[Chapter]):
    return [(chapter, chapter.number) for chapter in main_chapters(chapters)]


def _named(chapter: Chapter, names: dict[str, str]) -> set[str]:
    line = LINE.search(chapter.notebook.cells[0].source)
    if not line:
        return set()
    linked = {
        names.get(target_name(chapter.name, link["path"])) for link in LINK.finditer(line[1])
    }
    told = set(re.findall(r"chapter (\d+)", line[1]))
    return (linked | told) & set(names.values()) - {chapter.number}


def everything_needed(number: str, direct: dict[str, set[str]]) -> set[str]:
    """Return what a chapter needs, and what that needs, and so on.

    Examples
    --------
    >>> sorted(everything_needed("3", {"3": {"2"}, "2": {"1"}, "1": set()}))
    ['1', '2']
    """
    found: set[str] = set()
    ahead = set(direct[number])
    while ahead:
        one = ahead.pop()
        found.add(one)
        ahead |= direct[one] - found
    return found


def nearest(direct: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return the needs without those that another need brings along.

    Examples
    --------
    >>> nearest({"1": set(), "2": {"1"}, "3": {"1", "2"}})["3"]
    {'2'}
    """
    behind = {number: everything_needed(number, direct) for number in direct}
    return {
        number: {one for one in wanted if not any(one in behind[other] for other in wanted)}
        for number, wanted in direct.items()
    }


def minutes(chapter: Chapter) -> int:
    """Return how long a chapter takes to read, its code and outputs included."""
    measured = measure(chapter.notebook)
    return round(measured.words / WORDS_A_MINUTE + CELL * measured.cells)


def duration(total: int) -> str:
    """Say how long something takes.

    Examples
    --------
    >>> duration(59), duration(330)
    ('1 hour', '5 ½ hours')
    >>> duration(29)
    '29 minutes'
    """
    if total < 50:
        return f"{total} minutes"
    whole, half = divmod(round(total / 30), 2)
    return f"{whole}{' ½' if half else ''} hour{'s' if whole + half > 1 else ''}"
