"""Costs of a batch and their derivatives per sample (chapter 3).

A cost is the mean over the m samples (columns) of the samples' costs C_s.  A derivative is that of
C_s, a column for each sample, not divided by m.  Everything takes complex activations, so that the
complex step can pass through.
"""

import numpy as np

from bpbook.nn.activations import softplus


def squared_error(A, T):
    """Half the squared distance between output and target, mean over the samples.

    Parameters
    ----------
    A, T : ndarray, shape (n, m)
        Outputs and targets.

    Returns
    -------
    float: (1/m) sum_s 1/2 ||a_s - t_s||^2, in squared units of the output

    Examples
    --------
    >>> squared_error(np.array([[0.75], [0.25]]), np.array([[1.0], [0.0]]))
    0.0625
    """
    return _mean(0.5 * (A - T) ** 2)


def squared_error_prime(A, T):
    """Return dC_s/da = a - t for every sample, shape (n, m)."""
    return A - T


def binary_cross_entropy(A, T):
    """Cross-entropy of independent yes-or-no outputs, mean over the samples, in nats.

    Parameters
    ----------
    A : ndarray, shape (n, m), values in (0, 1)
        Probability of "yes".
    T : ndarray, shape (n, m), values in [0, 1]

    Returns
    -------
    float: -(1/m) sum over samples and outputs of t log a + (1 - t) log(1 - a)

    Examples
    --------
    >>> round(binary_cross_entropy(np.array([[0.5]]), np.array([[1.0]])), 6)  # log 2
    0.693147
    """
    return _mean(-_times_log(T, A) - _times_log(1 - T, 1 - A))


def binary_cross_entropy_prime(A, T):
    """Return dC_s/da = (a - t) / (a (1 - a)) for every sample, shape (n, m)."""
    return _over(1 - T, 1 - A) - _over(T, A)


def cross_entropy(A, T):
    """Cross-entropy of class probabilities, mean over the samples, in nats.

    Parameters
    ----------
    A : ndarray, shape (n, m), values in (0, 1]
        Probability of each class.
    T : ndarray, shape (n, m)
        Target distribution: one-hot columns, or any columns that sum to 1.

    Returns
    -------
    float: -(1/m) sum over samples and classes of t log a; log n for a blind guess of n classes

    Examples
    --------
    >>> round(cross_entropy(np.full((4, 1), 0.25), np.eye(4)[:, :1]), 6)  # log 4
    1.386294
    """
    return _mean(-_times_log(T, A))


def cross_entropy_prime(A, T):
    """Return dC_s/da = -t / a for every sample, shape (n, m)."""
    return -_over(T, A)


def softmax_cross_entropy(Z, T):
    """Cross-entropy of softmax(Z), from Z itself: exact where the softmax rounds to 0 or 1.

    Parameters
    ----------
    Z : ndarray, shape (n, m)
        Weighted inputs of the output layer, of any size.
    T : ndarray, shape (n, m)
        Columns that sum to 1.

    Returns
    -------
    float, nats per sample

    Examples
    --------
    >>> softmax_cross_entropy(np.array([[0.0], [2000.0]]), np.array([[1.0], [0.0]]))
    2000.0
    """
    Z = Z - Z.real.max(axis=0)
    return _mean(T * (np.log(np.exp(Z).sum(axis=0)) - Z))


def sigmoid_binary_cross_entropy(Z, T):
    """Binary cross-entropy of sigmoid(Z), from Z itself: softplus(z) - t z.

    Examples
    --------
    >>> sigmoid_binary_cross_entropy(np.array([[-2000.0]]), np.array([[1.0]]))
    2000.0
    """
    return _mean(softplus(Z) - T * Z)


def accuracy(A, T):
    """Share of the samples that are put into the right class.

    Parameters
    ----------
    A, T : ndarray, shape (n, m)
        Outputs and targets.  With several rows the largest entry of a column names its class;
        with one row the class is whether the entry lies above 1/2.

    Returns
    -------
    float between 0 and 1

    Examples
    --------
    >>> accuracy(np.array([[0.9, 0.4], [0.1, 0.6]]), np.array([[1.0, 1.0], [0.0, 0.0]]))
    0.5
    """
    if len(A) == 1:
        return float(np.mean((A > 0.5) == (T > 0.5)))
    return float(np.mean(A.argmax(axis=0) == T.argmax(axis=0)))


def _mean(terms):
    """Sum over the outputs, mean over the samples; a Python number."""
    return (terms.sum() / terms.shape[-1]).item()


def _times_log(t, a):
    """Return t log a, or 0 where t is 0, whatever a is there."""
    return t * np.log(np.where(t == 0, 1, a))


def _over(t, a):
    """Return t / a, or 0 where t is 0, whatever a is there."""
    return t / np.where(t == 0, 1, a)
