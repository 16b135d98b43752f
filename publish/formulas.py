"""Formulas from TeX to SVG and MathML: MathJax in V8, without browser or Node, kept by hash."""

import hashlib
import json
import re
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from publish.manuscript import ROOT, PressError

MATHJAX = Path(__file__).parent / "mathjax" / "press.js"
STORE = ROOT / "_build" / "formulas"
TAG = re.compile(r"\s*\\tag\{([^{}]*)\}\s*$")
VIEW = re.compile(r'viewBox="(\S+) (\S+) (\S+) (\S+)"')
UNIT = 1000  # of MathJax to the em
NO_GLYPH = re.compile(r"<text[^>]*>([^<]*)</text>")


class FormulaError(PressError, ValueError):
    """A formula that MathJax refuses: which one, where it stands, and why."""


@dataclass(frozen=True)
class Formula:
    """A formula in TeX, without dollars; ``where`` names its place for messages."""

    tex: str
    display: bool = False
    where: str = ""

    @property
    def key(self) -> tuple[str, bool]:
        """What decides how it looks."""
        return self.tex, self.display


@dataclass(frozen=True)
class Typeset:
    """A formula as a picture; width, height above and depth below the baseline are in em.

    ``mathml`` says the same to a screen reader.
    """

    svg: str
    width: float
    height: float
    depth: float
    mathml: str = ""


def split_tag(tex: str) -> tuple[str, str | None]:
    r"""Separate a display from its number.

    Examples
    --------
    >>> split_tag(r"a = b \tag{8.2}")
    ('a = b', '8.2')
    >>> split_tag("a = b")
    ('a = b', None)
    """
    tag = TAG.search(tex)
    return (tex[: tag.start()].strip(), tag[1]) if tag else (tex.strip(), None)


def formulas_in(markdown: str) -> Iterator[tuple[str, bool]]:
    r"""Yield (tex, display) for each formula, found by the parser that the site uses.

    Examples
    --------
    >>> list(formulas_in("The cost $C$, in `$code$`:\n\n$$\nC = 0\n$$"))
    [('C', False), ('C = 0', True)]
    """
    for token in _parser().parse(markdown):
        for part in [token, *(token.children or [])]:
            if "math" in part.type:
                yield part.content.strip(), part.type != "math_inline"


@cache
def _parser():
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark").enable("table")
    return parser.use(dollarmath_plugin).use(amsmath_plugin)


def check(texts: Iterable[tuple[str, str]], store: Path = STORE) -> None:
    """Typeset every formula of some markdown, to see that it can be.

    Parameters
    ----------
    texts : iterable of (str, str)
        Where a text stands, and the text.
    store : Path
        The folder of the formulas that were typeset before.

    Raises
    ------
    FormulaError
        If MathJax refuses a formula.
    """
    found = ((where, split_tag(tex)[0], d) for where, t in texts for tex, d in formulas_in(t))
    typeset([Formula(tex, display, where) for where, tex, display in found], store)


def typeset(formulas: Iterable[Formula], store: Path = STORE) -> dict[tuple[str, bool], Typeset]:
    """Typeset formulas, each once.

    Parameters
    ----------
    formulas : iterable of Formula
        Without their numbers.
    store : Path
        The folder of the formulas that were typeset before.

    Returns
    -------
    dict of (tex, display) to Typeset

    Raises
    ------
    FormulaError
        If MathJax refuses a formula; every refusal is named with its place.
    """
    formulas = list(formulas)
    known = {formula.key: _stored(store, formula.key) for formula in formulas}
    wanted = [key for key, picture in known.items() if picture is None]
    refused = {}
    for key, answer in zip(wanted, _ask_mathjax(wanted), strict=True):
        try:
            known[key] = _picture(answer)
            _keep(store, key, known[key])
        except ValueError as error:
            refused[key] = error
    if refused:
        raise FormulaError("\n".join(_refusal(f, refused) for f in formulas if f.key in refused))
    return known


def _refusal(formula: Formula, refused: dict[tuple[str, bool], ValueError]) -> str:
    tex = textwrap.shorten(formula.tex, 120, placeholder=" ...")  # and on one line
    return f"{formula.where}: {refused[formula.key]} in ${tex}$"


def _ask_mathjax(keys: list[tuple[str, bool]]) -> list[dict]:
    if not keys:
        return []
    from py_mini_racer import MiniRacer  # costs 60 ms, and is not needed for a second build

    with closing(MiniRacer()) as engine:  # left open, its thread keeps Python from ending
        engine.eval(MATHJAX.read_text(encoding="utf-8"))
        return json.loads(engine.call("typeset", json.dumps(keys)))


def _picture(answer: dict) -> Typeset:
    """Return MathJax's answer as a picture; raise ValueError with what is wrong."""
    if "error" in answer:
        raise ValueError(answer["error"])
    svg = answer["svg"]
    strange = "".join(NO_GLYPH.findall(svg))
    if strange:
        raise ValueError(f"the mathematical fonts have no {strange!r}; write it outside,")
    view = VIEW.search(svg)
    if "data-table" in svg or not view:  # a number in the middle takes the width of a page
        raise ValueError(r"\tag{...} must be the last thing of its display; it is not")
    _, top, width, height = map(float, view.groups())
    size = width / UNIT, -top / UNIT, (top + height) / UNIT
    return Typeset(_printable(svg), *size, _spoken(answer["mathml"]))


def _spoken(mathml: str) -> str:
    """Return MathML without what only lays it out again: one line, letters for their codes."""
    plain = re.sub(r'\s*<(/?\w+)([^>]*?)( data-mjx[\w-]*="[^"]*")*>\s*', r"<\1\2>", mathml)
    plain = re.sub(r"&#x(\w+);", lambda m: chr(int(m[1], 16)), plain)  # none of <, > and &
    return re.sub(r"<mrow>(<(m[ion])>[^<]*</\2>)</mrow>", r"\1", plain)


def _printable(svg: str) -> str:
    """Return an SVG without strokes of no width, which print as hairlines, and in black."""
    svg = svg.replace('stroke="currentColor" fill="currentColor" stroke-width="0"', 'fill="#000"')
    svg = re.sub(r'(?<![-\w])stroke-width="', 'stroke="#000" stroke-width="', svg)
    line = 'fill="none" stroke="#000" stroke-width="60"'
    svg = svg.replace('class="mjx-solid"', line)
    svg = svg.replace('class="mjx-dashed"', line + ' stroke-dasharray="140"')
    return svg.replace("currentColor", "#000")


def _stored(store: Path, key: tuple[str, bool]) -> Typeset | None:
    try:
        return Typeset(**json.loads(_file(store, key).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None  # missing, or cut short by a build that was stopped


def _keep(store: Path, key: tuple[str, bool], picture: Typeset) -> None:
    store.mkdir(parents=True, exist_ok=True)
    _file(store, key).write_text(json.dumps(asdict(picture)), encoding="utf-8")


def _file(store: Path, key: tuple[str, bool]) -> Path:
    text = json.dumps([_version(), *key])
    return store / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.json"


@cache
def _version() -> str:
    """Return what the pictures depend on beside the formulas: MathJax and this file."""
    files = [MATHJAX, Path(__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
