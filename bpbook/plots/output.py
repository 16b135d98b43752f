"""Show a figure once: with its text for readers who cannot see it, and with its data."""

import base64
import io
import os
import warnings

import matplotlib as mpl
import numpy as np
from IPython.display import display
from matplotlib.figure import Figure

from bpbook.plots.style import LOOK, WIDTH

DATA = "application/vnd.bpbook.figure+json"
POINTS = 20  # of each line that travel with the figure
DIGITS = 5  # significant
LEAST_WORDS = 8  # of an alternative text
DENSITY = 200  # pixels per inch: twice that of a screen


def show(fig: Figure, *, alt: str) -> None:
    """Show a figure with its alternative text.

    The output holds the picture, the text, and the sampled data of the figure, so that a test
    notices a changed curve although pixels differ between systems. With BPBOOK_SVG=1 in the
    environment, as in the press, the picture comes as SVG too.

    Parameters
    ----------
    fig : Figure
    alt : str
        What is plotted, from where to where, and what there is to see, in a sentence or two.

    Raises
    ------
    TypeError
        If ``fig`` is not a figure.
    ValueError
        If the alternative text is missing or too short to say anything.
    """
    bundle = described(fig, alt)
    if os.environ.get("BPBOOK_SVG") == "1":
        bundle["image/svg+xml"] = _saved(fig, "svg", metadata={"Date": None}).decode()
    display(bundle, metadata={"image/png": {"width": screen_width(fig)}}, raw=True)


def described(fig: Figure, alt: str) -> dict:
    """Return a figure as what a notebook stores: picture, text, data; raises as `show` does."""
    if not isinstance(fig, Figure):
        raise TypeError(
            f"show draws a Figure, not {type(fig).__name__}: pass what the plot returned"
        )
    if not isinstance(alt, str) or len(alt.split()) < LEAST_WORDS:
        raise ValueError(
            f"the alternative text {alt!r} does not replace the picture: say in a sentence or "
            "two what is plotted, from what to what, and what there is to see"
        )
    return {"text/plain": alt, "image/png": _png(fig), DATA: data(fig)}


def screen_width(fig: Figure) -> int:
    """Return how wide a figure is shown, in pixels of the screen."""
    return round(fig.get_figwidth() / WIDTH * 640)


def _png(fig: Figure) -> str:
    return base64.b64encode(_saved(fig, "png", metadata={"Software": None})).decode()


def _saved(fig: Figure, form: str, **options) -> bytes:
    buffer = io.BytesIO()
    with mpl.rc_context(LOOK), warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is an error, not a box on the page
        warnings.simplefilter("ignore", DeprecationWarning)  # what one library says of another
        fig.savefig(buffer, format=form, dpi=DENSITY, **options)
    return buffer.getvalue()


def data(fig: Figure) -> dict:
    """Return what the figure shows, sampled and rounded: the part of it that a test compares."""
    return {"axes": [_axes(ax) for ax in fig.axes]}


def _axes(ax) -> dict:
    return {
        "title": ax.get_title(loc="left") or ax.get_title(),
        "labels": [ax.get_xlabel(), ax.get_ylabel()],
        "scales": [ax.get_xscale(), ax.get_yscale()],
        "lines": [
            {
                "n": len(line.get_xdata()),
                "x": _thin(line.get_xdata()),
                "y": _thin(line.get_ydata()),
            }
            for line in ax.lines
        ],
        "images": [
            {"shape": list(image.get_array().shape), "values": _thin(image.get_array(), 64)}
            for image in ax.images
        ],
        "texts": [text.get_text() for text in ax.texts],
        "patches": len(ax.patches),
        "paths": [_outline(collection) for collection in ax.collections],
    }


def _outline(collection) -> list[float]:
    """Return the samples of a contour or of scattered points."""
    paths = [path.vertices for path in collection.get_paths() if len(path.vertices)]
    offsets = np.asarray(collection.get_offsets(), float)
    return _thin(np.concatenate([*paths, offsets]) if paths else offsets, 40)


def _thin(values, number: int = POINTS) -> list[float | None]:
    """Return evenly spaced samples, rounded to a few significant digits; nan becomes None."""
    flat = np.asarray(np.ma.filled(np.ma.asarray(values, float), np.nan)).ravel()
    chosen = flat[np.unique(np.linspace(0, len(flat) - 1, min(number, len(flat))).astype(int))]
    return [float(f"{v:.{DIGITS}g}") if np.isfinite(v) else None for v in chosen]
