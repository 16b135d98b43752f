"""Terms that a cost may have beside the error: sparse units and small weights (chapter 17)."""

import numpy as np


def sparsity(A, rho):
    """Kullback-Leibler divergence from the wanted to the measured mean activity, over all units.

    Parameters
    ----------
    A : ndarray, shape (n, m), values in (0, 1)
    rho : float between 0 and 1
        Wanted mean activity of a unit over the samples.

    Returns
    -------
    float, nats: sum over the units of rho log(rho / r) + (1 - rho) log((1 - rho) / (1 - r)), where
    r is the unit's mean

    Examples
    --------
    >>> sparsity(np.full((3, 4), 0.1), rho=0.1)
    0.0
    """
    r = _mean_activity(A, rho)
    return (rho * np.log(rho / r) + (1 - rho) * np.log((1 - rho) / (1 - r))).sum().item()


def sparsity_prime(A, rho):
    """Return what to add to dC_s/da of every sample: -rho / r + (1 - rho) / (1 - r).

    It has shape (n, 1) and is m times the derivative of `sparsity` with respect to an entry of A,
    as delta is m times the derivative of the mean cost.
    """
    r = _mean_activity(A, rho)
    return -rho / r + (1 - rho) / (1 - r)


def weight_decay(W, decay):
    """Half the squared size of the weights, decay/2 * sum W^2; biases do not take part.

    Parameters
    ----------
    W : ndarray
    decay : float, >= 0
        lambda in the formulas.
    """
    _check_decay(decay)
    return (0.5 * decay * (W**2).sum()).item()


def weight_decay_prime(W, decay):
    """Return the derivative of `weight_decay`, decay * W, to add to dC/dW."""
    _check_decay(decay)
    return decay * W


def _mean_activity(A, rho):
    if not 0 < rho < 1:
        raise ValueError(f"rho, the wanted mean activity, must lie between 0 and 1, not {rho!r}")
    r = A.mean(axis=1, keepdims=True)
    if r.real.min() <= 0 or r.real.max() >= 1:
        raise ValueError("the mean activities must lie between 0 and 1: use sigmoid units")
    return r


def _check_decay(decay):
    if not 0 <= decay < np.inf:
        raise ValueError(f"decay must be 0 or more, not {decay!r}")
