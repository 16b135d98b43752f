"""Ways through the book, with the time that each takes."""

from dataclasses import dataclass

from publish.front.chapter_map import short
from publish.front.needs import duration, minutes, needs
from publish.manuscript import Chapter


@dataclass(frozen=True)
class Way:
    """A selection of chapters for a reader.

    Attributes
    ----------
    name : str
        For whom it is, or what it is.
    why : str
        What the reader takes home.
    stops : tuple of str
        The numbers of the chapters and appendices, in the order of reading.
    brings : tuple of str
        Chapters whose content the reader knows already.
    """

    name: str
    why: str
    stops: tuple[str, ...]
    brings: tuple[str, ...] = ()


WAYS = (
    Way(
        "A first course",
        "From one neuron to a network that reads digits, with every step by hand once.",
        ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "11"),
    ),
    Way(
        "The mathematician",
        "The proofs: chain rule in any graph, four equations for every width and depth, "
        "what descent and cost promise, and on what the proofs rest.",
        ("2", "4", "5", "8", "E", "10"),
        brings=("0", "1", "3"),
    ),
    Way(
        "The engineer in an hour",
        "If you can differentiate and know NumPy: the backward pass in eight lines, and the "
        "check that finds the bug in yours.",
        ("8", "9"),
        brings=("0", "2", "3", "5"),
    ),
)


def ways(chapters: list[Chapter]) -> str:
    """Return the ways as markdown."""
    pages = {c.number: c for c in chapters if not c.is_solutions}
    return "\n\n".join(_told(way, pages) for way in WAYS if set(way.stops) & set(pages))


def _told(way: Way, pages: dict[str, Chapter]) -> str:
    stops = [pages[stop] for stop in way.stops if stop in pages]
    links = " → ".join(f"[{c.number} {short(c.subject)}]({c.name})" for c in stops)
    time = duration(sum(minutes(c) for c in stops))
    return f"**{way.name}**, {time}. {way.why}\\\n{links}"


def gaps(way: Way, chapters: list[Chapter]) -> list[str]:
    """Return what a way leaves out although a later stop needs it, as ``8 needs 5``."""
    wanted = needs(chapters)
    known, found = set(way.brings), []
    for stop in way.stops:
        found += [f"{stop} needs {one}" for one in sorted(wanted.get(stop, set()) - known)]
        known.add(stop)
    return found
