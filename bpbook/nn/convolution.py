"""Convolution: one small set of weights at every place of an image (chapter 15).

As everywhere in this field the kernel is not flipped: it is a correlation.  Images have shape
(channels, height, width, m), one sample along the last axis.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution(X, K, b, stride=1, padding=0):
    """Correlate every image with every kernel.

    Parameters
    ----------
    X : ndarray, shape (c, h, w, m)
    K : ndarray, shape (n, c, kh, kw)
        A kernel for each of the n output channels.
    b : ndarray, shape (n, 1)
    stride : int, >= 1
        Distance of neighbouring windows.
    padding : int, >= 0
        Rows and columns of zeros around the image.

    Returns
    -------
    ndarray, shape (n, 1 + (h + 2 padding - kh) // stride, ..., m)

    Raises
    ------
    ValueError
        If shapes, stride or padding do not fit.

    Examples
    --------
    >>> X, K = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((1, 1, 2, 2))
    >>> convolution(X, K, np.zeros((1, 1)))[0, :, :, 0].tolist()
    [[8.0, 12.0], [20.0, 24.0]]
    """
    windows = _windows(X, K, stride, padding)
    Z = np.tensordot(K, windows, axes=([1, 2, 3], [0, 4, 5]))
    return Z + b.reshape(-1, 1, 1, 1)


def convolution_pullback(delta, X, K, stride=1, padding=0):
    """Return the derivatives of X, K and b: a shared weight collects from every place.

    Parameters
    ----------
    delta : ndarray of the shape of the result of `convolution`
        dC/dZ.
    X, K, stride, padding
        The arguments of `convolution`.

    Returns
    -------
    dX, dK, db : ndarray of the shapes of X, K and b
        Sums over the samples and places.
    """
    windows = _windows(X, K, stride, padding)
    dK = np.tensordot(delta, windows, axes=([1, 2, 3], [1, 2, 3]))
    padded = np.zeros(_padded(X, padding).shape, np.result_type(delta, K))
    rows, columns = delta.shape[1:3]
    for i in range(K.shape[2]):
        for j in range(K.shape[3]):  # entry (i, j) of a window at stride * (row, column)
            part = padded[:, i : i + stride * rows : stride, j : j + stride * columns : stride]
            part += np.tensordot(K[:, :, i, j], delta, axes=(0, 0))
    h, w = X.shape[1:3]
    dX = padded[:, padding : padding + h, padding : padding + w]
    return dX, dK, delta.sum(axis=(1, 2, 3)).reshape(-1, 1)


def _padded(X, padding):
    return np.pad(X, ((0, 0), (padding, padding), (padding, padding), (0, 0)))


def _windows(X, K, stride, padding):
    """Every patch under the kernel: a view of shape (c, rows, columns, m, kh, kw)."""
    if X.ndim != 4 or K.ndim != 4 or X.shape[0] != K.shape[1]:
        raise ValueError(
            "X must be (channels, height, width, m) and K (n, channels, kh, kw); shapes are"
            f" {X.shape} and {K.shape}"
        )
    if stride < 1 or padding < 0:
        raise ValueError(f"stride={stride} must be at least 1 and padding={padding} at least 0")
    padded, size = _padded(X, padding), K.shape[2:]
    if padded.shape[1] < size[0] or padded.shape[2] < size[1]:
        raise ValueError(
            f"a kernel of {size[0]} by {size[1]} does not fit into an image of {X.shape[1]} by"
            f" {X.shape[2]} with padding={padding}"
        )
    return sliding_window_view(padded, size, axis=(1, 2))[:, ::stride, ::stride]
