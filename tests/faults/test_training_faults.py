"""Training and its checkpoints struck for real: the file is old or new, never between."""

import contextlib
import resource
import signal
import threading

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from bpbook.training.checkpoint import SERIES
from tests.faults import struck_training
from tests.faults.struck_training import Run, assert_whole, go_on, network

EPOCHS = 3


@pytest.fixture
def saved(tmp_path):
    """Return a folder with the checkpoint of a run over some epochs."""
    folder = tmp_path / "runs"
    folder.mkdir()
    go_on(folder / "run.npz", epochs=EPOCHS)
    return folder / "run.npz"


def refused(path):
    """Tell that a checkpoint is refused with advice and changes nothing; False if it is taken."""
    model = network()
    before, weights = model.theta.copy(), network()
    go_on(None, epochs=EPOCHS, model=weights)
    said = ""
    try:
        go_on(None, epochs=EPOCHS, resume=path, model=model)
    except ValueError as error:
        said = str(error)
        assert_array_equal(model.theta, before)
    else:
        assert_array_equal(model.theta, weights.theta)  # a byte that means nothing
        return False
    assert said.startswith(str(path))
    assert "go on from another file, or begin anew, without resume=" in said
    return True


# damaged files


def test_one_wrong_bit_is_noticed_or_means_nothing(saved):
    whole = saved.read_bytes()
    rng = np.random.default_rng(7)
    found = 0
    for place in rng.choice(len(whole), 60, replace=False):
        bad = bytearray(whole)
        bad[place] ^= 1 << int(rng.integers(8))
        saved.write_bytes(bad)
        found += refused(saved)
    assert found > 40


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
def test_a_file_that_was_cut_short(saved, share):
    whole = saved.read_bytes()
    saved.write_bytes(whole[: int(len(whole) * share)])
    assert refused(saved)


@pytest.mark.parametrize("name", ["theta", "optimizer_rate", "optimizer__mean", *SERIES])
def test_an_array_that_was_lost_is_named_before_anything_changes(saved, name):
    with np.load(saved) as archive:
        arrays = dict(archive)
    del arrays[name]
    np.savez(saved, **arrays)
    assert refused(saved)
    with pytest.raises(ValueError, match=rf"is damaged: it lacks {name};"):
        go_on(None, epochs=EPOCHS, resume=saved)


def test_an_array_of_another_shape_is_named_before_anything_changes(saved):
    with np.load(saved) as archive:
        arrays = dict(archive)
    np.savez(saved, **arrays | {"optimizer__mean": np.zeros(1)})  # would be broadcast
    assert refused(saved)
    with pytest.raises(ValueError, match=r"optimizer__mean has shape \(1,\) instead of \(39,\)"):
        go_on(None, epochs=EPOCHS, resume=saved)


def test_a_folder_is_said_to_be_one(saved):
    with pytest.raises(IsADirectoryError):
        go_on(None, epochs=EPOCHS, resume=saved.parent)


def test_a_checkpoint_that_is_replaced_while_it_is_read(saved):
    """A resuming run reads the old file or the new one, whenever the other is put in place."""
    other = saved.with_name("other.npz")
    go_on(other, epochs=1)
    contents = [saved.read_bytes(), other.read_bytes()]
    ended = threading.Event()

    def replace_again_and_again():
        while not ended.is_set():
            contents.reverse()
            other.write_bytes(contents[0])
            other.replace(saved)

    writer = threading.Thread(target=replace_again_and_again)
    writer.start()
    try:
        seen = {go_on(None, epochs=1, resume=saved).epochs for _ in range(60)}
    finally:
        ended.set()
        writer.join()
    assert seen == {1, EPOCHS}


# the disk


@contextlib.contextmanager
def longest_file(size):
    """Let no file of this process become longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_limit_on_the_size_of_files(saved):
    before = saved.read_bytes()
    with longest_file(1000), pytest.raises(OSError, match=r"too large: '.*run\.npz'"):
        go_on(saved, epochs=EPOCHS + 1, resume=saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["run.npz"]
    assert go_on(saved, epochs=EPOCHS + 1, resume=saved).epochs == EPOCHS + 1


# the moment when the new checkpoint takes the old one's place


def rename(act, when):
    return {"event": "os.rename", "path": "run.npz", "act": act, "when": when}


@pytest.mark.parametrize(
    ("act", "when", "code", "epochs"),
    [("SIGKILL", 3, -signal.SIGKILL, 2), ("ENOSPC", 4, 1, 3), ("SIGTERM", 2, 0, 2)],
)
def test_a_run_that_is_struck_while_it_saves(saved, act, when, code, epochs):
    saved.unlink()
    ended = Run(saved, rename(act, when)).end()
    assert ended.code == code, ended.said
    assert assert_whole(saved) == epochs
    names = [path.name for path in saved.parent.iterdir()]
    if act == "SIGKILL":
        names.remove(next(name for name in names if name.endswith(".part")))
    else:
        assert {"ENOSPC": "No space left on device: '", "SIGTERM": ""}[act] in ended.said
    assert names == ["run.npz"]


def test_two_signals_end_a_run_at_once(saved):
    run = Run(saved)
    assert run.process.stdout.readline() == "running\n"
    for _ in range(2):
        run.process.send_signal(signal.SIGINT)
    ended = run.end()
    assert ended.code in (0, -signal.SIGINT)  # the system may melt two pending signals into one
    assert_whole(saved)
    assert [path.name for path in saved.parent.iterdir()] == ["run.npz"]


def test_the_check_of_a_checkpoint_can_fail(saved):
    with np.load(saved) as archive:
        arrays = dict(archive)
    arrays["theta"][0] += 1e-15
    np.savez(saved, **arrays)
    with pytest.raises(AssertionError):
        struck_training.assert_whole(saved)
