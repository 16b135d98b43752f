"""Optimisers: what a step does with a gradient (chapters 4, 11 and 12).

Each works on flat vectors, in place, and allocates its memory once, in `start`.
"""

import numpy as np

PIECE = 1 << 17  # numbers of a long vector that are updated at a time


class Optimizer:
    """Base of the optimisers: theta changes in `step`, and all else is memory.

    Parameters
    ----------
    rate : float or callable
        Learning rate eta, or a function of the epoch (0, 1, ...) that returns it.

    Attributes
    ----------
    memory : tuple of str
        Names of the arrays that are kept from step to step.
    scale : float
        The factor that `step` wants on the gradient: 1, or -rate where the step is linear in
        the gradient, so that the model can multiply the small delta by it.

    Raises
    ------
    ValueError
        If a rate is not positive and finite.
    """

    scale = 1.0
    memory = ()

    def __init__(self, rate):
        self._schedule = rate if callable(rate) else None
        self.rate = rate(0) if callable(rate) else rate
        self._check_rate()

    def start(self, theta):
        """Forget earlier runs: set the arrays named in `memory` to zeros like theta."""
        for name in self.memory:
            setattr(self, name, np.zeros_like(theta))

    def begin_epoch(self, epoch, theta):
        """Set the rate of this epoch (counted from 0)."""
        if self._schedule is not None:
            self.rate = self._schedule(epoch)
            self._check_rate()

    def step(self, theta, grad):
        """Change theta, given `scale` times the gradient, which may be overwritten."""
        raise NotImplementedError

    def end_epoch(self, cost, theta):
        """Learn the mean cost of the epoch."""

    def state(self):
        """Return what a checkpoint must keep, arrays by name, live."""
        return {
            "rate": np.asarray(self.rate),
            **{name: getattr(self, name) for name in self.memory},
        }

    def restore(self, state):
        """Continue from what `state` returned; call after `start`."""
        self.rate = state["rate"].item()
        for name in self.memory:
            getattr(self, name)[...] = state[name]

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
        check_share("momentum", momentum)
        self.momentum = momentum
        self.memory = ("velocity",) if momentum else ()

    @property
    def scale(self):
        """Return -rate: the model hands over -eta g."""
        return -self.rate

    def start(self, theta):
        """Forget the velocity of an earlier run."""
        super().start(theta)
        self._momentum = np.array(self.momentum, theta.dtype)

    def step(self, theta, grad):
        """Add the velocity to theta."""
        if not self.momentum:
            np.add(theta, grad, theta)
            return
        for v, g, x in _pieces(self.velocity, grad, theta):
            np.multiply(v, self._momentum, v)
            np.add(v, g, v)
            np.add(x, v, x)

    def __repr__(self):
        return f"GradientDescent(rate={self.rate}, momentum={self.momentum})"


class Nesterov(GradientDescent):
    """Momentum that measures the gradient ahead, at theta + mu v (Nesterov 1983).

    theta holds the point ahead, also when training ends: theta <- theta - eta g + mu v after
    v <- mu v - eta g (Sutskever, Martens, Dahl and Hinton 2013, rewritten for that point).

    Parameters
    ----------
    rate : float or callable
    momentum : float, 0 <= mu < 1
    """

    def __init__(self, rate, momentum=0.9):
        super().__init__(rate, momentum)
        self.memory = ("velocity",)

    def step(self, theta, grad):
        """Change theta; grad is -eta g."""
        v = self.velocity
        np.multiply(v, self._momentum, v)
        np.add(v, grad, v)
        np.add(theta, grad, theta)
        np.multiply(v, self._momentum, grad)
        np.add(theta, grad, theta)

    def __repr__(self):
        return f"Nesterov(rate={self.rate}, momentum={self.momentum})"


class Clipped(Optimizer):
    """An optimiser that is given a shorter gradient when the gradient is long.

    The direction is kept (Pascanu, Mikolov and Bengio 2013).

    Parameters
    ----------
    optimizer : Optimizer
    norm : float, > 0
        Largest Euclidean length of the gradient of the whole network.

    Examples
    --------
    >>> theta, descent = np.zeros(2), Clipped(GradientDescent(rate=1.0), norm=1.0)
    >>> descent.start(theta)
    >>> descent.step(theta, descent.scale * np.array([3.0, 4.0]))
    >>> theta.round(6).tolist()
    [-0.6, -0.8]
    """

    def __init__(self, optimizer, norm):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer must be an optimiser to be clipped, not {optimizer!r}")
        if not norm > 0:
            raise ValueError(
                f"norm, the largest length of a gradient, must be positive, not {norm!r}"
            )
        self.inner, self.norm = optimizer, norm
        for name in ("start", "begin_epoch", "end_epoch", "state", "restore"):
            setattr(self, name, getattr(optimizer, name))

    @property
    def scale(self):
        """Return the factor that the optimiser inside wants."""
        return self.inner.scale

    @property
    def rate(self):
        """Return the learning rate of the optimiser inside."""
        return self.inner.rate

    def step(self, theta, grad):
        """Shorten the gradient if it is longer than the norm, and hand it on."""
        length = np.sqrt(np.vdot(grad, grad)) / abs(self.scale)
        if length > self.norm:
            np.multiply(grad, self.norm / length, grad, dtype=grad.dtype)
        self.inner.step(theta, grad)

    def __repr__(self):
        return f"Clipped({self.inner!r}, norm={self.norm})"


def _pieces(*vectors):
    """Cut long vectors of one length into pieces that stay in the processor's cache."""
    size = vectors[0].size
    if size <= PIECE:
        return [vectors]
    return [[x[i : i + PIECE] for x in vectors] for i in range(0, size, PIECE)]


def check_share(name, value):
    """Raise ValueError unless the value is at least 0 and less than 1."""
    if not (isinstance(value, (int, float, np.number)) and 0 <= value < 1):
        raise ValueError(f"{name} must be at least 0 and less than 1, not {value!r}")
