"""Formulas in the pages: pictures made when the site is built, and MathML for who cannot see.

No page loads a program to show its formulas. A glyph is stored once in a page, and each formula
refers to it. Sphinx leaves the TeX of a formula in the page (`setup`), `show` replaces it.
"""

import html
import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree

from publish import formulas
from publish.formulas import Formula, Typeset

LEFT = re.compile(r'<(?P<tag>span|div) class="tex"(?P<id>[^>]*)>(?P<tex>.*?)</(?P=tag)>', re.S)
EX = 0.442  # em: the height of an x in MathJax's letters, which is matched to that of the text
TRANSFORM = re.compile(r"(translate|scale)\(([-.\d]+)(?:[ ,]+([-.\d]+))?\)")
DEFINED = '<svg class="glyphs" aria-hidden="true" width="0" height="0"><defs>{}</defs></svg>'


def setup(app) -> dict:
    """Tell Sphinx to leave formulas as they are."""
    inline = (lambda self, node: _leave(self, node, "span"), None)
    block = (lambda self, node: _leave(self, node, "div"), None)
    app.add_html_math_renderer("book", inline_renderers=inline, block_renderers=block)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _leave(translator, node, tag: str) -> None:
    from docutils.nodes import SkipNode

    names = "".join(f' id="{name}"' for name in node.get("ids", [])[:1])
    tex = translator.encode(node.astext())
    translator.body.append(f'<{tag} class="tex"{names}>{tex}</{tag}>')
    raise SkipNode


def show(pages: Iterable[str]) -> list[str]:
    """Return pages of HTML with each formula as a picture.

    Raises
    ------
    FormulaError
        If MathJax refuses one.
    """
    pages = list(pages)
    wanted = {_formula(found) for page in pages for found in LEFT.finditer(page)}
    typeset = formulas.typeset(sorted(wanted, key=lambda formula: formula.key))
    return [_page(page, typeset) for page in pages]


def _formula(found: re.Match) -> Formula:
    tex, _ = formulas.split_tag(html.unescape(found["tex"]).strip())
    return Formula(tex, found["tag"] == "div", "the site")


def _page(page: str, typeset: dict[tuple[str, bool], Typeset]) -> str:
    glyphs: dict[str, str] = {}

    def shown(found: re.Match) -> str:
        formula = _formula(found)
        picture = _picture(typeset[formula.key], glyphs)
        if not formula.display:
            return f'<span class="math">{picture}</span>'
        _, number = formulas.split_tag(html.unescape(found["tex"]).strip())
        label = f'<span class="number">({number})</span>' if number else ""
        return f'<div class="math"{found["id"]}><div class="formula">{picture}</div>{label}</div>'

    page = LEFT.sub(shown, page)
    defined = "".join(f'<path id="{name}" d="{d}"/>' for d, name in glyphs.items())
    return page.replace("</main>", DEFINED.format(defined) + "</main>", 1) if glyphs else page


def _picture(typeset: Typeset, glyphs: dict[str, str]) -> str:
    width, height, depth = (
        f"{size / EX:.3f}".rstrip("0").rstrip(".")
        for size in (typeset.width, typeset.height + typeset.depth, typeset.depth)
    )
    svg = ElementTree.fromstring(typeset.svg)
    (turned,) = svg  # MathJax draws upwards, a picture grows downwards
    drawn = "".join(part for child in turned for part in _drawn(child, glyphs, Place()))
    return (
        f'<svg aria-hidden="true" width="{width}ex" height="{height}ex" '
        f'style="vertical-align:-{depth}ex" viewBox="{svg.get("viewBox")}">'
        f'<g transform="scale(1,-1)">{drawn}</g></svg>{typeset.mathml}'
    )


class Place(NamedTuple):
    """Where an element stands in its formula, and how it is stretched."""

    x: float = 0.0
    y: float = 0.0
    wide: float = 1.0
    high: float = 1.0

    def inside(self, transform: str) -> "Place":
        """Return the place of what has a transform of its own here."""
        x, y, wide, high = self
        for kind, first, second in TRANSFORM.findall(transform):
            if kind == "translate":
                x, y = x + wide * float(first), y + high * float(second or 0)
            else:
                wide, high = wide * float(first), high * float(second or first)
        return Place(x, y, wide, high)

    @property
    def corner(self) -> str:
        """Write its beginning down as attributes of an element."""
        return f'x="{self.x:.5g}" y="{self.y:.5g}"'

    @property
    def transform(self) -> str:
        """Write it down as the attribute of an element."""
        wide, high = f"{self.wide:.4g}", f"{self.high:.4g}"
        scale = wide if wide == high else f"{wide},{high}"
        return f'transform="translate({self.x:.5g},{self.y:.5g})scale({scale})"'


def _drawn(element, glyphs: dict[str, str], place: Place) -> Iterable[str]:
    """Yield what an element draws, in the coordinates of the whole formula."""
    here = place.inside(element.get("transform", ""))
    tag = element.tag.rpartition("}")[2]
    if tag == "path" and element.get("d") == "":
        return  # a space
    if tag == "path":
        name = glyphs.setdefault(element.get("d"), f"g{len(glyphs)}")
        where = here.corner if here.wide == here.high == 1 else here.transform
        yield f'<use href="#{name}" {where}/>'
    elif tag == "rect" and "fill" not in element.attrib:
        yield _rect(element, here)
    elif tag == "g":
        for child in element:
            yield from _drawn(child, glyphs, here)
    else:  # seldom: the middle piece of a long brace, a dashed frame
        yield _as_it_is(element, here)


def _rect(element, place: Place) -> str:
    x, y, width, height = (float(element.get(key, 0)) for key in ("x", "y", "width", "height"))
    corner = place.inside(f"translate({x},{y})")
    size = f'width="{width * place.wide:.5g}" height="{height * place.high:.5g}"'
    return f"<rect {corner.corner} {size}/>"


def _as_it_is(element, place: Place) -> str:
    element.attrib.pop("transform", None)
    for part in element.iter():
        part.tag = part.tag.rpartition("}")[2]
    drawn = ElementTree.tostring(element, encoding="unicode").replace("#000", "currentColor")
    return f"<g {place.transform}>{drawn}</g>"
