"""Witness 3: derivatives by measurement, and a comparison that fails when they disagree.

It knows nothing of how a gradient was derived or computed.  Two measurements, chapter 9:

* central differences, (f(x + h) - f(x - h)) / 2h: for any f; error of order h^2 and, from
  rounding, of order epsilon/h;
* the complex step, Im f(x + ih) / h: for f made of analytic operations; no subtraction, so no
  cancellation, and h can be 1e-20 (Squire and Trapp 1998, "Using complex variables to estimate
  derivatives of real functions", SIAM Review 40).

At a kink (a ReLU at 0) there is no derivative: central differences return the mean of the two
slopes, the complex step the slope of the piece that the program takes at that real value.  A
gradient that chooses one of the slopes then fails the first and may pass the second; the report
says that it saw a kink.
"""

import warnings
from dataclasses import dataclass

import numpy as np

# Largest permitted error, relative to the norm of the array.
TOLERANCES = {
    "central": {np.dtype(np.float64): 1e-7, np.dtype(np.float32): 1e-4},
    "complex": {np.dtype(np.float64): 1e-12, np.dtype(np.float32): 1e-4},
}
TITLES = {"central": "central differences", "complex": "complex step"}


class GradientMismatchError(AssertionError):
    """A claimed gradient is not the measured one; `report` holds the numbers."""

    def __init__(self, message, report=None):
        super().__init__(message)
        self.report = report


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
    return _entry_by_entry(lambda f, x, move: (f(move(step)) - f(move(-step))) / (2 * step), f, x)


def forward_difference(f, x, step=1e-8):
    """Gradient of a scalar function by forward differences, (f(x + h) - f(x)) / h.

    Parameters, result: as for `central_difference`.

    Examples
    --------
    >>> round(forward_difference(lambda x: x**3, 2.0), 4)
    12.0
    """
    return _entry_by_entry(lambda f, x, move: (f(move(step)) - f(move(0.0))) / step, f, x)


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
    return _entry_by_entry(lambda f, x, move: _imaginary_part(f, move(1j * step)) / step, f, x)


def _entry_by_entry(slope, f, x):
    at = np.array(x, dtype=np.float64)
    gradient = np.empty_like(at)
    for index in np.ndindex(at.shape):

        def move(by, index=index):
            moved = np.array(at + 0 * by)  # complex if the step is
            moved[index] += by
            return moved if moved.ndim else moved[()]

        gradient[index] = slope(f, at, move)
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


@dataclass(frozen=True, repr=False)
class Report:
    """What `check` found.  It displays as a table whose text does not depend on the machine.

    Attributes
    ----------
    shapes : dict of tuple
        Shape of each array.
    errors : dict of dict of float
        ``errors[method][name]``: norm of the difference over the larger of the two norms.
    tolerances : dict of float
        Largest permitted error of each method.
    kinks : dict of str
        For arrays that disagree because of a kink: where, and its two slopes.
    """

    shapes: dict
    errors: dict
    tolerances: dict
    kinks: dict

    @property
    def ok(self):
        """Whether every error is within its tolerance."""
        return all(
            error <= self.tolerances[method]
            for method, errors in self.errors.items()
            for error in errors.values()
        )

    def __repr__(self):
        rows = [["array", "shape", *(TITLES[method] for method in self.errors)]]
        for name, shape in self.shapes.items():
            rows.append([name, str(shape), *(self._cell(m, name) for m in self.errors)])
        widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
        lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join(lines + [f"{name}: {kink}" for name, kink in self.kinks.items()])

    def _cell(self, method, name):
        error, tolerance = self.errors[method][name], self.tolerances[method]
        return f"< {tolerance:.0e}" if error <= tolerance else f"MISMATCH {error:.1e}"


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
            lambda **arrays: net.cost_at(arrays, np.asarray(X, float), T),
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
    if abs(right - left) < 1e-2 * max(abs(right), abs(left)):
        return None
    where = ", ".join(map(str, index))
    return (
        f"a kink at entry [{where}]? The slopes on its two sides are {left:.3g} and {right:.3g};"
        " central differences give their mean"
    )
