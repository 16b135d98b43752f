"""Chapters 11 and 13: expectations as finite averages."""

from bpbook.symbolic import (
    array,
    define,
    equal,
    index,
    kronecker,
    mean,
    scalar,
    total,
    width,
)
from statements import case

n = width("n", at_least=2)
m = width("m")
i, j, k, s = index("i j k s", n)
q = index("q", m)
g, e = array("g e")
average = define("G", mean(g[i], i))
variance = define("V", mean((g[s] - average) ** 2, s))
pair = (g[i] + g[j]) / 2
triple = (g[i] + g[j] + g[k]) / 3
other = 1 - kronecker(i, j)
sigma_w, sigma_x = scalar("v_w v_x", positive=True)

CASES = [
    case("one-sample-is-unbiased", mean(g[i] - average, i), 0),
    case("two-samples-are-unbiased", mean(pair, i, j), average),
    case(
        "two-samples-halve-the-variance",
        mean((pair - average) ** 2, i, j),
        variance / 2,
        wrong={
            "the variance of one sample": variance,
            "a quarter": variance / 4,
        },
    ),
    case("three-samples-third-the-variance", mean((triple - average) ** 2, i, j, k), variance / 3),
    case("without-replacement-is-unbiased", total(other * pair, i, j) / (n * (n - 1)), average),
    case(
        "without-replacement-two-samples",
        total(other * (pair - average) ** 2, i, j) / (n * (n - 1)),
        variance / 2 * (n - 2) / (n - 1),
        wrong={
            "the finite-population factor forgotten": variance / 2,
        },
    ),
    case("variance-from-pairs", variance, mean((g[i] - g[j]) ** 2, i, j) / 2),
    case("all-samples-have-no-variance", total(mean(g[i], i) - average, s), 0),
    case(
        "sum-of-independent-products",
        total(total(kronecker(q, index("p", m)) * sigma_w * sigma_x, index("p", m)), q),
        m * sigma_w * sigma_x,
    ),
    case(
        "weighted-mean-of-equal-weights",
        total(e[i] * g[i], i),
        total(g[i], i) / n,
        assuming=equal(e[i], 1 / n),
    ),
]
