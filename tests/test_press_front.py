"""The pages that no notebook is: landing page, map, ways, glossary, index of claims."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bpbook.notebooks.build import OUTPUTS
from bpbook.notebooks.glossary import terms
from publish.front import chapter_map, needs, paths
from publish.front.citation import citation
from publish.front.glossary import anchor, glossary_page
from publish.front.ledger import ledger_page
from publish.landing import landing_page
from publish.manuscript import read

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def chapters():
    return read(ROOT)


@pytest.fixture(scope="module")
def landing(chapters):
    return landing_page(chapters, pdf=True)


def links_of(drawing):
    root = ElementTree.fromstring(drawing)
    return {link.get("href"): link.get("aria-label") for link in root.iter("a")}


def test_needs_are_those_that_the_chapter_names(chapters):
    found = needs.needs(chapters)
    assert found["8"] == {"0", "2", "5"}
    assert found["2"] == set()
    assert "8" in found["13"]  # named by the number of an equation


def test_the_map_links_to_every_chapter_in_order_and_says_what_it_needs(chapters):
    links = links_of(chapter_map.drawing(chapters))
    main = needs.main_chapters(chapters)
    assert list(links) == [c.name.replace(".ipynb", ".html") for c in main]
    assert links["chapters/08_matrix_form.html"].endswith("It needs 0, 2, 5.")


def test_no_box_covers_another_and_each_is_inside(chapters):
    rows = chapter_map.arranged(needs.nearest(needs.needs(chapters)))
    for row in rows:
        assert sum(bool(spot.number) for spot in row) <= chapter_map.ABREAST
        edges = [round(s.x + side * s.wide / 2, 6) for s in row for side in (-1, 1)]
        assert edges == sorted(edges)
        assert edges[0] >= 0
        assert edges[-1] <= chapter_map.WIDTH


def test_each_chapter_stands_below_what_it_needs(chapters):
    direct = needs.needs(chapters)
    rows = chapter_map.rows_of(needs.nearest(direct))
    assert all(rows[one] < rows[number] for number in direct for one in direct[number])


def test_an_arrow_past_a_row_has_a_place_in_it():
    rows = chapter_map.arranged({"0": set(), "1": {"0"}, "2": {"0", "1"}})
    assert [sorted(spot.number for spot in row) for row in rows] == [["0"], ["", "1"], ["2"]]


def test_the_letters_of_a_box_fit_into_it(chapters):
    drawing = chapter_map.drawing(chapters)
    spans = re.findall(r'<tspan x="[^"]*" y="[^"]*">(.*?)</tspan>(?=<tspan x|</text>)', drawing)
    texts = [re.sub(r"<[^>]*>", "", span) for span in spans]
    assert max(map(len, texts)) <= chapter_map.LETTERS
    assert len(texts) >= len(needs.main_chapters(chapters))


@pytest.mark.parametrize("way", paths.WAYS, ids=lambda way: way.name)
def test_a_way_leaves_out_nothing_that_it_needs(way, chapters):
    assert paths.gaps(way, chapters) == []
    assert set(way.stops) <= {chapter.number for chapter in chapters}


def test_a_way_with_a_gap_is_noticed(chapters):
    assert "8 needs 5" in paths.gaps(paths.Way("x", "y", ("0", "2", "8")), chapters)


def test_an_hour_is_an_hour(chapters):
    (way,) = [way for way in paths.WAYS if "hour" in way.name]
    pages = {c.number: c for c in chapters if not c.is_solutions}
    assert 50 <= sum(needs.minutes(pages[stop]) for stop in way.stops) <= 70


def test_the_landing_page_shows_one_equation_and_one_refusal_of_chapter_8(landing, chapters):
    (eight,) = [c for c in chapters if c.name == "chapters/08_matrix_form.ipynb"]
    (claim,) = [claim for claim in eight.claims if claim["id"] == "eq-8-2"]
    assert claim["latex"] in landing
    left, right = re.search(r"left side +(\S+)\nright side +(\S+)", landing).groups()
    said = "".join(o.get("text", "") for c in eight.notebook.cells for o in c.get("outputs", []))
    assert f"  left side   {left}\n  right side  {right}\n" in said
    assert abs(float(left) - float(right)) > 0.1
    assert "f'(f(z))" in landing


def test_the_doors_lead_to_the_first_chapter_and_to_the_pdf_beside_the_site(landing):
    assert "[Begin with chapter 0](chapters/00_start.ipynb)" in landing
    assert '<a href="../book.pdf">' in landing
    assert (OUTPUTS["html"], OUTPUTS["pdf"]) == ("html", "book.pdf")


def test_a_site_without_a_pdf_beside_it_links_to_none(chapters):
    assert "book.pdf" not in landing_page(chapters)


def test_the_glossary_has_every_term_in_both_languages_with_its_chapter(chapters):
    page = glossary_page(chapters)
    for term in terms():
        assert f"\n{term.english}\n" in page
        assert all(name in page for name in term.chinese)
    assert page.count("[Chapter\N{NO-BREAK SPACE}") >= 0.8 * len(terms())
    listed = re.findall(r"^(?!  |\[|:)(.+)$", page.split("{glossary}")[1], re.M)
    assert len(listed) == len(set(listed))  # Sphinx refuses a name twice
    assert all(f"(#{anchor(name)})" in page for name in ("activation", "weight"))


def test_the_index_of_claims_has_every_claim_once(chapters):
    page = ledger_page(chapters)
    ids = [claim["id"] for chapter in chapters for claim in chapter.claims]
    assert sorted(re.findall(r"\]\(#([\w-]+)\)", page)) == sorted(ids)
    assert f"{len(ids)} claims" in page


def test_the_citation_is_that_of_the_file():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r'title: "(.+)"', text)[1] in citation()
    assert re.search(r"^version: (.+)$", text, re.M)[1] in citation()
