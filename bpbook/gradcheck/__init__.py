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

from bpbook.gradcheck.compare import check, relative_error
from bpbook.gradcheck.differences import central_difference, complex_step, forward_difference
from bpbook.gradcheck.report import GradientMismatchError, Report

__all__ = [
    "GradientMismatchError",
    "Report",
    "central_difference",
    "check",
    "complex_step",
    "forward_difference",
    "relative_error",
]
