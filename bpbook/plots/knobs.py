"""A figure with a knob: the reader turns it, and everybody else sees the figure."""

import html
import os
from collections.abc import Callable, Sequence

from IPython import get_ipython
from IPython.display import display
from matplotlib.figure import Figure

from bpbook.plots.output import described, screen_width, show

STATIC = "BPBOOK_STATIC"  # set in the kernels that make the stored outputs
_PICTURE = '<img alt="{alt}" width="{width}" src="data:image/png;base64,{png}">'


def explore(draw: Callable[..., Figure], *, alt: str, **knobs: Sequence[float]) -> None:
    """Show a figure that depends on numbers, with a slider for each where a reader is at work.

    The sliders begin in the middle. What the notebook stores, and what the site and the PDF
    print, is the figure as it is drawn there: nothing of the sliders.

    Parameters
    ----------
    draw : callable
        It takes the knobs as keywords and returns a Figure.
    alt : str
        What is plotted, from where to where, and what there is to see with the knobs in the
        middle, in a sentence or two.
    **knobs : sequence of float
        For each argument of ``draw`` the values that its slider can take, in their order.

    Raises
    ------
    TypeError
        If ``draw`` returns something else than a figure.
    ValueError
        If no knob is given, or one without a choice; or for the alternative text, as `show`.

    Examples
    --------
    >>> explore(lambda rate: None, alt="", rate=[0.1])
    Traceback (most recent call last):
        ...
    ValueError: the knob 'rate' has 1 value: give at least two, in their order
    """
    if not knobs:
        raise ValueError("explore needs a knob: name an argument of draw and its values")
    for name, values in knobs.items():
        if len(values) < 2:
            raise ValueError(
                f"the knob {name!r} has {len(values)} value: give at least two, in their order"
            )
    middle = {name: values[len(values) // 2] for name, values in knobs.items()}
    if is_live():
        _show_sliders(draw, alt, knobs, middle)
    else:
        show(draw(**middle), alt=alt)


def is_live() -> bool:
    """Tell whether a reader's notebook runs this, and not the book or a plain program."""
    return os.environ.get(STATIC) != "1" and hasattr(get_ipython(), "kernel")


def _show_sliders(draw, alt: str, knobs: dict, middle: dict) -> None:
    """Display sliders above a picture; the figure travels along for viewers without widgets."""
    import ipywidgets as widgets  # takes a while, and the stored outputs do without

    def picture(**at) -> str:
        fig = draw(**at)
        shown = alt if at == middle else f"{alt} Here redrawn for {_words(at)}."
        png, width = described(fig, alt)["image/png"], screen_width(fig)
        return _PICTURE.format(alt=html.escape(shown, quote=True), width=width, png=png)

    sliders = {name: _slider(widgets, name, values) for name, values in knobs.items()}
    frame = widgets.HTML(picture(**middle))

    def redraw(_change) -> None:
        frame.value = picture(**{name: slider.value for name, slider in sliders.items()})

    for slider in sliders.values():
        slider.observe(redraw, "value")
    box = widgets.VBox([*sliders.values(), frame])
    still = described(draw(**middle), alt)
    display(still | box._repr_mimebundle_() | {"text/plain": alt}, raw=True)


def _slider(widgets, name: str, values: Sequence[float]):
    return widgets.SelectionSlider(
        options=[(f"{value:.4g}", value) for value in values],
        value=values[len(values) // 2],
        description=name.replace("_", " "),
        style={"description_width": "initial"},
        layout={"width": "26em"},
    )


def _words(at: dict) -> str:
    return ", ".join(f"{name.replace('_', ' ')} = {value:.4g}" for name, value in at.items())
