"""Batch and layer normalisation: mean 0 and variance 1, then a scale and a shift (chapter 18).

The pullback has three paths: through x itself, through the mean and through the variance.
"""

import numpy as np

EPS = 1e-5  # added to the variance


def batch_norm(X, gamma, beta, eps=EPS):
    """Normalise every unit over the samples of the batch (Ioffe and Szegedy 2015).

    Parameters
    ----------
    X : ndarray, shape (n, m)
    gamma, beta : ndarray, shape (n, 1)
        Scale and shift.
    eps : float, > 0

    Returns
    -------
    ndarray, shape (n, m)
    """
    return gamma * _normalised(X, 1, eps) + beta


def batch_norm_pullback(delta, X, gamma, eps=EPS):
    """Return the derivatives of X, gamma and beta; those of X sum to 0 over the batch.

    Parameters
    ----------
    delta : ndarray, shape (n, m)
    X, gamma, eps
        The arguments of `batch_norm`.

    Returns
    -------
    dX, dgamma, dbeta : ndarray, shapes (n, m), (n, 1), (n, 1)
    """
    return _pullback(delta, X, gamma, 1, eps)


def layer_norm(X, gamma, beta, eps=EPS):
    """Normalise every sample over its units (Ba, Kiros and Hinton 2016).

    Parameters and result: as for `batch_norm`.
    """
    return gamma * _normalised(X, 0, eps) + beta


def layer_norm_pullback(delta, X, gamma, eps=EPS):
    """Return the derivatives with respect to X, gamma and beta; as for `batch_norm_pullback`."""
    return _pullback(delta, X, gamma, 0, eps)


def _normalised(X, axis, eps):
    centred = X - X.mean(axis=axis, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=axis, keepdims=True) + eps)


def _pullback(delta, X, gamma, axis, eps):
    variance = X.var(axis=axis, keepdims=True)
    N = _normalised(X, axis, eps)
    dN = gamma * delta
    by_mean = dN.mean(axis=axis, keepdims=True)
    by_variance = N * (dN * N).mean(axis=axis, keepdims=True)
    dX = (dN - by_mean - by_variance) / np.sqrt(variance + eps)
    return dX, (delta * N).sum(axis=1, keepdims=True), delta.sum(axis=1, keepdims=True)
