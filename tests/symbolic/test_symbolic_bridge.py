# ruff: noqa: E741 -- l is the layer, as in the formulas
"""Proved formulas compiled to NumPy agree with the network of the book."""

import numpy as np
import pytest
from statements.networks import Net, f

from bpbook.nn import Network
from bpbook.symbolic import array, derivative, exp, index, kronecker, layer, mean, total, width
from bpbook.symbolic.bridge import BridgeError, to_numpy


def tanh_prime(z):
    return 1 - np.tanh(z) ** 2


@pytest.mark.parametrize("sizes", [(4, 5, 3), (3, 6, 4, 2), (20, 30, 10)])
@pytest.mark.parametrize("what", ["derivative of the cost", "backpropagation"])
def test_formulas_agree_with_the_network(sizes, what):
    depth = len(sizes) - 1
    net = Net(depth)
    numeric = Network(list(sizes), hidden="tanh", output="tanh", cost="squared error", seed=1)
    rng = np.random.default_rng(2)
    x, t = rng.normal(size=(sizes[0], 1)), rng.normal(size=(sizes[-1], 1))
    for r in range(1, depth + 1):
        numeric[r].biases = rng.normal(size=(sizes[r], 1))
    values = {"x": x[:, 0], "t": t[:, 0], "f": (np.tanh, tanh_prime)}
    values |= {f"n_{r}": size for r, size in enumerate(sizes)}
    values |= {f"W{r}": numeric[r].weights for r in range(1, depth + 1)}
    values |= {f"b{r}": numeric[r].biases[:, 0] for r in range(1, depth + 1)}
    gradient = numeric.gradient(x, t)
    for r in range(1, depth + 1):
        j, k = net.over("j", r), net.over("i", r - 1)
        raw = derivative(net.cost, net.weights[r][j, k])
        formula = (
            raw if what == "derivative of the cost" else net.delta(r, j) * net.activation(r - 1, k)
        )
        found = to_numpy(formula, j, k)(**values)
        assert np.abs(found - gradient[r].weights).max() < 1e-12 * np.abs(found).max()
        bias = to_numpy(net.delta(r, j), j)(**values)
        assert np.abs(bias - gradient[r].biases[:, 0]).max() < 1e-12 * np.abs(bias).max()


def test_layers_are_named_by_their_text():
    n, m, l = *width("n m"), layer("l")
    j, k = index("j", n), index("k", m)
    w, delta = array("w delta")
    back = to_numpy(total(w[l + 1, k, j] * delta[l + 1, k], k), j, differentiate=False)
    W, d = np.arange(6.0).reshape(3, 2), np.array([1.0, 0.0, 2.0])
    found = back(n=2, m=3, w={"l + 1": W}, delta={"l + 1": d})
    assert found.tolist() == (W.T @ d).tolist()


def test_softmax_mean_and_kronecker():
    n = width("n")
    i, j, u = index("i j u", n)
    z = array("z")
    p = exp(z[u]) / total(exp(z[i]), i)
    v = np.array([0.5, -1.0, 2.0])
    s = np.exp(v) / np.exp(v).sum()
    jacobian = to_numpy(derivative(p, z[j]), u, j)(n=3, z=v)
    assert np.allclose(jacobian, np.diag(s) - np.outer(s, s), atol=1e-14)
    assert to_numpy(mean(z[i] * i, i))(n=3, z=v) == pytest.approx((0.5 - 2 + 6) / 3)
    assert to_numpy(kronecker(i, j), i, j)(n=2).tolist() == np.eye(2).tolist()


def test_arrays_of_the_caller_are_left_alone():
    n = width("n")
    i, v = index("i", n), array("v")
    given = np.ones(3)
    to_numpy(f(v[i]) * 2, i)(n=3, v=given, f=(np.tanh,))
    assert given.tolist() == [1, 1, 1]


def test_missing_values_and_shifts_are_named():
    n = width("n")
    i, v = index("i", n), array("v")
    with pytest.raises(BridgeError, match="no value for v"):
        to_numpy(v[i], i)(n=3)
    with pytest.raises(BridgeError, match="not a plain index"):
        to_numpy(v[i + 1], i)(n=3, v=np.ones(4))
