"""All weights and biases of a network in one vector, and their names in the notation.

Each layer's weights and biases are one matrix [W b], since W a + b = [W b] [a; 1].  The matrices
are views into one flat vector: an update of the whole network is one line, whatever the optimiser.
"""

from itertools import pairwise

import numpy as np


class Layer:
    """Weights and biases of one layer, live: what is written here is what the network uses.

    Attributes
    ----------
    weights : ndarray, shape (n_l, n_(l-1))
        Row = to, column = from.  Assign to replace the values.
    biases : ndarray, shape (n_l, 1)
        Minus the thresholds.  Assign to replace the values.
    """

    __slots__ = ("_biased", "_matrix", "_number")

    def __init__(self, number, matrix, biased):
        self._number, self._matrix, self._biased = number, matrix, biased

    @property
    def weights(self):
        """Weights W, a view."""
        return self._matrix[:, :-1] if self._biased else self._matrix[:]

    @weights.setter
    def weights(self, values):
        self._assign("weights", self.weights, values, "rows are to, columns from")

    @property
    def biases(self):
        """Biases b, a view; zeros that cannot be written if the network has none."""
        if self._biased:
            return self._matrix[:, -1:]
        none = np.zeros((len(self._matrix), 1), self._matrix.dtype)
        none.flags.writeable = False
        return none

    @biases.setter
    def biases(self, values):
        if not self._biased:
            raise ValueError(
                f"layer {self._number} has no biases: the network was made with biases=False"
            )
        self._assign("biases", self.biases, values, "a column, one bias a unit")

    def _assign(self, what, target, values, meaning):
        where = f"layer {self._number}: {what}"
        values = np.asarray(values)
        if values.dtype.kind not in "fiu":
            raise TypeError(f"{where} must be real numbers, not {values.dtype}")
        if values.shape != target.shape:
            raise ValueError(
                f"{where} have shape {target.shape} ({meaning}), but the values have shape"
                f" {values.shape}"
            )
        if not np.isfinite(values).all():
            raise ValueError(f"{where} must be finite; the values hold NaN or infinity")
        target[...] = values

    def __repr__(self):
        return f"<layer {self._number}: weights {self.weights.shape}, biases {self.biases.shape}>"


class Parameters:
    """Weights and biases of every layer, or the derivatives with respect to them.

    Parameters
    ----------
    sizes : sequence of int
        Widths n_0, ..., n_L.
    dtype : dtype
    biases : bool
        Whether the layers have biases.

    Attributes
    ----------
    vector : ndarray, shape (P,)
        Every number, layer after layer, each layer row after row of [W b].
    matrices : list of ndarray
        The matrices [W b] of layers 1 to L, views into `vector`.

    Examples
    --------
    >>> theta = Parameters([2, 3, 1], float)
    >>> theta[1].weights.shape, theta[1].biases.shape, theta.vector.size
    ((3, 2), (3, 1), 13)
    """

    def __init__(self, sizes, dtype, biases=True):
        self.sizes, self.biased = tuple(sizes), biases
        shapes = [(n, below + biases) for below, n in pairwise(sizes)]
        ends = np.cumsum([rows * columns for rows, columns in shapes])
        self._vector = np.zeros(ends[-1], dtype)
        parts = np.split(self._vector, ends[:-1])
        self.matrices = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    @property
    def vector(self):
        """Every number, live; assign to replace the values."""
        return self._vector

    @vector.setter
    def vector(self, values):
        if np.shape(values) != self._vector.shape:
            raise ValueError(
                f"the vector of all parameters has shape {self._vector.shape}, but the values have"
                f" shape {np.shape(values)}"
            )
        self._vector[:] = values

    def __getitem__(self, number):
        L = len(self.matrices)
        if isinstance(number, (bool, np.bool)) or not isinstance(number, (int, np.integer)):
            raise TypeError(f"a layer is given by its number, 1 to {L}, not by {number!r}")
        if not 1 <= number <= L:
            raise IndexError(
                f"there is no layer {number} with weights: layers are numbered 1 to {L}"
                f" (0 is the input); sizes are {list(self.sizes)}"
            )
        return Layer(number, self.matrices[number - 1], self.biased)

    def __iter__(self):
        return (self[number] for number in range(1, len(self.matrices) + 1))

    def __len__(self):
        return len(self.matrices)

    def arrays(self):
        """Weights and biases by name: ``{"W1": ..., "b1": ..., "W2": ...}``, live."""
        named = {}
        for number, layer in enumerate(self, start=1):
            named[f"W{number}"] = layer.weights
            if self.biased:
                named[f"b{number}"] = layer.biases
        return named

    def diagnose(self):
        """Say which layer holds the largest weights."""
        largest = [np.abs(layer.weights).max() for layer in self]
        number = int(np.argmax(largest)) + 1  # argmax finds a NaN first
        size = f"up to {largest[number - 1]:.1e}"
        return f"Layer {number} of {len(self)} has the largest weights, {size}"

    def copy(self):
        """Return the same numbers in a vector of their own."""
        return _restore(self.sizes, self.biased, self.vector)

    def __reduce__(self):  # a pickled view would come back as an array of its own
        return _restore, (self.sizes, self.biased, self.vector)

    def __repr__(self):
        shapes = ", ".join(f"{name} {array.shape}" for name, array in self.arrays().items())
        return f"Parameters({shapes})"


def _restore(sizes, biased, vector):
    parameters = Parameters(sizes, vector.dtype, biased)
    parameters.vector[:] = vector
    return parameters
