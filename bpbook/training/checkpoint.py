"""State of a training run in one .npz file, written whole or not at all."""

import json
import os
import zlib
from pathlib import Path

import numpy as np

SERIES = ("cost", "validation_cost", "validation_accuracy")


def run_facts(model, optimizer, data, seed):
    """Return what a resumed run must have in common with the one that was saved."""
    return {
        "parameters": model.theta.size,
        "dtype": str(model.theta.dtype),
        "optimizer": _kind(optimizer),
        "samples": data.samples,
        "batch": data.batch,
        "seed": seed,
        "data": data.checksum,
    }


def _kind(optimizer):
    inner = getattr(optimizer, "inner", None)
    return type(optimizer).__name__ + (f" of {_kind(inner)}" if inner else "")


def save_checkpoint(path, facts, model, optimizer, history):
    """Write the state to a temporary file beside `path`, then put it in place.

    Parameters
    ----------
    path : path-like
    facts : dict
        From `run_facts`.
    model : Model
    optimizer : Optimizer
    history : History
    """
    path = Path(path)
    arrays = {f"optimizer_{name}": array for name, array in optimizer.state().items()}
    arrays |= {name: np.array(getattr(history, name), float) for name in SERIES}
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as stream:
            np.savez(stream, theta=model.theta, facts=np.array(json.dumps(facts)), **arrays)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def load_checkpoint(path, facts, model, optimizer, history):
    """Put model, optimiser and history into the state that was saved.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no checkpoint, or that of another model, optimiser, data or order; nothing is
        changed then.
    """
    saved = _read(path)
    then = json.loads(str(saved["facts"]))
    for name, value in facts.items():
        if then.get(name) != value:
            raise ValueError(
                f"{path} cannot be resumed: it was saved with {name} = {then.get(name)!r},"
                f" this run has {name} = {value!r}"
            )
    model.theta[:] = saved["theta"]
    optimizer.restore({name: saved[f"optimizer_{name}"] for name in optimizer.state()})
    for name in SERIES:
        getattr(history, name)[:] = saved[name].tolist()


def _read(path):
    try:
        with np.load(path, allow_pickle=False) as stored:
            saved = dict(stored)
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no checkpoint {path}") from None
    except Exception as error:  # NumPy raises many kinds for a file that is not an archive
        raise ValueError(f"{path} is not a checkpoint: {error}") from error
    if "facts" not in saved:
        raise ValueError(f"{path} is not a checkpoint: it holds {', '.join(saved)}")
    return saved


def checksum(*arrays):
    """CRC-32 of the arrays' bytes, to notice other data."""
    crc = 0
    for array in arrays:
        crc = zlib.crc32(np.ascontiguousarray(array), crc)
    return crc
