"""Claimed gradients against measured ones, array by array."""

import numpy as np

from bpbook.gradcheck.differences import central_difference, complex_step
from bpbook.gradcheck.report import GradientMismatchError, Report

# Largest permitted error, relative to the norm of the array.
TOLERANCES = {
    "central": {np.dtype(np.float64): 1e-7, np.dtype(np.float32): 1e-4},
    "complex": {np.dtype(np.float64): 1e-12, np.dtype(np.float32): 1e-4},
}


def check(*args, at=None, gradient=None, method="both", tolerance=None, step=1e-5):
    """Compare a gradient with measurements; raise if they disagree.

    Called as ``check(net, X, T)`` for a network, or ``check(f, at=..., gradient=...)`` for a
    function.  A network here is anything with ``cost_at(arrays, X, T)``, a ``parameters`` with
    ``arrays()``, and ``gradient(X, T)`` that returns something with ``arrays()``.

    Parameters
    ----------
    f : callable
        Returns a number.  Called as ``f(**arrays)`` if `at` is a dict, else as ``f(array)``.
    at : dict of array_like, or array_like
        The point.  Only the arrays that `gradient` names are varied.
    gradient : dict of array_like, or array_like
        The claimed gradient, the same names and shapes.
    method : "both", "central" or "complex"
    tolerance : float, optional
        Largest error relative to the norm of each array, for every method; by default 1e-7 for
        central differences, 1e-12 for the complex step, 1e-4 for both in float32.
    step : float
        Of the central differences.

    Returns
    -------
    Report

    Raises
    ------
    GradientMismatchError
        If a gradient has another shape than its array, holds NaN, or disagrees.
    TypeError, ValueError
        If the call itself is wrong.

    Examples
    --------
    >>> x = np.array([1.0, 2.0, 3.0])
    >>> check(lambda x: (x**2).sum() / 2, at=x, gradient=x)
    array  shape  central differences  complex step
    x      (3,)   < 1e-07              < 1e-12
    """
    f, at, gradient = _unpack(args, at, gradient)
    if method not in ("both", "central", "complex"):
        raise ValueError(f"unknown method {method!r}: choose 'both', 'central' or 'complex'")
    if tolerance is not None and not tolerance > 0:
        raise ValueError(f"tolerance must be positive, not {tolerance!r}")
    methods = ("central", "complex") if method == "both" else (method,)
    report = Report({}, {m: {} for m in methods}, _tolerances(methods, gradient, tolerance), {})
    if not np.isfinite(f(**at)):
        raise ValueError(f"f is {f(**at)} at this point: a gradient needs a finite value")
    for name, claimed in gradient.items():
        report.shapes[name] = claimed.shape
        _measure(report, f, at, name, claimed, step)
    if not report.ok:
        raise GradientMismatchError(f"the gradient is not the measured one\n{report!r}", report)
    return report


def _unpack(args, at, gradient):
    """Both forms of the call as a function of keywords, a dict of points, one of gradients."""
    if len(args) == 3 and at is None and gradient is None:
        net, X, T = args
        at = net.parameters.arrays()
        return (
            lambda **arrays: net.cost_at(arrays, X, T),
            _as_floats(at),
            _claimed(net.gradient(X, T).arrays(), at),
        )
    if len(args) != 1 or at is None or gradient is None:
        raise TypeError("check takes (net, X, T), or (f, at=..., gradient=...)")
    f = args[0]
    if isinstance(at, dict) != isinstance(gradient, dict):
        raise TypeError("at and gradient must both be arrays, or both dicts with the same names")
    if not isinstance(at, dict):
        return (lambda x: f(x)), _as_floats({"x": at}), _claimed({"x": gradient}, {"x": at})
    return f, _as_floats(at), _claimed(gradient, at)


def _as_floats(arrays):
    return {name: np.array(array, dtype=np.float64) for name, array in arrays.items()}


def _claimed(gradient, at):
    checked = {}
    for name, claimed in gradient.items():
        if name not in at:
            raise ValueError(f"gradient names {name!r}, but at has only {', '.join(at)}")
        claimed = np.asarray(claimed)
        if claimed.shape != np.shape(at[name]):
            raise GradientMismatchError(
                f"the gradient of {name} has shape {claimed.shape}, but {name} has shape"
                f" {np.shape(at[name])}"
            )
        if not np.isfinite(claimed).all():
            raise GradientMismatchError(f"the gradient of {name} holds NaN or infinity")
        checked[name] = claimed
    return checked


def _tolerances(methods, gradient, tolerance):
    single = any(claimed.dtype == np.float32 for claimed in gradient.values())
    dtype = np.dtype(np.float32 if single else np.float64)
    return {m: TOLERANCES[m][dtype] if tolerance is None else tolerance for m in methods}


def _measure(report, f, at, name, claimed, step):
    def f_of(x):
        return f(**{**at, name: x})

    for method, errors in report.errors.items():
        if method == "central":
            measured = central_difference(f_of, at[name], step)
            # below this a difference is rounding of f, not evidence
            noise = np.finfo(float).eps * abs(f_of(at[name])) / step * np.sqrt(claimed.size)
        else:
            measured, noise = complex_step(f_of, at[name]), 0.0
        errors[name] = relative_error(claimed, measured, noise)
        if method == "central" and errors[name] > report.tolerances[method]:
            kink = _find_kink(f_of, at[name], claimed - measured, step)
            report.kinks.update({name: kink} if kink else {})


def relative_error(claimed, measured, noise=0.0):
    """Norm of the difference over the larger of the two norms; 0 if the difference is noise.

    Parameters
    ----------
    claimed, measured : ndarray of one shape
    noise : float
        A norm of the difference that rounding alone explains.

    Examples
    --------
    >>> relative_error(np.array([3.0, 4.0]), np.array([3.0, 4.5])) < 0.1
    True
    """
    difference = np.linalg.norm(np.subtract(claimed, measured))
    if difference <= noise:
        return 0.0
    larger = max(np.linalg.norm(claimed), np.linalg.norm(measured))
    return float(difference / larger)


def _find_kink(f, x, difference, step):
    """Say where the slopes on the two sides differ, if they do at the worst entry."""
    index = np.unravel_index(np.abs(difference).argmax(), x.shape)
    ahead, behind = x.copy(), x.copy()
    ahead[index] += step
    behind[index] -= step
    right, left = (f(ahead) - f(x)) / step, (f(x) - f(behind)) / step
    if abs(right - left) <= 1e-2 * max(abs(right), abs(left)):  # 0 <= 0: f is flat there
        return None
    where = ", ".join(map(str, index))
    return (
        f"a kink at entry [{where}]? The slopes on its two sides are {left:.3g} and {right:.3g};"
        " central differences give their mean"
    )
