"""Where cost and output layer meet: the first equation, delta^L = dC_s/da * f'(z^L).

Two pairs make it shorter, delta^L = a - t: softmax with cross-entropy (equation 3.4) and sigmoid
with binary cross-entropy (3.5).  For every other pair the derivative of the cost is pulled back
through the activation, with the whole Jacobian where the activation is the softmax.
"""

import numpy as np

from bpbook.nn import costs

COSTS = {
    "squared error": (costs.squared_error, costs.squared_error_prime, "squared output units"),
    "binary cross-entropy": (costs.binary_cross_entropy, costs.binary_cross_entropy_prime, "nats"),
    "cross-entropy": (costs.cross_entropy, costs.cross_entropy_prime, "nats"),
}

# Costs computed from z: exact where the activation rounds to 0 or 1.
FROM_WEIGHTED_INPUT = {
    ("softmax", "cross-entropy"): costs.softmax_cross_entropy,
    ("sigmoid", "binary cross-entropy"): costs.sigmoid_binary_cross_entropy,
}


class Output:
    """The cost of a network with a certain output activation.

    Parameters
    ----------
    activation : Activation
    cost : str
        A key of `COSTS`.

    Raises
    ------
    ValueError
        If there is no cost of that name.
    """

    def __init__(self, activation, cost):
        if cost not in COSTS:
            raise ValueError(f"unknown cost {cost!r}: choose one of {', '.join(COSTS)}")
        self.name, self.activation = cost, activation
        self.cost, self.cost_prime, unit = COSTS[cost]
        self.unit = f"{unit} per sample"
        self.from_weighted_input = FROM_WEIGHTED_INPUT.get((activation.name, cost))
        self.error = {  # the function that the network calls: delta^L and the cost of a batch
            ("softmax", "cross-entropy"): _softmax_cross_entropy,
            ("sigmoid", "binary cross-entropy"): _sigmoid_binary_cross_entropy,
        }.get((activation.name, cost), self._any_pair)
        if cost == "squared error":
            self.error = _squared_error

    def value(self, Z, A, T):
        """Cost of a batch as a readable computation; takes complex numbers.

        Parameters
        ----------
        Z, A, T : ndarray, shape (n_L, m)
            Weighted inputs and activations of the output layer, and targets.
        """
        if self.from_weighted_input:
            return self.from_weighted_input(Z, T)
        self._check_outputs(A)
        return self.cost(A, T)

    def _check_outputs(self, A):
        if self.name != "squared error" and (A.real.min() < 0 or A.real.max() > 1):
            raise ValueError(
                f"{self.name} needs outputs between 0 and 1, but output='{self.activation}' gives"
                f" {A.real.min():.3g} to {A.real.max():.3g}: use output='softmax' or 'sigmoid',"
                " or cost='squared error'"
            )

    def _any_pair(self, layer, T):
        self._check_outputs(layer.a)
        np.copyto(layer.delta, self.cost_prime(layer.a, T))
        layer.pull_back(layer.a, layer.delta, layer.scratch, layer.row)
        return self.cost(layer.a, T) * T.shape[1]  # the sum, like the functions below


# Each writes delta^L, a column a sample, and returns the summed cost of the batch.


def _squared_error(layer, T):
    np.subtract(layer.a, T, layer.delta)  # dC_s/da = a - t
    cost = 0.5 * float(layer.flat_delta.dot(layer.flat_delta))
    layer.pull_back(layer.a, layer.delta, layer.scratch, layer.row)  # * f'(z^L)
    return cost


def _softmax_cross_entropy(layer, T):
    np.subtract(layer.a, T, layer.delta)  # delta^L = a - t
    # -sum_i t_i log a_i = log(sum_i exp z_i) - sum_i t_i z_i, as the t_i sum to 1.  `value` has
    # subtracted the column's maximum from z, and left the sum of the exponentials in row.
    np.log(layer.row, layer.row)
    return float(layer.row.dot(layer.ones) - layer.flat_z.dot(T.ravel()))


def _sigmoid_binary_cross_entropy(layer, T):
    np.subtract(layer.a, T, layer.delta)  # delta^L = a - t
    chosen = layer.flat_z.dot(T.ravel())
    np.logaddexp(layer.z, 0, out=layer.scratch)  # softplus(z)
    return float(np.add.reduce(layer.scratch, None) - chosen)
