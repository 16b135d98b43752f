"""Size, colours and strokes: one place for the look of every figure."""

import functools

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

WIDTH = 6.4  # inches: the width of the page's text

# Okabe and Ito's colours, told apart with any common colour vision; each comes with a stroke
# of its own, so that a figure printed in grey keeps its meaning.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
STROKES = ("-", "--", "-.", ":", (0, (7, 2, 1, 2, 1, 2)), (0, (3, 1, 1, 1)), (0, (1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
GREY = "#595959"

LOOK = {
    "font.family": "STIXGeneral",
    "mathtext.fontset": "stix",
    "font.size": 11,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.edgecolor": GREY,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.7,
    "lines.markersize": 5,
    "svg.fonttype": "path",
    "svg.hashsalt": "bpbook",
}


def styled(draw):
    """Make a drawing function draw in the book's style, and leave the settings as they were."""

    @functools.wraps(draw)
    def drawn(*args, **options):
        with mpl.rc_context(LOOK):
            return draw(*args, **options)

    return drawn


@styled
def figure(rows: int = 1, columns: int = 1, *, height: float | None = None, **options):
    """Return a figure as wide as the page, and its axes.

    Parameters
    ----------
    rows, columns : int
        The grid of axes.
    height : float, optional
        Height in inches; by default 2.8 for each row.
    **options
        Passed on to ``Figure.subplots``, such as ``sharey=True``.

    Returns
    -------
    Figure, and one Axes or an array of Axes of shape (columns,), (rows,) or (rows, columns)

    Examples
    --------
    >>> fig, (left, right) = figure(1, 2)
    >>> float(fig.get_figwidth())
    6.4
    """
    fig = Figure(figsize=(WIDTH, height or 2.8 * rows), layout="constrained")
    return fig, fig.subplots(rows, columns, **options)


def axes_or_new(ax: Axes | None, height: float | None = None) -> Axes:
    """Return the axes that were given, or those of a new figure."""
    return figure(height=height)[1] if ax is None else ax


def stroke(number: int) -> dict:
    """Return the colour and the stroke of the line with this number, counted from 0."""
    return {
        "color": COLOURS[number % len(COLOURS)],
        "linestyle": STROKES[number % len(STROKES)],
    }
