# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
"""Explicit sizes: what the chapters derive in plain SymPy, decided without symbolic widths."""

import sympy as sp

from statements import case

x, y, w, b, t = sp.symbols("x y w b t", real=True)
f = sp.Function("f")
sigma = 1 / (1 + sp.exp(-x))
X = sp.Matrix(sp.symbols("x1:3", real=True))
T = sp.Matrix(sp.symbols("t1:3", real=True))
V = sp.Matrix(3, 2, sp.symbols("v1:4(1:3)", real=True))
W = sp.Matrix(2, 3, sp.symbols("w1:3(1:4)", real=True))
logistic = lambda z: 1 / (1 + sp.exp(-z))
Z1 = V * X
A1 = Z1.applyfunc(logistic)
Z2 = W * A1
A2 = Z2.applyfunc(logistic)
E = sum(((a - s) ** 2 for a, s in zip(A2, T, strict=True)), sp.S.Zero) / 2
slope = lambda a: a * (1 - a)
delta2 = sp.Matrix([(a - s) * slope(a) for a, s in zip(A2, T, strict=True)])
delta1 = (W.T * delta2).multiply_elementwise(A1.applyfunc(slope))
by = lambda m: m.applyfunc(lambda p: sp.Derivative(E, p))
general = (f(w * x + b) - t) ** 2 / 2
P = sp.Matrix([sp.exp(z) for z in X]) / sum(sp.exp(z) for z in X)

CASES = [
    case("plain-sigmoid", sp.Derivative(sigma, x), sigma * (1 - sigma)),
    case(
        "plain-2-3-2-output-weights",
        by(W),
        delta2 * A1.T,
        wrong={
            "the slope forgotten": sp.Matrix([a - s for a, s in zip(A2, T, strict=True)]) * A1.T,
        },
    ),
    case(
        "plain-2-3-2-hidden-weights",
        by(V),
        delta1 * X.T,
        wrong={
            "f' at the activation (E2)": (W.T * delta2).multiply_elementwise(
                A1.applyfunc(lambda a: slope(logistic(a)))
            )
            * X.T,
        },
    ),
    case(
        "plain-any-activation",
        sp.Derivative(general, w),
        (f(w * x + b) - t) * x * sp.Derivative(f(y), y).subs(y, w * x + b),
    ),
    case(
        "plain-softmax-jacobian",
        sp.Matrix(2, 2, lambda i, j: sp.Derivative(P[i], X[j])),
        sp.diag(*P) - P * P.T,
    ),
    case("plain-square", sp.Eq((x + y) ** 2, x**2 + 2 * x * y + y**2)),
]
