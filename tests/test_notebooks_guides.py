"""The guides of a chapter are measured as a reader would count."""

from bpbook.notebooks import book, guides
from tests import notebook_builder as nb


def test_a_page_is_measured():
    page = nb.page(
        nb.prose("# Chapter 3 — Losses\n\nFive words $a + b$ and `code`."),
        nb.code("a = 1\n\nb = 2", id="c03-a"),
        nb.code("c = 3", nb.claim(), nb.picture(), id="c03-b", exception="too long"),
        nb.prose("## Exercises\n\n**Exercise 3.1.** x\n\n**Exercise 3.2** (y). z", id="c03-q"),
    )
    measured = guides.measure(page)
    assert measured.cells == 2
    assert measured.words_per_cell == round(measured.words / 2)
    assert (measured.median, measured.longest) == (1.5, 2)
    assert (measured.claims, measured.figures, measured.exercises) == (1, 1, 2)
    assert measured.exceptions == ["too long"]
    assert 12 < measured.words < 20


def test_the_table_lists_chapters_under_the_guides(tmp_path):
    (tmp_path / "chapters" / "solutions").mkdir(parents=True)
    page = nb.page(nb.prose("one two"), nb.code("1", exception="a drawing"))
    for name in ("02_x.ipynb", "solutions/02_x.ipynb"):
        nb.write(tmp_path / "chapters" / name, page)
    lines = guides.table(book.notebooks(tmp_path)).splitlines()
    assert lines[1].split()[:3] == ["guide", "1200-3000", "10-30"]
    assert lines[2].split() == ["02_x", "2", "1", "2", "1", "1", "0", "0", "0"]
    assert lines[3:] == ["exception in 02_x: a drawing"]
