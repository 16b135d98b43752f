# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
"""Chapters 13, 14 and 17: weight decay, sparsity, clipping, dead units, symmetry, autoencoders."""

from bpbook.symbolic import (
    absolute,
    anything,
    array,
    define,
    derivative,
    index,
    log,
    matrix,
    mean,
    norm_squared,
    scalar,
    sigmoid,
    sign,
    total,
    width,
)
from statements import case

n, m, N = width("n m N")
i, j = index("i j", n)
k, q = index("k q", m)
s = index("s", N)
w, g, a, b, x, delta, t, u, v = array("w g a b x delta t u v")
lam, rho, beta, eta, c = scalar("lambda rho beta eta c", positive=True)

data = anything("C", of=w[i, k], over=(i, k), gradient=g[i, k])
decayed = data + lam / 2 * total(w[i, k] ** 2, i, k)
z = lambda i, s: total(w[i, k] * a[k, s], k) + b[i]
rho_hat = define("rhohat", lambda i: mean(sigmoid(z(i, s)), s))
sparsity = total(rho * log(rho / rho_hat[i]) + (1 - rho) * log((1 - rho) / (1 - rho_hat[i])), i)
slope = lambda j: (1 - rho) / (1 - rho_hat[j]) - rho / rho_hat[j]
hidden = lambda i, s: sigmoid(z(i, s))
W, V, X = matrix("W", m, n), matrix("V", n, m), matrix("X", n, N)
coder = norm_squared(V @ W @ X - X) / 2
tied = norm_squared(W.T @ W @ X - X) / 2

CASES = [
    case(
        "weight-decay",
        derivative(decayed, w[j, q]),
        g[j, q] + lam * w[j, q],
        wrong={
            "no half in the penalty": g[j, q] + 2 * lam * w[j, q],
            "the penalty of the other entry": lambda: g[j, q] + lam * w[q, j],
            "squared": g[j, q] + lam * w[j, q] ** 2,
        },
    ),
    case(
        "weight-decay-step",
        w[j, q] - eta * derivative(decayed, w[j, q]),
        (1 - eta * lam) * w[j, q] - eta * g[j, q],
    ),
    case(
        "lasso-penalty",
        derivative(lam * total(absolute(w[i, k]), i, k), w[j, q]),
        lam * sign(w[j, q]),
    ),
    case(
        "sparsity-biases",
        derivative(sparsity, b[j]),
        mean(slope(j) * hidden(j, s) * (1 - hidden(j, s)), s),
        wrong={
            "the extra term's sign": mean(-slope(j) * hidden(j, s) * (1 - hidden(j, s)), s),
            "sigma' forgotten": slope(j),
            "rho and 1 - rho exchanged": mean(
                (rho / (1 - rho_hat[j]) - (1 - rho) / rho_hat[j])
                * hidden(j, s)
                * (1 - hidden(j, s)),
                s,
            ),
        },
        assuming=rho < 1,
    ),
    case(
        "sparsity-weights",
        derivative(sparsity, w[j, q]),
        mean(slope(j) * hidden(j, s) * (1 - hidden(j, s)) * a[q, s], s),
        assuming=rho < 1,
    ),
    case(
        "sparsity-penalty",
        derivative(rho * log(rho / c) + (1 - rho) * log((1 - rho) / (1 - c)), c),
        (1 - rho) / (1 - c) - rho / c,
        assuming=[rho < 1, c < 1],
    ),
    case("linear-autoencoder-decoder", derivative(coder, V), (V @ W @ X - X) @ (W @ X).T),
    case(
        "linear-autoencoder-encoder",
        derivative(coder, W),
        V.T @ (V @ W @ X - X) @ X.T,
        wrong={
            "the decoder not transposed": lambda: V @ (V @ W @ X - X) @ X.T,
        },
    ),
    case(
        "tied-autoencoder",
        derivative(tied, W),
        W @ X @ (W.T @ W @ X - X).T + W @ (W.T @ W @ X - X) @ X.T,
        wrong={
            "one of the two copies": W @ (W.T @ W @ X - X) @ X.T,
        },
    ),
]
