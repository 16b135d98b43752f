"""The concordance: which section treats which row of the sources."""

from pathlib import Path

import pytest

from bpbook.notebooks import book, concordance
from bpbook.notebooks.errors import NotebookError
from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent


def page(covers, heading="Check"):
    return nb.page(nb.prose(f"## {heading}\n\ntext\n\n## Sources\n\n- x\n\n{covers}"))


@pytest.fixture
def write(tmp_path):
    def write(name, covers):
        nb.write(tmp_path / "chapters" / name, page(covers))
        return book.notebooks(tmp_path)

    (tmp_path / "chapters" / "solutions").mkdir(parents=True)
    return write


def test_the_inventory_is_the_one_of_the_sources():
    ids = [row.id for row in concordance.rows()]
    assert len(ids) == len(set(ids)) == 137
    sizes = {"A": 17, "B": 10, "C": 8, "D": 10, "F": 12, "G": 7, "H": 7, "I": 20, "W": 4, "E": 42}
    for letter, size in sizes.items():
        assert [i for i in ids if i[0] == letter] == [f"{letter}{k + 1}" for k in range(size)]
    errors = [row for row in concordance.rows() if row.id[0] == "E"]
    assert {row.severity for row in errors} == {"A", "B", "C"}
    assert all(0 <= row.chapter <= 20 for row in concordance.rows())
    assert {row.id for row in concordance.rows() if row.correct} == {row.id for row in errors}


def test_a_page_says_what_it_covers_and_where():
    covers = 'Covers: A1, E2 ("Check"); W3 ("Sources").'
    expected = [("A1", "Check"), ("E2", "Check"), ("W3", "Sources")]
    assert concordance.covered("x", page(covers)) == expected
    assert concordance.covered("x", page("nothing")) == []


@pytest.mark.parametrize(
    ("covers", "message"),
    [
        ("Covers: A1.", "write groups such as"),
        ('Covers: rows A1 ("Check").', "holds 'rows A1"),
        ('Covers: A1 ("Elsewhere").', "names no section of it: 'Elsewhere'"),
    ],
)
def test_a_line_in_another_form_is_refused(covers, message):
    with pytest.raises(NotebookError, match=message):
        concordance.covered("chapters/02_x.ipynb", page(covers))


def test_a_row_that_does_not_exist_is_refused(write):
    with pytest.raises(NotebookError, match=r"02_x\.ipynb: there is no row A99"):
        concordance.places(write("02_x.ipynb", 'Covers: A99 ("Check").'))


def test_a_row_is_missing_if_its_chapter_is_there_and_nobody_covers_it(write):
    notebooks = write("09_x.ipynb", 'Covers: W1 ("Check").')
    assert concordance.missing(notebooks) == ["H1"]  # the row of chapter 9
    notebooks = write("10_x.ipynb", 'Covers: H1 ("Check").')
    assert concordance.missing(notebooks) == ["I1"]


def test_the_table_links_to_sections_and_says_what_is_to_come(write):
    notebooks = write("09_x.ipynb", 'Covers: H1 ("Check").')
    lines = concordance.table(notebooks, errors=False).splitlines()
    (line,) = [line for line in lines if line.startswith("| H1 |")]
    assert line.endswith("| 9, [Check](09_x.ipynb#check) |")
    assert len(lines) == 2 + 95
    assert lines[2].endswith("| chapter 1, to come |")
    assert concordance.table(notebooks, errors=True).count("\n") == 2 + 42


def test_the_errata_of_a_kind_come_with_what_is_correct(write):
    notebooks = write("06_x.ipynb", 'Covers: E8 ("Check").')
    lines = {kind: concordance.errata(notebooks, kind).splitlines() for kind in "ABC"}
    assert lines["A"][0] == "| row | printed | correct | convicted in |"
    assert "| E8 | z5=(w53·y3) | z5=w53·y3+w54·y4 | 6, [Check](06_x.ipynb#check) |" in lines["A"]
    assert sum(len(found) - 2 for found in lines.values()) == 42
    assert lines["C"][-1].endswith("| chapter 7, to come |")


def test_the_book_misses_no_row_of_a_written_chapter():
    assert concordance.missing(book.notebooks(ROOT)) == []


def test_an_appendix_runs_again_when_a_chapter_changed(write, tmp_path):
    write("02_x.ipynb", "a")
    appendix, chapter = (
        book.Notebook(tmp_path, f"chapters/{n}") for n in ("94_y.ipynb", "02_x.ipynb")
    )
    write("94_y.ipynb", "b")
    before = [book.key(n, "package") for n in (appendix, chapter)]
    write("03_z.ipynb", "c")
    assert book.key(appendix, "package") != before[0]
    assert book.key(chapter, "package") == before[1]
