"""Figures: text demanded, data attached, bytes stable, the caller's world unchanged."""

import base64
import json
import warnings

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from bpbook import plots
from bpbook.plots import output
from bpbook.plots.curves import GAP, _spread

ALT = "The line rises from 0 to 1 while x goes from 0 to 2, and nothing else happens."
DATA = "application/vnd.bpbook.figure+json"


@pytest.fixture
def shown(monkeypatch):
    """Show a figure and return its output bundle and metadata."""
    caught = []

    def display(bundle, metadata, raw):
        assert raw
        caught.append((bundle, metadata))

    monkeypatch.setattr(output, "display", display)

    def show(fig, alt=ALT):
        plots.show(fig, alt=alt)
        return caught[-1]

    return show


def line(factor=1.0):
    x = np.linspace(0, 2, 50)
    return plots.curves(x, {"rise": factor * x / 2}, xlabel="$x$", ylabel="$y$")


EVERY_KIND = {
    "curves": line,
    "cost curve": lambda: plots.cost_curve({"a": [2.0, 1.0], "b": [2.0, 0.01]}, guess=np.log(10)),
    "log-log": lambda: plots.loglog([1, 2, 4], {"measured": [1.0, 0.5, 0.2]}, slopes=[-1]),
    "regions": lambda: plots.decision_regions(
        lambda P: P[:1] > 0, np.array([[-1.0, 1.0, 2.0], [0.0, 1.0, -1.0]]), [0, 1, 1]
    ),
    "digits": lambda: plots.digits(np.eye(64)[:, :3], titles=["0", "1", "2"]),
    "matrix": lambda: plots.matrix(np.array([[1.0, -0.5], [0.0, 2.0]]), title="$W$"),
    "shapes": lambda: plots.shapes([("$z$", 3, 1), "=", ("$W$", 3, 4), ("$a$", 4, 1)]),
    "network": lambda: plots.network([2, 3, 1], names=["$a^0$", "$a^1$", "$a^2$"]),
}
kinds = pytest.mark.parametrize("make", EVERY_KIND.values(), ids=EVERY_KIND)


@kinds
def test_every_kind_shows_a_picture_its_text_and_its_data(make, shown):
    bundle, metadata = shown(make())
    picture = base64.b64decode(bundle["image/png"])
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") == 1280  # pixels: twice the page's 640
    assert metadata["image/png"]["width"] == 640
    assert bundle["text/plain"] == ALT
    assert json.loads(json.dumps(bundle[DATA], allow_nan=False))["axes"]
    assert "image/svg+xml" not in bundle


@kinds
def test_the_same_figure_gives_the_same_bytes(make, shown, monkeypatch):
    monkeypatch.setenv("BPBOOK_SVG", "1")
    first, second = shown(make())[0], shown(make())[0]
    assert first == second
    assert "<dc:date>" not in first["image/svg+xml"]
    assert "<text" not in first["image/svg+xml"]  # glyphs are outlines: no font is needed


def test_a_curve_changed_by_a_hundredth_changes_the_data(shown):
    assert shown(line())[0][DATA] != shown(line(1.01))[0][DATA]


def test_a_curve_changed_by_rounding_keeps_the_data(shown):
    assert shown(line())[0][DATA] == shown(line(1 + 1e-15))[0][DATA]


def test_a_gap_in_a_curve_is_null(shown):
    x = np.arange(3.0)
    data = shown(plots.curves(x, {"": np.array([0.0, np.nan, 1.0])}))[0][DATA]
    assert data["axes"][0]["lines"][0]["y"] == [0.0, None, 1.0]


@pytest.mark.parametrize(
    "alt", ["", "   ", "A plot.", "cost against epoch for batch descent", None]
)
def test_a_text_that_does_not_replace_the_picture_is_refused(alt, shown):
    with pytest.raises(ValueError, match="say in a sentence or two what is plotted"):
        shown(line(), alt)


def test_the_text_is_demanded():
    with pytest.raises(TypeError, match="alt"):
        plots.show(line())


def test_only_a_figure_is_shown(shown):
    with pytest.raises(TypeError, match="show draws a Figure, not list"):
        shown([1, 2])


def test_a_missing_glyph_is_an_error(shown):
    fig, ax = plots.figure()
    ax.set_title("代价")  # Chinese belongs into the text, not into the picture
    with pytest.raises(UserWarning, match="Glyph"):
        shown(fig)


class OldName(UserWarning, DeprecationWarning):
    """What pyparsing says of the names that Matplotlib 3.9 uses."""


def test_what_one_library_says_of_another_stops_no_figure(shown, monkeypatch):
    fig, right = line(), Figure.savefig

    def old(*arguments, **options):
        warnings.warn("an old name", OldName, stacklevel=1)
        return right(*arguments, **options)

    monkeypatch.setattr(Figure, "savefig", old)
    bundle, _ = shown(fig)
    assert "image/png" in bundle


def test_the_settings_of_matplotlib_stay_as_they_were(shown):
    before = dict(mpl.rcParams)
    shown(line())
    assert dict(mpl.rcParams) == before


def test_no_figure_is_left_open(shown):
    from matplotlib import pyplot as plt

    shown(line())
    assert plt.get_fignums() == []


def test_the_arrays_of_the_caller_stay_as_they_were(shown):
    X, labels = np.array([[-1.0, 1.0], [0.5, 1.0]]), np.array([0, 1])
    copies = X.copy(), labels.copy()
    shown(plots.decision_regions(lambda P: P[:1] > 0, X, labels))
    assert np.array_equal(X, copies[0])
    assert np.array_equal(labels, copies[1])


def test_a_figure_is_drawn_on_the_axes_that_are_given():
    fig, (left, right) = plots.figure(1, 2)
    assert plots.curves([0, 1], {"a": [0, 1]}, ax=right) is fig
    assert (len(left.lines), len(right.lines)) == (0, 1)


def test_a_cost_that_falls_far_gets_a_logarithmic_axis():
    assert plots.cost_curve([2.0, 0.05]).axes[0].get_yscale() == "log"
    assert plots.cost_curve([2.0, 0.5]).axes[0].get_yscale() == "linear"


def test_curves_differ_in_stroke_and_not_in_colour_only():
    x = [0, 1]
    lines = plots.curves(x, {str(k): [k, k] for k in range(7)}).axes[0].lines
    assert len({str(line.get_linestyle()) + str(line._dash_pattern) for line in lines}) == 7


def test_labels_keep_their_distance():
    placed = [height for _, height in _spread([0.5, 0.5, 0.52, 0.0])]
    assert (np.diff(np.sort(placed)) >= GAP - 1e-12).all()
    assert placed[3] < placed[0] < placed[1] < placed[2]


def test_labels_stand_where_the_curves_end():
    x = np.linspace(0, 5, 20)
    fig = plots.curves(x, {"low": 0 * x, "high": x})
    low, high = fig.axes[0].texts
    assert low.xyann[1] == pytest.approx(0.0455, abs=0.01)  # the margin of the axis
    assert high.xyann[1] == pytest.approx(0.9545, abs=0.01)
