# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
# ruff: noqa: E741 -- l is the layer, as in the formulas
"""Chapter 10: why backpropagation is efficient, counted in symbolic widths."""

from bpbook.symbolic import (
    array,
    define,
    equal,
    function,
    index,
    integer,
    layer,
    layer_widths,
    operations,
    total,
    width,
)
from statements import by_induction, case

n0, n1, n2 = width("n_0 n_1 n_2")
L = width("L")
n = layer_widths("n")
k, j, r = index("k", n0), index("j", n1), index("r", n2)
f = function("f")
w, a, b, z, d = array("w a b z delta")
zdot = array("zdot")
l = layer("l")
forward = operations(total(w[l, j, k] * a[l - 1, k], k) + b[l, j], j)
activation = operations(f(z[l, j]), j)
backward = operations(total(w[l + 1, r, j] * d[l + 1, r], r) * f.prime(z[l, j]), j)
gradient = operations(d[l, j] * a[l - 1, k], j, k)
tangent = operations(total(w[l, j, k] * zdot[l - 1, k], k), j)
layers = index("l", L)
inner = index("l", L, lower=2)
F = total(n(layers) * n(layers - 1), layers)
G = F
D = total(n(inner) * n(inner - 1), inner)
P = total(n(layers) * (n(layers - 1) + 1), layers)
u = width("n")
t = integer("t", at_least=1)
paths = array("p")

named = lambda count: define("N", count)

CASES = [
    case(
        "forward-multiplications",
        named(forward.multiplications),
        n1 * n0,
        wrong={
            "the bias multiplied too": n1 * (n0 + 1),
        },
    ),
    case("forward-additions", named(forward.additions), n1 * n0),
    case("activation-values", named(activation.functions), n1),
    case("backward-multiplications", named(backward.multiplications), n1 * n2 + n1),
    case("gradient-multiplications", named(gradient.multiplications), n1 * n0),
    case("tangent-multiplications", named(tangent.multiplications), n1 * n0),
    case(
        "backward-is-twice-forward-less-the-first-layer",
        G + D,
        2 * F - n(1) * n(0),
        wrong={
            "the input layer's delta computed too": 2 * F,
        },
    ),
    case("backward-below-twice-forward", G + D < 2 * F),
    case("uniform-backward-over-forward", (L * u**2 + (L - 1) * u**2) / (L * u**2), 2 - 1 / L),
    case("parameters-of-the-network", P, F + total(n(layers), layers)),
    case(
        "differences-over-backpropagation",
        2 * P * F / (F + G + D),
        2 * P * F / (3 * F - n(1) * n(0)),
    ),
    by_induction(
        "paths-multiply",
        lambda t: (paths[t], u**t),
        base=1,
        step=(t, t + 1),
        base_rules=[equal(paths[1], u)],
        step_rules=[equal(paths[t + 1], u * paths[t])],
    ),
    case("gradient-over-forward-at-most-three", F + G + D <= 3 * F, certificate=n(1) * n(0)),
]
