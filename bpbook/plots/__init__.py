"""Figures of the book: drawn from arrays, readable in grey, shown with their text."""

from bpbook.plots.curves import cost_curve, curves, loglog
from bpbook.plots.diagrams import network, shapes
from bpbook.plots.knobs import explore
from bpbook.plots.maps import decision_regions, digits, matrix, scatter
from bpbook.plots.output import show
from bpbook.plots.style import figure

__all__ = [
    "cost_curve",
    "curves",
    "decision_regions",
    "digits",
    "explore",
    "figure",
    "loglog",
    "matrix",
    "network",
    "scatter",
    "shapes",
    "show",
]
