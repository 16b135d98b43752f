"""Gradients of a scalar function by measurement, entry by entry (chapter 9)."""

import warnings

import numpy as np


def central_difference(f, x, step=1e-5):
    """Gradient of a scalar function by central differences, entry by entry.

    Parameters
    ----------
    f : callable
        Takes an array like x, returns a number.
    x : float or ndarray of any shape
        Computed with in float64; never changed.
    step : float
        The h above; 1e-5 is near the best for x and f of order 1 (chapter 9).

    Returns
    -------
    float or ndarray of the shape of x

    Examples
    --------
    >>> round(central_difference(lambda x: x**3, 2.0), 6)
    12.0
    """
    return _entry_by_entry(lambda move: (f(move(step)) - f(move(-step))) / (2 * step), x)


def forward_difference(f, x, step=1e-8):
    """Gradient of a scalar function by forward differences, (f(x + h) - f(x)) / h.

    Parameters, result: as for `central_difference`.

    Examples
    --------
    >>> round(forward_difference(lambda x: x**3, 2.0), 4)
    12.0
    """
    return _entry_by_entry(lambda move: (f(move(step)) - f(move(0.0))) / step, x)


def complex_step(f, x, step=1e-20):
    """Gradient of a scalar function by the complex step, Im f(x + ih) / h.

    Parameters
    ----------
    f : callable
        Takes a complex array like x, returns a complex number.  Operations that drop the
        imaginary part (abs, float, comparison of the whole number) break it; a shift or a
        comparison must use the real part.
    x : float or ndarray of any shape
    step : float

    Returns
    -------
    float or ndarray of the shape of x

    Raises
    ------
    TypeError
        If f returns a real number for a complex argument, or cannot take one.

    Examples
    --------
    >>> complex_step(lambda x: x**3, 2.0)
    12.0
    """
    return _entry_by_entry(lambda move: _imaginary_part(f, move(1j * step)) / step, x)


def _entry_by_entry(slope, x):
    at = np.array(x, dtype=np.float64)
    gradient = np.empty_like(at)
    for index in np.ndindex(at.shape):

        def move(by, index=index):
            moved = np.array(at + 0 * by)  # complex if the step is
            moved[index] += by
            return moved[()]  # a number, not an array, where x is one

        gradient[index] = slope(move)
    return gradient if gradient.ndim else gradient.item()


def _imaginary_part(f, x):
    advice = "use method='central', or write f with analytic operations (no abs, float or astype)"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", np.exceptions.ComplexWarning)
            value = f(x)
    except (TypeError, np.exceptions.ComplexWarning) as error:
        raise TypeError(f"f cannot take a complex argument ({error}): {advice}") from error
    if not np.iscomplexobj(value):
        raise TypeError(f"f returned the real number {value} for a complex argument: {advice}")
    return np.asarray(value).imag.item()
