"""The arrays that a step writes to, made once for each batch size."""

import numpy as np


class LayerArrays:
    """What the two passes need of one layer; the names are those of the equations.

    Attributes
    ----------
    WB, gradient : ndarray, shape (n_l, n_(l-1) + 1)
        The matrix [W b] and the derivatives with respect to it: views into the flat vectors.
        (Without biases there is no b, and no row of ones in any of these arrays.)
    WB_T, A_below_T : ndarray
        Transposes, views.
    A_below : ndarray, shape (n_(l-1) + 1, m)
        Activations of the layer below with their row of ones.
    D : ndarray, shape (n_l + 1, m)
        Where the layer above, if there is one, writes [W b]^T delta; the last row is not used.  (A
        product with a slice of [W b] would make NumPy copy the slice.)
    z, a, delta, scratch : ndarray, shape (n_l, m)
        delta is a view of D.  In the hidden layers z and a are the same memory: a overwrites z.
    flat_z, flat_delta : ndarray, shape (n_l m,)
        Of the output layer alone: z and delta as vectors, views, whose products are costs.
    row, ones : ndarray, shape (m,)
        Scratch space, one number a sample, and what adds such numbers up.
    f, pull_back : callable
        The activation's kernels.
    """

    __slots__ = (
        "A_below",
        "A_below_T",
        "D",
        "WB",
        "WB_T",
        "a",
        "delta",
        "f",
        "flat_delta",
        "flat_z",
        "gradient",
        "ones",
        "pull_back",
        "row",
        "scratch",
        "z",
    )


def make_workspace(net, m):
    """Arrays for batches of m samples, a `LayerArrays` for each layer from 1 to L."""
    layers, A_below = [], None
    matrices = zip(net.parameters.matrices, net.gradients.matrices, strict=True)
    for (WB, gradient), activation in zip(matrices, net.activations_of, strict=True):
        layer, n = LayerArrays(), len(WB)
        layer.WB, layer.WB_T, layer.gradient = WB, WB.T, gradient
        layer.A_below, layer.A_below_T = A_below, None if A_below is None else A_below.T
        A_below = np.ones((n + net.parameters.biased, m), net.dtype)
        layer.a = A_below[:n]  # without the row of ones
        layer.D = np.empty_like(A_below)
        layer.delta = layer.D[:n]
        layer.z = layer.a
        layer.scratch = np.empty((n, m), net.dtype)
        layer.row, layer.ones = np.empty(m, net.dtype), np.ones(m, net.dtype)
        layer.f, layer.pull_back = activation.kernels(net.dtype, (n, m))
        layers.append(layer)
    output = layers[-1]
    output.z = np.empty_like(output.a)  # kept: costs are computed from the output's z
    output.flat_z, output.flat_delta = output.z.ravel(), output.delta.ravel()
    return layers
