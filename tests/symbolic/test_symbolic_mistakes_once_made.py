"""Each mistake that was made once while this prover was built has its test."""

import pytest

from bpbook.symbolic import (
    absolute,
    anything,
    array,
    claim,
    column,
    define,
    derivative,
    exp,
    function,
    index,
    log,
    matrix,
    maximum,
    mean,
    rational,
    relu,
    scalar,
    sigmoid,
    sqrt,
    total,
    width,
)
from bpbook.symbolic.calculus import differentiate
from bpbook.symbolic.certificate import Point
from bpbook.symbolic.expressions import ZERO, Num
from bpbook.symbolic.outcomes import ClaimError, FalseClaim, ImpossibleShape
from bpbook.symbolic.prover import residual

sympy = pytest.importorskip("sympy")  # a dependency of the package; never missing
n, m = width("n m")
i, j = index("i j", n)
k = index("k", m)
x, y, w, v = array("x y w v")
z = scalar("z")
f = function("f")


@pytest.mark.parametrize(
    "sides",
    [
        (sqrt(z**2), z),
        (log(z**2), 2 * log(z)),
        (exp(z / 2), 1),
        (sqrt(z**2) ** 3, z**3),
        ((z**2) ** rational(3, 2), z**3),
        (exp(log(z**2) / 2), z),
    ],
)
def test_roots_and_logarithms_need_positivity(sides):
    with pytest.raises(ClaimError):
        claim("positivity", *sides)
    if sides[1] != 1:
        assert claim("positivity", *sides, assuming=z > 0)


def test_dependent_generators_refute_nothing():
    s = sympy.Symbol("s", real=True)
    with pytest.raises(ClaimError, match="undecided"):
        claim("pythagoras", sympy.sin(s) ** 2 + sympy.cos(s) ** 2, 1)
    with pytest.raises(FalseClaim):
        claim("half", sympy.exp(s / 2), sympy.S.One)
    assert claim("halves", sympy.exp(s / 2) * sympy.exp(s / 2 + 1), sympy.exp(s + 1))


def test_an_index_keeps_its_value_for_the_life_of_a_point():
    zero_based = index("i", n, lower=0)
    seen = set()
    for number in range(60):
        point = Point("index", number, [x[zero_based]])
        values = {point.evaluate(zero_based + 0 * z) for _ in range(5)}
        assert len(values) == 1
        seen |= values
    assert 0 in seen


def test_bound_names_are_not_captured():
    # SymPy 1.14: Sum(x[i]**2, (i, 1, n)).diff(x[i]) is a Sum
    assert residual(differentiate(total(x[i] ** 2, i), x[i]), 2 * x[i]) == ZERO
    nested = total(w[j, k] * total(x[j] * y[j], j), k)
    assert residual(differentiate(nested, x[j]), y[j] * total(w[j, k], k)) == ZERO


def test_silent_wrong_results_of_matrix_derivatives_are_right_here():
    A, b, u = matrix("A", n, n), column("b", n), column("u", n)
    lam = scalar("lambda", positive=True)
    ones_plus = (A[1, 1] + 1) - 1
    assert residual(ones_plus, A[1, 1]) == ZERO
    assert claim("trace", derivative(total(A[i, i], i) + 1, A[j, j]), 1)
    ridge = ((A @ u - b).T @ (A @ u - b))[1, 1] + lam * (A * A).sum()
    assert claim("ridge", derivative(ridge, A), 2 * ((A @ u - b) @ u.T) + 2 * lam * A)
    assert claim("lse", derivative(log(exp(u).sum()), u), 1 / exp(u).sum() * exp(u))


def test_width_one_is_never_drawn():
    widths = width("a b c d")
    terms = [total(x[index("i", a)], index("i", a)) for a in widths]
    for number in range(20):
        point = Point("widths", number, terms)
        drawn = [point.integers[a] for a in widths]
        assert min(drawn) >= 2
        assert len(set(drawn)) == 4


def test_a_parameter_inside_a_definition_is_differentiated():
    kappa = scalar("kappa_s", positive=True)
    steep = function("s", lambda u: sigmoid(u / kappa))
    slope = -z / kappa**2 * sigmoid.prime(z / kappa)
    assert claim("parameter", derivative(steep(z), kappa), slope)


def test_dependent_numbers_do_not_move_together():
    p, q = scalar("p q")
    assert claim("max", derivative(maximum(p, q), p), 0, assuming=p < q)


def test_a_kink_is_not_hit_by_chance():
    knees = scalar("t_1 t_2")
    for number in range(50):
        point = Point("kinks", number, [x[i], *knees])
        drawn = [point.evaluate(e) for e in (*knees, *(x[Num(r)] for r in range(1, 6)))]
        assert len(set(drawn)) == len(drawn)


def test_unused_bound_index_counts_its_range():
    assert claim("range", total(x[j], i, j), n * total(x[j], j))
    assert residual(total(x[j], i), x[j]) != ZERO


def test_power_of_a_power_is_kept_together():
    D = z**2 + 1
    assert claim("powers", 1 / D ** rational(3, 2), D ** rational(-3, 2))


def test_a_core_that_is_also_a_factor_is_counted():
    # (S + e)^(1/2) is (S + e) (S + e)^(-1/2) in normal form: the exponents of both belong together
    S, e = total(x[i] ** 2, i), scalar("e", positive=True)
    root = total(x[i] ** 2 / sqrt(S + e), i) + e / sqrt(S + e)
    assert claim("root", 1 / root, (S + e) ** rational(-1, 2))
    assert residual(1 / root, 1 / (S + e)) != ZERO


def test_layer_arithmetic_is_normalised():
    from bpbook.symbolic import layer_widths

    sizes = layer_widths("n")
    r = index("r", m, lower=2)
    q = index("q", m)
    left = total(sizes(r) * sizes(r - 1), r)
    assert claim("shift", left, total(sizes(q) * sizes(q - 1), q) - sizes(1) * sizes(0))


def test_transposed_arrays_are_caught_before_algebra():
    with pytest.raises(ImpossibleShape):
        claim("transposed", total(w[j, k] * y[k], k), total(w[k, j] * y[k], k))


def test_two_names_for_one_convolution_index_agree():
    from bpbook.symbolic import within

    t, u = index("t", n), index("u", m)
    left = total(w[1, u] * within(k - u + 1, t) * v[k - u + 1], u)
    right = total(v[t] * within(k - t + 1, u) * w[1, k - t + 1], t)
    assert claim("exchange", left, right)


def test_mean_of_an_arbitrary_cost_is_not_zero_by_name():
    cost = mean(anything("C", of=f(x[i]), over=i, gradient=y[i]), index("s", m))
    assert claim("constant", derivative(cost, x[j]), y[j] * f.prime(x[j]))


def test_relu_is_linear_on_each_side_only():
    with pytest.raises(FalseClaim):
        claim("linear", relu(z), z)
    assert claim("linear", relu(2 * z), 2 * relu(z))
    assert claim("square", absolute(z) ** 2, z**2)


def test_a_sum_inside_a_definition_captures_no_index():
    n = width("n")
    i, j, r = index("i j r", n)
    U, x = array("U x")
    z = define("z", lambda i: total(U[i, j] * x[j], j))
    with pytest.raises(FalseClaim):
        claim("captured", total(z[j], j), n * total(U[i, i] * x[i], i))
    claim("kept", z[j], total(U[j, r] * x[r], r))
    claim("summed", total(z[j], j), total(U[r, i] * x[i], i, r))
