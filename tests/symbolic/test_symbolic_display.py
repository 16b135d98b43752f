# ruff: noqa: E741 -- l is the layer, as in the formulas
"""Printing keeps the author's order and reads as mathematics."""

import pytest

from bpbook.symbolic import (
    absolute,
    anything,
    array,
    claim,
    define,
    derivative,
    exp,
    function,
    index,
    integer,
    kronecker,
    layer,
    layer_widths,
    log,
    mean,
    rational,
    scalar,
    sigmoid,
    sqrt,
    tanh,
    total,
    width,
    within,
)
from bpbook.symbolic.display import latex, plain

n, m = width("n m")
i, j = index("i j", n)
s = index("s", m)
l, t = layer("l"), integer("t")
z, w, a, d = array("z w a delta")
x, kappa = scalar("x"), scalar("kappa_s", positive=True)
f, g = function("f"), function("g")
C = anything("C", of=f(z[i]), over=i, gradient=d[i])


@pytest.mark.parametrize(
    ("term", "text", "tex"),
    [
        (a[j] - z[j], "a[j] - z[j]", "a_{j} - z_{j}"),
        (z[j] + a[j], "z[j] + a[j]", "z_{j} + a_{j}"),
        (-(x + 1), "-(x + 1)", "-(x + 1)"),
        (x - (a[j] - 1), "x - (a[j] - 1)", "x - (a_{j} - 1)"),
        (w[l + 1, i, j], "w[l+1,i,j]", "w^{l+1}_{i j}"),
        (z[l, j] ** 2, "z[l,j]^2", "(z^{l}_{j})^{2}"),
        (z[t + 1], "z[t+1]", "z_{t+1}"),
        (w[i, t + 1], "w[i,t+1]", "w_{i,t+1}"),
        (f.prime(z[j]), "f'(z[j])", "f'(z_{j})"),
        (f.second(x), "f''(x)", "f''(x)"),
        (sigmoid(x) ** 2, "sigma(x)^2", r"\sigma^{2}(x)"),
        (1 - tanh(x) ** 2, "1 - tanh(x)^2", r"1 - \tanh^{2}(x)"),
        (exp(-x) / (1 + exp(-x)), "exp(-x)/(1 + exp(-x))", r"\frac{e^{-x}}{1 + e^{-x}}"),
        (exp(x) ** 2, "exp(x)^2", r"\left(e^{x}\right)^{2}"),
        (sqrt(x), "sqrt(x)", r"\sqrt{x}"),
        (x / kappa, "x/kappa_s", r"\frac{x}{\kappa_{s}}"),
        (rational(1, 2) * x, "x/2", r"\frac{x}{2}"),
        (rational(-3, 4) + x, "-3/4 + x", r"-\frac{3}{4} + x"),
        (1 / x**2, "1/x^2", r"\frac{1}{x^{2}}"),
        (mean(z[s], s), "sum_s z[s]/m", r"\frac{1}{m} \sum_{s} z_{s}"),
        (total(w[i, j] * z[j], j) * x, "(sum_j w[i,j]*z[j])*x",
         r"\left(\sum_{j} w_{i j} \, z_{j}\right) \, x"),
        (total(z[i] + 1, i), "sum_i (z[i] + 1)", r"\sum_{i} (z_{i} + 1)"),
        (total(z[i], i) + 1, "sum_i z[i] + 1", r"\sum_{i} z_{i} + 1"),
        (kronecker(i, j), "[i = j]", r"\delta_{i j}"),
        (within(i - 1, j), "[1 <= i - 1 <= n]", r"[1 \le i - 1 \le n]"),
        (derivative(C, z[j]), "dC/dz[j]", r"\frac{\partial C}{\partial z_{j}}"),
        (derivative(f(x), x), "d(f(x))/dx", r"\frac{d}{dx} f(x)"),
        (derivative(x**2 + kappa, x), "d(x^2 + kappa_s)/dx",
         r"\frac{\partial}{\partial x} (x^{2} + \kappa_{s})"),
        (define("E", x**2), "E", "E"),
        (layer_widths("n")(l + 1), "n(l + 1)", "n_{l+1}"),
        (absolute(x), "x*sign(x)", r"x \, \operatorname{sign}(x)"),
        (log(total(z[i], i)), "log(sum_i z[i])", r"\log\left(\sum_{i} z_{i}\right)"),
    ],
)  # fmt: skip
def test_terms_print_as_they_were_written(term, text, tex):
    assert plain(term) == text
    assert latex(term) == tex
    assert term._repr_latex_() == f"$\\displaystyle {tex}$"


def test_a_label_says_where_a_divisor_must_not_vanish():
    quotient = derivative(f(x) / g(x), x)
    c = claim("quotient", quotient, (f.prime(x) * g(x) - f(x) * g.prime(x)) / g(x) ** 2)
    assert "assuming g(x) != 0;" in repr(c)
    assert "assuming $g(x) \\ne 0$;" in c._repr_mimebundle_()["text/markdown"]
    assert "g(x) != 0" in c.assumptions


def test_a_divisor_that_is_visibly_positive_is_not_mentioned():
    c = claim("sigmoid", derivative(1 / (1 + exp(-x)), x), sigmoid(x) * (1 - sigmoid(x)))
    assert c.assumptions == []
    c = claim("positive", derivative(log(x), x), 1 / x, assuming=x > 0)
    assert "assuming" not in repr(c)


def test_subscripts_that_are_no_single_letters_are_parted_by_a_comma():
    u = array("u")
    alpha = index("alpha", n)
    assert latex(u[alpha, j]) == r"u_{\alpha j}"
    assert latex(u[alpha, i + 1]) == r"u_{\alpha,i+1}"
