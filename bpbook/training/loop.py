"""The training loop: shuffle, and for every batch one gradient and one step."""

import numpy as np

from bpbook.training.batches import Batches
from bpbook.training.checkpoint import load_checkpoint, run_facts, save_checkpoint
from bpbook.training.history import History
from bpbook.training.interrupts import Interrupts
from bpbook.training.optimizers import Optimizer
from bpbook.training.progress import ProgressBar
from bpbook.training.stopping import MaximumEpochs

INFINITY = float("inf")


class DivergenceError(ArithmeticError):
    """The cost stopped being finite; `history` holds the epochs before.

    Attributes
    ----------
    history : History
    """

    def __init__(self, message):
        super().__init__(message)
        self.history = None


def train(
    model,
    X,
    T,
    optimizer,
    *,
    epochs=None,
    batch=None,
    stop=(),
    seed=0,
    shuffle=True,
    validation=None,
    callback=None,
    checkpoint=None,
    resume=None,
    progress=True,
):
    """Train a model in place.

    Parameters
    ----------
    model : Model
        A `Network`, or anything that keeps the protocol of `bpbook.training.Model`.
    X, T : array_like, shapes (n_0, m) and (n_L, m)
        One sample a column (for other models: along the last axis).
    optimizer : Optimizer
        Starts without memory of earlier runs.
    epochs : int, optional
        Largest number of passes through the data; needed unless `stop` holds `MaximumEpochs`.
    batch : int or None
        Samples in a step: None for all of them, 1 for online descent.
    stop : sequence of callable, or one
        Rules of `bpbook.training`; the first that gives a reason ends training.
    seed : int
        Of the order of the samples.
    shuffle : bool
        Whether each epoch takes the samples in a new random order.
    validation : tuple, optional
        (X, T) whose cost, and accuracy if the model has one, are measured after each epoch.
    callback : callable, optional
        Called as ``callback(model, history)`` after each epoch.
    checkpoint : path-like, optional
        File (.npz) to which the state of the run is written after each epoch.
    resume : path-like, optional
        Checkpoint to go on from, with the same arguments otherwise: the weights are those of a
        run that was never interrupted.
    progress : bool
        Whether to draw a progress bar; only ever drawn in a terminal.

    Returns
    -------
    History
        Also after Ctrl-C or SIGTERM, which end training after the running step; a second one acts
        at once.

    Raises
    ------
    DivergenceError
        If the cost of a batch is not finite.
    TypeError, ValueError
        If an argument is wrong.

    Examples
    --------
    >>> from bpbook import datasets
    >>> from bpbook.nn import Network
    >>> from bpbook.training import CostBelow, GradientDescent
    >>> net = Network([2, 3, 1], output="sigmoid", cost="squared error", seed=1)
    >>> train(net, *datasets.xor(), GradientDescent(rate=2.0, momentum=0.9), epochs=500,
    ...       stop=CostBelow(0.001)).stopped
    'cost 0.0009977 is below 0.001'
    """
    _check(model, optimizer, validation)
    rules = _rules(stop, epochs)
    data = Batches(model, X, T, batch, seed if shuffle else None)
    history = History(unit=getattr(model, "cost_unit", ""))
    bar = ProgressBar(min(r.epochs for r in rules if isinstance(r, MaximumEpochs)), progress)
    optimizer.start(model.theta)
    if checkpoint is not None or resume is not None:
        facts = run_facts(model, optimizer, data)
    if resume is not None:
        load_checkpoint(resume, facts, model, optimizer, history)
        history.stopped = _reason(rules, history)
        for _ in range(history.epochs):
            data.shuffle()
    try:
        with Interrupts() as interrupts:
            while not history.stopped:
                if not _advance(model, optimizer, data, validation, history, interrupts):
                    history.stopped = f"{interrupts.received} in epoch {history.epochs + 1}"
                    break
                history.stopped = _reason(rules, history)
                if checkpoint is not None:
                    save_checkpoint(checkpoint, facts, model, optimizer, history)
                if callback is not None:
                    callback(model, history)
                bar.show(history.epochs, history.cost[-1])
    except DivergenceError as error:
        error.history = history
        history.stopped = f"epoch {history.epochs + 1}, {error}"
        error.args = (history.stopped,)
        raise
    finally:
        bar.close()
    return history


def _reason(rules, history):
    """Return the first reason to stop, or ""."""
    return next(filter(None, (rule(history) for rule in rules)), "") if history.cost else ""


def _advance(model, optimizer, data, validation, history, interrupts):
    """Go through the data once and remember it; False if a signal broke it off."""
    optimizer.begin_epoch(history.epochs, model.theta)
    data.shuffle()
    with np.errstate(all="ignore"):  # the cost tells whether numbers became too large
        cost = _epoch(model, optimizer, data, interrupts)
        if interrupts.received:
            return False
        optimizer.end_epoch(cost, model.theta)
        history.cost.append(cost)
        _validate(model, validation, history)
    return True


def _epoch(model, optimizer, data, interrupts):
    """One pass through the data; returns the mean cost."""
    backprop, step = model.backprop, optimizer.step
    theta, grad, scale = model.theta, model.grad, optimizer.scale
    total = 0.0
    for number, (X, T, m) in enumerate(data.views, start=1):
        cost = backprop(X, T, scale)
        if not -INFINITY < cost < INFINITY:
            raise DivergenceError(_diagnosis(model, optimizer, number, cost))
        step(theta, grad)
        total += cost * m
        if interrupts.received:
            break
    return total / data.samples


def _diagnosis(model, optimizer, number, cost):
    where = f" {model.diagnose()}." if hasattr(model, "diagnose") else ""
    return (
        f"step {number}: the cost is {cost}.{where} Likely cause: the rate {optimizer.rate:g} is"
        " too large; try a tenth of it, smaller initial weights, or inputs of order 1"
    )


def _validate(model, validation, history):
    if validation is None:
        return
    history.validation_cost.append(float(model.cost(*validation)))
    if hasattr(model, "accuracy"):
        history.validation_accuracy.append(float(model.accuracy(*validation)))


def _check(model, optimizer, validation):
    missing = [name for name in ("theta", "grad", "backprop") if not hasattr(model, name)]
    if missing:
        raise TypeError(
            f"model {model!r} cannot be trained: it has no {' and no '.join(missing)};"
            " see bpbook.training.Model"
        )
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"optimizer must be an optimiser like GradientDescent(rate=0.5), not {optimizer!r}"
        )
    if validation is not None and not (isinstance(validation, tuple) and len(validation) == 2):
        raise TypeError("validation must be a pair (X, T)")


def _rules(stop, epochs):
    rules = [stop] if callable(stop) else list(stop)
    if epochs is not None:
        rules.append(MaximumEpochs(epochs))
    for rule in rules:
        if not callable(rule):
            raise TypeError(f"stop must hold rules like CostBelow(0.01), not {rule!r}")
    if not any(isinstance(rule, MaximumEpochs) for rule in rules):
        raise ValueError("say when to stop at the latest: epochs=30, or stop=[MaximumEpochs(30)]")
    return rules
