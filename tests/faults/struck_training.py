"""A training run in a process of its own, and what a checkpoint of it must be worth."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bpbook import datasets
from bpbook.nn import Network
from bpbook.training import Adam, train

ROOT = Path(__file__).resolve().parents[2]
X, T = datasets.spirals(20)
EPOCHS = 10**9
PROGRAM = """
import sys
from tests.faults import struck_training
print(struck_training.go_on(sys.argv[1], say=print).stopped)
"""


def go_on(checkpoint, epochs=EPOCHS, resume=None, model=None, say=None):
    """Train the network that all these tests train."""

    def tell(model, history):
        if say and history.epochs == 1:
            say("running", flush=True)

    model = network() if model is None else model
    options = {"epochs": epochs, "batch": 10, "seed": 5, "callback": tell, "progress": False}
    options |= {"checkpoint": checkpoint, "resume": resume}
    return train(model, X, T, Adam(0.01), **options)


def network():
    """Return the network before training."""
    return Network([2, 6, 3], "tanh", seed=1)


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    said: str


class Run:
    """A training run that writes a checkpoint after each epoch, without an end.

    Parameters
    ----------
    path : Path
        The checkpoint.
    plan : dict, optional
        For the injector, which lies in the folder ``injector`` beside the checkpoint's folder.
    """

    def __init__(self, path: Path, plan: dict | None = None):
        variables = {"PYTHONPATH": str(ROOT)}
        if plan:
            folder = path.parent.with_name("injector")
            folder.mkdir(exist_ok=True)
            (folder / "sitecustomize.py").write_bytes(
                Path(__file__).with_name("injector.py").read_bytes()
            )
            variables = {
                "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
                "BPBOOK_PLAN": json.dumps({"program": "struck_training"} | plan),
            }
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(path)],
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self) -> Ended:
        """Wait for the run."""
        with self.process as process:
            try:
                out, said = process.communicate(timeout=60)
            finally:
                process.kill()
        return Ended(process.returncode, out, said)


def assert_whole(path: Path) -> int:
    """A checkpoint leads on to the weights of a run that nothing struck; return its epochs."""
    resumed = network()
    saved = go_on(None, epochs=1, resume=path, model=resumed).epochs  # nothing is left to do
    unbroken = network()
    go_on(None, epochs=saved, model=unbroken)
    np.testing.assert_array_equal(resumed.theta, unbroken.theta)
    return saved
