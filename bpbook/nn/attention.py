"""Scaled dot-product attention (Vaswani et al. 2017; chapter 18).

One token is one column: queries Q (d, n_q), keys K (d, n_k), values V (d_v, n_k).  The share that
query j takes of value i is A_ij, the softmax over i of K_i . Q_j / sqrt(d); the output is V A.
"""

import numpy as np

from bpbook.nn.activations import softmax, softmax_pullback


def attention(Q, K, V, allowed=None):
    """Return the outputs of the attention, a column for each query.

    Parameters
    ----------
    Q, K, V : ndarray, shapes (d, n_q), (d, n_k), (d_v, n_k)
    allowed : ndarray of bool, shape (n_k, n_q), optional
        Which keys a query may use; ``np.triu(np.ones((n, n), bool))`` for those not after it.

    Returns
    -------
    ndarray, shape (d_v, n_q)
    """
    return V @ attention_shares(Q, K, allowed)


def attention_shares(Q, K, allowed=None):
    """Shares A of the values in each output, shape (n_k, n_q); each column sums to 1."""
    if Q.shape[0] != K.shape[0]:
        raise ValueError(f"queries and keys need one length: shapes are {Q.shape} and {K.shape}")
    scores = K.T @ Q / np.sqrt(len(Q))
    if allowed is not None:
        if not allowed.any(axis=0).all():
            raise ValueError("allowed leaves a query without any key: a column is all False")
        scores = np.where(allowed, scores, -np.inf)
    return softmax(scores)


def attention_pullback(delta, Q, K, V, allowed=None):
    """Return the derivatives with respect to Q, K and V.

    Parameters
    ----------
    delta : ndarray, shape (d_v, n_q)
    Q, K, V, allowed
        The arguments of `attention`.

    Returns
    -------
    dQ, dK, dV : ndarray of the shapes of Q, K and V
    """
    A = attention_shares(Q, K, allowed)
    dS = softmax_pullback(A, V.T @ delta) / np.sqrt(len(Q))
    return K @ dS, Q @ dS.T, delta @ A.T
