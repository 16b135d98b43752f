"""Activations and costs: values, derivatives, range of numbers, kernels against pure functions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bpbook import gradcheck, nn
from bpbook.nn.kernels import ACTIVATIONS, MANY

PAIRS = {
    "identity": (nn.identity, nn.identity_prime_from_output),
    "sigmoid": (nn.sigmoid, nn.sigmoid_prime_from_output),
    "tanh": (nn.tanh, nn.tanh_prime_from_output),
    "relu": (nn.relu, nn.relu_prime_from_output),
    "steep": (
        lambda z: nn.steep_sigmoid(z, 0.5),
        lambda a: nn.steep_sigmoid_prime_from_output(a, 0.5),
    ),
}
EVERYWHERE = arrays(
    np.float64,
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    elements=st.floats(-1e300, 1e300, allow_nan=False),
)


@pytest.mark.parametrize("name", PAIRS)
def test_derivative_from_output(name, rng):
    f, prime_from_output = PAIRS[name]
    z = rng.normal(size=(4, 3))
    gradcheck.check(lambda x: f(x).sum(), at=z, gradient=prime_from_output(f(z)))


def test_softplus_prime(rng):
    z = rng.normal(size=(4, 3))
    gradcheck.check(lambda x: nn.softplus(x).sum(), at=z, gradient=nn.softplus_prime(z))


@pytest.mark.parametrize("name", ["identity", "sigmoid", "tanh", "steep"])
def test_the_complex_step_passes_through_zero(name):
    """At 0 a function in two pieces must not hand the step to the mirrored one."""
    f, prime_from_output = PAIRS[name]
    assert gradcheck.complex_step(f, 0.0) == pytest.approx(float(prime_from_output(f(0.0))))


def test_at_zero_the_softplus_is_smooth_and_the_relu_takes_the_left_slope():
    assert gradcheck.complex_step(nn.softplus, 0.0) == pytest.approx(0.5)
    assert gradcheck.complex_step(nn.relu, 0.0) == nn.relu_prime_from_output(nn.relu(0.0)) == 0


def test_softmax_jacobian_and_pullback(rng):
    z, delta = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    pulled = nn.softmax_pullback(nn.softmax(z), delta)
    gradcheck.check(lambda x: (delta * nn.softmax(x)).sum(), at=z, gradient=pulled)
    for s in range(3):
        J = nn.softmax_jacobian(nn.softmax(z)[:, s])
        np.testing.assert_allclose(J.T @ delta[:, s], pulled[:, s], rtol=1e-12)
        assert np.linalg.matrix_rank(J) == 3
        np.testing.assert_allclose(J.sum(axis=1), 0, atol=1e-15)


def test_softmax_jacobian_takes_a_column_and_refuses_a_batch():
    p = np.array([[0.25], [0.75]])
    np.testing.assert_array_equal(nn.softmax_jacobian(p), nn.softmax_jacobian(p.ravel()))
    with pytest.raises(ValueError, match=r"one sample, shape \(n,\) or \(n, 1\), not \(2, 2\)"):
        nn.softmax_jacobian(np.eye(2))
    with pytest.raises(ValueError, match=r"one sample, .* not \(2, 1, 1\)"):
        nn.softmax_jacobian(np.full((2, 1, 1), 0.5))


@pytest.mark.parametrize("name", ["identity", "sigmoid", "tanh", "relu", "softplus", "softmax"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept_and_the_argument_is_not_changed(name, dtype):
    z = np.array([[-1.0, 0.0], [2.0, 3.0]], dtype)
    before = z.copy()
    a = getattr(nn, name)(z)
    assert a.dtype == dtype
    assert not np.shares_memory(a, z)
    np.testing.assert_array_equal(z, before)


@settings(max_examples=60, deadline=None)
@given(z=EVERYWHERE)
def test_no_overflow_anywhere(z):
    with np.errstate(all="raise", under="ignore"):
        for f in (nn.sigmoid, nn.tanh, nn.relu, nn.softplus):
            assert np.isfinite(f(z)).all()
        p = nn.softmax(z)
    assert np.isfinite(p).all()
    np.testing.assert_allclose(p.sum(axis=0), 1, rtol=1e-12)


@settings(max_examples=60, deadline=None)
@given(z=EVERYWHERE)
def test_identities_between_the_functions(z):
    np.testing.assert_allclose(nn.sigmoid(-z), 1 - nn.sigmoid(z), atol=1e-15)
    half = z / 2
    np.testing.assert_allclose(nn.tanh(half), 2 * nn.sigmoid(z) - 1, atol=1e-15)
    np.testing.assert_allclose(nn.softplus(z) - nn.softplus(-z), z, rtol=1e-12, atol=1e-12)


@settings(max_examples=60, deadline=None)
@given(z=EVERYWHERE.filter(lambda z: np.abs(z).max() < 1e6), shift=st.floats(-1e3, 1e3))
def test_softmax_ignores_a_shift(z, shift):
    np.testing.assert_allclose(nn.softmax(z + shift), nn.softmax(z), atol=1e-8)


@settings(max_examples=60, deadline=None)
@given(z=EVERYWHERE.filter(lambda z: np.abs(z).max() < 1e290), data=st.data())
def test_log_sum_exp_neither_overflows_nor_goes_below_zero(z, data):
    T = np.zeros_like(z)
    for column in range(z.shape[1]):
        T[data.draw(st.integers(0, len(z) - 1)), column] = 1
    with np.errstate(all="raise", under="ignore"):
        cost = nn.softmax_cross_entropy(z, T)
        both = nn.sigmoid_binary_cross_entropy(z, T)
    assert 0 <= cost < np.inf
    assert 0 <= both < np.inf
    spread = (z.max(axis=0) - (z * T).sum(axis=0)).mean()
    assert cost == pytest.approx(spread, rel=1e-9, abs=np.log(len(z)) + 1e-9)


def test_sigmoid_keeps_relative_accuracy_in_the_tail():
    assert nn.sigmoid(-700.0) == pytest.approx(np.exp(-700.0), rel=1e-13)


@pytest.mark.parametrize("name", [*ACTIVATIONS, "steep"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_kernels_agree_with_the_pure_functions(name, dtype, rng):
    activation = nn.SteepSigmoid(0.5) if name == "steep" else ACTIVATIONS[name]
    value, pull_back = activation.kernels(np.dtype(dtype), (4, 3))
    z = rng.normal(size=(4, 3)).astype(dtype)
    delta = rng.normal(size=(4, 3)).astype(dtype)
    a, scratch, row = np.empty_like(z), np.empty_like(z), np.empty(3, dtype)
    value(z.copy(), a, scratch, row)
    tight = 1e-14 if dtype == np.float64 else 1e-5
    np.testing.assert_allclose(a, activation(z), rtol=tight, atol=tight)
    pulled = delta.copy()
    pull_back(a, pulled, scratch, row)
    measured = gradcheck.complex_step(lambda x: (delta * activation(x)).sum(), z)
    np.testing.assert_allclose(pulled, measured, rtol=10 * tight, atol=10 * tight)


@pytest.mark.parametrize("samples", [MANY // 4 - 1, MANY // 4])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_relu_passes_delta_on_where_a_is_positive_whatever_the_size(samples, dtype, rng):
    value, pull_back = ACTIVATIONS["relu"].kernels(np.dtype(dtype), (4, samples))
    z, delta, scratch = rng.normal(size=(3, 4, samples)).astype(dtype)
    z[:, ::5] = 0
    a, pulled = np.empty_like(z), delta.copy()
    value(z, a, scratch, None)
    pull_back(a, pulled, scratch, None)
    np.testing.assert_array_equal(a, np.maximum(z, 0))
    np.testing.assert_array_equal(pulled, np.where(z > 0, delta, 0))


COSTS = {
    "squared error": (nn.squared_error, nn.squared_error_prime),
    "binary cross-entropy": (nn.binary_cross_entropy, nn.binary_cross_entropy_prime),
    "cross-entropy": (nn.cross_entropy, nn.cross_entropy_prime),
}


@pytest.mark.parametrize("name", COSTS)
def test_cost_and_its_derivative(name, rng):
    cost, prime = COSTS[name]
    A, T = rng.uniform(0.1, 0.9, (3, 5)), rng.uniform(size=(3, 5))
    gradcheck.check(lambda x: 5 * cost(x, T), at=A, gradient=prime(A, T))  # per sample: times m


@pytest.mark.parametrize("name", COSTS)
def test_cost_is_the_mean_over_the_samples(name, rng):
    cost, _ = COSTS[name]
    A, T = rng.uniform(0.1, 0.9, (3, 5)), rng.uniform(size=(3, 5))
    single = [cost(A[:, s : s + 1], T[:, s : s + 1]) for s in range(5)]
    assert cost(A, T) == pytest.approx(np.mean(single), rel=1e-14)
    assert type(cost(A, T)) is float


def test_costs_from_the_weighted_input_are_the_same_costs(rng):
    Z, T = rng.normal(size=(3, 5)), nn.softmax(rng.normal(size=(3, 5)))
    assert nn.softmax_cross_entropy(Z, T) == pytest.approx(nn.cross_entropy(nn.softmax(Z), T))
    assert nn.sigmoid_binary_cross_entropy(Z, T) == pytest.approx(
        nn.binary_cross_entropy(nn.sigmoid(Z), T)
    )


def test_certain_and_right_costs_nothing():
    with np.errstate(all="raise"):
        right = np.array([[1.0], [0.0]])
        assert nn.cross_entropy(right, right) == 0
        assert nn.binary_cross_entropy(right, right) == 0
        assert nn.binary_cross_entropy_prime(right, right).tolist() == [[-1.0], [1.0]]
        assert nn.cross_entropy_prime(right, right).tolist() == [[-1.0], [0.0]]


def test_accuracy():
    A = np.array([[0.9, 0.4, 0.2], [0.1, 0.6, 0.8]])
    T = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert nn.accuracy(A, T) == pytest.approx(2 / 3)
    assert nn.accuracy(A[:1], T[:1]) == pytest.approx(2 / 3)
    assert nn.accuracy(np.array([[0.5]]), np.array([[0.0]])) == 1  # half is not above half
    assert nn.accuracy(np.array([[0.4]]), np.array([[0.5]])) == 1  # nor in a target


def test_accuracy_of_certain_and_right_is_one():
    yes_or_no = np.array([[1.0, 0.0, 1.0]])
    classes = np.eye(3)[:, [2, 0, 1, 1]]
    assert nn.accuracy(yes_or_no, yes_or_no) == 1
    assert nn.accuracy(1 - yes_or_no, yes_or_no) == 0
    assert nn.accuracy(classes, classes) == 1


def test_names_and_parameters_of_activations():
    assert repr(ACTIVATIONS["tanh"]) == "tanh"
    steep = nn.SteepSigmoid(2.0)
    np.testing.assert_array_equal(steep(np.array([2.0])), nn.sigmoid(np.array([1.0])))
