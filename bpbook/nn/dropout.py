"""Dropout: units left out at random while training (Srivastava et al. 2014; chapter 17)."""


def dropout_mask(shape, keep, rng):
    """Draw which units stay: 1/keep for those, so that the mean is unchanged, else 0.

    Parameters
    ----------
    shape : tuple of int
    keep : float, 0 < keep <= 1
        Probability to stay.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of that shape

    Examples
    --------
    >>> import numpy as np
    >>> mask = dropout_mask((100, 100), 0.8, np.random.default_rng(0))
    >>> sorted(set(mask.ravel().tolist()))
    [0.0, 1.25]
    """
    if not 0 < keep <= 1:
        raise ValueError(f"keep, the probability to stay, must lie in (0, 1], not {keep!r}")
    return (rng.random(shape) < keep) / keep


def dropout(A, mask):
    """Activations with some units left out; without a mask when the network is used."""
    return A * mask


def dropout_pullback(delta, mask):
    """Return the derivative with respect to A: a unit left out gets none."""
    return delta * mask
