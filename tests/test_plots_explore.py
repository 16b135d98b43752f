"""Figures with a knob: sliders for a reader, the plain figure for everybody else."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from bpbook import plots
from bpbook.notebooks import execute
from bpbook.plots import knobs as module
from tests import handout_trial as trial

ALT = "A line rises from 0 to the rate, against x from 0 to 1."
WIDGET = "application/vnd.jupyter.widget-view+json"


def draw(rate, offset=0):
    fig, ax = plots.figure()
    ax.plot([0, 1], [offset, rate])
    return fig


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, each time with its bundle."""
    bundles = []

    def display(bundle, **_):
        bundles.append(bundle)

    monkeypatch.setattr("bpbook.plots.output.display", display)
    monkeypatch.setattr(module, "display", display)
    return bundles


def heights(bundle):
    return bundle["application/vnd.bpbook.figure+json"]["axes"][0]["lines"][0]["y"]


def test_without_a_reader_the_figure_stands_in_the_middle(shown):
    plots.explore(draw, alt=ALT, rate=[1, 2, 5], offset=[0, 1])
    assert [heights(bundle) for bundle in shown] == [[1.0, 2.0]]
    assert shown[0]["text/plain"] == ALT
    assert WIDGET not in shown[0]


def test_the_book_stores_a_figure_with_a_knob_as_any_figure(shown):
    plots.explore(draw, alt=ALT, rate=[1, 2, 5])
    plots.show(draw(2), alt=ALT)
    assert shown[0] == shown[1]


def test_a_reader_gets_sliders_and_a_picture_that_follows(shown, monkeypatch):
    widgets = pytest.importorskip("ipywidgets")
    made = []
    box = widgets.VBox
    monkeypatch.setattr(widgets, "VBox", lambda children: made.append(children) or box(children))
    monkeypatch.setattr(module, "is_live", lambda: True)
    plots.explore(draw, alt=ALT, rate=[1, 2, 5], offset=[0, 1])
    ((rate, offset, frame),) = made
    assert (rate.description, rate.value, offset.value) == ("rate", 2, 1)
    before = frame.value
    assert f'alt="{ALT}"' in before
    rate.value = 5
    assert frame.value != before
    assert "Here redrawn for rate = 5, offset = 1." in frame.value
    rate.value = 2
    assert frame.value == before
    assert {WIDGET, "image/png", "text/plain"} <= set(shown[0])
    assert heights(shown[0]) == [1.0, 2.0]


@pytest.mark.parametrize(
    ("knobs", "complaint"),
    [({}, "explore needs a knob"), ({"rate": [1]}, "the knob 'rate' has 1 value")],
)
def test_a_knob_without_a_choice_is_refused(knobs, complaint):
    with pytest.raises(ValueError, match=complaint):
        plots.explore(draw, alt=ALT, **knobs)


def test_what_is_no_figure_or_says_nothing_is_refused():
    with pytest.raises(TypeError, match="show draws a Figure, not NoneType"):
        plots.explore(lambda rate: None, alt=ALT, rate=[1, 2])
    with pytest.raises(ValueError, match="does not replace the picture"):
        plots.explore(draw, alt="A line.", rate=[1, 2])


SOURCE = f"""\
from bpbook import plots

def draw(rate):
    fig, ax = plots.figure()
    ax.plot([0, 1], [0, rate])
    return fig

plots.explore(draw, alt={ALT!r}, rate=[1, 2, 5])"""


@pytest.mark.parametrize(("variables", "live"), [({}, False), ({"BPBOOK_STATIC": "0"}, True)])
def test_kernels_of_the_book_make_figures_and_those_of_readers_sliders(variables, live):
    page = new_notebook(cells=[new_code_cell(SOURCE, id="c01-a")])
    job = execute.Job("a", page, ".")
    ((output,),) = [
        cell.outputs
        for cell in execute.execute([job], trial.Quiet(), variables=variables)["a"].cells
    ]
    assert (WIDGET in output.data) == live
    json.dumps(output.data)
