"""The second route shares no code with the prover, and gives the same numbers everywhere."""

import ast
import decimal
import math
from decimal import Decimal
from pathlib import Path

import pytest

import bpbook.symbolic
from bpbook.symbolic import (
    anything,
    array,
    derivative,
    distinct,
    equal,
    exp,
    function,
    index,
    layer_widths,
    log,
    scalar,
    sigmoid,
    tanh,
    total,
    width,
)
from bpbook.symbolic.certificate import (
    Point,
    bend,
    stencil,
)
from bpbook.symbolic.drawing import (
    differ,
)
from bpbook.symbolic.integers import NoPointError

PROVER = {"calculus", "normal_form", "sums", "polynomials", "prover", "assumptions", "claims"}
n, m = width("n m")
i, j = index("i j", n)
k = index("k", m)
v, w, g = array("v w g")
f = function("f")
z, y = scalar("z y")


@pytest.mark.parametrize(
    "module",
    ["certificate", "drawing", "integers", "expressions", "substitution", "language", "functions"],
)
def test_nothing_of_the_prover_is_imported(module):
    package = Path(bpbook.symbolic.__file__).parent
    tree = ast.parse((package / f"{module}.py").read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not PROVER & {name.rpartition(".")[2] for name in modules if name}


def test_functions_have_their_usual_values():
    point = Point("values", 0, [z])
    x = float(point.evaluate(z))
    assert float(point.evaluate(sigmoid(z))) == pytest.approx(1 / (1 + math.exp(-x)))
    assert float(point.evaluate(tanh(z))) == pytest.approx(math.tanh(x))
    assert float(point.evaluate(tanh.prime(z))) == pytest.approx(1 - math.tanh(x) ** 2)
    assert float(point.evaluate(sigmoid.second(z))) == pytest.approx(
        math.exp(-x) * (math.exp(-x) - 1) / (1 + math.exp(-x)) ** 3
    )


@pytest.mark.parametrize("order", [0, 1, 2])
def test_derivatives_of_an_arbitrary_function_belong_together(order):
    point = Point("orders", 0, [f(z)])
    slope = point.evaluate(derivative(f.at(z, order), z))
    assert not differ(slope, point.evaluate(f.at(z, order + 1)))
    x = Decimal("0.3")
    with decimal.localcontext(prec=75):
        by_differences = stencil(lambda h: bend(x + h, order))
        assert not differ(by_differences, bend(x, order + 1))


def test_named_gradients_are_the_gradients():
    cost = anything("C", of=f(v[i]) * z, over=i, gradient=g[i])
    point = Point("gradient", 1, [derivative(cost, v[j]), g[j]])
    by_name = point.evaluate(g[j] * f.prime(v[j]) * z)
    assert not differ(point.evaluate(derivative(cost, v[j])), by_name)


def test_points_satisfy_the_assumptions():
    assumptions = [v[i] > 0, v[i] < y, y > 0, y < 1, equal(total(w[k, i], k), 1), distinct(i, j)]
    for number in range(10):
        point = Point("assumed", number, [v[i], w[k, i], v[j]], assumptions)
        assert 0 < point.evaluate(v[i]) < point.evaluate(y) < 1
        assert not differ(point.evaluate(total(w[k, i], k)), Decimal(1))
        assert point.evaluate(i + 0 * z) != point.evaluate(j + 0 * z)


def test_first_point_is_on_the_diagonal_and_the_others_are_not():
    for number, same in ((0, True), (1, False), (2, False)):
        point = Point("diagonal", number, [v[i] * v[j]])
        assert (point.integers[i] == point.integers[j]) is same


def test_numbers_change_their_sign_from_point_to_point():
    signs = [Point("signs", number, [z]).evaluate(z) > 0 for number in range(4)]
    assert signs in ([True, False] * 2, [False, True] * 2)


def test_layered_widths_of_neighbours_differ():
    sizes, r = layer_widths("n"), index("r", m)
    point = Point("layers", 0, [total(sizes(r) * sizes(r - 1), r)])
    values = [int(point.evaluate(sizes(c))) for c in (1, 2, 3)]
    assert sorted(values) == [2, 4, 6]


@pytest.mark.parametrize(
    "term", [log(z - z - 1), 1 / (z - z), (z - z - 1) ** z, exp(z) / (exp(z) - exp(z))]
)
def test_what_has_no_value_says_so(term):
    with pytest.raises(NoPointError):
        Point("none", 0, [term]).evaluate(term)


def test_a_point_draws_the_same_numbers_whatever_is_asked_first():
    terms = [v[i], w[k, i], z]
    one, other = Point("order", 0, terms), Point("order", 0, terms)
    first = [one.evaluate(e) for e in terms]
    assert first == [other.evaluate(e) for e in terms[::-1]][::-1]
