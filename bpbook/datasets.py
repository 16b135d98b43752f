"""Small data sets, generated or shipped: nothing is downloaded.

Every function returns X and T with one sample a column, T as `bpbook.training.train` takes it.
"""

from importlib.resources import files

import numpy as np


def xor():
    """Exclusive or of two bits, the smallest problem that needs a hidden layer.

    Returns
    -------
    X : ndarray, shape (2, 4), float64
    T : ndarray, shape (1, 4), float64

    Examples
    --------
    >>> X, T = xor()
    >>> T.astype(int).tolist()
    [[0, 1, 1, 0]]
    """
    X = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
    return X, (X[:1] != X[1:]).astype(float)


def symmetry(bits=6):
    """Whether a row of bits reads the same from both ends (Rumelhart, Hinton, Williams 1986).

    Parameters
    ----------
    bits : int, >= 2

    Returns
    -------
    X : ndarray, shape (bits, 2**bits), float64
        Every pattern, counted in binary.
    T : ndarray, shape (1, 2**bits), float64
        1 for a symmetric pattern, else 0.

    Examples
    --------
    >>> X, T = symmetry(6)
    >>> X.shape, int(T.sum())
    ((6, 64), 8)
    """
    _check_integer("bits", bits, 2)
    X = (np.arange(2**bits) >> np.arange(bits)[::-1, None] & 1).astype(float)
    return X, (X[::-1] == X).all(axis=0, keepdims=True).astype(float)


def spirals(samples=100, classes=3, noise=0.15, seed=0):
    """Points on the arms of a spiral: classes that no straight line separates.

    Parameters
    ----------
    samples : int
        Points on each arm.
    classes : int
        Number of arms.
    noise : float
        Standard deviation of the angle, in radians.
    seed : int

    Returns
    -------
    X : ndarray, shape (2, samples * classes), float64
        Arm after arm, each from the centre outwards.
    T : ndarray, shape (classes, samples * classes), float64, one-hot

    Examples
    --------
    >>> X, T = spirals(50, classes=2)
    >>> X.shape, T.shape
    ((2, 100), (2, 100))
    """
    _check_integer("samples", samples, 1)
    _check_integer("classes", classes, 2)
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise must be a finite number of radians, 0 or more, not {noise!r}")
    labels = np.repeat(np.arange(classes), samples)
    radius = np.tile(np.linspace(0.05, 1, samples), classes)
    wobble = noise * np.random.default_rng(seed).standard_normal(labels.size)
    angle = 4 * radius + 2 * np.pi * labels / classes + wobble
    return radius * np.array([np.cos(angle), np.sin(angle)]), one_hot(labels, classes)


def digits():
    """Handwritten digits: 1,797 images of 8 by 8 pixels, in the order of their source.

    Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository, CC BY 4.0: see ``bpbook/data/README.md``.

    Returns
    -------
    X : ndarray, shape (64, 1797), float64
        Pixels row by row, 0 (paper) to 1 (ink): ``X[:, s].reshape(8, 8)`` is an image.
    T : ndarray, shape (10, 1797), float64, one-hot

    Examples
    --------
    >>> X, T = digits()
    >>> X.shape, T.shape, T[:, :5].argmax(axis=0).tolist()
    ((64, 1797), (10, 1797), [0, 1, 2, 3, 4])
    """
    with (files("bpbook") / "data" / "digits.npz").open("rb") as stream:
        stored = np.load(stream, allow_pickle=False)
        images, labels = stored["images"], stored["labels"]
    X = np.ascontiguousarray(images.reshape(len(images), -1).T) / 16.0
    return X, one_hot(labels, 10)


def one_hot(labels, classes):
    """Class labels as columns with a single 1.

    Parameters
    ----------
    labels : array_like of int, shape (m,)
        0 to classes - 1.
    classes : int

    Returns
    -------
    ndarray, shape (classes, m), float64

    Raises
    ------
    TypeError, ValueError
        If labels are not a vector of integers in that range.

    Examples
    --------
    >>> one_hot([2, 0], 3).tolist()
    [[0.0, 1.0], [0.0, 0.0], [1.0, 0.0]]
    """
    _check_integer("classes", classes, 1)
    labels = np.asarray(labels)
    if labels.ndim != 1:
        raise ValueError(f"labels must be a vector, shape (m,), not {labels.shape}")
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels must be integers, not {labels.dtype}")
    wrong = np.flatnonzero((labels < 0) | (labels >= classes))
    if wrong.size:
        raise ValueError(
            f"labels[{wrong[0]}] is {labels[wrong[0]]}, but {classes} classes are numbered 0 to"
            f" {classes - 1}"
        )
    return (np.arange(classes)[:, None] == labels).astype(float)


def split(X, T, held_out=0.25, seed=0, order="random"):
    """Return samples to train with, and samples held out to test with.

    Parameters
    ----------
    X, T : ndarray, shapes (n_0, m) and (n_L, m)
    held_out : float between 0 and 1
        Share of the samples held out, rounded to whole samples.
    seed : int
        Of the random order.
    order : "random" or "file"
        "file" holds out the last samples as they come.

    Returns
    -------
    X_train, T_train, X_test, T_test : ndarray
        Copies.

    Raises
    ------
    ValueError
        If X and T differ in samples, or a part would be empty.

    Examples
    --------
    >>> [part.shape for part in split(*xor(), held_out=0.25)]
    [(2, 3), (1, 3), (2, 1), (1, 1)]
    """
    X, T = np.asarray(X), np.asarray(T)
    m = X.shape[-1] if X.ndim else 0
    if T.ndim == 0 or T.shape[-1] != m:
        raise ValueError(f"X and T need as many columns: shapes are {X.shape} and {T.shape}")
    if order not in ("random", "file"):
        raise ValueError(f"order must be 'random' or 'file', not {order!r}")
    if not 0 < held_out < 1:
        raise ValueError(f"held_out must lie between 0 and 1, not {held_out!r}")
    tested = round(held_out * m)
    if not 0 < tested < m:
        raise ValueError(f"held_out={held_out} of {m} samples leaves one part empty")
    places = np.arange(m) if order == "file" else np.random.default_rng(seed).permutation(m)
    train, test = places[: m - tested], places[m - tested :]
    return X[..., train], T[..., train], X[..., test], T[..., test]


def _check_integer(name, value, least):
    if isinstance(value, (bool, np.bool)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} must be an integer, not {value!r}")
    if value < least:
        raise ValueError(f"{name} must be at least {least}, not {value}")
