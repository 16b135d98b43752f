"""Every statement of the plan is shown by claims of the ledger, or says by what else."""

import re
from pathlib import Path

import pytest

from bpbook.notebooks import book, claims, statements
from tests import notebook_builder as nb

ROOT = Path(__file__).parent.parent
NOTEBOOKS = book.notebooks(ROOT)
# how many statements the plan has in each chapter from 1 on
PLANNED = [5, 7, 8, 6, 6, 3, 7, 8, 4, 6, 5, 5, 5, 5, 4, 4, 3, 5, 4]


def test_every_statement_of_the_plan_has_a_row():
    ids = [statement.id for statement in statements.statements()]
    planned = [f"{c}.{k + 1}" for c, size in enumerate(PLANNED, 1) for k in range(size)]
    assert ids == planned


def test_the_book_shows_what_its_plan_states():
    assert statements.problems(NOTEBOOKS) == []


def test_what_is_neither_claimed_nor_proved_is_no_theorem():
    """A new row without claim and proof is a decision; these are those that were made."""
    chapters = {n.number for n in NOTEBOOKS}
    rows = [row for row in statements.statements() if row.chapter in chapters]
    others = {row.id: row.other for row in rows if not row.claims}
    assert {id for id, other in others.items() if other == statements.WRITTEN} == {"5.4", "14.4"}
    assert {id: other for id, other in others.items() if other != statements.WRITTEN} == {
        "6.3": "computation",
        "9.3": "definition",
        "11.5": "experiment",
        "14.5": "experiment",
    }


def test_every_displayed_number_of_a_row_is_closed():
    for statement in statements.statements():
        assert statement.statement
        assert not statement.statement.endswith(".")
        assert statement.statement.count("$") % 2 == 0


# a small book


def row(id="1.1", claims=("1.2",), other="", section=""):
    return statements.Statement(id, "it holds", tuple(claims), other, section)


@pytest.fixture
def library(tmp_path, monkeypatch):
    prose = nb.prose("# Chapter 1 — X\n\n## Proof\n\n*Written proof.*\n\n## Check\n\nfine")
    nb.write(tmp_path / "chapters" / "01_x.ipynb", nb.page(prose, nb.code("x", nb.claim())))
    (tmp_path / "chapters" / "solutions").mkdir()

    def library(*rows):
        monkeypatch.setattr(statements, "statements", lambda: list(rows))
        return book.notebooks(tmp_path)

    return library


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (row(), None),
        (row("2.1", claims=["2.7"]), None),  # its chapter is not written
        (row(claims=[], other="written proof", section="Proof"), None),
        (row(other="computation", section="Check"), None),
        (row(claims=["1.2", "1.9"]), "1.1: there is no claim 1.9"),
        (row(claims=[]), "1.1: neither a claim nor anything else supports it"),
        (row(other="written proof", section="Check"), "nothing labelled written proof"),
        (row(other="written proof", section="Nowhere"), "has no section 'Nowhere'"),
        (row(other="hope", section="Check"), "'hope' is none of written proof,"),
    ],
)
def test_a_row_that_promises_too_much_is_found(library, wrong, complaint):
    found = statements.problems(library(wrong))
    assert len(found) == bool(complaint)
    assert complaint is None or complaint in found[0]


def test_the_totals_count_by_what_supports(library):
    library(
        row(),
        row(other="written proof", section="Proof"),
        row(claims=[], other="written proof", section="Proof"),
        row(claims=[], other="experiment", section="Check"),
    )
    count = {"statements": 4, "claimed": 2, "written proof": 1, "experiment": 1}
    assert statements.totals() == count


def test_the_table_links_to_claims_and_sections(library):
    notebooks = library(row(other="written proof", section="Proof"), row("2.1"))
    assert statements.table(notebooks).splitlines()[2:] == [
        "| 1.1 | it holds | [(1.2)](01_x.ipynb#eq-1-2), [written proof](01_x.ipynb#proof) |",
        "| 2.1 | it holds | chapter 2, to come |",
    ]


def test_a_link_to_a_claim_of_the_solutions_names_it():
    record = {"id": "sol-8-3", "number": "sol-8-3", "notebook": "chapters/solutions/08_x.ipynb"}
    assert claims.link(record) == "[sol-8-3](solutions/08_x.ipynb#sol-8-3)"


def test_every_claim_of_a_chapter_can_be_linked():
    for record in claims.ledger(NOTEBOOKS):
        assert re.fullmatch(r"\[.+\]\((solutions/)?\d\d_\w+\.ipynb#[\w-]+\)", claims.link(record))
