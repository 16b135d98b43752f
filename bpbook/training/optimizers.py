"""Optimisers: what a step does with a gradient (chapters 4, 11 and 12).

Each works on flat vectors, in place, and allocates its memory once, in `start`.
"""

import numpy as np


class Optimizer:
    """Base of the optimisers: theta changes in `step`, and all else is memory.

    Parameters
    ----------
    rate : float or callable
        Learning rate eta, or a function of the epoch (0, 1, ...) that returns it.

    Attributes
    ----------
    scale : float
        The factor that `step` wants on the gradient: 1, or -rate where the step is linear in
        the gradient, so that the model can multiply the small delta by it.

    Raises
    ------
    ValueError
        If a rate is not positive and finite.
    """

    scale = 1.0

    def __init__(self, rate):
        self._schedule = rate if callable(rate) else None
        self.rate = rate(0) if callable(rate) else rate
        self._check_rate()

    def start(self, theta):
        """Forget earlier runs and make the memory for a vector like theta."""

    def begin_epoch(self, epoch):
        """Set the rate of this epoch (counted from 0)."""
        if self._schedule is not None:
            self.rate = self._schedule(epoch)
            self._check_rate()

    def step(self, theta, grad):
        """Change theta, given `scale` times the gradient, which may be overwritten."""
        raise NotImplementedError

    def _check_rate(self):
        if not (isinstance(self.rate, (int, float, np.number)) and 0 < self.rate < np.inf):
            raise ValueError(f"rate, the learning rate, must be positive, not {self.rate!r}")


class GradientDescent(Optimizer):
    """Gradient descent with or without momentum: v <- mu v - eta g, theta <- theta + v.

    Parameters
    ----------
    rate : float or callable
        Learning rate eta > 0, or a function of the epoch.
    momentum : float, 0 <= mu < 1
        Share of the last step that is repeated (Polyak 1964; Rumelhart, Hinton and Williams 1986).

    Raises
    ------
    ValueError
        If the rate is not positive, or the momentum not in [0, 1).

    Examples
    --------
    >>> GradientDescent(rate=0.5, momentum=0.9)
    GradientDescent(rate=0.5, momentum=0.9)
    """

    def __init__(self, rate, momentum=0.0):
        super().__init__(rate)
        if not (isinstance(momentum, (int, float, np.number)) and 0 <= momentum < 1):
            raise ValueError(f"momentum must be at least 0 and less than 1, not {momentum!r}")
        self.momentum = momentum

    @property
    def scale(self):
        """Return -rate: the model hands over -eta g."""
        return -self.rate

    def start(self, theta):
        """Forget the velocity of an earlier run."""
        if self.momentum:
            self.velocity = np.zeros_like(theta)
            self._momentum = np.array(self.momentum, theta.dtype)

    def step(self, theta, grad):
        """Add the velocity to theta."""
        if self.momentum:
            v = self.velocity
            np.multiply(v, self._momentum, v)
            np.add(v, grad, v)
            grad = v
        np.add(theta, grad, theta)

    def __repr__(self):
        return f"GradientDescent(rate={self.rate}, momentum={self.momentum})"
