"""The ledger as Markdown."""

import re
from pathlib import Path

import pytest

from bpbook.notebooks import book, claim_tables, claims

ROOT = Path(__file__).parent.parent


def record(number="8.2", stem="08_matrix_form", **changed):
    return {
        "id": "eq-" + number.replace(".", "-"),
        "number": number,
        "latex": "a = b",
        "scope": "every width",
        "method": "normal form of the difference is 0",
        "wrong_refuted": {"generated": 8, "authored": 1},
        "notebook": f"chapters/{stem}.ipynb",
    } | changed


def test_a_claim_says_what_it_holds_for_and_what_was_refuted():
    assert claim_tables.chapters([record()]).splitlines() == [
        "### Chapter 8: [matrix form](08_matrix_form.ipynb)",
        "",
        "| claim | equation, and what it holds for | refuted |",
        "|:--|:--|--:|",
        "| [(8.2)](08_matrix_form.ipynb#eq-8-2) | $a = b$<br>every width | 8 + 1 |",
    ]


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("normal form of the difference is 0; both sides", ""),
        ("induction: base 0, step from t to t + 1; each by", "; by induction"),
        ("rational identity in independent generators", "; by rational arithmetic"),
    ],
)
def test_a_method_is_named_if_it_is_not_the_usual_one(method, words):
    text = claim_tables.chapters([record(method=method, scope="every c_0 > 0")])
    assert rf"<br>every c\_0 \> 0{words} |" in text


def test_each_notebook_has_a_heading():
    text = claim_tables.chapters(
        [record(), record("8.3"), record("E.1", "95_proofs"), record("8.9", "solutions/08_x")]
    )
    assert re.findall("### (.+)", text) == [
        "Chapter 8: [matrix form](08_matrix_form.ipynb)",
        "Appendix E: [proofs](95_proofs.ipynb)",
        "Solutions 8: [x](solutions/08_x.ipynb)",
    ]


def test_the_overview_adds_solutions_to_their_chapter():
    solved = record("8.9", "solutions/08_matrix_form", scope="every real z")
    lines = claim_tables.overview([record(), record("9.1", "09_x"), solved]).splitlines()
    assert lines[2:] == [
        "| 8 | 2 | 1 | 16 | 2 |",
        "| 9 | 1 | 1 | 8 | 1 |",
        "| **all** | 3 | 2 | 24 | 3 |",
    ]


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("a = b", "$a = b$"),
        ("|a| = b", r"$\vert a\vert  = b$"),
        ("a" * 130 + " = b", f"${'a' * 130}$<br>$= b$"),
        ("a" * 130 + r" \le b = c", rf"${'a' * 130}$<br>$\le b = c$"),
        ("a" * 140, f"${'a' * 140}$"),
        (r"\begin{aligned}" + "a" * 140 + " = b", rf"$\begin{{aligned}}{'a' * 140} = b$"),
        ("a" * 301, "*an equation too long for this table*"),
    ],
)
def test_a_long_equation_is_broken_or_left_out(latex, shown):
    assert claim_tables.equation(latex) == shown


def test_both_halves_of_a_broken_equation_are_complete():
    for claim in claims.ledger(book.notebooks(ROOT)):
        for half in claim_tables.equation(claim["latex"]).split("<br>"):
            assert half.count("{") == half.count("}")
            assert half.count(r"\left") == half.count(r"\right")
            assert "|" not in half
