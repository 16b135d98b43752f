"""The benchmark itself: equal parameters, honest rows, and peers that are missing or wrong."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import __main__ as program
from benchmarks import measure, peers
from benchmarks.workloads import SETTINGS, Workload

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["tiny", "digits"])
def test_all_programs_reach_the_same_parameters(name, monkeypatch, capsys):
    monkeypatch.delitem(peers.PEERS, "PyTorch eager")
    monkeypatch.setitem(peers.PEERS, "absent", lambda w: __import__("no_such_peer"))
    w = Workload(*SETTINGS[name], "float64")
    runs = measure.ready(w)
    assert {"bpbook", "naive NumPy", "autograd", "matrix products"} <= set(runs)
    assert ("scikit-learn" in runs) == (name == "digits")
    assert "not run: absent for " in capsys.readouterr().out


def test_a_program_that_computes_something_else_is_refused(monkeypatch):
    def wrong(w):
        run, parameters = peers.naive(w)
        return run, lambda: parameters() + 0.01

    monkeypatch.setattr(peers, "PEERS", {"bpbook": peers.bpbook, "wrong": wrong})
    monkeypatch.setattr(measure, "PEERS", peers.PEERS)
    with pytest.raises(SystemExit, match=r"wrong for 2-3-1 @ 1: parameters differ by"):
        measure.ready(Workload(*SETTINGS["tiny"], "float64"))


def test_order_is_reversed_each_round_and_ratios_are_paired():
    order = []
    runs = {name: lambda epochs, name=name: order.append(name) for name in "abc"}
    times = measure.measure(runs, rounds=2, seconds=1e-9)
    assert order[3:] == ["a", "b", "c", "c", "b", "a"]
    assert [len(t) for t in times.values()] == [2, 2, 2]


def test_a_run_writes_the_rows_of_the_issue(tmp_path):
    out = tmp_path / "rows.json"
    command = "-m benchmarks.measure --threads 1 --dtype float32 --workloads tiny --rounds 7"
    subprocess.run(
        [sys.executable, *command.split(), "--seconds", "0.01", "--out", str(out)],
        check=True,
        cwd=ROOT,
        capture_output=True,
    )
    rows = json.loads(out.read_text(encoding="utf-8"))
    for row in rows:
        assert set(row) == {
            "sizes", "batch", "dtype", "threads", "peer", "ratio_median", "ratio_q1", "ratio_q3",
        }  # fmt: skip
        assert 0 < row["ratio_q1"] <= row["ratio_median"] <= row["ratio_q3"]
    text = program.table(rows)
    assert text.splitlines()[0].startswith("network @ batch  dtype    threads  naive NumPy")
    assert text.splitlines()[1].startswith("2-3-1 @ 1        float32  1")


def test_workloads_have_the_shapes_they_say():
    for name in SETTINGS:
        w = Workload(*SETTINGS[name], "float32")
        assert w.X.shape == (w.nb * w.batch, w.sizes[0])
        assert w.T.shape == (w.nb * w.batch, w.sizes[-1])
        if w.entropic:
            np.testing.assert_array_equal(w.T.argmax(axis=1), w.labels)
