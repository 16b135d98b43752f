"""Functions of nodes: each is its value and its rule for the way back."""

import numpy as np

from bpbook.graph.node import record


def exp(x):
    """Exponential; its derivative is its value."""
    return record("exp", np.exp, lambda g, a, z: g * z, x)


def log(x):
    """Natural logarithm."""
    return record("log", np.log, lambda g, a, z: g / a, x)


def tanh(x):
    """Hyperbolic tangent; its derivative is 1 - tanh^2."""
    return record("tanh", np.tanh, lambda g, a, z: g * (1 - z * z), x)


def sigmoid(x):
    """Logistic function; its derivative is sigmoid (1 - sigmoid)."""
    return record("sigmoid", _stable_sigmoid, lambda g, a, z: g * z * (1 - z), x)


def maximum(x, y):
    """Return the larger of two values, entry by entry.

    The derivative goes to the larger; at a tie each gets half, the mean of the two slopes, as
    central differences see it.
    """
    return record(
        "max",
        np.maximum,
        lambda g, a, b, z: g * ((a > b) + 0.5 * (a == b)),
        lambda g, a, b, z: g * ((b > a) + 0.5 * (a == b)),
        x,
        y,
    )


def relu(x):
    """Return x where it is positive, else 0; its derivative at 0 is taken as 0."""
    return record("relu", lambda a: np.maximum(a, 0), lambda g, a, z: g * (a > 0), x)


def _stable_sigmoid(a):
    e = np.exp(-np.abs(a))
    return np.where(a > 0, 1, e) / (1 + e)
