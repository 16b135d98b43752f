"""Learning rates that change with the epoch: each function returns a function of the epoch.

Give one to an optimiser in place of a number: ``GradientDescent(rate=cosine(0.5, epochs=30))``.
"""

import math


def step_decay(rate, factor=0.5, every=10):
    """Multiply the rate by `factor` after every so many epochs.

    Parameters
    ----------
    rate : float, > 0
    factor : float, > 0
    every : int, >= 1
        Epochs.

    Examples
    --------
    >>> [step_decay(1.0, 0.5, every=2)(epoch) for epoch in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    _check(rate=rate, factor=factor, every=every)
    return lambda epoch: rate * factor ** (epoch // every)


def inverse_decay(rate, half_at):
    """Let the rate fall as 1 / (1 + epoch / half_at).

    The sum of the rates grows without bound and the sum of their squares does not, as stochastic
    descent needs to converge (Robbins and Monro 1951).

    Parameters
    ----------
    rate : float, > 0
    half_at : float, > 0
        Epoch at which half the rate is left.

    Examples
    --------
    >>> inverse_decay(0.6, half_at=10)(10)
    0.3
    """
    _check(rate=rate, half_at=half_at)
    return lambda epoch: rate / (1 + epoch / half_at)


def cosine(rate, epochs, least=0.01):
    """Let the rate fall along half a cosine, from `rate` to `least` of it.

    Loshchilov and Hutter (2017), "SGDR: stochastic gradient descent with warm restarts".

    Parameters
    ----------
    rate : float, > 0
    epochs : int, >= 1
        When the fall ends.
    least : float, > 0
        Share of the rate at the end and after it.

    Examples
    --------
    >>> cosine(1.0, epochs=10, least=0.5)(5)
    0.75
    """
    _check(rate=rate, epochs=epochs, least=least)

    def schedule(epoch):
        share = (1 + math.cos(math.pi * min(epoch / epochs, 1))) / 2
        return rate * (least + (1 - least) * share)

    return schedule


def warm_up(rate, epochs):
    """Raise the rate in equal parts over the first epochs, then follow `rate`.

    Parameters
    ----------
    rate : float or callable
        The rate after the start: a number, or another schedule.
    epochs : int, >= 1

    Examples
    --------
    >>> [warm_up(0.8, epochs=4)(epoch) for epoch in range(5)]
    [0.2, 0.4, 0.6000000000000001, 0.8, 0.8]
    """
    _check(epochs=epochs)
    after = rate if callable(rate) else lambda epoch: rate
    return lambda epoch: after(epoch) * min((epoch + 1) / epochs, 1)


def _check(**numbers):
    for name, value in numbers.items():
        if not 0 < value < math.inf:
            raise ValueError(f"{name} must be positive, not {value!r}")
