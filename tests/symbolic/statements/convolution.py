"""Chapter 15: weight sharing, convolution with stride and padding, pooling."""

from bpbook.symbolic import (
    anything,
    array,
    derivative,
    index,
    integer,
    kronecker,
    mean,
    relu,
    step,
    total,
    width,
    within,
)
from statements import case

T, U, channels, filters, H, V = width("T U I O H V")
length = width("n")
t, tau = index("t tau", T)
u, v = index("u v", U)
c, cf = index("c d", channels)
o, of = index("o q", filters)
y, x2 = index("y x", H)
p, q = index("p r", V)
pa, qa = index("a b", V)
i, k = index("i k", length)
stride = integer("s", at_least=1)
padding = integer("p", at_least=0)
X, K, G, b, w, delta = array("X K G b w delta")

valid = anything(
    "C", of=total(K[o, c, u] * X[c, t + u - 1], c, u) + b[o], over=(o, t), gradient=G[o, t]
)
strided_input = stride * (t - 1) + u - padding
padded = anything(
    "C",
    of=total(K[o, c, u] * within(strided_input, i) * X[c, strided_input], c, u),
    over=(o, t),
    gradient=G[o, t],
)
plane = anything(
    "C", of=total(K[p, q] * X[y + p - 1, x2 + q - 1], p, q), over=(y, x2), gradient=G[y, x2]
)
shared = anything("C", of=total(w[u] * X[t, u], u), over=t, gradient=delta[t])
winner = array("m", values=index("i", length))
pooled = anything("C", of=X[winner[t]], over=t, gradient=G[t])
averaged = anything("C", of=mean(X[t, u], u), over=t, gradient=G[t])
rectified = anything("C", of=relu(X[i]), over=i, gradient=G[i])
at_input = X[cf, k]

CASES = [
    case(
        "convolution-kernel",
        derivative(valid, K[of, cf, v]),
        total(G[of, t] * X[cf, t + v - 1], t),
        wrong={
            "the kernel flipped": total(G[of, t] * X[cf, t - v + 1], t),
            "channels exchanged": total(G[of, t] * X[cf + 1, t + v - 1], t),
            "no shift": total(G[of, t] * X[cf, t], t),
            "the mean over positions": mean(G[of, t] * X[cf, t + v - 1], t),
        },
    ),
    case(
        "convolution-bias",
        derivative(valid, b[of]),
        total(G[of, t], t),
        wrong={
            "the mean over positions": mean(G[of, t], t),
        },
    ),
    case(
        "convolution-input",
        derivative(valid, at_input),
        total(K[o, cf, u] * within(k - u + 1, t) * G[o, k - u + 1], o, u),
        wrong={
            "the kernel not flipped": total(
                K[o, cf, u] * within(k + u - 1, t) * G[o, k + u - 1], o, u
            ),
        },
    ),
    case(
        "convolution-input-by-deltas",
        derivative(valid, at_input),
        total(G[o, t] * K[o, cf, u] * kronecker(k, t + u - 1), o, t, u),
    ),
    case(
        "strided-convolution-kernel",
        derivative(padded, K[of, cf, v]),
        total(
            G[of, t]
            * within(stride * (t - 1) + v - padding, i)
            * X[cf, stride * (t - 1) + v - padding],
            t,
        ),
        wrong={
            "the stride forgotten": total(
                G[of, t] * within(t - 1 + v - padding, i) * X[cf, t - 1 + v - padding], t
            ),
        },
    ),
    case(
        "strided-convolution-input",
        derivative(padded, at_input),
        total(G[o, t] * K[o, cf, u] * kronecker(k, strided_input), o, t, u),
        wrong={
            "the padding forgotten": total(
                G[o, t] * K[o, cf, u] * kronecker(k, stride * (t - 1) + u), o, t, u
            ),
        },
    ),
    case(
        "convolution-2d-kernel",
        derivative(plane, K[pa, qa]),
        total(G[y, x2] * X[y + pa - 1, x2 + qa - 1], y, x2),
    ),
    case(
        "convolution-2d-input",
        derivative(plane, X[i, k]),
        total(
            K[p, q] * within(i - p + 1, y) * within(k - q + 1, x2) * G[i - p + 1, k - q + 1], p, q
        ),
    ),
    case(
        "weight-sharing",
        derivative(shared, w[v]),
        total(delta[t] * X[t, v], t),
        wrong={
            "one copy only": delta[tau] * X[tau, v],
            "the mean of the copies": mean(delta[t] * X[t, v], t),
        },
    ),
    case(
        "max-pooling-away-from-ties",
        derivative(pooled, X[k]),
        total(G[t] * kronecker(winner[t], k), t),
        wrong={
            "every input of the window": total(G[t], t),
        },
    ),
    case(
        "mean-pooling",
        derivative(averaged, X[tau, v]),
        G[tau] / U,
        wrong={
            "not divided by the window": G[tau],
        },
    ),
    case("rectifier-mask", derivative(rectified, X[k]), G[k] * step(X[k])),
    case("rectifier-right-of-the-kink", derivative(rectified, X[k]), G[k], assuming=X[i] > 0),
    case("rectifier-left-of-the-kink", derivative(rectified, X[k]), 0, assuming=X[i] < 0),
]
