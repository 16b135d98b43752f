"""Rules that end training, and what each of them promises (chapter 11).

A rule is called with the history after every epoch and returns None to go on, or the reason to
stop.  Any function of a history can be one.
"""

from dataclasses import dataclass

SERIES = ("cost", "validation_cost")


@dataclass(frozen=True)
class CostBelow:
    """Stop when the cost falls below a threshold.

    It promises that the cost is low, not that it is lowest.

    Parameters
    ----------
    threshold : float, > 0
        In units of the cost.
    of : "cost" or "validation_cost"

    Examples
    --------
    >>> from bpbook.training import History
    >>> CostBelow(0.1)(History(cost=[0.5, 0.05]))
    'cost 0.05 is below 0.1'
    """

    threshold: float
    of: str = "cost"

    def __post_init__(self):
        if not self.threshold > 0:
            raise ValueError(f"threshold must be positive, not {self.threshold!r}")
        _check_series(self.of)

    def __call__(self, history):
        """Return the reason to stop, or None."""
        cost = _series(history, self.of)[-1]
        if cost < self.threshold:
            return f"{self.of.replace('_', ' ')} {cost:.4g} is below {self.threshold:g}"
        return None


@dataclass(frozen=True)
class NoImprovement:
    """Stop when none of the last epochs was better than the best before them.

    It promises that the last epochs gained less than `minimum`, not that a minimum is near.

    Parameters
    ----------
    patience : int, >= 1
        Number of epochs without improvement that are too many.
    minimum : float, >= 0
        What counts as an improvement: a cost lower than the best by more than this.
    of : "cost" or "validation_cost"

    Examples
    --------
    >>> from bpbook.training import History
    >>> NoImprovement(patience=2)(History(cost=[0.5, 0.4, 0.41, 0.42]))
    'cost has not improved on 0.4 for 2 epochs'
    """

    patience: int = 5
    minimum: float = 0.0
    of: str = "cost"

    def __post_init__(self):
        if not self.patience >= 1:
            raise ValueError(f"patience must be at least 1 epoch, not {self.patience!r}")
        if not self.minimum >= 0:
            raise ValueError(f"minimum must be 0 or more, not {self.minimum!r}")
        _check_series(self.of)

    def __call__(self, history):
        """Return the reason to stop, or None."""
        costs = _series(history, self.of)
        before, since = costs[: -self.patience], costs[-self.patience :]
        if not before or min(since) < min(before) - self.minimum:
            return None
        what = self.of.replace("_", " ")
        return f"{what} has not improved on {min(before):.4g} for {self.patience} epochs"


@dataclass(frozen=True)
class MaximumEpochs:
    """Stop after a number of epochs, whatever the cost.

    Parameters
    ----------
    epochs : int, >= 1

    Examples
    --------
    >>> from bpbook.training import History
    >>> MaximumEpochs(2)(History(cost=[0.5, 0.4]))
    'the maximum of 2 epochs is reached'
    """

    epochs: int

    def __post_init__(self):
        if isinstance(self.epochs, bool) or not isinstance(self.epochs, int) or self.epochs < 1:
            raise ValueError(f"epochs must be an integer of at least 1, not {self.epochs!r}")

    def __call__(self, history):
        """Return the reason to stop, or None."""
        if history.epochs >= self.epochs:
            return f"the maximum of {self.epochs} epochs is reached"
        return None


def _check_series(of):
    if of not in SERIES:
        raise ValueError(f"of must be 'cost' or 'validation_cost', not {of!r}")


def _series(history, of):
    values = getattr(history, of)
    if not values:
        raise ValueError(f"the rule watches {of}, but there is none: pass validation=(X, T)")
    return values
