"""Activations as the network computes them: into arrays that exist already.

The chapters read `activations`; the network runs these.  An `Activation` gives, for arrays of a
dtype and a shape, two functions: ``value(z, a, scratch, row)`` writes f(z) into a, and
``pull_back(a, delta, scratch, row)`` turns delta, the derivative of the cost with respect to a,
into that with respect to z.  Neither makes an array: ``scratch`` has the shape of a, ``row`` one
entry a sample.  z and a may be the same memory, and z may be overwritten in any case.

Constants are 0-d arrays of the right dtype: NumPy takes them in half the time of a Python number.
The last positional argument of a function of NumPy is its ``out``.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy import (
    add,
    copyto,
    divide,
    exp,
    expm1,
    greater,
    logaddexp,
    maximum,
    multiply,
    negative,
    reciprocal,
    sign,
    subtract,
    tanh,
)

from bpbook.nn import activations as pure

MANY = 1 << 12  # numbers in an array from which on a comparison is faster than `sign`


@dataclass(frozen=True)
class Activation:
    """An activation function that a layer can have, and how to compute it.

    Attributes
    ----------
    name : str
    function : callable
        The pure function of `bpbook.nn`, called as ``activation(z)``.
    kernels : callable
        Takes the dtype and the shape of a layer's arrays, returns ``value, pull_back``.
    """

    name: str
    function: callable
    kernels: callable

    def __call__(self, z):
        """Return f(z), a new array."""
        return self.function(z)

    def __repr__(self):
        return self.name


def _identity(dtype, shape):
    def value(z, a, scratch, row):
        copyto(a, z)

    def pull_back(a, delta, scratch, row):
        pass  # f' = 1

    return value, pull_back


def _sigmoid(dtype, shape):
    one = np.ones((), dtype)

    # exp may overflow to infinity, whose reciprocal is the right 0.  It goes to and fro between
    # two arrays, since NumPy takes twice as long to overwrite an array of a single number.
    def value(z, a, scratch, row):
        negative(z, scratch)
        exp(scratch, a)
        add(a, one, scratch)
        reciprocal(scratch, a)

    def pull_back(a, delta, scratch, row):  # f' = a - a^2
        multiply(a, a, scratch)
        subtract(a, scratch, scratch)
        multiply(delta, scratch, delta)

    return value, pull_back


def _tanh(dtype, shape):
    def value(z, a, scratch, row):
        tanh(z, a)

    def pull_back(a, delta, scratch, row):  # delta f' = delta - delta a^2
        multiply(a, a, scratch)
        multiply(delta, scratch, scratch)
        subtract(delta, scratch, delta)

    return value, pull_back


def _relu(dtype, shape):
    zeros, zero, positive = np.zeros(shape, dtype), np.zeros((), dtype), np.empty(shape, bool)

    def value(z, a, scratch, row):  # a third of the time that the maximum with one number takes
        maximum(z, zeros, out=a)

    def pull_back(a, delta, scratch, row):  # f' = 1 where a > 0, else 0
        sign(a, scratch)
        multiply(delta, scratch, delta)

    def pull_back_many(a, delta, scratch, row):  # the same, for large arrays
        greater(a, zero, positive)
        multiply(delta, positive, delta)

    return value, pull_back if zeros.size < MANY else pull_back_many


def _softplus(dtype, shape):
    zero = np.zeros((), dtype)

    def value(z, a, scratch, row):
        logaddexp(z, zero, a)

    def pull_back(a, delta, scratch, row):  # f' = sigmoid(z) = 1 - exp(-a)
        negative(a, scratch)
        expm1(scratch, scratch)
        multiply(delta, scratch, delta)
        negative(delta, delta)

    return value, pull_back


def _softmax(dtype, shape):
    ones = np.ones(shape[0], dtype)

    def value(z, a, scratch, row):  # leaves z - max z in z, and the sum of the exponentials in row
        maximum.reduce(z, 0, None, row)
        subtract(z, row, z)
        exp(z, a)
        ones.dot(a, row)  # sums of columns, in less than half the time of add.reduce
        divide(a, row, a)

    def pull_back(a, delta, scratch, row):  # J^T delta = a (delta - sum_i a_i delta_i)
        multiply(a, delta, scratch)
        ones.dot(scratch, row)
        subtract(delta, row, delta)
        multiply(delta, a, delta)

    return value, pull_back


class SteepSigmoid(Activation):
    """The sigmoid of z / kappa_s, to be given to `Network` in place of a name.

    Parameters
    ----------
    kappa_s : float, > 0
        Steepness factor: below 1 steeper than the sigmoid, above 1 flatter.

    Raises
    ------
    ValueError
        If kappa_s is not a positive, finite number.

    Examples
    --------
    >>> SteepSigmoid(2.0)
    SteepSigmoid(kappa_s=2.0)
    """

    def __init__(self, kappa_s):
        if not (np.isscalar(kappa_s) and 0 < kappa_s < np.inf):
            raise ValueError(f"kappa_s, the steepness factor, must be positive, not {kappa_s!r}")
        super().__init__(
            f"SteepSigmoid(kappa_s={kappa_s})",
            partial(pure.steep_sigmoid, kappa_s=kappa_s),
            partial(_steep_sigmoid, kappa_s=kappa_s),
        )

    def __reduce__(self):
        return SteepSigmoid, (self.function.keywords["kappa_s"],)


def _steep_sigmoid(dtype, shape, kappa_s):
    gain = np.array(1 / kappa_s, dtype)
    sigmoid, sigmoid_pull_back = _sigmoid(dtype, shape)

    def value(z, a, scratch, row):
        multiply(z, gain, a)
        sigmoid(a, a, scratch, row)

    def pull_back(a, delta, scratch, row):
        sigmoid_pull_back(a, delta, scratch, row)
        multiply(delta, gain, delta)

    return value, pull_back


ACTIVATIONS = {
    "identity": Activation("identity", pure.identity, _identity),
    "sigmoid": Activation("sigmoid", pure.sigmoid, _sigmoid),
    "tanh": Activation("tanh", pure.tanh, _tanh),
    "relu": Activation("relu", pure.relu, _relu),
    "softplus": Activation("softplus", pure.softplus, _softplus),
    "softmax": Activation("softmax", pure.softmax, _softmax),
}


def find_activation(which):
    """Activation of that name; an `Activation` is returned as it is.

    Raises
    ------
    ValueError
        If there is none; the message lists the names.
    """
    if isinstance(which, Activation):
        return which
    if isinstance(which, str) and which in ACTIVATIONS:
        return ACTIVATIONS[which]
    raise ValueError(
        f"unknown activation {which!r}: choose one of {', '.join(ACTIVATIONS)},"
        " or pass SteepSigmoid(kappa_s)"
    )


def one_per_layer(hidden, layers):
    """List of `layers` activations from one name for all of them, or a list of names.

    Raises
    ------
    ValueError
        If the list has another length.
    """
    if isinstance(hidden, (str, Activation)):
        return [find_activation(hidden)] * layers
    found = [find_activation(name) for name in hidden]
    if len(found) != layers:
        raise ValueError(
            f"hidden lists {len(found)} activations, but there are {layers} hidden layers:"
            " give one name for all, or one for each"
        )
    return found
