"""The affine map of a layer, Z = W X + b, and the way back (chapter 8)."""


def affine(X, W, b):
    """Weighted inputs of a layer.

    Parameters
    ----------
    X : ndarray, shape (n_below, m)
        One sample a column.
    W : ndarray, shape (n, n_below)
    b : ndarray, shape (n, 1)

    Returns
    -------
    ndarray, shape (n, m)
    """
    return W @ X + b


def affine_pullback(delta, X, W):
    """Return the derivatives of a cost with respect to X, W and b, from those with respect to Z.

    Parameters
    ----------
    delta : ndarray, shape (n, m)
        dC/dZ.  Where it holds dC_s/dz of each sample, divide the results for W and b by m.
    X, W : ndarray
        The arguments of `affine`.

    Returns
    -------
    dX : ndarray, shape (n_below, m)
    dW : ndarray, shape (n, n_below)
    db : ndarray, shape (n, 1)
    """
    return W.T @ delta, delta @ X.T, delta.sum(axis=1, keepdims=True)
