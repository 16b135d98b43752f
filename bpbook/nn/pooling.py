"""Pooling: the largest or the mean value of each window of an image (chapter 15)."""

import numpy as np


def max_pooling(X, size=2):
    """Largest value of each window.

    Parameters
    ----------
    X : ndarray, shape (c, h, w, m)
        Complex numbers are compared by their real part.
    size : int
        Side of the windows, which do not overlap; h and w must be multiples of it.

    Returns
    -------
    ndarray, shape (c, h / size, w / size, m)

    Examples
    --------
    >>> max_pooling(np.arange(16.0).reshape(1, 4, 4, 1))[0, :, :, 0].tolist()
    [[5.0, 7.0], [13.0, 15.0]]
    """
    windows = _windows(X, size)
    largest = windows.real.argmax(axis=0)[None]
    return np.take_along_axis(windows, largest, axis=0)[0]


def max_pooling_pullback(delta, X, size=2):
    """Route each derivative to the largest value of its window, in equal parts at a tie.

    Parameters
    ----------
    delta : ndarray, shape (c, h / size, w / size, m)
    X, size
        The arguments of `max_pooling`.

    Returns
    -------
    ndarray, shape (c, h, w, m)
    """
    windows = _windows(X, size)
    largest = windows == windows.max(axis=0)
    return _unwindow(delta * largest / largest.sum(axis=0), X.shape, size)


def mean_pooling(X, size=2):
    """Mean value of each window; parameters and result as for `max_pooling`."""
    return _windows(X, size).mean(axis=0)


def mean_pooling_pullback(delta, X, size=2):
    """Share each derivative among its window in equal parts."""
    spread = np.broadcast_to(delta / size**2, (size**2, *delta.shape))
    return _unwindow(spread, X.shape, size)


def _windows(X, size):
    """Entries of the windows along a new first axis: (size * size, c, h / size, w / size, m)."""
    if X.ndim != 4:
        raise ValueError(f"X must be (channels, height, width, m), not {X.shape}")
    c, h, w, m = X.shape
    if size < 1 or h % size or w % size:
        raise ValueError(f"windows of {size} by {size} do not tile an image of {h} by {w}")
    parts = X.reshape(c, h // size, size, w // size, size, m)
    return parts.transpose(2, 4, 0, 1, 3, 5).reshape(size * size, c, h // size, w // size, m)


def _unwindow(parts, shape, size):
    c, h, w, m = shape
    parts = parts.reshape(size, size, c, h // size, w // size, m)
    return parts.transpose(2, 3, 0, 4, 1, 5).reshape(shape)
