"""Published digits: what counts as agreeing, and what stops the page."""

from pathlib import Path

import pytest

from bpbook.notebooks import book, canonical, published, published_tables
from bpbook.notebooks.errors import NotebookError
from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent


def row(digits="0.25 -4", status="reproduced", id="R1", **changed):
    given = {"source": "Somebody 1986", "title": "A Page", "what": "two numbers", "note": ""}
    given |= {"least": "1", "chapter": "", "section": "", **changed}
    return published.Row(id=id, digits=tuple(digits.split()), status=status, **given)


# the file


def test_each_row_says_who_printed_what_and_why_it_has_its_status():
    assert {r.status for r in published.rows()} == set(published.STATUSES)
    for r in published.rows():
        assert all((r.id, r.source, r.title, r.what)), r
        assert r.digits or r.status in ("statistic", "dropped"), r
        assert bool(r.least) == (r.status == "rounding"), r
        assert r.status == "reproduced" or r.note, r
        assert bool(r.chapter) == bool(r.section), r
        assert not {float(text) for text in r.digits} & {float("nan")}, r
        assert (r.what + r.note).count("$") % 2 == 0, r


def test_each_row_is_there_once():
    keys = [(r.id, r.what) for r in published.rows()]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []


def test_the_place_of_each_row_exists():
    pages = {n.number: n for n in book.notebooks(ROOT) if not n.is_solution}
    for r in published.rows():
        if r.chapter:
            cells = canonical.read(pages[r.chapter].path).cells
            assert any(f"## {r.section}" in cell.source.splitlines() for cell in cells), r


def test_digits_are_found_by_row():
    assert published.digits("R20", "XOR by two ReLUs") == ("0", "1", "1", "0")
    with pytest.raises(NotebookError, match="has no row R20, 'nothing'"):
        published.digits("R20", "nothing")


def test_the_totals_count_numbers():
    assert sum(published.totals().values()) == sum(len(r.digits) for r in published.rows())
    assert published.totals()["misprint"] == 3


# agreeing


def test_every_printed_digit_is_compared():
    assert published.printed(0.123449, "0.1234")
    assert not published.printed(0.12351, "0.1234")
    assert published.printed(-6.11110793e-10, "-6.11110793e-10")
    assert not published.printed(-6.11110783e-10, "-6.11110793e-10")
    assert published.printed(-12.4, "-12")
    assert not published.printed(-12.6, "-12")


@pytest.mark.parametrize(
    ("value", "text", "figures"),
    [
        (0.298371109, "0.298371109", 9),
        (0.511301270, "0.511301270", 9),  # the last 0 was printed
        (0.285093156776, "0.285093156781", 11),
        (3.508478630e-05, "0.0000351085", 3),
        (1.0, "1", 1),
        (0.0, "0", 1),
        (-0.25, "0.25", 0),
        (7.0, "3.0", 0),
        (1.12e-7, "1.18904178788e-07", 1),
    ],
)
def test_the_digits_that_agree_are_counted(value, text, figures):
    assert published.significant(value, text) == figures


@pytest.mark.parametrize(
    ("status", "values", "message"),
    [
        ("reproduced", [0.256, -4.1], "0.256 is not 0.25"),
        ("with the bug", [0.25, -4.6], "-4.6 is not -4"),
        ("misprint", [0.25, -4.0], "is called a misprint"),
        ("rounding", [0.249, -4.4], None),
        ("rounding", [0.25, -41.0], "-41.0 is not -4"),
        ("rounding", [0.02, -4.0], "0.02 is not 0.25"),
        ("rounding", [0.24, -5.0], "-5.0 is not -4"),  # not one digit agrees
        ("reproduced", [0.25], "2 numbers were printed, and 1 computed"),
        ("reproduced", [0.25, -4.0], None),
        ("with the bug", [0.25, -4.0], None),
        ("misprint", [0.26, -4.0], None),
    ],
)
def test_a_number_that_contradicts_its_status_is_named(status, values, message):
    said = published.complaint(row(status=status), values)
    assert bool(said) == (message is not None)
    assert message is None or message in said


# the page


@pytest.fixture
def library(tmp_path, monkeypatch):
    prose = "# Chapter 1 — X\n\n## Check\n\nIt was so. In 35 runs, *all*\nwent well. And so on."
    nb.write(tmp_path / "chapters" / "01_x.ipynb", nb.page(nb.prose(prose)))
    (tmp_path / "chapters" / "solutions").mkdir()

    def library(*rows):
        monkeypatch.setattr(published_tables, "rows", lambda: rows)
        return book.notebooks(tmp_path)

    return library


KEY = ("R1", "two numbers")


def test_the_table_shows_printed_beside_computed(library):
    here = {"chapter": "1", "section": "Check", "note": "why"}
    long = row("1.000001 2.000002 3.000003 4 5e-7", what="five", id="R2")
    pages = library(row(**here), long, row("1 0", what="bits", id="R3"))
    more = {("R2", "five"): [[1.000001, 2.000002], [[3.0000031], [4]], 5.0002e-7]}
    more |= {("R3", "bits"): [[1.0, 0.0]]}
    table = published_tables.table({KEY: [0.2500123, -4.0], **more}, pages)
    assert table.splitlines()[2:] == [
        "| R1 | Somebody 1986<br>two numbers | 0.25, -4 | 0.25001, -4 "
        "| [reproduced](01_x.ipynb#check)<br>why<br>1 to 2 digits |",
        "| R2 | Somebody 1986<br>five | 1.000001<br>2.000002<br>3.000003<br>and 2 more "
        "| 1.000001<br>2.000002<br>3.000003100<br>and 2 more | reproduced<br>1 to 7 digits |",
        "| R3 | Somebody 1986<br>bits | 1, 0 | the same | reproduced<br>1 digit |",
    ]


def test_a_long_number_may_be_broken(library):
    pages = library(row("1.4688375095432327"))
    table = published_tables.table({KEY: [1.46883750954323274]}, pages)
    assert "| 1.4688375095\u200b432327 | the same |" in table


def test_of_rounding_only_stable_digits_are_shown(library):
    pages = library(row("1.25 2e-9", status="rounding", least="2"))
    assert "| 1.25, 2e-9 | 1.2, 2e-09 | rounding<br>2 digits or more |" in published_tables.table(
        {KEY: [1.2499, 2.00001e-9]}, pages
    )
    pages = library(row("1.25 2e-9", status="rounding", least="0"))
    assert (
        "| of this size<br>of this size | rounding<br>only the size |"
        in published_tables.table({KEY: [3, 1e-9]}, pages)
    )


@pytest.mark.parametrize(
    ("computed", "message"),
    [
        ({KEY: [0.26, -4]}, "R1, two numbers: 0.26 is not 0.25"),
        ({}, "R1, 'two numbers': is not computed of"),
        ({KEY: [0.25, -4], ("R9", "x"): [1]}, "R9, 'x': is computed, and is no row"),
    ],
)
def test_the_table_refuses_what_does_not_agree(library, computed, message):
    pages = library(row())
    with pytest.raises(NotebookError, match=message):
        published_tables.table(computed, pages)


def test_what_is_not_computed_is_in_other_tables(library):
    one = row(status="dropped", note="too large")
    pages = library(one)
    assert published_tables.table({}, pages).count("\n") == 2
    assert published_tables.dropped().endswith("| 0.25, -4 | too large |\n")


def test_a_statistic_is_told_by_its_chapter(library):
    given = {"status": "statistic", "chapter": "1", "section": "Check"}
    pages = library(row("", note="In 35 runs", **given))
    (line,) = published_tables.statistics(pages).splitlines()[2:]
    assert line.endswith("| – | In 35 runs, *all* went well. ([chapter 1](01_x.ipynb#check)) |")
    with pytest.raises(NotebookError, match="0 sentences with the words 'In 36 runs'"):
        published_tables.statistics(library(row(note="In 36 runs", **given)))
