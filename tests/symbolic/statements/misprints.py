# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
# ruff: noqa: E741 -- l is the layer, as in the formulas
"""Printed formulas that are wrong: each is refuted, its correction proved (chapter 20).

E numbers and places are those of the errata: S0 to S3 are the four source texts.
"""

from bpbook.symbolic import (
    anything,
    array,
    column,
    define,
    derivative,
    exp,
    function,
    index,
    layer,
    layer_widths,
    matrix,
    rational,
    relu,
    scalar,
    sigmoid,
    sqrt,
    total,
    width,
)
from statements import case

n, m, d, q, outputs, N = width("n m d q l N")
i, j, h, s = index("i", n), index("j", m), index("h", q), index("s", N)
jo = index("j", outputs)
w, x, o, t, b, z, g, y, W_ = array("w x o t b z g y W")
u, v, target, eta = scalar("u v y' eta")
weight, input_, bias = scalar("w x b")
rate = scalar("eta", positive=True)
f = function("f")
l = layer("l")
widths = layer_widths("n")
out = define("y", f(weight * input_ + bias))
squared = (out - target) ** 2
net = lambda j: total(w[j, i] * x[i], i) + b[j]
E = total((t[j] - f(net(j))) ** 2, j) / 2
k = index("k", m)
p = index("p", n)
C_hidden = anything("C", of=total(W_[j, i] * f(z[i]), i), over=j, gradient=g[j])
W1, W2 = matrix("W_1", q, d), matrix("W_2", outputs, q)
H = column("z_1", q)
E2 = column("delta_2", outputs)
rest = anything("C", W2 @ f(H), gradient=E2)
W_l, a_l = matrix("W", widths(l), widths(l - 1), layer=l), column("a", widths(l - 1), layer=l - 1)
delta_l = column("delta", widths(l), layer=l)
b_l = column("b", widths(l), layer=l)
layer_cost = anything("C", W_l @ a_l + b_l, gradient=delta_l)
fx, fy = scalar("f_x f_y", positive=True)
slope = lambda a, b: (fx * a + fy * b) / sqrt(fx**2 + fy**2)
energy = anything("f", of=x[i] + u * g[i], over=i, gradient=w[i])
y3, y4, w53, w54 = scalar("y_3 y_4 w_53 w_54")
per_sample = total((y[jo] - t[jo]) ** 2, jo)

CASES = [
    case(
        "E1-loss-of-one-sample",
        derivative(squared, weight),
        2 * (out - target) * f.prime(weight * input_ + bias) * input_,
        wrong={
            "E1 (S0:136): the derivative of y - y', without 2(y - y')": f.prime(
                weight * input_ + bias
            )
            * input_,
        },
    ),
    case(
        "E2-hidden-error",
        derivative(rest, H),
        (W2.T @ E2) * f.prime(H),
        wrong={
            "E2 (S0:79): f'(H1) for f'(W1 X)": (W2.T @ E2) * f.prime(f(H)),
        },
    ),
    case(
        "E3-rectifier",
        relu.prime(u),
        1,
        assuming=u > 0,
        wrong={
            "E3 (S3:6): 'its derivative is itself'": u,
        },
    ),
    case(
        "E4-opposite-direction",
        slope(-fx, -fy),
        -sqrt(fx**2 + fy**2),
        wrong={
            "E4 (S3:32): at alpha = pi the directions are 'the same'": sqrt(fx**2 + fy**2),
        },
    ),
    case(
        "E5-the-step-is-subtracted",
        derivative(energy, u),
        total(w[i] * g[i], i),
        wrong={
            "E5 (S0:96): the adjustment added, as if downhill were uphill": -total(w[i] * g[i], i),
        },
    ),
    case(
        "E6-along-the-negative-gradient",
        -total(w[i] ** 2, i),
        total(w[i] * (-w[i]), i),
        wrong={
            "E6 (S1 2.2): along the gradient": total(w[i] * w[i], i),
        },
    ),
    case(
        "E7-output-error",
        derivative(E, b[k]),
        (f(net(k)) - t[k]) * f.prime(net(k)),
        wrong={
            "E7 (S0:67): half the squared error as the error signal": (t[k] - f(net(k))) ** 2 / 2,
            "E7 with the slope": (t[k] - f(net(k))) ** 2 / 2 * f.prime(net(k)),
        },
    ),
    case(
        "E8-two-inputs-of-the-output",
        derivative(f(w53 * y3 + w54 * y4), w53),
        f.prime(w53 * y3 + w54 * y4) * y3,
        wrong={
            "E8 (S3:20): z5 without w54 y4": f.prime(w53 * y3) * y3,
        },
    ),
    case(
        "E9-hidden-to-output-weights",
        derivative(total(w[jo, h] * y[h], h), y[1]),
        w[jo, 1],
        wrong={
            "E9 (S0:32): weights named by the wrong layers": lambda: w[h, 1],
        },
    ),
    case(
        "E11-weight-gradient",
        derivative(layer_cost, W_l),
        delta_l @ a_l.T,
        wrong={
            "E11 (S0:146): z_i as the input of layer i + 1, so a of the same layer": lambda: (
                delta_l @ column("a", widths(l), layer=l).T
            ),
        },
    ),
    case(
        "E12-order-of-subscripts",
        derivative(C_hidden, z[p]),
        total(W_[j, p] * g[j], j) * f.prime(z[p]),
        wrong={
            "E12 (S0:64 and 68): from-to for to-from": total(W_[p, j] * g[j], j) * f.prime(z[p])
        },
    ),
    case(
        "E13-two-deltas-differ-by-the-slope",
        derivative(anything("C", of=f(z[i]), over=i, gradient=g[i]), z[p]),
        g[p] * f.prime(z[p]),
        wrong={"E13 (S0:43): the derivative by the output": g[p]},
    ),
    case(
        "E14-sign-in-the-exponent",
        1 / (1 + exp(-(total(w[1, i] * x[i], i) + bias))),
        sigmoid(total(w[1, i] * x[i], i) + bias),
        wrong={
            "E14 (S2:19): no minus in the exponent": 1
            / (1 + exp(total(w[1, i] * x[i], i) + bias)),
        },
    ),
    case("E14-is-the-complement", 1 / (1 + exp(u)), 1 - sigmoid(u)),
    case(
        "E15-bias-as-a-column",
        column("w", n).T @ column("x", n),
        column("x", n).T @ column("w", n),
        wrong={
            "E15 (S2:19): a row times a row": lambda: column("w", n).T @ column("x", n).T,
        },
    ),
    case(
        "E17-conventions-differ-by-a-factor",
        derivative(per_sample, y[1]),
        2 * derivative(per_sample / 2, y[1]),
        wrong={
            "E17 (S0:135): one called the other": derivative(per_sample / 2, y[1]),
        },
    ),
    case(
        "E19-squared-error-of-the-example",
        define("E", (rational(690283492907644, 10**15) - rational(1, 2)) ** 2 / 2),
        rational(190283492907644, 10**15) ** 2 / 2,
        wrong={
            "E19 (S3:15): 0.69 squared": rational(19, 100) ** 2 / 2,
        },
    ),
    case(
        "E23-matrix-product",
        W1 @ column("x", d),
        W1 @ (1 * column("x", d)),
        wrong={
            "E23 (S1 2.1): W * A, elementwise": lambda: W1 * column("x", d),
        },
    ),
    case(
        "E24-decay-shrinks-weights",
        w[1, 1] - rate * (g[1] + v * w[1, 1]),
        (1 - rate * v) * w[1, 1] - rate * g[1],
        wrong={
            "E24 (S2:51): slower updates instead": w[1, 1] - rate * (1 - v) * g[1],
        },
    ),
    case(
        "E25-mean-square-is-no-variance",
        total((x[s] - u) ** 2, s) / N,
        total(x[s] ** 2, s) / N - 2 * u * total(x[s], s) / N + u**2,
        wrong={
            "E25 (S2:51): called a variance, so u is the mean": total(x[s] ** 2, s) / N
            - (total(x[s], s) / N) ** 2,
        },
    ),
    case(
        "E40-slope-from-the-cached-output",
        sigmoid.prime(u),
        sigmoid(u) * (1 - sigmoid(u)),
        wrong={
            "the derivative function applied to the cached output": sigmoid.prime(sigmoid(u)),
        },
    ),
    case(
        "chapter-7-threshold-step",
        -rate * derivative(f(u - v), v),
        rate * f.prime(u - v),
        wrong={
            "the sign of a bias step": -rate * f.prime(u - v),
        },
    ),
]
