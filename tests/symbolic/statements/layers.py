# ruff: noqa: E741 -- l is the layer, as in the formulas
"""Chapters 7 and 8: one layer, any cost; the four equations in indices and in matrices."""

from bpbook.symbolic import (
    anything,
    array,
    column,
    define,
    derivative,
    equal,
    function,
    index,
    layer,
    layer_widths,
    matrix,
    mean,
    mean_cost,
    ones,
    total,
    width,
)
from statements import by_induction, case

n, m, p = width("n m p")
samples = width("N")
i, j = index("i j", n)
k, q = index("k q", p)
o, v = index("o v", m)
s = index("s", samples)
l, L = layer("l L")
f = function("f")
z, a, b, w, x, t, g, e, delta, theta, h, d = array("z a b w x t g e delta theta h d")

# ---- one layer, indices
outputs = anything("C", of=f(z[L, i]), over=i, gradient=g[i])
layer_cost = anything(
    "C", of=total(w[l, i, k] * a[l - 1, k], k) + b[l, i], over=i, gradient=delta[l, i]
)
threshold_cost = anything("C", of=total(w[i, k] * x[k], k) - theta[i], over=i, gradient=delta[i])
after = define(
    "C",
    mean(
        anything(
            "C_s",
            of=total(w[l, i, k] * a[l - 1, k, s], k) + b[l, i],
            over=i,
            gradient=delta[l, i, s],
        ),
        s,
    ),
)

# ---- Zhou's notation: outputs y, hidden b, thresholds theta and gamma

# ---- matrices
W, bias, A = matrix("W", n, p), column("b", n), matrix("A", p, samples)
Z, Delta = matrix("Z", n, samples), matrix("Delta", n, samples)
forward = W @ A + bias @ ones(samples).T
batch = define("C", mean_cost("C", forward, gradient=Delta))
whole = anything("C", forward, gradient=Delta)
elementwise = anything("C", f(Z), gradient=Delta)
nl = layer_widths("n")
zl, dl = column("z", nl(l), layer=l), column("delta", nl(l + 1), layer=l + 1)
Wl, bl = matrix("W", nl(l + 1), nl(l), layer=l + 1), column("b", nl(l + 1), layer=l + 1)
column_rest = anything("C", Wl @ f(zl) + bl, gradient=dl)
X, V = matrix("X", samples, p), matrix("V", p, n)
Rows = matrix("Delta", samples, n)
row_cost = anything("C", X @ V, gradient=Rows)

# ---- every depth
at = {name: lambda layer, name=name: index(name, nl(layer)) for name in "ijk"}
ji, ii, kk = at["j"](l), at["i"](l), at["k"](l + 1)
jL, iL = at["j"](L), at["i"](L)
true, next_tangent = array("error tdot")
last = anything("C", of=f(z[L, iL]), over=iL, gradient=g[iL])
earlier = anything(
    "C",
    of=total(w[l + 1, kk, ii] * f(z[l, ii]), ii) + b[l + 1, kk],
    over=kk,
    gradient=true[l + 1, kk],
)
recursion = total(w[l + 1, kk, ji] * delta[l + 1, kk], kk) * f.prime(z[l, ji])
tangent = define("tau", lambda k: total(w[l + 1, k, i] * f.prime(z[l, i]) * next_tangent[i], i))

CASES = [
    case(
        "output-error",
        derivative(outputs, z[L, j]),
        g[j] * f.prime(z[L, j]),
        wrong={
            "the loss in place of its derivative (E7)": g[j] ** 2 * f.prime(z[L, j]),
        },
    ),
    case(
        "output-error-squared",
        derivative(define("C", total((f(z[L, i]) - t[i]) ** 2, i) / 2), z[L, j]),
        (f(z[L, j]) - t[j]) * f.prime(z[L, j]),
    ),
    case(
        "weight-gradient",
        derivative(layer_cost, w[l, j, q]),
        delta[l, j] * a[l - 1, q],
        wrong={
            "the weighted input in place of the activation": delta[l, j] * z[l - 1, q],
            "the activation of the same layer (E11)": delta[l, j] * a[l, q],
        },
    ),
    case(
        "bias-gradient",
        derivative(layer_cost, b[l, j]),
        delta[l, j],
        wrong={
            "times the weighted input": delta[l, j] * total(w[l, j, k] * a[l - 1, k], k),
        },
    ),
    case(
        "input-gradient", derivative(layer_cost, a[l - 1, q]), total(w[l, i, q] * delta[l, i], i)
    ),
    case(
        "threshold-gradient",
        derivative(threshold_cost, theta[j]),
        -delta[j],
        wrong={
            "the bias's sign": delta[j],
        },
    ),
    case(
        "batch-weight-gradient",
        derivative(after, w[l, j, q]),
        mean(delta[l, j, s] * a[l - 1, q, s], s),
        wrong={
            "the product of the sums": total(delta[l, j, s], s)
            * total(a[l - 1, q, s], s)
            / samples,
            "1/n for 1/m": total(delta[l, j, s] * a[l - 1, q, s], s) / n,
        },
    ),
    case("batch-bias-gradient", derivative(after, b[l, j]), mean(delta[l, j, s], s)),
    case(
        "batch-input-gradient",
        derivative(after, a[l - 1, q, s]),
        total(w[l, i, q] * delta[l, i, s], i) / samples,
    ),
    case(
        "matrix-weight-gradient",
        derivative(batch, W),
        Delta @ A.T / samples,
        wrong={
            "samples in rows": lambda: Delta.T @ A / samples,
        },
    ),
    case("matrix-bias-gradient", derivative(batch, bias), Delta @ ones(samples) / samples),
    case(
        "matrix-input-gradient",
        derivative(whole, A),
        W.T @ Delta,
        wrong={
            "the transpose forgotten": lambda: W @ Delta,
        },
    ),
    case("matrix-activation-layer", derivative(elementwise, Z), Delta * f.prime(Z)),
    case(
        "matrix-delta-recursion",
        derivative(column_rest, zl),
        (Wl.T @ dl) * f.prime(zl),
        wrong={
            "f' at the activation (E2)": (Wl.T @ dl) * f.prime(f(zl)),
        },
    ),
    case("rows-weight-gradient", derivative(row_cost, V), X.T @ Rows),
    case("rows-input-gradient", derivative(row_cost, X), Rows @ V.T),
    case(
        "adjoint-invariance",
        total(delta[l + 1, o] * tangent[o], o),
        total(total(w[l + 1, o, i] * delta[l + 1, o], o) * f.prime(z[l, i]) * next_tangent[i], i),
    ),
    by_induction(
        "every-depth-delta",
        lambda layer: (true[layer, at["j"](layer)], delta[layer, at["j"](layer)]),
        base=L,
        step=(l + 1, l),
        base_rules=[
            equal(true[L, jL], derivative(last, z[L, jL])),
            equal(delta[L, jL], g[jL] * f.prime(z[L, jL])),
        ],
        step_rules=[
            equal(true[l, ji], derivative(earlier, z[l, ji])),
            equal(delta[l, ji], recursion),
        ],
        wrong={
            "the weights of this layer (E11)": total(w[l, kk, ji] * delta[l + 1, kk], kk)
            * f.prime(z[l, ji]),
        },
    ),
]
