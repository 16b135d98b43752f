"""A fully connected network of any depth, and its gradient by backpropagation.

One sample is one column.  Layer l computes z = W a + b and a = f(z) from the activations a of the
layer below; backpropagation is the four equations of chapter 8.  C_s is the cost of one sample, C
the mean over the m samples of a batch, and delta is dC_s/dz:

    (BP1)  delta^L = dC_s/da * f'(z^L)                   (BP3)  dC/dW^l = delta^l (a^(l-1))^T / m
    (BP2)  delta^(l-1) = (W^l)^T delta^l * f'(z^(l-1))   (BP4)  dC/db^l = delta^l 1 / m

(For the softmax, whose outputs share their inputs, * f' is the product with its Jacobian.)  Four
ideas make it fast without hiding them:

1. W and b are one matrix [W b], and every matrix of activations carries a last row of ones:
   ``WB.dot(A)`` is W a + b, and ``delta.dot(A.T)`` is (BP3) with (BP4) as its last column;
2. all these matrices are views into one vector, `theta`: an optimiser sees no layers;
3. the division by m is done to delta^L, which is small, and (BP2) hands it on;
4. the arrays of a step are made once for each batch size (`workspace.py`).  ``X.dot(Y, Z)`` is
   Z = X Y written into Z.
"""

from copy import deepcopy

import numpy as np

from bpbook.nn.arguments import check_batch, check_dtype, check_inputs, check_sizes
from bpbook.nn.costs import accuracy
from bpbook.nn.kernels import find_activation, one_per_layer
from bpbook.nn.output import Output
from bpbook.nn.parameters import Parameters
from bpbook.nn.workspace import make_workspace


class Network:
    """A multilayer perceptron.

    Parameters
    ----------
    sizes : sequence of int
        Widths n_0, n_1, ..., n_L: inputs, hidden layers, outputs.
    hidden : str, Activation, or a list with one of these for each hidden layer
        "identity", "sigmoid", "tanh", "relu", "softplus", "softmax" or `SteepSigmoid`.
    output : str or Activation
        The same choice for the output layer.
    cost : str
        "squared error", "binary cross-entropy" or "cross-entropy", with any output whose values
        it is defined for.
    dtype : dtype, float32 or float64
    seed : int
        Of the initial weights: normal, standard deviation 1 / sqrt(n_(l-1)), so that z is
        about as large as the activations below it, whatever the width; biases start at 0.
    biases : bool
        False for a network without biases.

    Attributes
    ----------
    sizes : list of int
    L : int
        Number of layers with weights.
    dtype : dtype
    theta, grad : ndarray, shape (P,)
        Every weight and bias, live, and what `backprop` writes: see `bpbook.training.Model`.

    Raises
    ------
    ValueError
        If sizes, names or dtype are not among the possible ones; the message lists those.

    Examples
    --------
    >>> net = Network([2, 3, 1], output="sigmoid", cost="squared error", seed=1)
    >>> X, T = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0.0, 1, 1, 0]])
    >>> net.forward(X).shape, net.gradient(X, T)[1].weights.shape
    ((1, 4), (3, 2))
    """

    def __init__(
        self,
        sizes,
        hidden="sigmoid",
        output="softmax",
        cost="cross-entropy",
        *,
        dtype=np.float64,
        seed=0,
        biases=True,
    ):
        self.sizes, self.dtype = check_sizes(sizes), check_dtype(dtype)
        self.L = len(self.sizes) - 1
        self.activations_of = [*one_per_layer(hidden, self.L - 1), find_activation(output)]
        self.output = Output(self.activations_of[-1], cost)
        self.parameters = Parameters(self.sizes, self.dtype, biases)
        self.gradients = Parameters(self.sizes, self.dtype, biases)
        self.row_of_ones = biases  # what `backprop` expects of X; the training loop asks for it
        self.cost_unit = self.output.unit
        self._scale = np.zeros((), self.dtype)
        self._workspaces = {}
        self._draw_weights(np.random.default_rng(seed))

    def _draw_weights(self, rng):
        for layer in self.parameters:
            n, n_below = layer.weights.shape
            layer.weights = rng.standard_normal((n, n_below)) / np.sqrt(n_below)

    @property
    def theta(self):
        """Every weight and bias as one vector, live; assign to replace the values."""
        return self.parameters.vector

    @theta.setter
    def theta(self, values):
        self.parameters.vector = values

    @property
    def grad(self):
        """What the last `backprop` wrote."""
        return self.gradients.vector

    def __getitem__(self, number):
        return self.parameters[number]

    def __iter__(self):
        return iter(self.parameters)

    def __len__(self):
        return self.L

    def backprop(self, X, T, scale=1.0):
        """Write `scale` times the gradient of the batch's mean cost into `grad`.

        The factor is for optimisers: it multiplies the small delta^L instead of the large
        gradient.  Nothing is checked here: `gradient` is the same for people.

        Parameters
        ----------
        X : ndarray, shape (n_0 + 1, m)
            The batch with its row of ones (n_0 rows if the network has no biases).
        T : ndarray, shape (n_L, m)
        scale : float

        Returns
        -------
        float: the mean cost of the batch
        """
        m = X.shape[1]
        layers = self._workspaces.get(m) or self._make_workspace(m)
        layers[0].A_below, layers[0].A_below_T = X, X.T
        for layer in layers:
            layer.WB.dot(layer.A_below, layer.z)  # z = W a + b
            layer.f(layer.z, layer.a, layer.scratch, layer.row)  # a = f(z)

        cost = self.output.error(layer, T)  # (BP1), into layer.delta; layer is the last one
        self._scale[()] = scale / m  # 1 / m of (BP3) and (BP4)
        np.multiply(layer.delta, self._scale, layer.delta)
        for below in layers[-2::-1]:
            layer.delta.dot(layer.A_below_T, layer.gradient)  # (BP3) and (BP4)
            layer.WB_T.dot(layer.delta, below.D)  # (BP2): W^T delta ...
            below.pull_back(below.a, below.delta, below.scratch, below.row)  # ... times f'(z)
            layer = below
        layer.delta.dot(layer.A_below_T, layer.gradient)  # (BP3) and (BP4) of the first layer
        return cost / m

    def _make_workspace(self, m):
        if len(self._workspaces) == 4:  # an epoch needs but two: full batches, a smaller last one
            self._workspaces.clear()
        return self._workspaces.setdefault(m, make_workspace(self, m))

    def gradient(self, X, T):
        """Gradient of the mean cost with respect to every weight and bias; `grad` holds it, too.

        Parameters
        ----------
        X, T : ndarray, shapes (n_0, m) and (n_L, m)

        Returns
        -------
        Parameters: ``g[l].weights`` (n_l, n_(l-1)), ``g[l].biases`` (n_l, 1), ``g.vector`` (P,)
        """
        self._backprop_of(*self.check(X, T))
        return self.gradients.copy()

    def deltas(self, X, T):
        """Return dC_s/dz of every layer for every sample: ``{1: (n_1, m), ..., L: (n_L, m)}``.

        `grad` is overwritten, with m times the gradient.
        """
        X, T = self.check(X, T)
        layers = self._backprop_of(X, T, scale=X.shape[1])  # undoes the division by m
        return {number: layer.delta.copy() for number, layer in enumerate(layers, start=1)}

    def _backprop_of(self, X, T, scale=1.0):
        if self.row_of_ones:
            X = np.vstack([X, np.ones_like(X[:1])])
        with np.errstate(over="ignore"):  # exp(-z) of a saturated sigmoid: infinity, and 1/inf = 0
            self.backprop(X, T, scale)
        return self._workspaces[X.shape[1]]

    def forward(self, X):
        """Return the outputs, shape (n_L, m), for inputs X, shape (n_0, m)."""
        return self.activations(X)[self.L]

    def activations(self, X):
        """Activations of every layer: ``{0: X, 1: (n_1, m), ..., L: (n_L, m)}``."""
        X = check_inputs(self, X).copy()
        return self._layer_by_layer(self.parameters.arrays(), X)[1]

    def weighted_inputs(self, X):
        """Weighted inputs z = W a + b of every layer: ``{1: (n_1, m), ..., L: (n_L, m)}``."""
        return self._layer_by_layer(self.parameters.arrays(), check_inputs(self, X))[0]

    def cost(self, X, T):
        """Mean cost of the samples X, shape (n_0, m), with targets T, shape (n_L, m); a float."""
        return self.cost_at(self.parameters.arrays(), X, T)

    def cost_at(self, arrays, X, T):
        """Mean cost with other weights and biases: a pure function of them, real or complex.

        Parameters
        ----------
        arrays : dict of ndarray
            "W1", "b1", "W2", ... in the shapes of the notation.
        X, T : ndarray, shapes (n_0, m) and (n_L, m)
        """
        X, T = self.check(X, T)
        Z, A = self._layer_by_layer(arrays, X)
        return self.output.value(Z[self.L], A[self.L], T)

    def _layer_by_layer(self, arrays, X):
        Z, A = {}, {0: X}
        for number, f in enumerate(self.activations_of, start=1):
            Z[number] = arrays[f"W{number}"] @ A[number - 1]
            if self.parameters.biased:
                Z[number] = Z[number] + arrays[f"b{number}"]
            A[number] = f(Z[number])
        return Z, A

    def accuracy(self, X, T):
        """Share of the samples in the right class: see `bpbook.nn.accuracy`."""
        X, T = self.check(X, T)
        return accuracy(self.forward(X), T)

    def check(self, X, T):
        """Return X and T as matrices in the network's dtype, or raise: see `check_batch`."""
        return check_batch(self, X, T)

    def diagnose(self):
        """Say which layer holds the largest weights: where to look when the cost is not finite."""
        return self.parameters.diagnose()

    def copy(self):
        """Return an independent network with the same shape and the same parameters."""
        return deepcopy(self)

    def __getstate__(self):  # the workspaces are made anew, around the vectors of the copy
        return {**self.__dict__, "_workspaces": {}}

    def __repr__(self):
        names = " ".join(f.name for f in self.activations_of)
        return f"Network({self.sizes}, {names}, {self.output.name}, {self.dtype})"
