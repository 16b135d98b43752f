# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
"""Second derivatives: the Hessian-vector product of a network with one hidden layer."""

from bpbook.symbolic import (
    array,
    column,
    define,
    derivative,
    function,
    index,
    kronecker,
    matrix,
    norm_squared,
    scalar,
    sigmoid,
    total,
    width,
)
from statements import case

n, m, p = width("n m p")
i, q, e = index("i q e", n)
k, j, r = index("k j r", m)
o, v = index("o v", p)
W, U, x, t, D = array("W U x t D")
h = scalar("h")
f = function("f")
z = lambda k: total(W[k, i] * x[i], i)
output = lambda o: total(U[o, k] * f(z(k)), k)
error = lambda o: output(o) - t[o]
cost = define("C", total(error(o) ** 2, o) / 2)
gradient = lambda j, q: total(error(o) * U[o, j], o) * f.prime(z(j)) * x[q]
R_z = lambda k: total(D[k, i] * x[i], i)
R_error = lambda o: total(U[o, k] * f.prime(z(k)) * R_z(k), k)
product = (
    total(R_error(o) * U[o, j], o) * f.prime(z(j))
    + total(error(o) * U[o, j], o) * f.second(z(j)) * R_z(j)
) * x[q]
linear = total((total(W[o, i] * x[i], i) - t[o]) ** 2, o) / 2
A, X, T = matrix("A", m, n), column("x", n), column("t", m)
u = array("u")

CASES = [
    case("one-hidden-layer-gradient", derivative(cost, W[j, q]), gradient(j, q)),
    case(
        "hessian-of-one-hidden-layer",
        derivative(cost, W[j, q], W[r, e]),
        (
            total(U[o, r] * U[o, j], o) * f.prime(z(r)) * f.prime(z(j))
            + kronecker(r, j) * total(error(o) * U[o, j], o) * f.second(z(j))
        )
        * x[e]
        * x[q],
    ),
    case(
        "hessian-vector-product",
        total(derivative(gradient(j, q), W[r, i]) * D[r, i], r, i),
        product,
        wrong={
            "the curvature of f forgotten (Gauss-Newton)": total(R_error(o) * U[o, j], o)
            * f.prime(z(j))
            * x[q],
            "the error taken as constant": total(error(o) * U[o, j], o)
            * f.second(z(j))
            * R_z(j)
            * x[q],
        },
    ),
    case(
        "hessian-vector-product-of-the-cost",
        total(derivative(cost, W[j, q], W[r, i]) * D[r, i], r, i),
        product,
    ),
    case("hessian-of-a-linear-unit", derivative(linear, W[v, q], W[v, i]), x[q] * x[i]),
    case(
        "second-derivative-of-a-composition",
        derivative(f(sigmoid(h)), h, h),
        f.second(sigmoid(h)) * sigmoid.prime(h) ** 2 + f.prime(sigmoid(h)) * sigmoid.second(h),
    ),
    case(
        "least-squares-second", derivative(norm_squared(A @ X - T) / 2, X), (A.T @ A) @ X - A.T @ T
    ),
    case(
        "hessian-is-symmetric",
        derivative(total(f(u[k]) * u[k], k), u[j], u[r]),
        derivative(total(f(u[k]) * u[k], k), u[r], u[j]),
    ),
]
