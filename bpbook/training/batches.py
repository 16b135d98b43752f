"""The data as training reads it: one copy, in which a sample is one row of memory.

A row holds x, a 1 where the model wants a row of ones, and t.  A batch is a slice of rows, seen
through its transpose as columns; an epoch's shuffle moves whole rows in place, so that inputs and
targets stay together and nothing is copied twice.
"""

import numpy as np


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
        Of the shuffles; None to keep the order.

    Attributes
    ----------
    samples : int
    views : list of tuple
        (X of the batch, T of the batch, number of samples), live views.
    """

    def __init__(self, model, X, T, batch, seed):
        dtype = model.theta.dtype
        if hasattr(model, "check"):
            X, T = model.check(X, T)
        X, T = np.asarray(X), np.asarray(T)
        self.samples = _count_samples(X, T)
        batch = _check_batch(batch, self.samples)
        x = X.reshape(-1, self.samples)
        t = T.reshape(-1, self.samples)
        ones = bool(getattr(model, "row_of_ones", False))
        rows = np.ones((self.samples, len(x) + ones + len(t)), dtype)
        rows[:, : len(x)], rows[:, len(x) + ones :] = x.T, t.T
        one_item = np.dtype((np.void, rows.itemsize * rows.shape[1]))
        self._samples = rows.view(one_item)[:, 0]
        self._rng = None if seed is None or batch == self.samples else np.random.default_rng(seed)
        x_shape = (len(x) + 1,) if ones else X.shape[:-1]
        self.views = [
            (
                _columns(rows[start : start + batch, : len(x) + ones], x_shape),
                _columns(rows[start : start + batch, len(x) + ones :], T.shape[:-1]),
                min(batch, self.samples - start),
            )
            for start in range(0, self.samples, batch)
        ]

    def shuffle(self):
        """Put the samples into a new random order, if they are to be shuffled at all."""
        if self._rng is not None:
            self._rng.shuffle(self._samples)


def _columns(rows, shape):
    """See rows of numbers as an array with samples along the last axis; never a copy."""
    samples = len(rows)
    return np.moveaxis(rows.reshape(samples, *shape), 0, -1)


def _count_samples(X, T):
    if X.ndim == 0 or T.ndim == 0 or X.shape[-1] != T.shape[-1]:
        raise ValueError(
            "X and T need the same number of samples along their last axis; shapes are"
            f" {X.shape} and {T.shape}"
        )
    if X.shape[-1] == 0:
        raise ValueError(f"X has shape {X.shape}: there is no sample to train with")
    return X.shape[-1]


def _check_batch(batch, samples):
    if batch is None:
        return samples
    if isinstance(batch, (bool, np.bool)) or not isinstance(batch, (int, np.integer)):
        raise TypeError(f"batch must be None (all samples) or an integer, not {batch!r}")
    if not 1 <= batch <= samples:
        raise ValueError(
            f"batch={batch} must lie between 1 (online) and the number of samples, {samples};"
            " None takes all of them"
        )
    return int(batch)
