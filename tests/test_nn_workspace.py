"""The arrays of a step: made once for each batch size, in the dtype of the network, then reused.

What is measured is the peak of the memory that Python and NumPy ask for.  Views and numbers cost
some hundred bytes; an array of the batch, or a constant of the wrong dtype, which makes NumPy
convert in a buffer, costs thousands.
"""

import tracemalloc

import numpy as np
import pytest

from bpbook.nn import Network, SteepSigmoid
from bpbook.nn.kernels import ACTIVATIONS
from bpbook.nn.workspace import make_workspace

M = 1000  # samples: one row of float32 is 4000 bytes
LITTLE = 3000  # bytes
STEEP = SteepSigmoid(0.5)
ELEMENTWISE = [f for name, f in ACTIVATIONS.items() if name != "softmax"]
PAIRS = [("sigmoid", "binary cross-entropy"), ("sigmoid", "squared error")]


def peak(call):
    """Return the most bytes that a call holds beside what was there before it."""
    call()
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def batch_with_ones(net, m):
    """Inputs with their row of ones, and targets, as the training loop stores them."""
    X = np.linspace(-1, 1, (net.sizes[0] + 1) * m, dtype=net.dtype).reshape(-1, m)
    X[-1] = 1
    return X, np.full((net.sizes[-1], m), 0.5, net.dtype)


def test_an_allocation_is_noticed():
    A, constant = np.ones((2, M), np.float32), np.ones(())
    assert peak(lambda: A + A) > LITTLE
    assert peak(lambda: np.add(A, constant, A)) > LITTLE  # float64 into float32
    assert peak(lambda: np.add(A, A, A)) < LITTLE


@pytest.mark.parametrize("activation", [*ELEMENTWISE, STEEP], ids=repr)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_kernels_allocate_nothing(activation, dtype):
    value, pull_back = activation.kernels(np.dtype(dtype), (2, M))
    z, a, delta, scratch = np.ones((4, 2, M), dtype)
    row = np.empty(M, dtype)
    assert peak(lambda: value(z, a, scratch, row)) < LITTLE
    assert peak(lambda: pull_back(a, delta, scratch, row)) < LITTLE


def test_a_wide_relu_needs_no_more_than_the_fixed_buffer_of_numpy():
    shape = (1000, M)
    _, pull_back = ACTIVATIONS["relu"].kernels(np.dtype("float32"), shape)
    a, delta, scratch = np.ones((3, *shape), "float32")
    assert peak(lambda: pull_back(a, delta, scratch, None)) < LITTLE + 4 * np.getbufsize()


@pytest.mark.parametrize(("output", "cost"), PAIRS)
@pytest.mark.parametrize("hidden", ["sigmoid", "tanh", "relu", "softplus", STEEP], ids=str)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_step_allocates_nothing(hidden, output, cost, dtype):
    net = Network([3, 4, 2], hidden, output, cost, dtype=dtype)
    epoch = [batch_with_ones(net, m) for m in (M, M // 2)]  # full batches and a smaller last one
    assert peak(lambda: [net.backprop(X, T) for X, T in epoch]) < LITTLE


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_every_array_of_a_step_has_the_dtype_of_the_network(dtype):
    for layer in make_workspace(Network([3, 4, 2], dtype=dtype), 5):
        for name in ("WB", "gradient", "D", "z", "a", "delta", "scratch", "row", "ones"):
            assert getattr(layer, name).dtype == dtype, name


def test_a_workspace_is_kept_for_its_batch_size_but_only_a_few_are():
    net, kept = Network([3, 4, 2]), []
    for m in range(1, 9):
        net.backprop(*batch_with_ones(net, m))
        first = net._workspaces[m]
        net.backprop(*batch_with_ones(net, m))
        assert net._workspaces[m] is first
        kept.append(len(net._workspaces))
    assert kept == [1, 2, 3, 4, 1, 2, 3, 4]
