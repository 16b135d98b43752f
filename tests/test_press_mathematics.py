"""Formulas in the pages: drawn once, of the right size, and readable without eyes."""

import re
from xml.etree import ElementTree

import pytest

from publish import mathematics
from publish.formulas import FormulaError
from publish.mathematics import Place, show

PAGE = "<main>{}</main>"


def inline(tex):
    return PAGE.format(f'<span class="tex">{tex}</span>')


def shown(tex):
    (page,) = show([inline(tex)])
    return page


def glyphs(page):
    return dict(re.findall(r'<path id="(\w+)" d="([^"]+)"/>', page))


def uses(page):
    return re.findall(r'<use href="#(\w+)"', page)


def test_a_letter_is_stored_once_and_drawn_wherever_it_stands():
    (page,) = show([PAGE.format('<span class="tex">a</span> and <span class="tex">a + a</span>')])
    assert len(glyphs(page)) == 2  # a and the plus
    assert uses(page) == ["g0", "g0", "g1", "g0"]
    assert page.endswith("</defs></svg></main>")


def test_each_page_has_the_letters_of_its_own():
    one, other = show([inline("a"), inline("b")])
    assert glyphs(one)["g0"] != glyphs(other)["g0"]


def test_a_page_without_formulas_stays_as_it_is():
    assert show(["<main>nothing</main>"]) == ["<main>nothing</main>"]


def test_a_letter_stands_where_mathjax_puts_it():
    page = shown("x^{2}")
    x, power = re.findall(r"<use [^>]*>", page)
    assert 'x="0" y="0"' in x
    place = re.search(r"translate\(([\d.]+),([\d.]+)\)scale\(([\d.]+)\)", power)
    assert (float(place[1]), float(place[2]), float(place[3])) == (605, 363, 0.707)


def test_the_picture_is_as_high_as_the_letters_of_the_text():
    """An x of MathJax is 0.442 em high, and 1 ex of the text on the page."""
    width, height = re.search(r'width="([\d.]+)ex" height="([\d.]+)ex"', shown("x")).groups()
    assert float(height) == pytest.approx((0.442 + 0.011) / mathematics.EX, abs=0.002)
    assert float(width) == pytest.approx(0.572 / mathematics.EX, abs=0.002)


def test_a_part_below_the_line_hangs_below_the_line():
    depth = re.search(r"vertical-align:-([\d.]+)ex", shown("(x)"))
    assert float(depth[1]) == pytest.approx(0.25 / mathematics.EX, abs=0.002)


def test_places_within_places():
    place = Place().inside("translate(100,10) scale(0.5)").inside("translate(20 4)")
    assert place == Place(110, 12, 0.5, 0.5)
    assert Place().inside("scale(1,2.5)") == Place(0, 0, 1, 2.5)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{a}{b}",
        r"\underbrace{a + b + c + d + e}_{n}",
        r"\left(\begin{array}{c:c} a \\ b \\ c \\ d \\ e \end{array}\right)",
        r"\boxed{\text{if }a}",
        r"\overline{a} \xrightarrow{\text{a long word}} b",
    ],
)
def test_nothing_is_lost_and_the_page_stays_well_formed(tex):
    page = shown(tex.replace("&", "&amp;"))
    root = ElementTree.fromstring(page.replace(" xmlns=", " data-x="))
    assert set(uses(page)) == set(glyphs(page))
    assert root.find(".//math") is not None
    assert "#000" not in page  # in the colour of the text, in light and in dark


def test_a_fraction_has_its_line():
    line = re.search(
        r'<rect x="[\d.]+" y="220" width="[\d.]+" height="60"/>', shown(r"\frac{a}{b}")
    )
    assert line


def test_a_box_is_a_frame_and_a_space_is_nothing():
    page = shown(r"\boxed{\text{if }a}")
    assert re.search(r'<rect [^>]*fill="none" stroke="currentColor"', page)
    assert len(uses(page)) == 3  # i, f, a


def test_a_screen_reader_hears_the_formula():
    page = shown(r"\sigma'(z^{l}) &lt; 1")
    assert 'aria-hidden="true"' in page
    assert "<mi>σ</mi>" in page
    assert "<msup><mi>z</mi><mi>l</mi></msup>" in page
    assert "data-mjx" not in page
    assert "<mo>&lt;</mo>" in page


def test_a_display_shows_its_number_beside_it_and_keeps_its_anchor():
    (page,) = show([PAGE.format('<div class="tex" id="eq-8-2">a = b \\tag{8.2}</div>')])
    assert '<div class="math" id="eq-8-2"><div class="formula"><svg' in page
    assert '</div><span class="number">(8.2)</span></div>' in page


def test_a_formula_that_is_wrong_stops_the_press():
    with pytest.raises(FormulaError, match="undefinedmacro"):
        show([inline(r"\undefinedmacro")])
