# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
"""Chapters 11, 12 and 19: steps, momentum, Adam, steepness, shards."""

from bpbook.symbolic import (
    anything,
    array,
    derivative,
    equal,
    function,
    index,
    integer,
    layer_widths,
    mean,
    scalar,
    total,
    width,
)
from statements import by_induction, case

t = integer("t", at_least=1)
mu, eta, beta, c = scalar("mu eta beta c", positive=True)
v, g, m, w, S, u, x = array("v g m w S u x")
n, N, R = width("n N R")
i, j = index("i j", n)
k = index("k", N)
shard, sample = index("r", R), index("s", N)
a, W, delta = array("a W delta")
f = function("f")
past = lambda t: index("s", t)
steep = function("f_beta", lambda z: f(beta * z))
sizes = layer_widths("N")
uneven = index("s", sizes(shard))
whole = total(sizes(shard), shard)
h = scalar("h")

CASES = [
    by_induction(
        "weights-are-the-sum-of-steps",
        lambda t: (w[t], x[1] + total(v[past(t)], past(t))),
        base=1,
        step=(t, t + 1),
        base_rules=[equal(w[1], x[1] + v[1])],
        step_rules=[equal(w[t + 1], w[t] + v[t + 1])],
    ),
    by_induction(
        "adam-first-moment",
        lambda t: (m[t], (1 - beta) * total(beta ** (t - past(t)) * g[past(t)], past(t))),
        base=1,
        step=(t, t + 1),
        base_rules=[equal(m[1], (1 - beta) * g[1])],
        step_rules=[equal(m[t + 1], beta * m[t] + (1 - beta) * g[t + 1])],
    ),
    by_induction(
        "decay-in-closed-form",
        lambda t: (w[t], (1 - eta * c) ** t * x[1]),
        base=1,
        step=(t, t + 1),
        base_rules=[equal(w[1], (1 - eta * c) * x[1])],
        step_rules=[equal(w[t + 1], (1 - eta * c) * w[t])],
    ),
    case(
        "steepness-is-a-change-of-weights",
        steep(total(W[j, k] * a[k], k)),
        f(total((beta * W[j, k]) * a[k], k)),
    ),
    case("steepness-slope", derivative(steep(h), h), beta * f.prime(beta * h)),
    case(
        "nesterov-as-a-look-ahead",
        w[t] + mu * v[t] + mu * (mu * v[t] - eta * g[t]) - eta * g[t],
        w[t] + mu * v[t] * (1 + mu) - (1 + mu) * eta * g[t],
    ),
    case(
        "batch-gradient-is-the-mean",
        derivative(
            mean(anything("C_s", of=W[i, 1] * a[k], over=i, gradient=delta[i, k]), k), W[j, 1]
        ),
        mean(delta[j, k] * a[k], k),
    ),
    case(
        "equal-shards",
        mean(mean(x[shard, sample], sample), shard),
        total(x[shard, sample], shard, sample) / (R * N),
    ),
    case(
        "unequal-shards",
        total(sizes(shard) / whole * mean(x[shard, uneven], uneven), shard),
        total(total(x[shard, uneven], uneven), shard) / whole,
        wrong={
            "the plain mean of the means": mean(mean(x[shard, uneven], uneven), shard),
        },
    ),
    case(
        "sums-exchange",
        total(total(x[shard, sample], sample), shard),
        total(total(x[shard, sample], shard), sample),
    ),
    case("gradient-of-a-sum", derivative(total(f(x[i]) * u[i], i), x[j]), f.prime(x[j]) * u[j]),
    case("newton-step-on-a-quadratic", x[1] - (c * x[1]) / c, 0),
]
