"""A recurrent layer, and backpropagation through time (chapter 16).

h_t = tanh(W x_t + U h_(t-1) + b).  Unrolled over its steps it is a deep network whose layers share
W, U and b, so their derivatives are sums over the steps (Rumelhart, Hinton and Williams 1986).
"""

import numpy as np

from bpbook.nn.activations import tanh, tanh_prime_from_output


def recurrence(X, W, U, b, h0):
    """States of the layer at every step.

    Parameters
    ----------
    X : ndarray, shape (n_in, steps, m)
        One sequence a sample.
    W : ndarray, shape (n, n_in)
    U : ndarray, shape (n, n)
        From the state before.
    b : ndarray, shape (n, 1)
    h0 : ndarray, shape (n, m)
        State before the first step.

    Returns
    -------
    ndarray, shape (n, steps, m)
    """
    h, states = h0, []
    for t in range(X.shape[1]):
        h = tanh(W @ X[:, t] + U @ h + b)
        states.append(h)
    return np.stack(states, axis=1)


def recurrence_pullback(delta, X, H, W, U, h0, truncate=None):
    """Return the derivatives with respect to X, W, U, b and h0.

    Parameters
    ----------
    delta : ndarray, shape (n, steps, m)
        Derivatives of the cost with respect to each state, not counting its effect on later ones.
    X, W, U, h0
        Arguments of `recurrence`.
    H : ndarray, shape (n, steps, m)
        Its result.
    truncate : int, optional
        Cut the way back in time between blocks of so many steps: cheaper, and biased.

    Returns
    -------
    dX, dW, dU, db, dh0 : ndarray
        Those of the parameters are sums over steps and samples.
    """
    if truncate is not None and truncate < 1:
        raise ValueError(f"truncate must be at least 1 step, not {truncate}")
    dX, dW, dU = np.zeros_like(X), np.zeros_like(W), np.zeros_like(U)
    db, later = np.zeros((len(U), 1)), np.zeros_like(h0)
    for t in reversed(range(X.shape[1])):
        before = H[:, t - 1] if t else h0
        dz = (delta[:, t] + later) * tanh_prime_from_output(H[:, t])
        dX[:, t], later = W.T @ dz, U.T @ dz
        dW += dz @ X[:, t].T
        dU += dz @ before.T
        db += dz.sum(axis=1, keepdims=True)
        if truncate and t % truncate == 0:
            later = np.zeros_like(later)
    return dX, dW, dU, db, later
