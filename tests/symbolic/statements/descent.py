"""Chapter 4: why downhill."""

from bpbook.symbolic import (
    array,
    column,
    define,
    derivative,
    equal,
    index,
    matrix,
    norm_squared,
    scalar,
    sqrt,
    total,
    width,
)
from statements import case

n, m = width("n m")
i, j, k = index("i j k", n)
x, u, g, lam, b, a = array("x u g lambda b a")
eta, low, high, bound = scalar("eta lambda_1 lambda_n L", positive=True)
gg = total(g[i] ** 2, i)
uu = total(u[i] ** 2, i)
gu = total(g[i] * u[i], i)
energy = define("f", total(lam[k] * x[k] ** 2, k) / 2)
after = total(lam[k] * (x[k] - eta * lam[k] * x[k]) ** 2, k) / 2
A, X, B, T = matrix("A", n, n), column("x", n), matrix("B", m, n), column("b", m)
best = 2 / (low + high)

CASES = [
    case("lagrange-identity", gg * uu - gu**2, total((g[i] * u[j] - g[j] * u[i]) ** 2, i, j) / 2),
    case("steepest-slope", total(g[i] * (g[i] / sqrt(gg)), i), sqrt(gg), assuming=g[i] > 0),
    case("steepest-direction-is-a-unit", total((g[i] / sqrt(gg)) ** 2, i), 1, assuming=g[i] > 0),
    case(
        "slope-along-a-unit-at-most-the-norm",
        gu**2 <= gg,
        assuming=equal(uu, 1),
        certificate=total((g[i] * u[j] - g[j] * u[i]) ** 2, i, j) / 2,
    ),
    case("quadratic-gradient", derivative(energy, x[j]), lam[j] * x[j]),
    case(
        "quadratic-after-a-step",
        after,
        energy
        - eta * total((lam[k] * x[k]) ** 2, k)
        + eta**2 / 2 * total(lam[k] * (lam[k] * x[k]) ** 2, k),
    ),
    case("best-step-balances", 1 - best * low, -(1 - best * high)),
    case("best-rate", 1 - best * low, (high - low) / (high + low)),
    case(
        "quadratic-form-gradient",
        derivative((X.T @ A @ X)[1, 1], X),
        (A + A.T) @ X,
        wrong={
            "the rule for a symmetric matrix": 2 * (A @ X),
        },
    ),
    case(
        "least-squares-gradient",
        derivative(norm_squared(B @ X - T) / 2, X),
        B.T @ (B @ X - T),
        wrong={"the transpose forgotten where it fits": B.T @ (B @ X + T)},
    ),
]
