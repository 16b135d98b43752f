"""Chapter 1: a neuron and a network."""

from bpbook.symbolic import (
    array,
    column,
    equal,
    function,
    index,
    matrix,
    scalar,
    sigmoid,
    total,
    width,
)
from statements import case

n, m, p = width("n m p")
i, j, k = index("i", n), index("j", m), index("k", n + 1)
w, x, v, y, theta = array("w x v y theta")
b, t = scalar("b theta_0")
f = function("f")
W1, W2 = matrix("W_1", m, n), matrix("W_2", p, m)
b1, b2, X = column("b_1", m), column("b_2", p), column("x", n)
d, q, outputs = width("d q l")

CASES = [
    case(
        "bias-as-weight",
        sigmoid(total(v[k] * y[k], k)),
        sigmoid(total(v[i] * y[i], i) + v[n + 1]),
        assuming=equal(y[n + 1], 1),
        wrong={"the bias is forgotten (S2:19 without its ones)": sigmoid(total(v[i] * y[i], i))},
    ),
    case(
        "threshold-is-minus-bias",
        f(total(w[j, i] * x[i], i) - theta[j]),
        f(total(w[j, i] * x[i], i) + v[j]),
        assuming=equal(v[j], -theta[j]),
        wrong={
            "the threshold added (S0:35 read with the wrong sign)": f(
                total(w[j, i] * x[i], i) + theta[j]
            )
        },
    ),
    case(
        "linear-layers-collapse",
        W2 @ (W1 @ X + b1) + b2,
        (W2 @ W1) @ X + (W2 @ b1 + b2),
        wrong={"the first bias not carried through": (W2 @ W1) @ X + b2},
    ),
    case(
        "parameter-count",
        d * q + q * outputs + q + outputs,
        (d + outputs + 1) * q + outputs,
        wrong={"thresholds of the output units forgotten": (d + outputs + 1) * q},
    ),
    case(
        "unit-is-odd-about-its-line",
        sigmoid(-(total(w[j, i] * x[i], i) + v[j])),
        1 - sigmoid(total(w[j, i] * x[i], i) + v[j]),
        wrong={"symmetric instead": sigmoid(total(w[j, i] * x[i], i) + v[j])},
    ),
]
