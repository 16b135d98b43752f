"""Training struck at random times, and a checkpoint with each of its bytes wrong.

Not collected by `make test`: `make stress` names this file to pytest.
"""

import random
import signal
import time

import pytest

from tests.faults.struck_training import Run, assert_whole, go_on
from tests.faults.test_training_faults import EPOCHS, refused

SEED = 7


@pytest.mark.parametrize("act", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("seconds", [random.Random(SEED + k).uniform(0, 0.3) for k in range(20)])
def test_a_signal_at_any_time(tmp_path, act, seconds):
    path = tmp_path / "runs" / "run.npz"
    path.parent.mkdir()
    run = Run(path)
    assert run.process.stdout.readline() == "running\n"
    time.sleep(seconds)
    run.process.send_signal(act)
    ended = run.end()
    if act == signal.SIGKILL:
        assert ended.code == -act
    else:
        assert ended.code == 0, ended
        assert ended.out.startswith(f"{act.name} in epoch ")
        assert [found.name for found in path.parent.iterdir()] == [path.name]
    assert_whole(path)


@pytest.mark.parametrize("tenth", range(10))
def test_each_byte_wrong(tmp_path, tenth):
    path = tmp_path / "run.npz"
    go_on(path, epochs=EPOCHS)
    whole = path.read_bytes()
    found = 0
    for place in range(len(whole) * tenth // 10, len(whole) * (tenth + 1) // 10):
        bad = bytearray(whole)
        bad[place] ^= random.Random(place).randrange(1, 256)
        path.write_bytes(bad)
        found += refused(path)
    assert found > 0
