# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
"""Chapter 18: attention."""

from bpbook.symbolic import (
    anything,
    array,
    define,
    derivative,
    exp,
    index,
    kronecker,
    sqrt,
    total,
    width,
)
from statements import case

queries, keys, d, dv, dm = width("n_q n_k d_k d_v d_m")
a, b = index("a b", queries)
k, p, q = index("k p q", keys)
e, h = index("e h", d)
v, c = index("v c", dv)
x, y = index("x y", dm)
Q, K, V, dO, W, X = array("Q K V dO W X")

score = lambda a, k: total(Q[a, e] * K[k, e], e) / sqrt(d)
P = define("P", lambda a, k: exp(score(a, k)) / total(exp(score(a, p)), p))
cost = anything("C", of=total(P[a, k] * V[k, v], k), over=(a, v), gradient=dO[a, v])
dP = lambda a, k: total(dO[a, v] * V[k, v], v)
dS = lambda a, k: P[a, k] * (dP(a, k) - total(dP(a, q) * P[a, q], q))
projected = anything("C", of=total(W[x, e] * X[k, x], x), over=(k, e), gradient=dO[k, e])

CASES = [
    case("attention-rows-sum-to-one", total(P[a, k], k), 1),
    case(
        "attention-values",
        derivative(cost, V[p, c]),
        total(P[a, p] * dO[a, c], a),
        wrong={
            "P not transposed": lambda: total(P[p, a] * dO[a, c], a),
        },
    ),
    case(
        "attention-queries",
        derivative(cost, Q[b, h]),
        total(dS(b, k) * K[k, h], k) / sqrt(d),
        wrong={
            "1/sqrt(d_k) forgotten": total(dS(b, k) * K[k, h], k),
            "the row sum of the softmax forgotten": total(P[b, k] * dP(b, k) * K[k, h], k)
            / sqrt(d),
        },
    ),
    case(
        "attention-keys",
        derivative(cost, K[p, h]),
        total(dS(a, p) * Q[a, h], a) / sqrt(d),
        wrong={
            "1/d_k for 1/sqrt(d_k)": total(dS(a, p) * Q[a, h], a) / d,
        },
    ),
    case("attention-score-errors-sum-to-zero", total(dS(a, k), k), 0),
    case(
        "attention-row-softmax",
        derivative(P[a, k], Q[b, h]),
        P[a, k] * (K[k, h] - total(P[a, q] * K[q, h], q)) / sqrt(d) * kronecker(a, b),
    ),
    case("attention-projection", derivative(projected, W[y, h]), total(dO[k, h] * X[k, y], k)),
    case(
        "attention-shift",
        exp(score(a, k) - V[a, 1]) / total(exp(score(a, p) - V[a, 1]), p),
        P[a, k],
    ),
]
