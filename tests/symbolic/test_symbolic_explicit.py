"""Explicit sizes: SymPy expressions decided, refuted or called undecided."""

import pytest
import sympy as sp

from bpbook.symbolic import claim
from bpbook.symbolic.explicit_identity import FieldPoint, NotRationalError, is_identity
from bpbook.symbolic.outcomes import (
    FalseClaim,
    ImpossibleShape,
    ProverBug,
    Undecided,
    VacuousClaim,
    WrongVersionHolds,
)

x, y, w = sp.symbols("x y w", real=True)
p = sp.Symbol("p", positive=True)
f = sp.Function("f")
sigma = 1 / (1 + sp.exp(-x))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.Derivative(sigma, x), sigma * (1 - sigma)),
        (sp.exp(x / 2) ** 2 * sp.exp(y), sp.exp(x + y)),
        ((sp.exp(x) - sp.exp(-x)) / (sp.exp(x) + sp.exp(-x)), 2 / (1 + sp.exp(-2 * x)) - 1),
        (sp.Derivative(f(w * x), w), x * sp.Derivative(f(y), y).subs(y, w * x)),
        (sp.Derivative(f(f(x)), x), sp.Subs(f(y).diff(y), y, f(x)) * f(x).diff(x)),
        ((x + sp.log(p)) ** 2, x**2 + 2 * x * sp.log(p) + sp.log(p) ** 2),
        (sp.Derivative(x**3 * y, x, x), 6 * x * y),
    ],
)
def test_identities_are_proved(left, right):
    assert claim("identity", left, right, generated=False).scope.startswith("every real")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.Derivative(sigma, x), sigma * (1 + sigma)),
        (sp.exp(x / 2), sp.S.One),
        (sp.sqrt(p), sp.S.One),
        (sp.sqrt(x**2), x),
        (f(x) + f(y), f(x + y)),
    ],
)
def test_false_statements_show_a_point(left, right):
    with pytest.raises(FalseClaim, match=r"at .* = .*: left .*, right "):
        claim("false", left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sp.sin(x) ** 2 + sp.cos(x) ** 2, sp.S.One),
        (sp.sqrt(p**2 + 2 * p + 1), p + 1),
    ],
)
def test_what_the_class_does_not_hold_is_undecided(left, right):
    with pytest.raises(Undecided, match="both sides agree at 3 random points"):
        claim("undecided", left, right)


def test_matrices_are_decided_entry_by_entry():
    a = sp.Matrix(2, 2, sp.symbols("a:4", real=True))
    c = claim("inverse", a * a.inv(), sp.eye(2))
    assert c.scope == "every real value of the 4 symbols, in each of the 2 x 2 entries"
    with pytest.raises(FalseClaim, match=r"in entry \(1, 2\)"):
        claim("transposed", a, a.T)
    with pytest.raises(ImpossibleShape, match="2 x 2, the right side 1 x 2"):
        claim("shape", a, a[0, :])


def test_sides_that_sympy_made_the_same_say_nothing():
    with pytest.raises(VacuousClaim, match=r"write sympy\.Derivative"):
        claim("same", (x**2).diff(x), 2 * x)
    assert claim("shown", sp.Derivative(x**2, x), 2 * x)


def test_equation_and_wrong_versions():
    c = claim(
        "eq", sp.Eq((x + y) ** 2, x**2 + 2 * x * y + y**2), wrong={"no mixed term": x**2 + y**2}
    )
    assert c.wrong_refuted["authored"] == 1
    with pytest.raises(WrongVersionHolds, match="holds"):
        claim("eq", sp.Eq((x + y) ** 2, x**2 + 2 * x * y + y**2), wrong={"same": (y + x) ** 2})
    with pytest.raises(TypeError, match="needs two sides"):
        claim("half", x)


def test_numbers_contradict_a_broken_decision(monkeypatch):
    monkeypatch.setattr("bpbook.symbolic.explicit.is_identity", lambda a, b: True)
    with pytest.raises(ProverBug):
        claim("bug", x, 2 * x)


def test_field_filter_is_only_a_filter(monkeypatch):
    monkeypatch.setattr(FieldPoint, "value", lambda self, e: 0)  # every filter passes
    assert not is_identity(x**2, x**3)
    assert is_identity((x + 1) ** 2, x**2 + 2 * x + 1)


def test_what_is_not_rational_is_named():
    with pytest.raises(NotRationalError, match="not a rational expression"):
        is_identity(sp.sqrt(x), x)


def test_a_wrong_version_is_counted_once():
    x = sp.Symbol("x", real=True)
    square = sp.Derivative(x**2, x)
    c = claim("square", square, 2 * x, wrong={"upside down": -2 * x, "thrice": 3 * x})
    assert [r.name for r in c.refuted].count("the sign") == 0
    assert c.wrong_refuted["authored"] == 2
