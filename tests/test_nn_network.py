"""The network: its gradient against three other programs, its shapes, what must not change."""

import pickle

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from bpbook import gradcheck, nn
from bpbook.nn import Network, Parameters, SteepSigmoid

SMOOTH = ["identity", "sigmoid", "tanh", "softplus", "softmax"]
OUTPUTS = [
    ("softmax", "cross-entropy"),
    ("sigmoid", "binary cross-entropy"),
    ("sigmoid", "cross-entropy"),
    ("softmax", "binary cross-entropy"),
    ("softmax", "squared error"),
    ("sigmoid", "squared error"),
    ("tanh", "squared error"),
    ("softplus", "squared error"),
    ("identity", "squared error"),
    (SteepSigmoid(0.5), "binary cross-entropy"),
    (SteepSigmoid(2.0), "squared error"),
]


def batch(rng, n_in, n_out, m):
    """Inputs, and targets that every cost accepts."""
    return rng.normal(size=(n_in, m)), nn.softmax(rng.normal(size=(n_out, m)))


@pytest.mark.parametrize(("output", "cost"), OUTPUTS, ids=str)
@pytest.mark.parametrize("hidden", SMOOTH)
def test_gradient_is_the_measured_one(hidden, output, cost, rng):
    net = Network([3, 4, 3, 2], hidden, output, cost, seed=2)
    for layer in net:
        layer.biases = 0.3 * rng.normal(size=layer.biases.shape)
    report = gradcheck.check(net, *batch(rng, 3, 2, 5))
    assert list(report.shapes) == ["W1", "b1", "W2", "b2", "W3", "b3"]


def test_gradient_with_relu_away_from_kinks(rng):
    net = Network([3, 6, 5, 2], "relu", seed=2)
    for layer in net:
        layer.biases = 0.3 * rng.normal(size=layer.biases.shape)
    gradcheck.check(net, *batch(rng, 3, 2, 5))


def test_gradient_with_an_activation_for_each_layer(rng):
    net = Network([3, 4, 5, 2], ["tanh", SteepSigmoid(0.5)], seed=2)
    gradcheck.check(net, *batch(rng, 3, 2, 5))


def test_gradient_without_biases(rng):
    net = Network([3, 4, 2], biases=False)
    report = gradcheck.check(net, *batch(rng, 3, 2, 5))
    assert list(report.shapes) == ["W1", "W2"]
    assert net[1].biases.tolist() == [[0.0]] * 4
    with pytest.raises(ValueError, match="biases=False"):
        net[1].biases = np.ones((4, 1))
    with pytest.raises(ValueError, match="read-only"):
        net[1].biases[0] = 1


def autograd_cost(arrays, X, T, depth):
    """The same network written for HIPS autograd: tanh, then softmax and cross-entropy."""
    A = X
    for k in range(depth):
        Z = anp.dot(arrays[2 * k], A) + arrays[2 * k + 1]
        A = anp.tanh(Z)
    Z = Z - anp.max(Z, axis=0)
    return anp.sum(T * (anp.log(anp.sum(anp.exp(Z), axis=0)) - Z)) / X.shape[1]


@settings(max_examples=25, deadline=None)
@given(sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5), m=st.integers(1, 7))
def test_gradient_agrees_with_autograd_on_random_shapes(sizes, m):
    rng = np.random.default_rng(sum(sizes) + m)
    net = Network(sizes, "tanh", seed=m)
    X, T = batch(rng, sizes[0], sizes[-1], m)
    arrays = [np.array(a) for a in net.parameters.arrays().values()]
    oracle = grad(autograd_cost)(arrays, X, T, net.L)
    ours = net.gradient(X, T).arrays()
    for (name, found), expected in zip(ours.items(), oracle, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12, err_msg=name)


def test_the_four_equations(rng):
    net = Network([3, 4, 2], output="sigmoid", cost="squared error", seed=1)
    X, T = batch(rng, 3, 2, 5)
    A, delta, g = net.activations(X), net.deltas(X, T), net.gradient(X, T)
    prime = nn.sigmoid_prime_from_output
    np.testing.assert_allclose(delta[2], (A[2] - T) * prime(A[2]), rtol=1e-12)
    np.testing.assert_allclose(delta[1], (net[2].weights.T @ delta[2]) * prime(A[1]), rtol=1e-12)
    for number in (1, 2):
        np.testing.assert_allclose(g[number].weights, delta[number] @ A[number - 1].T / 5)
        np.testing.assert_allclose(g[number].biases, delta[number].mean(axis=1, keepdims=True))


def test_delta_of_a_sample_does_not_depend_on_the_batch(rng):
    net = Network([3, 4, 2], seed=1)
    X, T = batch(rng, 3, 2, 5)
    whole, single = net.deltas(X, T), net.deltas(X[:, 2:3], T[:, 2:3])
    np.testing.assert_allclose(whole[1][:, 2:3], single[1], rtol=1e-12)


def test_gradient_of_a_batch_is_the_mean_of_its_parts(rng):
    net = Network([3, 4, 2], seed=1)
    X, T = batch(rng, 3, 2, 5)
    parts = [net.gradient(X[:, s : s + 1], T[:, s : s + 1]).vector for s in range(5)]
    np.testing.assert_allclose(net.gradient(X, T).vector, np.mean(parts, axis=0), rtol=1e-12)


def test_forward_and_its_parts(rng):
    net = Network([3, 4, 2], seed=1)
    X, _ = batch(rng, 3, 2, 5)
    A, Z = net.activations(X), net.weighted_inputs(X)
    assert list(A) == [0, 1, 2]
    assert list(Z) == [1, 2]
    np.testing.assert_array_equal(A[0], X)
    np.testing.assert_allclose(Z[2], net[2].weights @ A[1] + net[2].biases, rtol=1e-14)
    np.testing.assert_array_equal(net.forward(X), nn.softmax(Z[2]))


@pytest.mark.parametrize(("output", "cost"), OUTPUTS, ids=str)
def test_backprop_returns_the_cost(output, cost, rng):
    net = Network([3, 4, 2], output=output, cost=cost, seed=1)
    X, T = batch(rng, 3, 2, 5)
    X1 = np.vstack([X, np.ones(5)])
    assert net.backprop(X1, T) == pytest.approx(net.cost(X, T), rel=1e-12)
    gradient = net.grad.copy()
    net.backprop(X1, T, scale=-0.5)
    np.testing.assert_allclose(net.grad, -0.5 * gradient, rtol=1e-12)


def test_parameters_are_typed_in_and_read_in_the_shapes_of_the_notation():
    net = Network([2, 3, 1], output="sigmoid", cost="squared error")
    net[1].weights = [[1, 2], [3, 4], [5, 6]]
    net[1].biases = [[7], [8], [9]]
    assert net[1].weights.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert net.theta[:9].tolist() == [1, 2, 7, 3, 4, 8, 5, 6, 9]
    net[1].weights -= 1
    assert net[1].weights[0].tolist() == [0, 1]
    assert [repr(layer) for layer in net] == [
        "<layer 1: weights (3, 2), biases (3, 1)>",
        "<layer 2: weights (1, 3), biases (1, 1)>",
    ]
    assert len(net) == net.L == 2


def test_the_vector_of_all_parameters_is_replaced_in_place():
    net = Network([2, 3, 1], output="sigmoid", cost="squared error")
    theta = net.theta
    net.theta = np.arange(13)
    assert net.theta is theta
    assert net[2].weights.tolist() == [[9, 10, 11]]
    with pytest.raises(ValueError, match=r"shape \(13,\), but the values have shape \(12,\)"):
        net.theta = np.ones(12)


def test_what_was_returned_is_not_overwritten(rng):
    net = Network([3, 4, 2], seed=1)
    X, T = batch(rng, 3, 2, 5)
    g, A, delta = net.gradient(X, T), net.forward(X), net.deltas(X, T)
    kept = g.vector.copy(), A.copy(), delta[1].copy()
    net.gradient(2 * X, T)
    net.deltas(2 * X, T)
    net.forward(2 * X)
    for now, then in zip((g.vector, A, delta[1]), kept, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, int])
def test_arrays_of_the_caller_are_not_changed(dtype):
    X, T = np.array([[0, 1, 2], [3, 4, 5]], dtype), np.array([[0, 1, 1], [1, 0, 0]], dtype)
    X.flags.writeable = T.flags.writeable = False
    net = Network([2, 3, 2], dtype=np.float32)
    for call in (net.gradient, net.cost, net.deltas, net.accuracy):
        call(X, T)
    A = net.activations(X)
    A[0][:] = 7
    assert X[0].tolist() == [0, 1, 2]


def test_float32_computes_in_float32(rng):
    X, T = batch(rng, 3, 2, 5)
    single, double = (Network([3, 4, 2], dtype=d, seed=1) for d in ("float32", "float64"))
    g = single.gradient(X, T)
    assert single.forward(X).dtype == g.vector.dtype == np.float32
    np.testing.assert_allclose(g.vector, double.gradient(X, T).vector, rtol=1e-4, atol=1e-6)
    gradcheck.check(single, X, T)


def test_the_same_seed_gives_the_same_weights_of_the_right_size():
    one, two, other = (Network([400, 50, 10], seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(one.theta, two.theta)
    assert not np.array_equal(one.theta, other.theta)
    assert one[1].weights.std() == pytest.approx(1 / np.sqrt(400), rel=0.02)
    assert not one[1].biases.any()


def test_the_seed_is_zero_unless_told_otherwise():
    np.testing.assert_array_equal(Network([3, 4, 2]).theta, Network([3, 4, 2], seed=0).theta)


def test_the_cost_has_a_unit():
    """A curve of the cost writes it beside its axis."""
    assert Network([3, 2]).cost_unit == "nats per sample"
    squares = Network([3, 2], output="identity", cost="squared error")
    assert squares.cost_unit == "squared output units per sample"


def test_squared_error_takes_targets_of_any_size(rng):
    net = Network([3, 4, 2], output="identity", cost="squared error")
    gradcheck.check(net, rng.normal(size=(3, 5)), 10 * rng.normal(size=(2, 5)))


def test_data_are_brought_to_the_dtype_and_copied_only_for_that(rng):
    X, T = batch(rng, 3, 2, 5)
    single = Network([3, 2], dtype="float32").check(X, T)
    assert [array.dtype for array in single] == [np.float32, np.float32]
    for checked, array in zip(Network([3, 2]).check(X, T), (X, T), strict=True):
        assert np.shares_memory(checked, array)


def test_outputs_of_exactly_zero_and_one_are_within_the_domain():
    net = Network([2, 2], output="identity", cost="cross-entropy")
    net[1].weights = np.eye(2)
    assert net.cost(np.eye(2), np.eye(2)) == 0
    np.testing.assert_array_equal(net.gradient(np.eye(2), np.eye(2))[1].weights, -np.eye(2) / 2)


def test_a_copy_is_independent(rng):
    net = Network([3, 4, 2], seed=1)
    X, T = batch(rng, 3, 2, 5)
    twin, cost = net.copy(), net.cost(X, T)
    twin.theta += 1
    twin.gradient(X, T)
    assert net.cost(X, T) == cost
    assert twin[1].weights[0, 0] == net[1].weights[0, 0] + 1
    assert repr(twin) == repr(net) == "Network([3, 4, 2], sigmoid softmax, cross-entropy, float64)"


def test_a_network_survives_pickle_with_its_views(rng):
    steep = nn.SteepSigmoid(0.5)
    net = Network([3, 4, 2], steep, output="sigmoid", cost="squared error", seed=1)
    X, T = batch(rng, 3, 2, 5)
    net.gradient(X, T)
    twin = pickle.loads(pickle.dumps(net))
    twin.theta += 0.1
    assert twin[1].weights[0, 0] == net[1].weights[0, 0] + 0.1
    net.theta += 0.1
    np.testing.assert_array_equal(twin.gradient(X, T).vector, net.gradient(X, T).vector)
    assert repr(twin) == repr(net)


def test_saturated_units_raise_no_floating_point_error():
    net = Network([1, 2, 2], output="sigmoid", cost="binary cross-entropy")
    net[1].weights, net[2].weights = [[2e3], [-2e3]], [[1e3, -1e3], [-1e3, 1e3]]
    X, T = np.array([[1.0, -1.0]]), np.array([[1.0, 0.0], [0.0, 0.0]])
    with np.errstate(all="raise", under="ignore"):
        assert net.cost(X, T) == pytest.approx(500)
        assert np.isfinite(net.gradient(X, T).vector).all()


def test_a_certain_softmax_raises_no_floating_point_error():
    net = Network([1, 2], seed=1)
    net[1].weights = [[2e3], [-2e3]]
    X, T = np.array([[1.0, -1.0]]), np.array([[1.0, 1.0], [0.0, 0.0]])
    with np.errstate(all="raise", under="ignore"):
        assert net.cost(X, T) == 2000
        assert net.gradient(X, T)[1].weights.tolist() == [[0.5], [-0.5]]
        assert net.backprop(np.vstack([X, [[1, 1]]]), T) == 2000


def test_diagnose_names_the_layer():
    net = Network([3, 4, 2], seed=1)
    net[2].weights = 1e8 * np.ones((2, 4))
    assert net.diagnose() == "Layer 2 of 2 has the largest weights, up to 1.0e+08"


def test_parameters_copy_and_names():
    theta = Parameters([2, 3, 1], float)
    twin = theta.copy()
    twin[2].biases = [[1.0]]
    assert theta[2].biases.item() == 0
    assert repr(theta) == "Parameters(W1 (3, 2), b1 (3, 1), W2 (1, 3), b2 (1, 1))"
    assert len(theta) == 2
