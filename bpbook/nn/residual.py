"""A residual block: what comes in, plus a correction (He, Zhang, Ren and Sun 2016; chapter 18).

Y = X + W2 tanh(W1 X + b1) + b2.  On the way back the identity passes delta on undiminished.
"""

from bpbook.nn.activations import tanh, tanh_prime_from_output
from bpbook.nn.affine import affine, affine_pullback


def residual_block(X, W1, b1, W2, b2):
    """Output of the block.

    Parameters
    ----------
    X : ndarray, shape (n, m)
    W1, b1 : ndarray, shapes (k, n) and (k, 1)
    W2, b2 : ndarray, shapes (n, k) and (n, 1)

    Returns
    -------
    ndarray, shape (n, m)
    """
    return X + affine(tanh(affine(X, W1, b1)), W2, b2)


def residual_block_pullback(delta, X, W1, b1, W2):
    """Return the derivatives with respect to X, W1, b1, W2 and b2.

    Parameters
    ----------
    delta : ndarray, shape (n, m)
        dC/dY.
    X, W1, b1, W2
        Arguments of `residual_block`.

    Returns
    -------
    dX, dW1, db1, dW2, db2 : ndarray
        Those of the parameters are sums over the samples.
    """
    A = tanh(affine(X, W1, b1))
    dA, dW2, db2 = affine_pullback(delta, A, W2)
    through, dW1, db1 = affine_pullback(dA * tanh_prime_from_output(A), X, W1)
    return delta + through, dW1, db1, dW2, db2
