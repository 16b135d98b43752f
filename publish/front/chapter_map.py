"""The map of the chapters: a drawing with a link in every box, from what each chapter needs.

The chapters stand in rows, each below all that it needs, at most three to a row, so that the
letters can be read on a phone. An arrow that passes a row has a place of its own in it.
"""

import html
import re
import textwrap
from dataclasses import dataclass, field

from publish.front.needs import main_chapters, minutes, nearest, needs
from publish.manuscript import Chapter

ABREAST = 3
WIDTH, BOX, HIGH, GAP, LINE, LANE = 376, 104, 46, 24, 12.5, 10
APART = 4  # at the least, between two spots of a row
LETTERS = 16  # of a line in a box
SWEEPS = 8


@dataclass
class Spot:
    """A box, or the place where an arrow passes a row."""

    number: str = ""
    above: list["Spot"] = field(default_factory=list)
    below: list["Spot"] = field(default_factory=list)
    x: float = 0.0
    row: int = 0
    wide: float = BOX


def drawing(chapters: list[Chapter]) -> str:
    """Return the map as SVG."""
    shown = {chapter.number: chapter for chapter in main_chapters(chapters)}
    wanted = needs(chapters)
    rows = arranged(nearest(wanted))
    height = len(rows) * (HIGH + GAP) - GAP + 4
    arrows = [_arrow(spot) for row in rows for spot in row if spot.number]
    boxes = [_box(s, shown[s.number], wanted[s.number]) for r in rows for s in r if s.number]
    order = sorted(boxes, key=lambda pair: pair[0])  # the tab key follows the chapters
    return (
        f'<svg class="chapter-map" viewBox="0 0 {WIDTH} {height}" role="group" '
        'aria-label="Map of the chapters. An arrow leads from what is needed.">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
        f'<g class="arrows">{"".join(arrows)}</g>{"".join(box for _, box in order)}</svg>'
    )


def arranged(links: dict[str, set[str]]) -> list[list[Spot]]:
    """Return the rows of the map, each spot with its place."""
    row_of = rows_of(links)
    rows: list[list[Spot]] = [[] for _ in range(max(row_of.values(), default=-1) + 1)]
    spots = {number: Spot(number, row=row) for number, row in row_of.items()}
    for number, row in row_of.items():
        rows[row].append(spots[number])
    for number, wanted in links.items():
        for one in sorted(wanted, key=int):
            _lead(spots[one], spots[number], rows)
    for row in rows:
        lanes = [spot for spot in row if not spot.number]
        for lane in lanes:
            left = WIDTH - 2 - BOX * (len(row) - len(lanes)) - APART * (len(row) + 1)
            lane.wide = min(LANE, left / len(lanes))
    for sweep in range(SWEEPS):
        _settle(rows, sweep % 2 == 0)
    return rows


def rows_of(links: dict[str, set[str]]) -> dict[str, int]:
    """Return the row of each chapter: below what it needs, where there is room.

    Examples
    --------
    >>> rows_of({"0": set(), "1": {"0"}, "2": set(), "3": {"1", "2"}})
    {'0': 0, '1': 1, '2': 0, '3': 2}
    """
    rows: dict[str, int] = {}
    for number in sorted(links, key=int):
        row = 1 + max((rows[one] for one in links[number]), default=-1)
        while list(rows.values()).count(row) == ABREAST:
            row += 1
        rows[number] = row
    return rows


def _lead(start: Spot, end: Spot, rows: list[list[Spot]]) -> None:
    """Draw an arrow from spot to spot, through a place of its own in each row between."""
    here = start
    for row in range(start.row + 1, end.row + 1):
        there = end if row == end.row else Spot(row=row)
        if there is not end:
            rows[row].append(there)
        here.below.append(there)
        there.above.append(here)
        here = there


def _settle(rows: list[list[Spot]], down: bool) -> None:
    """Order each row by what its spots are joined to, and spread it over the width."""
    for row in rows if down else reversed(rows):
        wishes = {id(spot): _wish(spot.above if down else spot.below, spot) for spot in row}
        row.sort(key=lambda spot: wishes[id(spot)])
        room = (WIDTH - 2 - sum(spot.wide for spot in row)) / (len(row) + 1)
        x = 1.0
        for spot in row:
            spot.x = x + room + spot.wide / 2
            x += room + spot.wide


def _wish(joined: list[Spot], spot: Spot) -> float:
    return sum(other.x for other in joined) / len(joined) if joined else spot.x


def _top(spot: Spot) -> float:
    return 2 + spot.row * (HIGH + GAP)


def _arrow(spot: Spot) -> str:
    return "".join(_line(spot, first) for first in spot.below)


def _line(start: Spot, first: Spot) -> str:
    """Draw one arrow to its end."""
    x, y = start.x, _top(start) + HIGH
    path, here = [f"M{x:.0f} {y:.0f}"], first
    while True:
        top, middle = _top(here), (y + _top(here)) / 2
        path.append(f"C{x:.0f} {middle:.0f} {here.x:.0f} {middle:.0f} {here.x:.0f} {top:.0f}")
        if here.number:
            return f'<path d="{"".join(path)}" marker-end="url(#tip)"/>'
        path.append(f"V{top + HIGH:.0f}")
        x, y = here.x, top + HIGH
        (here,) = here.below


def short(subject: str) -> str:
    """Return the beginning of a title.

    Examples
    --------
    >>> short("Why downhill: the gradient"), short("Matrix form")
    ('Why downhill', 'Matrix form')
    """
    return re.split(r"[,:]", subject)[0]


def _box(spot: Spot, chapter: Chapter, wanted: set[str]) -> tuple[int, str]:
    name = html.escape(short(chapter.subject))
    lines = textwrap.wrap(f"{chapter.number} {name}", LETTERS)
    x, y = spot.x - BOX / 2, _top(spot)
    first = y + HIGH / 2 - LINE * (len(lines) - 1) / 2 + 4
    number, _, rest = lines[0].partition(" ")
    text = [f'<tspan class="number">{number}</tspan> {rest}', *lines[1:]]
    spans = "".join(
        f'<tspan x="{spot.x:.0f}" y="{first + k * LINE:.1f}">{line}</tspan>'
        for k, line in enumerate(text)
    )
    told = f"Chapter {chapter.number}, {html.escape(chapter.subject)}: {minutes(chapter)} minutes."
    if wanted:
        told += f" It needs {', '.join(sorted(wanted, key=int))}."
    href = chapter.name.replace(".ipynb", ".html")
    return int(chapter.number), (
        f'<a href="{href}" aria-label="{told}"><title>{told}</title>'
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX}" height="{HIGH}" rx="4"/>'
        f"<text>{spans}</text></a>"
    )
