"""Chapter 3: losses and output layers."""

from bpbook.symbolic import (
    absolute,
    array,
    define,
    derivative,
    distinct,
    equal,
    exp,
    function,
    index,
    kronecker,
    log,
    mean,
    rational,
    scalar,
    sigmoid,
    softplus,
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
f, B = function("f"), function("B")
tau = scalar("tau", positive=True)
epsilon = scalar("epsilon")
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
square = total((o[i] - t[i]) ** 2, i) / 2
cross = -total(t[u] * log(p[u]), u)
binary = -total(t[u] * log(sigmoid(z[u])) + (1 - t[u]) * log(1 - sigmoid(z[u])), u)
log_softmax = define("y", lambda u: z[u] - log(total(exp(z[i]), i)))
tempered = define("p", lambda u: exp(z[u] / tau) / total(exp(z[i] / tau), i))
smooth = define("t'", lambda u: (1 - epsilon) * t[u] + epsilon / n)
lse = log(total(exp(z[i]), i))

CASES = [
    case(
        "squared-error",
        derivative(square, o[j]),
        o[j] - t[j],
        wrong={
            "the target differentiated too (E1, S0:136)": o[j] - t[j] - 1,
            "the loss itself sent back (E7, S0:67)": (o[j] - t[j]) ** 2 / 2,
            "the factor of (y - t)^2 without the half (E17)": 2 * (o[j] - t[j]),
        },
    ),
    case(
        "squared-error-mean",
        derivative(mean((o[i] - t[i]) ** 2, i), o[j]),
        2 * (o[j] - t[j]) / n,
        wrong={"the half of the other convention": (o[j] - t[j]) / n},
    ),
    case(
        "mean-is-a-rescaled-half-sum",
        derivative(mean((o[i] - t[i]) ** 2, i), o[j]),
        rational(2) / n * derivative(square, o[j]),
    ),
    case("softmax-sums-to-one", total(softmax(z, u), u), 1),
    case("softmax-shift", exp(z[u] + c) / total(exp(z[i] + c), i), softmax(z, u)),
    case("softmax-ratio", softmax(z, u) / softmax(z, q), exp(z[u] - z[q])),
    case(
        "softmax-jacobian",
        derivative(p[u], z[j]),
        p[u] * (kronecker(u, j) - p[j]),
        wrong={
            "cross terms dropped": p[u] * (1 - p[u]) * kronecker(u, j),
            "the sigmoid's rule": p[u] * (1 - p[j]),
            "p_u squared": p[u] * (kronecker(u, j) - p[u]),
        },
    ),
    case("softmax-jacobian-diagonal", derivative(p[j], z[j]), p[j] * (1 - p[j])),
    case(
        "softmax-jacobian-off-diagonal",
        derivative(p[u], z[j]),
        -p[u] * p[j],
        assuming=distinct(u, j),
    ),
    case("softmax-jacobian-rows", total(derivative(p[u], z[j]), j), 0),
    case("softmax-jacobian-columns", total(derivative(p[u], z[j]), u), 0),
    case("softmax-jacobian-symmetric", derivative(p[u], z[j]), derivative(p[j], z[u])),
    case(
        "softmax-squared-error",
        derivative(total((p[u] - t[u]) ** 2, u) / 2, z[j]),
        p[j] * (p[j] - t[j] - total((p[u] - t[u]) * p[u], u)),
        wrong={
            "cross terms dropped, as if the outputs were sigmoids": (p[j] - t[j])
            * p[j]
            * (1 - p[j]),
        },
    ),
    case(
        "softmax-cross-entropy",
        derivative(cross, z[j]),
        p[j] - t[j],
        assuming=one,
        wrong={
            "an extra f'": (p[j] - t[j]) * p[j] * (1 - p[j]),
            "the mean over outputs": (p[j] - t[j]) / n,
            "the loss weighted by the target only": t[j] * (p[j] - 1),
        },
    ),
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
    case(
        "label-smoothing",
        derivative(-total(smooth[u] * log(p[u]), u), z[j]),
        p[j] - smooth[j],
        assuming=one,
    ),
    case(
        "softmax-temperature",
        derivative(-total(t[u] * log(tempered[u]), u), z[j]),
        (tempered[j] - t[j]) / tau,
        assuming=one,
        wrong={"temperature forgotten": tempered[j] - t[j]},
    ),
    case("log-sum-exp", derivative(lse, z[j]), p[j]),
    case("log-sum-exp-second", derivative(lse, z[j], z[q]), p[j] * (kronecker(j, q) - p[q])),
    case("log-softmax-jacobian", derivative(log_softmax[u], z[j]), kronecker(u, j) - p[j]),
    case("log-of-softmax", log(p[u]), log_softmax[u]),
    case(
        "binary-cross-entropy",
        derivative(binary, z[j]),
        sigmoid(z[j]) - t[j],
        wrong={
            "an extra sigma'": (sigmoid(z[j]) - t[j]) * sigmoid.prime(z[j]),
            "summed over outputs": total(sigmoid(z[u]) - t[u], u),
        },
    ),
    case(
        "binary-cross-entropy-by-output",
        derivative(-total(t[u] * log(a[u]) + (1 - t[u]) * log(1 - a[u]), u), a[j]),
        (a[j] - t[j]) / (a[j] * (1 - a[j])),
        assuming=[a[j] > 0, a[j] < 1],
    ),
    case("binary-cross-entropy-stable", binary, total(softplus(z[u]) - t[u] * z[u], u)),
    case(
        "logistic-loss",
        derivative(total(log(1 + exp(-t[u] * z[u])), u), z[j]),
        -t[j] * sigmoid(-t[j] * z[j]),
        wrong={"the margin's sign": -t[j] * sigmoid(t[j] * z[j])},
    ),
    case(
        "matching-link",
        derivative(total(B(z[u]) - t[u] * z[u], u), z[j]),
        B.prime(z[j]) - t[j],
        wrong={"an extra f'": (B.prime(z[j]) - t[j]) * B.second(z[j])},
    ),
    case(
        "squared-error-through-any-output",
        derivative(total((f(z[i]) - t[i]) ** 2, i) / 2, z[j]),
        (f(z[j]) - t[j]) * f.prime(z[j]),
        wrong={
            "a - t, right only for the matching cost": f(z[j]) - t[j],
        },
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
