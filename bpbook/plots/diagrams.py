"""Diagrams: networks as circles and lines, matrix products as rectangles to scale."""

import itertools
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from bpbook.plots.style import COLOURS, GREY, axes_or_new, styled

RADIUS = 0.16


@styled
def network(sizes: Sequence[int], *, ax: Axes | None = None, names: Sequence[str] = ()) -> Figure:
    """Draw the units of each layer as circles, and every weight as a line.

    Parameters
    ----------
    sizes : sequence of int
        Widths n_0, ..., n_L.
    ax : Axes, optional
    names : sequence of str
        What to write under each layer, such as ``"$a^1$"``.
    """
    ax = axes_or_new(ax, height=0.62 * max(sizes) + 0.6)
    layers = [
        [(1.9 * number, y) for y in 0.62 * (np.arange(n) - (n - 1) / 2)]
        for number, n in enumerate(sizes)
    ]
    for before, after in itertools.pairwise(layers):
        for start in before:
            for end in after:
                ax.plot(*zip(start, end, strict=True), color=GREY, linewidth=0.8, zorder=1)
    for number, layer in enumerate(layers):
        for place in layer:
            face = "white" if number == 0 else COLOURS[5]
            ax.add_patch(Circle(place, RADIUS, facecolor=face, edgecolor="black", zorder=2))
    for (x, _), name in zip([layer[0] for layer in layers], names, strict=False):
        ax.text(x, -0.31 * max(sizes) - 0.05, name, ha="center", va="center")
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax.figure


@styled
def shapes(
    parts: Sequence[str | tuple[str, int, int]], *, ax: Axes | None = None, unit: float = 0.25
) -> Figure:
    r"""Draw a matrix equation as rectangles to scale.

    Parameters
    ----------
    parts : sequence
        Signs such as ``"="``, ``"+"`` or ``r"$\odot$"``, and matrices as (name, rows, columns).
    ax : Axes, optional
    unit : float
        Side of one entry.

    Examples
    --------
    >>> fig = shapes([("$z$", 3, 1), "=", ("$W$", 3, 4), ("$a$", 4, 1), "+", ("$b$", 3, 1)])
    """
    rows = max(part[1] for part in parts if not isinstance(part, str))
    ax = axes_or_new(ax, height=unit * rows * 1.4 + 0.7)
    x = 0.0
    for number, part in enumerate(parts):
        if isinstance(part, str):
            ax.text(x + 0.25, 0, part, ha="center", va="center", fontsize=14)
            x += 0.5
            continue
        name, height, width = part
        x = _rectangle(ax, (name, height, width), x, unit, COLOURS[number % 2 * 5])
    ax.set(xlim=(-0.1, x + 0.1), ylim=(-unit * rows / 2 - 0.45, unit * rows / 2 + 0.15))
    ax.set_aspect("equal")
    ax.set_axis_off()
    return ax.figure


def _rectangle(ax: Axes, part: tuple[str, int, int], x: float, unit: float, colour: str) -> float:
    """Draw one matrix from x on, with its name above the middle; return where the next begins."""
    name, rows, columns = part
    corner = (x + 0.08, -unit * rows / 2)
    box = Rectangle(
        corner, unit * columns, unit * rows, facecolor=colour, alpha=0.25, edgecolor="none"
    )
    frame = Rectangle(corner, unit * columns, unit * rows, facecolor="none", edgecolor="black")
    ax.add_patch(box)
    ax.add_patch(frame)
    middle = x + 0.08 + unit * columns / 2
    ax.text(middle, 0, name, ha="center", va="center")
    ax.text(
        middle,
        -unit * rows / 2 - 0.06,
        rf"${rows} \times {columns}$",
        ha="center",
        va="top",
        fontsize=9,
        color=GREY,
    )
    return x + 0.16 + unit * columns
