"""Chapter 3: losses and output layers."""

from bpbook.symbolic import (
    absolute,
    array,
    define,
    derivative,
    distinct,
    equal,
    exp,
    index,
    kronecker,
    log,
    mean,
    rational,
    scalar,
    sigmoid,
    step,
    total,
    width,
)
from statements import case

n = width("n")
m = width("m")
i, j, u, q = index("i j u q", n)
s, r = index("s r", m)
z, t, o, g, a = array("z t o g a")
c = scalar("c")
half = rational(1, 2)


def softmax(z, u):
    """The u-th output of the softmax of z[.]."""
    return exp(z[u]) / total(exp(z[i]), i)


def softmax_of_sample(u, s):
    """The u-th output for sample s."""
    return exp(z[u, s]) / total(exp(z[i, s]), i)


p = define("p", lambda u: softmax(z, u))
P = define("P", softmax_of_sample)
one = equal(total(t[u], u), 1)
cross = -total(t[u] * log(p[u]), u)
log_softmax = define("y", lambda u: z[u] - log(total(exp(z[i]), i)))
lse = log(total(exp(z[i]), i))

CASES = [
    case(
        "squared-error-mean",
        derivative(mean((o[i] - t[i]) ** 2, i), o[j]),
        2 * (o[j] - t[j]) / n,
        wrong={"the half of the other convention": (o[j] - t[j]) / n},
    ),
    case("softmax-sums-to-one", total(softmax(z, u), u), 1),
    case("softmax-ratio", softmax(z, u) / softmax(z, q), exp(z[u] - z[q])),
    case("softmax-jacobian-diagonal", derivative(p[j], z[j]), p[j] * (1 - p[j])),
    case(
        "softmax-jacobian-off-diagonal",
        derivative(p[u], z[j]),
        -p[u] * p[j],
        assuming=distinct(u, j),
    ),
    case("softmax-jacobian-columns", total(derivative(p[u], z[j]), u), 0),
    case("softmax-jacobian-symmetric", derivative(p[u], z[j]), derivative(p[j], z[u])),
    case(
        "softmax-cross-entropy-any-target",
        derivative(cross, z[j]),
        total(t[u], u) * p[j] - t[j],
        wrong={"targets taken to sum to 1": p[j] - t[j]},
    ),
    case(
        "cross-entropy-by-output",
        derivative(-total(t[u] * log(a[u]), u), a[j]),
        -t[j] / a[j],
        assuming=a[j] > 0,
    ),
    case(
        "negative-log-likelihood",
        derivative(-log(p[q]), z[j]),
        p[j] - kronecker(j, q),
        wrong={
            "one minus the probability for all": p[j] - 1,
        },
    ),
    case("log-sum-exp-second", derivative(lse, z[j], z[q]), p[j] * (kronecker(j, q) - p[q])),
    case("log-softmax-jacobian", derivative(log_softmax[u], z[j]), kronecker(u, j) - p[j]),
    case("log-of-softmax", log(p[u]), log_softmax[u]),
    case(
        "binary-cross-entropy-by-output",
        derivative(-total(t[u] * log(a[u]) + (1 - t[u]) * log(1 - a[u]), u), a[j]),
        (a[j] - t[j]) / (a[j] * (1 - a[j])),
        assuming=[a[j] > 0, a[j] < 1],
    ),
    case(
        "logistic-loss",
        derivative(total(log(1 + exp(-t[u] * z[u])), u), z[j]),
        -t[j] * sigmoid(-t[j] * z[j]),
        wrong={"the margin's sign": -t[j] * sigmoid(t[j] * z[j])},
    ),
    case(
        "huber-inside",
        derivative(total((o[i] - t[i]) ** 2 / 2 * step(c - absolute(o[i] - t[i])), i), o[j]),
        (o[j] - t[j]) * step(c - absolute(o[j] - t[j])),
    ),
    case(
        "absolute-error",
        derivative(total(absolute(o[i] - t[i]), i), o[j]),
        1,
        assuming=o[j] > t[j],
    ),
    case(
        "hinge",
        derivative(total((1 - t[i] * z[i]) * step(1 - t[i] * z[i]), i), z[j]),
        -t[j] * step(1 - t[j] * z[j]),
    ),
    case(
        "kullback-leibler",
        derivative(total(t[u] * log(t[u] / p[u]), u), z[j]),
        p[j] - t[j],
        assuming=[one, t[u] > 0],
    ),
    case(
        "batch-softmax-cross-entropy",
        derivative(mean(-total(t[u, s] * log(P[u, s]), u), s), z[j, r]),
        (P[j, r] - t[j, r]) / m,
        assuming=equal(total(t[u, s], u), 1),
        wrong={"1/m forgotten": P[j, r] - t[j, r]},
    ),
    case(
        "batch-squared-error",
        derivative(mean(total((o[i, s] - t[i, s]) ** 2, i), s) * half, o[j, r]),
        (o[j, r] - t[j, r]) / m,
    ),
]
