"""Curves: functions, costs against epochs, power laws."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from bpbook.plots.style import GREY, MARKERS, axes_or_new, stroke, styled

LOG_FROM = 20  # a cost that falls by more than this factor gets a logarithmic axis
GAP = 0.075  # the least distance of two labels, in heights of the axes


@styled
def curves(
    x: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    *,
    ax: Axes | None = None,
    xlabel: str = "",
    ylabel: str = "",
    xscale: str = "linear",
    yscale: str = "linear",
    levels: Mapping[str, float] | None = None,
) -> Figure:
    """Draw labelled curves over one axis.

    Parameters
    ----------
    x : sequence of float, shape (k,)
    lines : dict of str to sequence of float, shape (k,)
        The label of a curve and its heights; a nan leaves a gap.
    ax : Axes, optional
        Where to draw; by default a new figure.
    xlabel, ylabel : str
        Names of the axes, with units where there are any.
    xscale, yscale : {"linear", "log"}
    levels : dict of str to float, optional
        Yardsticks: labelled horizontal lines.

    Returns
    -------
    Figure
    """
    ax = axes_or_new(ax)
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale)
    drawn = [ax.plot(x, y, **stroke(number))[0] for number, y in enumerate(lines.values())]
    _draw_levels(ax, levels or {})
    _label_ends(ax, lines, drawn)
    return ax.figure


@styled
def cost_curve(
    costs: Sequence[float] | Mapping[str, Sequence[float]],
    *,
    ax: Axes | None = None,
    unit: str = "nats",
    guess: float | None = None,
    xlabel: str = "epoch",
    ylabel: str | None = None,
) -> Figure:
    """Draw the cost of each epoch, for one run or several.

    Parameters
    ----------
    costs : sequence of float, or dict of str to sequence of float
        One entry an epoch, the first epoch being number 1.
    ax : Axes, optional
    unit : str
        Unit of the cost.
    guess : float, optional
        A yardstick: the cost of a blind guess, such as ``log(10)`` for ten classes.
    xlabel, ylabel : str
        Names of the axes; by default "epoch" and "cost (unit)".

    Returns
    -------
    Figure
    """
    runs = costs if isinstance(costs, Mapping) else {"": costs}
    ax = axes_or_new(ax)
    drawn = [
        ax.plot(np.arange(1, len(run) + 1), run, **stroke(number))[0]
        for number, run in enumerate(runs.values())
    ]
    heights = np.concatenate([np.asarray(run, float) for run in runs.values()])
    positive = heights[np.isfinite(heights) & (heights > 0)]
    if len(positive) and positive.max() > LOG_FROM * positive.min():
        ax.set_yscale("log")
    else:
        ax.set_ylim(bottom=0)
    ax.set(xlabel=xlabel, ylabel=ylabel or f"cost ({unit})")
    _draw_levels(ax, {} if guess is None else {"blind guess": guess})
    _label_ends(ax, runs, drawn)
    return ax.figure


@styled
def loglog(
    x: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    *,
    ax: Axes | None = None,
    xlabel: str = "",
    ylabel: str = "",
    slopes: Sequence[float] = (),
) -> Figure:
    """Draw measured points on two logarithmic axes, beside lines of a known slope.

    Parameters
    ----------
    x : sequence of float, shape (k,), > 0
    lines : dict of str to sequence of float, shape (k,), > 0
    ax : Axes, optional
    xlabel, ylabel : str
    slopes : sequence of float
        A grey yardstick x^slope for each, drawn through the first point of the first line.

    Returns
    -------
    Figure
    """
    ax = axes_or_new(ax)
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
    drawn = [
        ax.plot(x, y, marker=MARKERS[number % len(MARKERS)], **stroke(number))[0]
        for number, y in enumerate(lines.values())
    ]
    x, first = np.asarray(x, float), np.asarray(next(iter(lines.values())), float)
    for slope in slopes:
        yardstick = first[0] * (x / x[0]) ** slope
        drawn += ax.plot(x, yardstick, color=GREY, linewidth=0.9, zorder=0)
    _label_ends(ax, [*lines, *(f"slope {slope:g}" for slope in slopes)], drawn)
    return ax.figure


def _draw_levels(ax: Axes, levels: Mapping[str, float]) -> None:
    for name, height in levels.items():
        ax.axhline(height, color=GREY, linewidth=0.9, linestyle=(0, (1, 2)))
        ax.annotate(
            name,
            (0.995, height),
            (0, 3),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="right",
            color=GREY,
            fontsize=9.5,
        )


def _label_ends(ax: Axes, labels: Iterable[str], lines: Iterable[Line2D]) -> None:
    """Write each label to the right of its curve's last point; push labels apart."""
    named = [(label, line) for label, line in zip(labels, lines, strict=True) if label]
    ax.autoscale_view()  # limits are computed lazily, and the labels depend on them
    ends = [_end(ax, line) for _, line in named]
    for (label, line), (anchor, height) in zip(named, _spread(ends), strict=True):
        ax.annotate(
            label,
            (1, anchor),
            (1.02, height),
            xycoords="axes fraction",
            textcoords="axes fraction",
            va="center",
            color=line.get_color(),
            annotation_clip=False,
        )


def _end(ax: Axes, line) -> float:
    """Return the height of a line's last finite point, in heights of the axes."""
    heights = np.asarray(line.get_ydata(), float)
    last = heights[np.isfinite(heights)][-1]
    point = ax.transData.transform((line.get_xdata()[-1], last))
    return float(np.clip(ax.transAxes.inverted().transform(point)[1], 0, 1))


def _spread(heights: Sequence[float]) -> list[tuple[float, float]]:
    """Return (height, height of its label): the labels at least GAP apart, in the same order."""
    order = np.argsort(heights, kind="stable")
    placed = np.array(heights, float)
    for below, above in itertools.pairwise(order):
        placed[above] = max(placed[above], placed[below] + GAP)
    shift = (placed - heights).sum() / max(len(heights), 1)
    return list(zip(heights, placed - shift, strict=True))
