"""Sealed answers: right and wrong told apart, with the reason, and nothing given away."""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from bpbook.handout import Sheet, judge, packed, seal, tried
from bpbook.symbolic import claim, scalar

SQUARE = np.array([[0.1, 0.2], [0.3, 0.4]])


def verdict(solution, answer, **how):
    return judge("2.1 x", seal("2.1 x", solution, **how), answer)


@pytest.mark.parametrize(
    ("solution", "answer"),
    [
        (0.16, 0.16),
        (0.16, 0.8 * 0.2),
        (0.16, np.array([[0.16]])),
        (0.16, Fraction(4, 25)),
        (0.16, sympy.Rational(4, 25)),
        (sympy.Rational(1, 3), 1 / 3),
        (4.58486, 4.585),
        (-4.58486, -4.585),
        (0.0, 0),
        (-0.0, 0.0),
        (1e-300, 1e-300),
        (9.9999, 10.0),
        (3, 3.0),
        (np.inf, float("inf")),
        ([np.nan, 1.0], [float("nan"), 1]),
        (SQUARE, SQUARE.tolist()),
        ([True, False], (1, 0)),
        ("either", " Either "),
        (["a", "b"], ("a", "B")),
        ([1, 2], range(1, 3)),
    ],
)
def test_a_right_answer_is_right(solution, answer):
    assert verdict(solution, answer) == "right"


@pytest.mark.parametrize(
    ("solution", "answer", "why"),
    [
        (0.16, 0.17, "another value is expected"),
        (0.16, 0.1603, "another value is expected"),
        (3, 3.001, "another value is expected"),
        (0, 0.01, "another value is expected"),
        (np.inf, 1e300, "another value is expected"),
        (0.16, -0.16, "it is right but for the sign"),
        (0.16, 0.32, "it is right but for a factor of 2"),
        (0.16, 0.08, "it is right but for a factor 1/2"),
        (SQUARE, SQUARE.T, "it is right but for a transposition"),
        (SQUARE, SQUARE + np.diag([0, 1]), "1 of 4 entries, the first of them at [1, 1]"),
        (SQUARE, SQUARE[:1], "expected shape (2, 2), got shape (1, 2)"),
        (SQUARE[:1], SQUARE[:1].T, "expected shape (1, 2), got shape (2, 1): is it transposed?"),
        (0.16, [0.16, 0.16], "expected a number, got shape (2,)"),
        (0.16, "0.16", "expected a number, got a value of type str"),
        (0.16, None, "expected a number, got a value of type NoneType"),
        (SQUARE, len, "expected shape (2, 2), got a value of type builtin_function_or_method"),
        (0.16, [[1, 2], [3]], "expected a number, got a value of type list"),
        (0.16, 1j, "expected a number, got a value of type complex"),
        ("either", "both", "another value is expected"),
        ("either", 3, "expected a text, got a value of type int"),
        (["a", "b"], ["a"], "expected shape (2,), got shape (1,)"),
        (["a", "b"], ["a", "c"], "1 of 2 entries, the first of them at [1]"),
    ],
)
def test_a_wrong_answer_is_wrong_and_the_verdict_says_why(solution, answer, why):
    assert verdict(solution, answer) == f"wrong: {why}"


@pytest.mark.parametrize("answer", [..., [..., 1.0], (0.5, ...)])
def test_a_blank_is_not_wrong(answer):
    assert verdict([0.5, 1.0], answer) == "not answered yet"
    assert verdict(["a", "b"], answer) == "not answered yet"


def test_the_wanted_digits_decide():
    assert verdict(0.123456, 0.12, digits=2) == "right"
    assert verdict(0.123456, 0.12, digits=4) == "wrong: another value is expected"
    assert verdict(0.123456, 0.12346, digits=6) == "wrong: another value is expected"


def test_a_claim_is_right_if_it_was_accepted():
    z = scalar("z")
    accepted = claim("mine", (z + 1) ** 2, z**2 + 2 * z + 1)
    said = verdict(accepted, accepted)
    assert said.startswith("right, the claim was accepted; compare it with the exercise: (mine) ")
    assert (
        verdict(accepted, 3) == "wrong: expected what claim(...) returns, got a value of type int"
    )
    assert verdict(accepted, ...) == "not answered yet"


@pytest.mark.parametrize("solution", [len, object(), {"a": 1}, [1, "a"], 1j])
def test_what_cannot_be_compared_cannot_be_sealed(solution):
    with pytest.raises(TypeError, match=r"2.1 x: .* cannot be sealed"):
        seal("2.1 x", solution)


def test_a_seal_does_not_show_the_answer():
    sealed = seal("a", [4.58486, 7.5])
    assert set(sealed) == {"kind", "shape", "unit", "exact", "marks"}
    assert (sealed["shape"], sealed["unit"], sealed["exact"]) == ([2], 0.001, False)
    assert all(len(mark) == 12 for mark in sealed["marks"])
    twice = seal("a", [4.5, 4.5])["marks"]
    assert twice[0] != twice[1]
    assert seal("a", 4.5)["marks"] != seal("b", 4.5)["marks"]


def test_an_array_of_the_student_is_not_changed():
    answer = SQUARE.copy()
    verdict(2 * SQUARE, answer)
    assert np.array_equal(answer, SQUARE)


def test_a_function_is_called_or_the_reason_is_kept():
    assert tried(lambda z: 2 * z, 3) == 6
    assert tried(..., 3) is ...
    assert tried(len, ...) is ...
    assert verdict(6, tried(7, 3)) == "wrong: expected a function, got a value of type int"
    said = verdict(6, tried(lambda z: 1 / z, 0))
    assert said == "wrong: calling it raises ZeroDivisionError: division by zero"
    assert verdict(6, tried(lambda a, b: a, 1)).startswith("wrong: calling it raises TypeError")


def test_a_function_that_overflows_writes_no_warning():
    assert np.isinf(tried(np.exp, np.array([1000.0]))).all()


@pytest.fixture
def sheet():
    answers = {"a": seal("2.1 a", 0.16), "b": seal("2.1 b", [1, 2])}
    return Sheet(packed({"2.1": {"answers": answers, "alone": ""}, "2.2": NOTHING}))


NOTHING = {"answers": {}, "alone": "the drawing"}


def test_a_sheet_reports_a_line_for_each_answer(sheet):
    assert repr(sheet.check("2.1", a=0.16)) == "a: right\nb: not answered yet"
    report = sheet.check("2.1", a=..., b=[1, 3])
    assert report.lines[0] == "a: not answered yet"
    assert report.lines[1] == "b: wrong: 1 of 2 entries, the first of them at [1]"


def test_a_sheet_says_what_it_does_not_check(sheet):
    assert repr(sheet.check("2.2")) == "not checked here: the drawing"


def test_a_sheet_refuses_what_it_does_not_know(sheet):
    with pytest.raises(ValueError, match=r"no exercise '2.3' in this handout; there are 2.1, 2.2"):
        sheet.check("2.3")
    with pytest.raises(ValueError, match=r"2.1 asks for no c; it asks for a, b"):
        sheet.check("2.1", c=1)
    with pytest.raises(ValueError, match=r"it asks for nothing that is compared"):
        sheet.check("2.2", c=1)
