"""Merged streams: the same as nbclient's and nbval's, in a time that grows with their length."""

import time

import nbval.plugin
import pytest
from nbformat.v4 import new_output

from bpbook.notebooks.streams import merged
from tests import notebook_builder as nb

PIECES = {
    "lines": ["1\n", "2\n"],
    "half a line": ["1", "2\n", "3"],
    "overwritten": ["10 %", "\r20 %\rdone\n"],
    "overwritten to the end": ["10 %\r20 %\r"],
    "a return at the end of a line": ["one\r\ntwo\r\r\n\rthree\rfour\r\n"],
    "returns alone": ["\r", "\r\n\r", "\n", "a\r\r"],
    "nothing": ["", "\n"],
}


def printed(*texts, name="stdout"):
    return [new_output("stream", name=name, text=text) for text in texts]


@pytest.mark.parametrize("pieces", PIECES.values(), ids=PIECES)
def test_the_text_is_the_one_that_nbval_compares_with(pieces):
    (ours,) = merged(printed(*pieces))
    (theirs,) = nbval.plugin.coalesce_streams(printed(*pieces))
    assert ours == theirs


def test_each_stream_is_one_output_and_the_others_stay_in_their_places():
    figure = nb.picture()
    outputs = [*printed("1\n"), figure, *printed("x\n", name="stderr"), *printed("2\n")]
    found = merged(outputs)
    assert [output.get("text", "figure") for output in found] == ["1\n2\n", "figure", "x\n"]
    assert [output.text for output in printed("1\n")] == ["1\n"]
    assert outputs[0].text == "1\n"


def test_standard_output_comes_first_of_two_streams_side_by_side():
    outputs = [*printed("x", name="stderr"), *printed("1")]
    assert [output.name for output in merged(outputs)] == ["stdout", "stderr"]


def test_a_long_line_takes_no_time():
    began = time.process_time()
    (output,) = merged(printed("x" * 10_000_000, "\r", "y" * 1_000_000))
    assert time.process_time() - began < 1
    assert len(output.text) == 1_000_000
