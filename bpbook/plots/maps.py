"""Pictures of planes and matrices: decision regions, digits, heat maps."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bpbook.plots.style import COLOURS, MARKERS, WIDTH, axes_or_new, figure, styled

GRID = 160  # points of the plane along each axis


@styled
def decision_regions(
    predict: Callable,
    X: np.ndarray,
    labels: Sequence[int],
    *,
    ax: Axes | None = None,
    xlabel: str = "$x_1$",
    ylabel: str = "$x_2$",
) -> Figure:
    """Draw which class a model gives to each point of the plane, and the samples on it.

    Parameters
    ----------
    predict : callable
        Takes points of shape (2, k), returns scores of shape (classes, k); one row of scores
        is read as the probability of class 1.
    X : ndarray, shape (2, m)
    labels : sequence of int, shape (m,)
    ax : Axes, optional

    Returns
    -------
    Figure
    """
    ax = axes_or_new(ax, height=4.2)
    low, high = X.min(axis=1), X.max(axis=1)
    margin = 0.15 * (high - low)
    sides = [np.linspace(a, b, GRID) for a, b in zip(low - margin, high + margin, strict=True)]
    points = np.stack([side.ravel() for side in np.meshgrid(*sides)])
    scores = np.asarray(predict(points))
    winner = (scores[0] > 0.5).astype(int) if len(scores) == 1 else scores.argmax(axis=0)
    number = max(int(winner.max()), max(labels)) + 1
    ax.contourf(
        *sides,
        winner.reshape(GRID, GRID),
        levels=np.arange(number + 1) - 0.5,
        colors=COLOURS[:number],
        alpha=0.22,
    )
    ax.contour(
        *sides,
        winner.reshape(GRID, GRID),
        levels=np.arange(1, number) - 0.5,
        colors="k",
        linewidths=0.8,
    )
    scatter(X, labels, ax=ax)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.grid(visible=False)
    return ax.figure


@styled
def scatter(X: np.ndarray, labels: Sequence[int], *, ax: Axes | None = None) -> Figure:
    """Draw samples in the plane, X of shape (2, m), with a colour and a marker for each class."""
    ax = axes_or_new(ax, height=4.2)
    for label in sorted({int(label) for label in labels}):
        mine = np.asarray(labels) == label
        ax.plot(
            *X[:, mine],
            linestyle="",
            marker=MARKERS[label % len(MARKERS)],
            color=COLOURS[label % len(COLOURS)],
            markeredgecolor="white",
            markeredgewidth=0.5,
        )
    ax.set_aspect("equal")
    return ax.figure


@styled
def digits(
    images: np.ndarray, *, titles: Sequence[str] = (), columns: int = 10, side: int = 8
) -> Figure:
    """Draw images, one a column of ``images`` of shape (side * side, k), dark where large."""
    number = images.shape[1]
    rows = -(-number // columns)
    height = rows * (WIDTH / columns + (0.25 if titles else 0.02))
    fig, grid = figure(rows, columns, height=height, squeeze=False)
    for ax in grid.ravel():
        ax.set_axis_off()
    for position, ax in zip(range(number), grid.ravel(), strict=False):
        ax.imshow(images[:, position].reshape(side, side), cmap="gray_r", interpolation="nearest")
        if titles:
            ax.set_title(titles[position], loc="center")
    return fig


@styled
def matrix(
    M: np.ndarray,
    *,
    ax: Axes | None = None,
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    digits: int = 2,
) -> Figure:
    """Draw a matrix of shape (r, c) as a heat map around 0, its entries readable in the cells."""
    ax = axes_or_new(ax)
    bound = float(np.nanmax(np.abs(M))) or 1.0
    ax.imshow(M, cmap="PuOr", vmin=-bound, vmax=bound)
    for (row, column), value in np.ndenumerate(M):
        ink = "white" if abs(value) > 0.6 * bound else "black"
        ax.text(
            column, row, f"{value:.{digits}g}", ha="center", va="center", color=ink, fontsize=9
        )
    ax.set(xlabel=xlabel, ylabel=ylabel, title=title, xticks=[], yticks=[])
    ax.grid(visible=False)
    return ax.figure
