"""Runs that are broken off: signals, checkpoints, and going on where they stopped."""

import errno
import json
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

from bpbook import datasets
from bpbook.nn import Network
from bpbook.training import (
    AdaGrad,
    Adam,
    BoldDriver,
    Clipped,
    GradientDescent,
    History,
    Nesterov,
    RMSProp,
    Rprop,
    cosine,
    train,
)
from bpbook.training.interrupts import Interrupts

X, T = datasets.spirals(20)
OPTIMIZERS = [
    lambda: GradientDescent(0.5),
    lambda: GradientDescent(cosine(0.5, 9), 0.9),
    lambda: Nesterov(0.1),
    lambda: BoldDriver(0.3),
    lambda: Rprop(0.01),
    lambda: AdaGrad(0.1),
    lambda: RMSProp(0.01),
    lambda: Adam(0.01),
    lambda: Clipped(Adam(0.01), 0.1),
]


def net():
    return Network([2, 6, 3], "tanh", seed=1)


@pytest.mark.parametrize("make", OPTIMIZERS, ids=lambda make: repr(make()))
@pytest.mark.parametrize("batch", [None, 8])
def test_resume_gives_the_identical_weights(make, batch, tmp_path):
    def weights_after_each_epoch(model, epochs, **options):
        seen = []
        history = train(
            model,
            X,
            T,
            make(),
            epochs=epochs,
            batch=batch,
            seed=5,
            validation=(X, T),
            callback=lambda model, history: seen.append(model.theta.copy()),
            **options,
        )
        return np.array(seen), history

    whole, history = weights_after_each_epoch(net(), 9)
    weights_after_each_epoch(net(), 4, checkpoint=tmp_path / "run.npz")
    rest, resumed = weights_after_each_epoch(net(), 9, resume=tmp_path / "run.npz")
    np.testing.assert_array_equal(rest, whole[4:])
    assert resumed == history
    done, _ = weights_after_each_epoch(net(), 4, resume=tmp_path / "run.npz")
    assert len(done) == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"batch": 16}, r"batch = 8, this run has batch = 16"),
        ({"seed": 6}, r"seed = 5, this run has seed = 6"),
        ({"shuffle": False}, r"seed = 5, this run has seed = None"),
        ({"X": X * 2}, r"data = \d+, this run has data = \d+"),
        ({"T": T[::-1]}, r"data = \d+, this run has data = \d+"),
        ({"optimizer": Adam(0.1)}, r"optimizer = 'GradientDescent', .* optimizer = 'Adam'"),
        ({"optimizer": Clipped(Adam(0.1), 1)}, r"optimizer = 'Clipped of Adam'"),
        ({"model": Network([2, 7, 3])}, r"parameters = 39, this run has parameters = 45"),
        ({"model": Network([2, 6, 3], dtype="float32")}, r"dtype = 'float64'.*dtype = 'float32'"),
    ],
)
def test_another_run_cannot_be_resumed(change, named, tmp_path):
    path = tmp_path / "run.npz"
    given = {"X": X, "T": T, "model": net(), "batch": 8, "seed": 5}
    given["optimizer"] = GradientDescent(0.5)

    def run(X, T, model, optimizer, **options):
        return train(model, X, T, optimizer, epochs=3, **options)

    run(**given, checkpoint=path)
    changed = {**given, **change}
    before = changed["model"].theta.copy()
    with pytest.raises(ValueError, match=rf"run\.npz cannot be resumed: .*{named}"):
        run(**changed, resume=path)
    np.testing.assert_array_equal(changed["model"].theta, before)


def test_what_is_no_checkpoint_is_refused(tmp_path):
    def resume(name):
        train(net(), X, T, GradientDescent(0.5), epochs=3, resume=tmp_path / name)

    with pytest.raises(FileNotFoundError, match=r"there is no checkpoint .*missing\.npz"):
        resume("missing.npz")
    (tmp_path / "text.npz").write_text("nonsense")
    with pytest.raises(ValueError, match=r"text\.npz is not a checkpoint"):
        resume("text.npz")
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    with pytest.raises(ValueError, match=r"other\.npz is not a checkpoint: it holds a"):
        resume("other.npz")
    np.savez(tmp_path / "pickle.npz", facts=np.array([{}], dtype=object))
    with pytest.raises(ValueError, match=r"pickle\.npz is not a checkpoint"):
        resume("pickle.npz")


def test_a_checkpoint_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    train(net(), X, T, GradientDescent(0.5), epochs=1, checkpoint=path)
    before = path.read_bytes()

    def full(stream, **arrays):
        stream.write(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match=r"No space left on device: .*run\.npz"):
        train(net(), X, T, GradientDescent(0.5), epochs=1, checkpoint=path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["run.npz"]


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_training_after_the_running_step(which):
    def strike(model, history):
        if history.epochs == 2:
            signal.raise_signal(which)

    before = signal.getsignal(which)
    model = net()
    history = train(model, X, T, GradientDescent(0.5), epochs=50, batch=10, callback=strike)
    assert history.epochs == 2
    assert history.stopped == f"{which.name} in epoch 3"
    assert np.isfinite(model.theta).all()
    assert signal.getsignal(which) is before
    longer = train(model, X, T, GradientDescent(0.5), epochs=3)
    assert longer.epochs == 3


def test_the_second_signal_acts_at_once():
    def strike(model, history):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        train(net(), X, T, GradientDescent(0.5), epochs=50, callback=strike)


def test_training_in_a_thread_leaves_the_signals_alone():
    found = []
    thread = threading.Thread(
        target=lambda: found.append(train(net(), X, T, GradientDescent(0.5), epochs=2))
    )
    thread.start()
    thread.join()
    assert isinstance(found[0], History)
    assert found[0].epochs == 2


def test_a_handler_not_set_from_python_becomes_the_default(monkeypatch):
    interrupts = Interrupts()
    before = signal.getsignal(signal.SIGTERM)
    try:
        with interrupts:
            interrupts._before[signal.SIGTERM] = None
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, before)


PROGRAM = """
import json
from bpbook import datasets
from bpbook.nn import Network
from bpbook.training import GradientDescent, train

def say(model, history):
    if history.epochs == 1:
        print("running", flush=True)

net, descent = Network([2, 6, 3], seed=1), GradientDescent(0.1)
history = train(net, *datasets.spirals(500), descent, epochs=10**9, batch=1, callback=say)
print(json.dumps([history.stopped, bool(abs(net.theta).max() < 100)]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="terminate there ends a process at once")
def test_sigterm_from_outside_leaves_a_usable_history():
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    try:
        assert process.stdout.readline() == "running\n"
        process.terminate()
        out, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    stopped, usable = json.loads(out)
    assert stopped.startswith("SIGTERM in epoch ")
    assert usable
    assert process.returncode == 0
