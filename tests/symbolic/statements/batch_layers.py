"""The layers and losses of an MLP library in batch form, one sample a column.

The list is that of nerva-sympy: linear, activation, SReLU, softmax, log-softmax, dropout and
batch normalisation layers; squared error, cross-entropy, softmax cross-entropy, logistic and
negative log-likelihood. They are proved for every shape here.
"""

from bpbook.symbolic import (
    anything,
    array,
    column,
    define,
    derivative,
    equal,
    exp,
    function,
    identity_matrix,
    index,
    log,
    matrix,
    norm_squared,
    ones,
    relu,
    scalar,
    sigmoid,
    step,
    tanh,
    total,
    trace,
    width,
)
from statements import case

K, D, N = width("K D N")
i, j, u = index("i j u", K)
s, r = index("s r", N)
f = function("f")
W, b, X = matrix("W", K, D), column("b", K), matrix("X", D, N)
Z, Y, T, DY = (matrix(name, K, N) for name in ("Z", "Y", "T", "DY"))
Mask = matrix("R", K, N)
one_N, one_K = ones(N), ones(K)
z, t, dy = array("Z T DY")
linear = anything("L", W @ X + b @ one_N.T, gradient=DY)
activated = anything("L", f(Z), gradient=DY)
c_left, c_right, knee_left, knee_right = scalar("a_l a_r t_l t_r")
srelu = function(
    "SReLU",
    lambda u: (
        u
        + (c_left - 1) * (u - knee_left) * step(knee_left - u)
        + (c_right - 1) * (u - knee_right) * step(u - knee_right)
    ),
)
bent = anything("L", srelu(Z), gradient=DY)
columns = one_K @ one_K.T  # sums each column and copies the sum
S = define("S", lambda u, s: exp(z[u, s]) / total(exp(z[i, s]), i))
soft = anything("L", of=S[u, s], over=(u, s), gradient=dy[u, s])
log_soft = anything("L", of=z[u, s] - log(total(exp(z[i, s]), i)), over=(u, s), gradient=dy[u, s])
targets = equal(total(t[u, s], u), 1)
loss = -total(t[u, s] * log(S[u, s]), u, s)
y = array("Y")

CASES = [
    case(
        "linear-layer-dW",
        derivative(linear, W),
        DY @ X.T,
        wrong={"samples in rows": lambda: DY.T @ X},
    ),
    case(
        "linear-layer-db",
        derivative(linear, b),
        DY @ one_N,
        wrong={
            "the mean over samples taken twice": DY @ one_N / N,
        },
    ),
    case("linear-layer-dX", derivative(linear, X), W.T @ DY),
    case(
        "activation-layer-dZ",
        derivative(activated, Z),
        DY * f.prime(Z),
        wrong={
            "f' at the output (E2)": DY * f.prime(f(Z)),
        },
    ),
    case(
        "sigmoid-layer-dZ",
        derivative(anything("L", sigmoid(Z), gradient=DY), Z),
        DY * sigmoid(Z) * (one_K @ one_N.T - sigmoid(Z)),
    ),
    case(
        "tanh-layer-dZ",
        derivative(anything("L", tanh(Z), gradient=DY), Z),
        DY * (one_K @ one_N.T - tanh(Z) * tanh(Z)),
    ),
    case("relu-layer-dZ", derivative(anything("L", relu(Z), gradient=DY), Z), DY * step(Z)),
    case(
        "srelu-layer-dZ",
        derivative(bent, Z),
        DY * srelu.prime(Z),
        wrong={
            "the slope between the knees everywhere": DY,
        },
    ),
    case(
        "srelu-layer-by-left-slope",
        derivative(bent, c_left),
        total(dy[u, s] * (z[u, s] - knee_left) * step(knee_left - z[u, s]), u, s),
    ),
    case(
        "srelu-layer-by-left-knee",
        derivative(bent, knee_left),
        total(dy[u, s] * (1 - c_left) * step(knee_left - z[u, s]), u, s),
    ),
    case(
        "softmax-layer-dZ",
        derivative(soft, z[j, r]),
        S[j, r] * (dy[j, r] - total(dy[u, r] * S[u, r], u)),
        wrong={
            "summed over samples too": S[j, r] * (dy[j, r] - total(dy[u, s] * S[u, s], u, s)),
            "the sigmoid's rule": S[j, r] * (1 - S[j, r]) * dy[j, r],
        },
    ),
    case(
        "log-softmax-layer-dZ",
        derivative(log_soft, z[j, r]),
        dy[j, r] - S[j, r] * total(dy[u, r], u),
    ),
    case(
        "dropout-layer-dX",
        derivative(anything("L", Mask * Z, gradient=DY), Z),
        Mask * DY,
        wrong={"the mask forgotten": DY},
    ),
    case(
        "dropped-weights-dW",
        derivative(anything("L", (matrix("R", K, D) * W) @ X, gradient=DY), W),
        matrix("R", K, D) * (DY @ X.T),
    ),
    case("squared-error-dY", derivative(norm_squared(Y - T) / 2, Y), Y - T),
    case("squared-error-as-trace", trace((Y - T).T @ (Y - T)), norm_squared(Y - T)),
    case(
        "cross-entropy-dY",
        derivative(-total(t[u, s] * log(y[u, s]), u, s), y[j, r]),
        -t[j, r] / y[j, r],
        assuming=y[u, s] > 0,
    ),
    case(
        "softmax-cross-entropy-dZ",
        derivative(loss, z[j, r]),
        S[j, r] - t[j, r],
        assuming=targets,
        wrong={"targets without their sum": S[j, r] * t[j, r] - t[j, r]},
    ),
    case(
        "logistic-cross-entropy-dZ",
        derivative(
            -(
                T * log(sigmoid(Z)) + (one_K @ one_N.T - T) * log(one_K @ one_N.T - sigmoid(Z))
            ).sum(),
            Z,
        ),
        sigmoid(Z) - T,
    ),
    case(
        "negative-log-likelihood-dY",
        derivative(-total(log(total(t[u, s] * y[u, s], u)), s), y[j, r]),
        -t[j, r] / total(t[u, r] * y[u, r], u),
        assuming=[y[u, s] > 0, t[u, s] > 0],
    ),
    case(
        "transpose-of-a-product", (W @ X).T, X.T @ W.T, wrong={"the order kept": lambda: W.T @ X.T}
    ),
    case("trace-is-cyclic", trace(W @ X @ Z.T), trace(X @ Z.T @ W)),
    case("trace-as-sum", trace(W @ X @ Z.T), ((W @ X) * Z).sum()),
    case("identity-is-neutral", identity_matrix(K) @ W, 1 * W),
    case("column-sums", (columns @ Z), one_K @ (one_K.T @ Z)),
    case("frobenius-gradient", derivative(norm_squared(W), W), 2 * W),
    case("trace-gradient", derivative(trace(W @ X @ Z.T), W), Z @ X.T),
    case(
        "mean-squared-error-dY",
        derivative(norm_squared(Y - T) / (2 * N), Y),
        (Y - T) / N,
        wrong={
            "1/N forgotten": Y - T,
        },
    ),
]
