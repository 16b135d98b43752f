"""Layers as forward and pullback pairs: measured twice, and against HIPS autograd."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from bpbook import gradcheck, nn


def check_pullback(forward, at, pulled, weights, method="both"):
    """Check d(sum of weights * forward)/d(argument) for all arguments."""
    gradient = dict(zip(at, pulled, strict=True))
    return gradcheck.check(
        lambda **arrays: (weights * forward(**arrays)).sum(),
        at=at,
        gradient=gradient,
        method=method,
    )


def agree_with_autograd(plain, at, pulled, weights):
    """Compare pullbacks with those that autograd finds for a plain version of the layer."""
    for place, (name, found) in enumerate(zip(at, pulled, strict=True)):
        oracle = grad(lambda *arrays: anp.sum(weights * plain(*arrays)), place)(*at.values())
        np.testing.assert_allclose(found, oracle, rtol=1e-9, atol=1e-11, err_msg=name)


SIZES = st.integers(1, 4)


@settings(max_examples=20, deadline=None)
@given(n_below=SIZES, n=SIZES, m=SIZES)
def test_affine(n_below, n, m):
    rng = np.random.default_rng(n_below + 10 * n + 100 * m)
    at = {
        "X": rng.normal(size=(n_below, m)),
        "W": rng.normal(size=(n, n_below)),
        "b": rng.normal(size=(n, 1)),
    }
    delta = rng.normal(size=(n, m))
    pulled = nn.affine_pullback(delta, at["X"], at["W"])
    check_pullback(nn.affine, at, pulled, delta)
    agree_with_autograd(lambda X, W, b: anp.dot(W, X) + b, at, pulled, delta)


def plain_convolution(X, K, b, stride, padding):
    """Written place by place, for autograd."""
    if padding:
        rows = anp.zeros((X.shape[0], padding, X.shape[2], X.shape[3]))
        X = anp.concatenate([rows, X, rows], axis=1)
        columns = anp.zeros((X.shape[0], X.shape[1], padding, X.shape[3]))
        X = anp.concatenate([columns, X, columns], axis=2)
    kh, kw = K.shape[2:]
    places = [
        [
            anp.einsum("ncij,cijm->nm", K, X[:, i : i + kh, j : j + kw])
            for j in range(0, X.shape[2] - kw + 1, stride)
        ]
        for i in range(0, X.shape[1] - kh + 1, stride)
    ]
    Z = anp.stack([anp.stack(row, axis=1) for row in places], axis=1)
    return Z + anp.reshape(b, (-1, 1, 1, 1))


@settings(max_examples=25, deadline=None)
@given(
    c=st.integers(1, 2),
    n=st.integers(1, 3),
    image=st.tuples(st.integers(3, 6), st.integers(3, 6)),
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    stride=st.integers(1, 3),
    padding=st.integers(0, 2),
    m=st.integers(1, 2),
)
def test_convolution(c, n, image, kernel, stride, padding, m):
    rng = np.random.default_rng(stride)
    at = {
        "X": rng.normal(size=(c, *image, m)),
        "K": rng.normal(size=(n, c, *kernel)),
        "b": rng.normal(size=(n, 1)),
    }
    Z = nn.convolution(*at.values(), stride, padding)
    np.testing.assert_allclose(Z, plain_convolution(*at.values(), stride, padding), atol=1e-12)
    delta = rng.normal(size=Z.shape)
    pulled = nn.convolution_pullback(delta, at["X"], at["K"], stride, padding)
    agree_with_autograd(
        lambda X, K, b: plain_convolution(X, K, b, stride, padding), at, pulled, delta
    )


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1)])
def test_convolution_is_measured(stride, padding, rng):
    at = {
        "X": rng.normal(size=(2, 4, 5, 2)),
        "K": rng.normal(size=(3, 2, 2, 3)),
        "b": rng.normal(size=(3, 1)),
    }
    delta = rng.normal(size=nn.convolution(*at.values(), stride, padding).shape)
    pulled = nn.convolution_pullback(delta, at["X"], at["K"], stride, padding)
    check_pullback(
        lambda **a: nn.convolution(**a, stride=stride, padding=padding), at, pulled, delta
    )


def test_the_way_back_of_a_convolution_is_the_full_one_with_the_kernel_turned(rng):
    X, K = rng.normal(size=(1, 4, 4, 1)), rng.normal(size=(1, 1, 2, 2))
    delta = rng.normal(size=(1, 3, 3, 1))
    dX, _, _ = nn.convolution_pullback(delta, X, K)
    turned = nn.convolution(delta, K[:, :, ::-1, ::-1], np.zeros((1, 1)), padding=1)
    np.testing.assert_allclose(dX, turned, atol=1e-13)


def test_what_a_convolution_refuses():
    X, K, b = np.zeros((2, 4, 4, 1)), np.zeros((3, 2, 2, 2)), np.zeros((3, 1))
    wanted = r"X must be \(channels, .*\) and K \(n, channels, kh, kw\); shapes are "
    with pytest.raises(ValueError, match=wanted + r"\(2, 4, 4\) and \(3, 2, 2, 2\)"):
        nn.convolution(X[..., 0], K, b)
    with pytest.raises(ValueError, match=wanted + r"\(2, 4, 4, 1\) and \(3, 2, 2\)"):
        nn.convolution(X, K[..., 0], b)
    with pytest.raises(ValueError, match=wanted + r"\(1, 4, 4, 1\) and \(3, 2, 2, 2\)"):
        nn.convolution(X[:1], K, b)
    with pytest.raises(ValueError, match=r"stride=0 must be at least 1"):
        nn.convolution(X, K, b, stride=0)
    with pytest.raises(ValueError, match=r"kernel of 5 by 5 does not fit into an image of 4 by 4"):
        nn.convolution(X, np.zeros((3, 2, 5, 5)), b)
    with pytest.raises(ValueError, match=r"kernel of 2 by 5 does not fit into an image of 4 by 4"):
        nn.convolution(X, np.zeros((3, 2, 2, 5)), b)


def test_a_kernel_may_be_as_large_as_the_image_but_not_larger():
    X, b = np.ones((1, 3, 5, 1)), np.zeros((1, 1))  # higher than wide would be 5 by 3
    assert nn.convolution(X, np.ones((1, 1, 3, 5)), b).tolist() == [[[[15.0]]]]
    for kh, kw in ((4, 2), (2, 6)):
        with pytest.raises(ValueError, match=f"of {kh} by {kw} .* image of 3 by 5 with padding=0"):
            nn.convolution(X, np.ones((1, 1, kh, kw)), b)


@pytest.mark.parametrize("above", [np.float32, np.float64])
@pytest.mark.parametrize("weights", [np.float32, np.float64, int])
def test_the_way_back_of_a_convolution_keeps_the_wider_dtype(above, weights):
    X, K = np.ones((1, 3, 3, 1), above), np.ones((1, 1, 2, 2), weights)
    delta = np.full((1, 2, 2, 1), 0.5, above)
    dX, _, _ = nn.convolution_pullback(delta, X, K)
    assert dX.dtype == np.result_type(above, weights)
    assert dX[0, :, :, 0].tolist() == [[0.5, 1.0, 0.5], [1.0, 2.0, 1.0], [0.5, 1.0, 0.5]]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pooling(size, rng):
    X = rng.normal(size=(2, 6, 6, 3))
    delta = rng.normal(size=(2, 6 // size, 6 // size, 3))
    for pool, pullback in (
        (nn.max_pooling, nn.max_pooling_pullback),
        (nn.mean_pooling, nn.mean_pooling_pullback),
    ):
        pulled = [pullback(delta, X, size)]
        check_pullback(lambda X, pool=pool: pool(X, size), {"X": X}, pulled, delta)

    def plain(X):
        parts = [X[:, i::size, j::size] for i in range(size) for j in range(size)]
        return anp.max(anp.stack(parts), axis=0)

    agree_with_autograd(plain, {"X": X}, [nn.max_pooling_pullback(delta, X, size)], delta)


def test_a_tie_is_shared_and_windows_must_fit():
    X = np.array([[1.0, 1.0], [0.0, 1.0]]).reshape(1, 2, 2, 1)
    pulled = nn.max_pooling_pullback(np.full((1, 1, 1, 1), 3.0), X)
    assert pulled[0, :, :, 0].tolist() == [[1, 1], [0, 1]]
    for h, w, size in ((2, 2, 3), (3, 4, 2), (4, 3, 2), (2, 2, 0)):
        message = f"windows of {size} by {size} do not tile an image of {h} by {w}"
        with pytest.raises(ValueError, match=message):
            nn.max_pooling(np.zeros((1, h, w, 1)), size)
    with pytest.raises(ValueError, match=r"must be \(channels, height, width, m\), not \(2, 2\)"):
        nn.mean_pooling(X[0, :, :, 0], 2)


def test_windows_are_two_by_two_unless_told_otherwise(rng):
    X, delta = rng.normal(size=(1, 6, 6, 2)), rng.normal(size=(1, 3, 3, 2))
    np.testing.assert_array_equal(nn.max_pooling(X), nn.max_pooling(X, 2))
    np.testing.assert_array_equal(nn.mean_pooling(X), nn.mean_pooling(X, 2))
    for pullback in (nn.max_pooling_pullback, nn.mean_pooling_pullback):
        np.testing.assert_array_equal(pullback(delta, X), pullback(delta, X, 2))


@pytest.mark.parametrize("axis", [0, 1])
def test_normalisation(axis, rng):
    norm, pullback = (
        (nn.layer_norm, nn.layer_norm_pullback),
        (nn.batch_norm, nn.batch_norm_pullback),
    )[axis]
    at = {
        "X": rng.normal(2.0, 3.0, size=(4, 5)),
        "gamma": rng.normal(size=(4, 1)),
        "beta": rng.normal(size=(4, 1)),
    }
    delta = rng.normal(size=(4, 5))
    pulled = pullback(delta, at["X"], at["gamma"])
    check_pullback(norm, at, pulled, delta)

    def plain(X, gamma, beta):
        mean = anp.mean(X, axis=axis, keepdims=True)
        variance = anp.mean((X - mean) ** 2, axis=axis, keepdims=True)
        return gamma * (X - mean) / anp.sqrt(variance + 1e-5) + beta

    agree_with_autograd(plain, at, pulled, delta)
    N = norm(at["X"], np.ones((4, 1)), np.zeros((4, 1)))
    np.testing.assert_allclose(N.mean(axis=axis), 0, atol=1e-14)
    np.testing.assert_allclose(N.var(axis=axis), 1, rtol=1e-4)


def test_input_gradient_of_batch_norm_sums_to_zero(rng):
    dX, _, _ = nn.batch_norm_pullback(
        rng.normal(size=(4, 5)), rng.normal(size=(4, 5)), rng.normal(size=(4, 1))
    )
    np.testing.assert_allclose(dX.sum(axis=1), 0, atol=1e-13)


def test_dropout(rng):
    A, delta = rng.normal(size=(50, 40)), rng.normal(size=(50, 40))
    mask = nn.dropout_mask(A.shape, 0.8, rng)
    assert (mask > 0).mean() == pytest.approx(0.8, abs=0.03)
    assert mask.mean() == pytest.approx(1, abs=0.04)
    small = (slice(3), slice(4))
    pulled = [nn.dropout_pullback(delta, mask)[small]]
    check_pullback(lambda A: nn.dropout(A, mask[small]), {"A": A[small]}, pulled, delta[small])
    assert (nn.dropout_mask((3, 3), 1.0, rng) == 1).all()
    for keep in (0, 1.5):
        with pytest.raises(ValueError, match=rf"must lie in \(0, 1\], not {keep}"):
            nn.dropout_mask((3, 3), keep, rng)


def test_residual_block(rng):
    at = {
        "X": rng.normal(size=(3, 5)),
        "W1": rng.normal(size=(4, 3)),
        "b1": rng.normal(size=(4, 1)),
        "W2": rng.normal(size=(3, 4)),
        "b2": rng.normal(size=(3, 1)),
    }
    delta = rng.normal(size=(3, 5))
    pulled = nn.residual_block_pullback(delta, at["X"], at["W1"], at["b1"], at["W2"])
    check_pullback(nn.residual_block, at, pulled, delta)

    def plain(X, W1, b1, W2, b2):
        return X + anp.dot(W2, anp.tanh(anp.dot(W1, X) + b1)) + b2

    agree_with_autograd(plain, at, pulled, delta)
    dX, *_ = nn.residual_block_pullback(delta, at["X"], at["W1"], at["b1"], 0 * at["W2"])
    np.testing.assert_array_equal(dX, delta)  # the identity alone


@settings(max_examples=15, deadline=None)
@given(n_in=SIZES, n=SIZES, steps=st.integers(1, 5), m=SIZES)
def test_recurrence(n_in, n, steps, m):
    rng = np.random.default_rng(n_in + 10 * n + 100 * steps)
    at = {
        "X": rng.normal(size=(n_in, steps, m)),
        "W": rng.normal(size=(n, n_in)),
        "U": rng.normal(size=(n, n)),
        "b": rng.normal(size=(n, 1)),
        "h0": rng.normal(size=(n, m)),
    }
    H = nn.recurrence(**at)
    delta = rng.normal(size=H.shape)
    pulled = nn.recurrence_pullback(delta, at["X"], H, at["W"], at["U"], at["h0"])

    def plain(X, W, U, b, h0):
        h, states = h0, []
        for t in range(steps):
            h = anp.tanh(anp.dot(W, X[:, t]) + anp.dot(U, h) + b)
            states.append(h)
        return anp.stack(states, axis=1)

    agree_with_autograd(plain, at, pulled, delta)


def test_recurrence_is_measured_and_truncation_cuts(rng):
    at = {
        "X": rng.normal(size=(2, 6, 3)),
        "W": rng.normal(size=(4, 2)),
        "U": rng.normal(size=(4, 4)),
        "b": rng.normal(size=(4, 1)),
        "h0": rng.normal(size=(4, 3)),
    }
    H = nn.recurrence(**at)
    delta = rng.normal(size=H.shape)
    rest = (at["X"], H, at["W"], at["U"], at["h0"])
    check_pullback(nn.recurrence, at, nn.recurrence_pullback(delta, *rest), delta)
    whole = nn.recurrence_pullback(delta, *rest, truncate=100)
    np.testing.assert_array_equal(whole[1], nn.recurrence_pullback(delta, *rest)[1])
    # blocks of two steps are sequences of two steps that start from the states before them
    cut = nn.recurrence_pullback(delta, *rest, truncate=2)
    parts = [
        nn.recurrence_pullback(
            delta[:, t : t + 2], at["X"][:, t : t + 2], H[:, t : t + 2], at["W"], at["U"],
            H[:, t - 1] if t else at["h0"],
        )
        for t in (0, 2, 4)
    ]  # fmt: skip
    np.testing.assert_allclose(cut[2], sum(part[2] for part in parts), rtol=1e-12)
    assert not np.allclose(cut[2], whole[2])
    single = nn.recurrence_pullback(delta, *rest, truncate=1)
    dz = delta * (1 - H**2)
    np.testing.assert_allclose(single[3], dz.sum(axis=(1, 2)).reshape(-1, 1), rtol=1e-12)
    with pytest.raises(ValueError, match="truncate must be at least 1 step, not 0"):
        nn.recurrence_pullback(delta, *rest, truncate=0)


@pytest.mark.parametrize("causal", [False, True])
def test_attention(causal, rng):
    at = {
        "Q": rng.normal(size=(3, 4)),
        "K": rng.normal(size=(3, 4)),
        "V": rng.normal(size=(2, 4)),
    }
    allowed = np.triu(np.ones((4, 4), bool)) if causal else None
    delta = rng.normal(size=(2, 4))
    pulled = nn.attention_pullback(delta, **at, allowed=allowed)
    check_pullback(lambda **a: nn.attention(**a, allowed=allowed), at, pulled, delta)

    def plain(Q, K, V):
        scores = anp.dot(K.T, Q) / anp.sqrt(3) + np.where(allowed, 0, -1e9) * causal
        shares = anp.exp(scores - anp.max(scores, axis=0))
        return anp.dot(V, shares / anp.sum(shares, axis=0))

    agree_with_autograd(plain, at, pulled, delta)
    shares = nn.attention_shares(at["Q"], at["K"], allowed)
    np.testing.assert_allclose(shares.sum(axis=0), 1)
    if causal:
        assert (np.tril(shares, -1) == 0).all()


def test_what_attention_refuses():
    with pytest.raises(ValueError, match=r"queries and keys need one length"):
        nn.attention(np.ones((3, 2)), np.ones((2, 2)), np.ones((2, 2)))
    with pytest.raises(ValueError, match=r"^allowed .* without any key: a column is all False$"):
        nn.attention(*np.ones((3, 2, 2)), allowed=np.array([[True, False], [True, False]]))


def test_sparsity(rng):
    A = rng.uniform(0.1, 0.9, (3, 5))
    gradient = np.broadcast_to(nn.sparsity_prime(A, 0.05) / 5, A.shape)
    gradcheck.check(lambda x: nn.sparsity(x, 0.05), at=A, gradient=gradient)
    assert nn.sparsity(A, 0.05) > 0
    assert nn.sparsity(np.full((3, 4), 0.25), 0.25) == 0  # as active as wanted
    quarter = np.array([[0.0, 0.5]])
    assert nn.sparsity(quarter, 0.5) == pytest.approx(np.log(4 / 3) / 2)  # by hand
    for rho in (0, 1):
        with pytest.raises(ValueError, match=f"must lie between 0 and 1, not {rho}"):
            nn.sparsity(A, rho)
    for unit in (0.0, 1.0, 1.5, -0.5):  # a sigmoid reaches none of these
        with pytest.raises(ValueError, match=r"^the mean activities .*: use sigmoid units$"):
            nn.sparsity(np.full((1, 3), unit), 0.5)


def test_weight_decay(rng):
    W = rng.normal(size=(3, 4))
    gradcheck.check(
        lambda x: nn.weight_decay(x, 0.1), at=W, gradient=nn.weight_decay_prime(W, 0.1)
    )
    assert nn.weight_decay(np.full((1, 1), 2.0), 3.0) == 6.0
    assert nn.weight_decay(W, 0) == 0
    for decay in (-1, np.inf, np.nan):
        with pytest.raises(ValueError, match=f"decay must be 0 or more, not {decay}"):
            nn.weight_decay(W, decay)
