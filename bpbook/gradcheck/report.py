"""What a comparison of gradients found, as a table and as an exception."""

from dataclasses import dataclass

TITLES = {"central": "central differences", "complex": "complex step"}


class GradientMismatchError(AssertionError):
    """A claimed gradient is not the measured one; `report` holds the numbers."""

    def __init__(self, message, report=None):
        super().__init__(message)
        self.report = report


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
