"""Gradients of random networks against measurement, right ones and wrong ones."""

from collections import Counter

import numpy as np

from bpbook import gradcheck
from bpbook.gradcheck import GradientMismatchError
from bpbook.nn import Network
from tests.stress import Outcome, Row, failed, passed

CASES = 2000
SMOOTH = ("identity", "sigmoid", "tanh", "softplus", "softmax")
HIDDEN = (*SMOOTH, "relu")
COSTS = {
    "squared error": HIDDEN,
    "binary cross-entropy": ("sigmoid", "softmax"),
    "cross-entropy": ("sigmoid", "softmax"),
}


def network(rng: np.random.Generator) -> Network:
    """Draw a network: depth, widths, activations, cost, biases."""
    sizes = [int(n) for n in rng.integers(2, 8, size=rng.integers(2, 6))]
    cost = str(rng.choice(list(COSTS)))
    net = Network(
        sizes,
        hidden=[str(rng.choice(HIDDEN)) for _ in sizes[1:-1]],
        output=str(rng.choice(COSTS[cost])),
        cost=cost,
        seed=int(rng.integers(1 << 30)),
        biases=bool(rng.random() < 0.8),
    )
    net.theta = net.theta + 0.3 * rng.standard_normal(net.theta.size)
    return net


def batch(rng: np.random.Generator, net: Network) -> tuple[np.ndarray, np.ndarray]:
    """Draw samples, and targets that are shares, which every cost takes."""
    m = int(rng.integers(1, 7))
    shares = rng.random((net.sizes[-1], m)) + 0.05
    return rng.standard_normal((net.sizes[0], m)), shares / shares.sum(axis=0)


def drawn(rng: np.random.Generator) -> tuple[Network, np.ndarray, np.ndarray]:
    """Draw a network with a batch that does not saturate its outputs.

    Where a share rounds towards 1, the 1 - a of the binary cross-entropy has lost its digits,
    and so has the cost that is measured.
    """
    net = network(rng)
    X, T = batch(rng, net)
    while net.output.name != "squared error" and not 0.01 < net.forward(X).max() < 0.99:
        net.theta = net.theta / 2
    return net, X, T


def kinked(error: GradientMismatchError, net: Network, X, T) -> bool:
    """Tell whether central differences met a kink, and the complex step has no complaint."""
    if not error.report.kinks:
        return False
    gradcheck.check(net, X, T, method="complex")
    return True


def right() -> Outcome:
    """Every gradient by backpropagation is the measured one."""
    kinks = entries = 0
    for seed in range(CASES):
        rng = np.random.default_rng([1, seed])
        net, X, T = drawn(rng)
        entries += net.theta.size
        try:
            gradcheck.check(net, X, T)
        except GradientMismatchError as error:
            if not kinked(error, net, X, T):
                return failed(f"network {seed} of {CASES}", f"{describe(net)}\n{error}")
            kinks += 1
    return passed(f"{CASES} networks, {entries} entries, 0 wrong, {kinks} beside a kink")


def describe(net: Network) -> str:
    """Say which network it is."""
    names = [str(activation) for activation in net.activations_of]
    return f"sizes {net.sizes}, {names}, {net.output.name}"


def one_entry(rng, arrays):
    """One entry is off by a thousandth of its array."""
    array = arrays[int(rng.integers(len(arrays)))]
    array[tuple(rng.integers(array.shape))] += 1e-3 * np.linalg.norm(array)


def sign(rng, arrays):
    """One array has the other sign."""
    arrays[int(rng.integers(len(arrays)))] *= -1


def lost(rng, arrays):
    """One array is 0."""
    arrays[int(rng.integers(len(arrays)))] *= 0


def scaled(rng, arrays):
    """Everything is off by a thousandth."""
    for array in arrays:
        array *= 1.001


def reversed_rows(rng, arrays):
    """The rows of one array come in another order."""
    array = arrays[int(rng.integers(len(arrays)))]
    array[:] = np.roll(array, 1, axis=0)


MISTAKES = (one_entry, sign, lost, scaled, reversed_rows)


def wrong() -> Outcome:
    """Every gradient with a mistake is refused."""
    made = Counter()
    for seed in range(CASES):
        rng = np.random.default_rng([2, seed])
        net, X, T = drawn(rng)
        mistake = MISTAKES[seed % len(MISTAKES)]
        gradient = net.gradient(X, T)
        before = gradient.vector.copy()
        arrays = [a for a in gradient.arrays().values() if np.linalg.norm(a) > 1e-6]
        if arrays:
            mistake(rng, arrays)
        if np.allclose(gradient.vector, before, rtol=1e-5, atol=0):
            continue  # nothing arrives, or rows that are alike were turned: no mistake
        if accepted(net, X, T, gradient):
            said = f"{describe(net)}\n{mistake.__doc__}"
            return failed(f"{mistake.__name__} accepted in network {seed} of {CASES}", said)
        made[mistake.__name__] += 1
    counts = ", ".join(f"{made[m.__name__]} {m.__name__.replace('_', ' ')}" for m in MISTAKES)
    return passed(f"{made.total()} wrong gradients, 0 accepted ({counts})")


def accepted(net: Network, X, T, gradient) -> bool:
    """Tell whether a claimed gradient passes the check."""
    net.gradient = lambda X, T: gradient
    try:
        gradcheck.check(net, X, T)
    except GradientMismatchError:
        return False
    return True


ROWS = [
    Row("gradcheck fuzz: right gradients", right, 1.5),
    Row("gradcheck fuzz: wrong gradients", wrong, 1.5),
]
