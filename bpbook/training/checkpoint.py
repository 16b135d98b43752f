"""State of a training run in one .npz file, written whole or not at all."""

import contextlib
import io
import json
import os
import zlib
from pathlib import Path

import numpy as np

SERIES = ("cost", "validation_cost", "validation_accuracy")
_ADVICE = "go on from another file, or begin anew, without resume="


def run_facts(model, optimizer, data):
    """Return what a resumed run must have in common with the one that was saved."""
    return {
        "parameters": model.theta.size,
        "dtype": str(model.theta.dtype),
        "optimizer": _kind(optimizer),
        "samples": data.samples,
        "batch": data.batch,
        "seed": data.seed,
        "data": data.checksum(),
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
    arrays = _prefixed(optimizer.state())
    arrays |= {name: np.array(getattr(history, name), float) for name in SERIES}
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as stream:
            np.savez(stream, theta=model.theta, facts=np.array(json.dumps(facts)), **arrays)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):  # where nothing can be written or removed
            unfinished.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno:
            error.filename = str(path)  # a full disk does not say by itself what did not fit
        raise


def load_checkpoint(path, facts, model, optimizer, history):
    """Put model, optimiser and history into the state that was saved.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no checkpoint, a damaged one, or that of another model, optimiser, data or
        order; nothing is changed then.
    """
    saved = _read(path)
    then = json.loads(str(saved["facts"]))
    for name, value in facts.items():
        if then.get(name) != value:
            raise ValueError(
                f"{path} cannot be resumed: it was saved with {name} = {then.get(name)!r},"
                f" this run has {name} = {value!r}"
            )
    arrays = {"theta": model.theta} | _prefixed(optimizer.state())
    _check_whole(path, saved, arrays)
    model.theta[:] = saved["theta"]
    optimizer.restore({name: saved[f"optimizer_{name}"] for name in optimizer.state()})
    for name in SERIES:
        getattr(history, name)[:] = saved[name].tolist()


def _prefixed(state):
    return {f"optimizer_{name}": array for name, array in state.items()}


def _check_whole(path, saved, arrays):
    """Raise unless all is there that will be read, before the first of it is put in its place."""
    missing = [name for name in (*arrays, *SERIES) if name not in saved]
    if missing:
        raise ValueError(f"{path} is damaged: it lacks {', '.join(missing)}; {_ADVICE}")
    for name, array in arrays.items():
        if saved[name].shape != array.shape:
            raise ValueError(
                f"{path} is damaged: {name} has shape {saved[name].shape}"
                f" instead of {array.shape}; {_ADVICE}"
            )


def _read(path):
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"there is no checkpoint {path}") from None
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            saved = dict(stored)
    except Exception as error:  # NumPy raises many kinds for a file that is not an archive
        why = str(error).partition(". ")[0] or type(error).__name__
        raise ValueError(f"{path} is not a checkpoint: {why}; {_ADVICE}") from error
    if "facts" not in saved:
        raise ValueError(f"{path} is not a checkpoint: it holds {', '.join(saved)}; {_ADVICE}")
    return saved


def checksum(arrays):
    """CRC-32 of the arrays' bytes."""
    crc = 0
    for array in arrays:
        crc = zlib.crc32(np.ascontiguousarray(array), crc)
    return crc
