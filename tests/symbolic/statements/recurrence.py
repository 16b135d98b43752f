"""Chapter 16: recurrent networks, with truly shared weights."""

from bpbook.symbolic import (
    anything,
    array,
    define,
    derivative,
    function,
    index,
    integer,
    sigmoid,
    tanh,
    total,
    width,
)
from statements import case

n, m, T = width("n m T")
i, j, u, v = index("i j u v", n)
k, q = index("k q", m)
tau, sigma = index("tau sigma", T)
t = integer("t", at_least=1)
f = function("f")
W, U, b, x, h, z, delta, e, h0 = array("W U b x h z delta e h0")

later = total(W[u, i] * f(z[t, i]), i) + total(U[u, k] * x[t + 1, k], k) + b[u]
step_cost = anything("R", of=later, over=u, gradient=delta[t + 1, u]) + anything(
    "c", of=f(z[t, i]), over=i, gradient=e[t, i]
)
copies = anything(
    "C",
    of=total(W[u, i] * h[tau - 1, i], i) + total(U[u, k] * x[tau, k], k) + b[u],
    over=(tau, u),
    gradient=delta[tau, u],
)
back = total(W[u, j] * delta[t + 1, u], u)


def state(steps, unit):
    """The state after some steps, from the same W at every step."""
    if steps == 0:
        return h0[unit]
    other = index(f"a{steps}", n)
    drive = total(W[unit, other] * state(steps - 1, other), other)
    inputs = index(f"c{steps}", m)
    return f(drive + total(U[unit, inputs] * x[steps, inputs], inputs))


def weighted(steps, unit):
    """The weighted input of a step."""
    return state(steps, unit).args[0]


def error(step, steps, unit):
    """Delta of a step when only the last state has a cost."""
    slope = f.prime(weighted(step, unit))
    if step == steps:
        return e[unit] * slope
    other = index(f"r{step}", n)
    return total(W[other, unit] * error(step + 1, steps, other), other) * slope


def unrolled(steps):
    """Any cost of the state after some steps."""
    return anything("C", of=state(steps, i), over=i, gradient=e[i])


def shared_gradient(steps, first=1):
    """The sum over the steps of delta times the state before."""
    parts = [error(r, steps, u) * state(r - 1, v) for r in range(first, steps + 1)]
    return sum(parts[1:], parts[0])


forget, write, out = array("phi iota omega")
cell = array("c")
candidate = array("g")
next_cell = define("c'", lambda i: forget[i] * cell[i] + write[i] * candidate[i])
lstm = anything("C", of=out[i] * tanh(next_cell[i]), over=i, gradient=e[i])
slope = e[j] * out[j] * (1 - tanh(next_cell[j]) ** 2)
gate = anything(
    "C", of=sigmoid(z[i]) * h[i] + (1 - sigmoid(z[i])) * candidate[i], over=i, gradient=e[i]
)

CASES = [
    case(
        "bptt-delta",
        derivative(step_cost, z[t, j]),
        (e[t, j] + back) * f.prime(z[t, j]),
        wrong={
            "the error of this step forgotten": back * f.prime(z[t, j]),
            "f' on the recurrent part only": e[t, j] + back * f.prime(z[t, j]),
            "f' of the next step": (e[t, j] + back) * f.prime(z[t + 1, j]),
        },
    ),
    case(
        "bptt-recurrent-weights",
        derivative(copies, W[v, j]),
        total(delta[tau, v] * h[tau - 1, j], tau),
        wrong={
            "the state of the same step": total(delta[tau, v] * h[tau, j], tau),
            "the last step only": delta[T, v] * h[T - 1, j],
            "the mean over steps": total(delta[tau, v] * h[tau - 1, j], tau) / T,
        },
    ),
    case("bptt-input-weights", derivative(copies, U[v, q]), total(delta[tau, v] * x[tau, q], tau)),
    case("bptt-biases", derivative(copies, b[v]), total(delta[tau, v], tau)),
    case("bptt-inputs", derivative(copies, x[sigma, q]), total(U[u, q] * delta[sigma, u], u)),
    case(
        "unrolled-2-shared",
        derivative(unrolled(2), W[u, v]),
        shared_gradient(2),
        wrong={
            "truncated after one step": shared_gradient(2, first=2),
        },
    ),
    case(
        "unrolled-3-shared",
        derivative(unrolled(3), W[u, v]),
        shared_gradient(3),
        wrong={
            "truncated after one step": shared_gradient(3, first=3),
            "truncated after two steps": shared_gradient(3, first=2),
        },
    ),
    case(
        "unrolled-2-initial-state",
        derivative(unrolled(2), h0[v]),
        total(W[u, v] * error(1, 2, u), u),
    ),
    case(
        "unrolled-3-input-weights",
        derivative(unrolled(3), U[u, q]),
        sum((error(r, 3, u) * x[r, q] for r in (1, 2)), error(3, 3, u) * x[3, q]),
    ),
    case(
        "truncation-bias",
        derivative(unrolled(3), W[u, v]) - shared_gradient(3, first=3),
        error(1, 3, u) * h0[v] + error(2, 3, u) * state(1, v),
    ),
    case(
        "step-jacobian",
        derivative(f(total(W[u, i] * h[t, i], i)), h[t, v]),
        f.prime(total(W[u, i] * h[t, i], i)) * W[u, v],
    ),
    case(
        "two-step-jacobian",
        derivative(f(total(W[u, i] * f(total(W[i, j] * h[t, j], j)), i)), h[t, v]),
        f.prime(total(W[u, i] * f(total(W[i, j] * h[t, j], j)), i))
        * total(W[u, i] * f.prime(total(W[i, j] * h[t, j], j)) * W[i, v], i),
    ),
    case(
        "lstm-cell",
        derivative(lstm, cell[j]),
        slope * forget[j],
        wrong={
            "the forget gate forgotten": slope,
        },
    ),
    case("lstm-forget-gate", derivative(lstm, forget[j]), slope * cell[j]),
    case("lstm-output-gate", derivative(lstm, out[j]), e[j] * tanh(next_cell[j])),
    case("gated-unit", derivative(gate, z[j]), e[j] * (h[j] - candidate[j]) * sigmoid.prime(z[j])),
]
