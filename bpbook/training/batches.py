"""The data as training reads it: a copy in which a sample is one row of memory.

A batch of X is a slice of rows, seen through its transpose as columns.  An epoch's shuffle moves
whole rows in place: X and T by two generators in the same state, so that they stay together.
After it the targets, which are few, are laid out a second time, batch by batch and a sample a
column: as the network's outputs lie, from which they are subtracted.
"""

import numpy as np

from bpbook.training.checkpoint import checksum


class Batches:
    """Mini-batches of X and T in the order of an epoch.

    Parameters
    ----------
    model : Model
    X, T : array_like, shapes (..., m)
        Samples along the last axis; copied.
    batch : int or None
        Samples in a batch; None for all.
    seed : int or None
        Of the shuffles, >= 0; None to keep the order.

    Attributes
    ----------
    samples, batch : int
    seed : int or None
    views : list of tuple
        (X of the batch, T of the batch, number of samples), live views.
    """

    def __init__(self, model, X, T, batch, seed):
        dtype = model.theta.dtype
        if hasattr(model, "check"):
            X, T = model.check(X, T)
        X, T = np.asarray(X), np.asarray(T)
        self.samples = _count_samples(X, T)
        self.batch = batch = _check_batch(batch, self.samples)
        self.seed = _check_seed(seed)
        x = _rows(X, dtype, ones=getattr(model, "row_of_ones", False))
        t = _rows(T, dtype)
        x_shape = X.shape[:-1] if x.shape[1] == X[..., 0].size else x.shape[1:]
        columns = np.moveaxis(x.reshape(-1, *x_shape), 0, -1)  # a view
        self._targets = np.empty(t.size, dtype)  # of the batches, one behind the other
        self.views = []
        for start in range(0, self.samples, batch):
            end = min(start + batch, self.samples)
            targets = self._targets[start * t.shape[1] : end * t.shape[1]]
            targets = targets.reshape(*T.shape[:-1], end - start)
            self.views.append((columns[..., start:end], targets, end - start))
        self._lay_out(t)
        self._rows = (x, t) if self.seed is not None and batch < self.samples else ()
        self._generators = [np.random.default_rng(self.seed) for _ in self._rows]

    def shuffle(self):
        """Put the samples into a new random order, if they are to be shuffled at all."""
        for rng, rows in zip(self._generators, self._rows, strict=True):
            rng.shuffle(_items(rows))
        if self._rows:
            self._lay_out(self._rows[1])

    def checksum(self):
        """CRC-32 of the data in the order in which they are now, to notice other data."""
        return checksum(np.moveaxis(a, -1, 0) for view in self.views for a in view[:2])

    def _lay_out(self, t):
        """Write the targets, a sample a row, as the batches show them: a sample a column."""
        n, full = t.shape[1], self.samples // self.batch  # the last batch may be smaller
        end = full * self.batch
        blocks = self._targets[: end * n].reshape(full, n, self.batch)
        blocks[...] = t[:end].reshape(full, self.batch, n).swapaxes(1, 2)
        self._targets[end * n :].reshape(n, self.samples - end)[...] = t[end:].T


def _rows(values, dtype, ones=False):
    """Copy an array with samples along its last axis: a row each, with a 1 behind it if asked."""
    values = values.reshape(-1, values.shape[-1])
    rows = np.ones((values.shape[1], len(values) + bool(ones)), dtype)
    rows[:, : len(values)] = values.T
    return rows


def _items(rows):
    """See each row as one item of a vector, which a shuffle moves as a whole."""
    return rows.view(np.dtype((np.void, rows.itemsize * rows.shape[1])))[:, 0]


def _count_samples(X, T):
    if X.ndim == 0 or T.ndim == 0 or X.shape[-1] != T.shape[-1]:
        raise ValueError(
            "X and T need the same number of samples along their last axis; shapes are"
            f" {X.shape} and {T.shape}"
        )
    if X.shape[-1] == 0:
        raise ValueError(f"X has shape {X.shape}: there is no sample to train with")
    return X.shape[-1]


def _is_integer(value):
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _check_seed(seed):
    if seed is None:
        return None
    if not _is_integer(seed):
        raise TypeError(f"seed, of the order of the samples, must be an integer, not {seed!r}")
    if seed < 0:
        raise ValueError(f"seed, of the order of the samples, must be at least 0, not {seed}")
    return int(seed)


def _check_batch(batch, samples):
    if batch is None:
        return samples
    if not _is_integer(batch):
        raise TypeError(f"batch must be None (all samples) or an integer, not {batch!r}")
    if not 1 <= batch <= samples:
        raise ValueError(
            f"batch={batch} must lie between 1 (online) and the number of samples, {samples};"
            " None takes all of them"
        )
    return int(batch)
