# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
"""Chapters 13, 14 and 17: weight decay, sparsity, clipping, dead units, symmetry, autoencoders."""

from bpbook.symbolic import (
    absolute,
    anything,
    array,
    define,
    derivative,
    equal,
    function,
    index,
    log,
    matrix,
    mean,
    norm_squared,
    rational,
    relu,
    scalar,
    sigmoid,
    sign,
    sqrt,
    tanh,
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
f = function("f")

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
norm = sqrt(total(g[i, k] ** 2, i, k))
dead = anything("C", of=relu(total(w[i, k] * x[k], k) + b[i]), over=i, gradient=delta[i])
twin = lambda i: total(w[i, k] * x[k], k) + b[i]
net = total(u[i] * f(twin(i)), i)

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
    case("clipping-sets-the-norm", total((c * g[i, k] / norm) ** 2, i, k), c**2),
    case(
        "dead-unit-weights",
        derivative(dead, w[j, q]),
        0,
        assuming=b[i] < -total(w[i, k] * x[k], k),
    ),
    case("dead-unit-biases", derivative(dead, b[j]), 0, assuming=b[i] < -total(w[i, k] * x[k], k)),
    case(
        "live-unit-weights",
        derivative(dead, w[j, q]),
        delta[j] * x[q],
        assuming=b[i] > -total(w[i, k] * x[k], k),
    ),
    case(
        "twins-have-one-gradient",
        derivative(net, w[j, q]),
        v[1] * f.prime(v[2] + t[1]) * x[q],
        assuming=[equal(u[i], v[1]), equal(total(w[i, k] * x[k], k), v[2]), equal(b[i], t[1])],
    ),
    case("sign-flip-of-a-tanh-unit", (-u[j]) * tanh(-twin(j)), u[j] * tanh(twin(j))),
    case(
        "sigmoid-slope-product",
        rational(1, 16) - sigmoid.prime(b[1]) * sigmoid.prime(b[2]),
        (sigmoid(b[1]) - rational(1, 2)) ** 2 / 4
        + sigmoid.prime(b[1]) * (sigmoid(b[2]) - rational(1, 2)) ** 2,
    ),
    case(
        "sigmoid-slope-product-bound",
        sigmoid.prime(b[1]) * sigmoid.prime(b[2]) <= rational(1, 16),
        certificate=(sigmoid(b[1]) - rational(1, 2)) ** 2 / 4
        + sigmoid.prime(b[1]) * (sigmoid(b[2]) - rational(1, 2)) ** 2,
    ),
    case(
        "back-propagated-length",
        total(total(w[i, k] * delta[i], i) ** 2, k)
        <= total(w[i, k] ** 2, i, k) * total(delta[i] ** 2, i),
        certificate=total((w[i, k] * delta[j] - w[j, k] * delta[i]) ** 2, i, j, k) / 2,
    ),
]
