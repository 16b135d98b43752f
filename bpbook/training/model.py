"""What can be trained: the protocol, and a model made from a function."""

from typing import Protocol

import numpy as np


class Model(Protocol):
    """What `train` needs of a model; `bpbook.nn.Network` is one.

    Attributes
    ----------
    theta : ndarray, shape (P,)
        Every parameter, changed in place by the optimiser.
    grad : ndarray, shape (P,)
        What `backprop` writes.

    Notes
    -----
    Optional: ``cost(X, T)`` and ``accuracy(X, T)`` for validation; ``check(X, T)``, which returns
    the data as arrays or says what is wrong with it; ``row_of_ones = True`` for a model whose
    `backprop` reads X with a last row of ones; ``cost_unit``, a string; ``diagnose()``, which says
    where numbers have become too large.
    """

    theta: np.ndarray
    grad: np.ndarray

    def backprop(self, X, T, scale=1.0):
        """Write `scale` times the gradient of the batch's mean cost into `grad`; return the cost.

        Samples lie along the last axis of X and T, which must not be changed.
        """


class NamedArrays:
    """Arrays that are views into one vector.

    Parameters
    ----------
    arrays : dict of array_like
        Copied.  Computed with in float64, or in float32 if all of them are.
    """

    def __init__(self, arrays):
        arrays = {name: np.asarray(array) for name, array in arrays.items()}
        single = all(array.dtype == np.float32 for array in arrays.values())
        dtype = np.float32 if single else np.float64
        self.vector = np.concatenate([a.ravel() for a in arrays.values()], dtype=dtype)
        self._views, start = {}, 0
        for name, array in arrays.items():
            self._views[name] = self.vector[start : start + array.size].reshape(array.shape)
            start += array.size

    def arrays(self):
        """Return the arrays by name, live."""
        return dict(self._views)

    def __getitem__(self, name):
        if name not in self._views:
            raise KeyError(f"there is no parameter {name!r}, only {', '.join(self._views)}")
        return self._views[name]


class FunctionModel:
    """A model from a function that returns a cost and its gradient.

    Parameters
    ----------
    f : callable
        ``f(X, T, **arrays)`` returns the mean cost of the batch and a dict with the derivative
        with respect to each array.
    arrays : dict of array_like
        Initial parameters; copied.
    unit : str
        Of the cost, for tables and axes.

    Raises
    ------
    ValueError
        If f's derivatives do not have the names and shapes of the parameters.

    Examples
    --------
    >>> def line(X, T, w):
    ...     error = w * X - T
    ...     return 0.5 * (error**2).mean(), {"w": (error * X).mean()}
    >>> model = FunctionModel(line, {"w": 0.0})
    >>> model.backprop(np.array([1.0, 2.0]), np.array([2.0, 4.0])), model.grad.tolist()
    (5.0, [-5.0])
    """

    def __init__(self, f, arrays, unit=""):
        if not callable(f):
            raise TypeError(f"f must be a function f(X, T, **arrays), not {f!r}")
        if not arrays:
            raise ValueError("arrays is empty: a model needs a parameter to train")
        self.f, self.cost_unit = f, unit
        self.parameters, self._gradients = NamedArrays(arrays), NamedArrays(arrays)
        self.theta, self.grad = self.parameters.vector, self._gradients.vector

    def __getitem__(self, name):
        return self.parameters[name]

    def backprop(self, X, T, scale=1.0):
        """Write `scale` times the gradient of the mean cost into `grad`; return the cost."""
        cost, gradient = self.f(X, T, **self.parameters.arrays())
        targets = self._gradients.arrays()
        if set(gradient) != set(targets):
            raise ValueError(
                f"f returned derivatives of {sorted(gradient)}, but the parameters are"
                f" {sorted(targets)}"
            )
        for name, target in targets.items():
            if np.shape(gradient[name]) != target.shape:
                raise ValueError(
                    f"{name} has shape {target.shape}, but f returned a derivative of shape"
                    f" {np.shape(gradient[name])}"
                )
            np.multiply(gradient[name], scale, out=target)
        return float(cost)

    def cost(self, X, T):
        """Mean cost of the samples."""
        return self.cost_at(self.parameters.arrays(), X, T)

    def cost_at(self, arrays, X, T):
        """Mean cost with other parameters, real or complex: what `gradcheck.check` varies."""
        cost, _ = self.f(X, T, **arrays)
        return cost

    def gradient(self, X, T):
        """Return the gradient of the mean cost: ``g["W"]``, ``g.arrays()``, ``g.vector``."""
        _, gradient = self.f(X, T, **self.parameters.arrays())
        return NamedArrays(gradient)
