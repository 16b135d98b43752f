# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
"""Chapter 18: batch and layer normalisation, residual connections."""

from bpbook.symbolic import (
    anything,
    array,
    define,
    derivative,
    function,
    index,
    mean,
    rational,
    scalar,
    sqrt,
    total,
    width,
)
from statements import case

N, n = width("N n")
s, r, q = index("s r q", N)
i, j, u = index("i j u", n)
x, g, w, z = array("x g w z")
gamma, beta = array("gamma beta")
eps = scalar("epsilon", positive=True)
f = function("f")
minus_half = rational(-1, 2)

# over the samples, one unit
mu = mean(x[s], s)
scale = (mean((x[s] - mu) ** 2, s) + eps) ** minus_half
x_hat = define("xhat", lambda s: (x[s] - mu) * scale)
cost = anything("C", of=x_hat[s], over=s, gradient=g[s])
affine = anything("C", of=gamma[1] * x_hat[s] + beta[1], over=s, gradient=g[s])
centred = anything("C", of=x[s] - mu, over=s, gradient=g[s])
backward = scale / N * (N * g[r] - total(g[s], s) - x_hat[r] * total(g[s] * x_hat[s], s))

# the batch: units i, samples s
mu_unit = lambda i: mean(x[i, s], s)
scale_unit = lambda i: (mean((x[i, s] - mu_unit(i)) ** 2, s) + eps) ** minus_half
unit_hat = define("xhat", lambda i, s: (x[i, s] - mu_unit(i)) * scale_unit(i))
batch = anything("C", of=gamma[i] * unit_hat[i, s] + beta[i], over=(i, s), gradient=g[i, s])

# over the units, one sample
mu_layer = mean(z[i], i)
scale_layer = (mean((z[i] - mu_layer) ** 2, i) + eps) ** minus_half
z_hat = define("zhat", lambda i: (z[i] - mu_layer) * scale_layer)
layer_norm = anything("C", of=gamma[i] * z_hat[i] + beta[i], over=i, gradient=g[i])
rms = (mean(z[i] ** 2, i) + eps) ** minus_half
rms_norm = anything("C", of=z[i] * rms, over=i, gradient=g[i])
dy = lambda i: gamma[i] * g[i]

block = anything("C", of=z[i] + total(w[i, u] * f(z[u]), u), over=i, gradient=g[i])

CASES = [
    case(
        "centring",
        derivative(centred, x[r]),
        g[r] - mean(g[s], s),
        wrong={
            "the mean taken as constant": g[r],
        },
    ),
    case(
        "batch-norm-input",
        derivative(cost, x[r]),
        backward,
        wrong={
            "the path through the mean forgotten": scale
            / N
            * (N * g[r] - x_hat[r] * total(g[s] * x_hat[s], s)),
            "the path through the variance forgotten": scale / N * (N * g[r] - total(g[s], s)),
            "statistics taken as constants": scale * g[r],
            "N - 1 for N": scale
            / (N - 1)
            * (N * g[r] - total(g[s], s) - x_hat[r] * total(g[s] * x_hat[s], s)),
        },
    ),
    case("batch-norm-input-sums-to-zero", total(derivative(cost, x[r]), r), 0),
    case("batch-norm-outputs-sum-to-zero", total(x_hat[s], s), 0),
    case("batch-norm-scale", derivative(affine, gamma[1]), total(g[s] * x_hat[s], s)),
    case("batch-norm-shift", derivative(affine, beta[1]), total(g[s], s)),
    case(
        "batch-norm-batch-input",
        derivative(batch, x[j, r]),
        gamma[j]
        * scale_unit(j)
        / N
        * (N * g[j, r] - total(g[j, s], s) - unit_hat[j, r] * total(g[j, s] * unit_hat[j, s], s)),
        wrong={
            "the scale forgotten": scale_unit(j)
            / N
            * (
                N * g[j, r]
                - total(g[j, s], s)
                - unit_hat[j, r] * total(g[j, s] * unit_hat[j, s], s)
            )
        },
    ),
    case(
        "batch-norm-batch-scale", derivative(batch, gamma[j]), total(g[j, s] * unit_hat[j, s], s)
    ),
    case("batch-norm-batch-shift", derivative(batch, beta[j]), total(g[j, s], s)),
    case(
        "variance-by-an-input",
        derivative(mean((x[s] - mu) ** 2, s), x[r]),
        2 * (x[r] - mu) / N,
        wrong={"the mean's own derivative counted": 2 * (x[r] - mu) * (1 - 1 / N) / N},
    ),
    case("variance-as-mean-square", mean((x[s] - mu) ** 2, s), mean(x[s] ** 2, s) - mu**2),
    case(
        "layer-norm-input",
        derivative(layer_norm, z[j]),
        scale_layer * (dy(j) - mean(dy(i), i) - z_hat[j] * mean(dy(i) * z_hat[i], i)),
    ),
    case("layer-norm-scale", derivative(layer_norm, gamma[j]), g[j] * z_hat[j]),
    case(
        "rms-norm-input",
        derivative(rms_norm, z[j]),
        rms * g[j] - z[j] * rms**3 * mean(g[i] * z[i], i),
    ),
    case(
        "residual-block",
        derivative(block, z[j]),
        g[j] + total(w[i, j] * g[i], i) * f.prime(z[j]),
        wrong={
            "the identity term forgotten": total(w[i, j] * g[i], i) * f.prime(z[j]),
        },
    ),
    case(
        "standardised-second-moment",
        mean(x_hat[s] ** 2, s),
        mean((x[s] - mu) ** 2, s) / (mean((x[s] - mu) ** 2, s) + eps),
    ),
    case("normalised-length", total((x[s] / sqrt(total(x[q] ** 2, q))) ** 2, s), 1),
    case(
        "normalised-vector",
        derivative(
            anything("C", of=x[s] / sqrt(total(x[q] ** 2, q) + eps), over=s, gradient=g[s]), x[r]
        ),
        g[r] / sqrt(total(x[q] ** 2, q) + eps)
        - x[r] * total(g[s] * x[s], s) / (total(x[q] ** 2, q) + eps) ** rational(3, 2),
    ),
]
