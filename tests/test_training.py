"""The training loop: what a run computes, when it stops, what it remembers, what it spares."""

import io
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpbook import datasets, gradcheck, nn
from bpbook.nn import Network
from bpbook.training import (
    CostBelow,
    DivergenceError,
    FunctionModel,
    GradientDescent,
    History,
    MaximumEpochs,
    NoImprovement,
    Optimizer,
    train,
)
from bpbook.training.batches import Batches
from bpbook.training.progress import ProgressBar


def xor_net(seed=1, **options):
    return Network([2, 3, 1], output="sigmoid", cost="squared error", seed=seed, **options)


def plain_descent(net, X, T, rate, momentum, epochs, batch):
    """Gradient descent as chapter 11 writes it first: arrays by name, new ones each step."""
    velocity = dict.fromkeys(net.parameters.arrays(), 0.0)
    costs = []
    for _ in range(epochs):
        total = 0.0
        for start in range(0, X.shape[1], batch):
            x, t = X[:, start : start + batch], T[:, start : start + batch]
            total += net.cost(x, t) * x.shape[1]
            gradient = net.gradient(x, t).arrays()
            for name, array in net.parameters.arrays().items():
                velocity[name] = momentum * velocity[name] - rate * gradient[name]
                array += velocity[name]
        costs.append(total / X.shape[1])
    return costs


@settings(max_examples=25, deadline=None)
@given(
    m=st.integers(1, 9),
    batch=st.integers(1, 9),
    momentum=st.sampled_from([0.0, 0.9]),
    biases=st.booleans(),
)
def test_train_is_plain_gradient_descent(m, batch, momentum, biases):
    rng = np.random.default_rng(m)
    batch = min(batch, m)
    X, T = rng.normal(size=(3, m)), nn.softmax(rng.normal(size=(2, m)))
    fast, plain = (Network([3, 4, 2], seed=1, biases=biases) for _ in range(2))
    descent = GradientDescent(rate=0.3, momentum=momentum)
    history = train(fast, X, T, descent, epochs=3, batch=batch, shuffle=False)
    costs = plain_descent(plain, X, T, 0.3, momentum, 3, batch)
    np.testing.assert_allclose(fast.theta, plain.theta, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(history.cost, costs, rtol=1e-11)


def test_whole_batch_is_one_step_whatever_the_order():
    X, T = datasets.spirals(20)
    a, b = (Network([2, 5, 3], seed=1) for _ in range(2))
    train(a, X, T, GradientDescent(0.5), epochs=1)
    train(b, X[:, ::-1], T[:, ::-1], GradientDescent(0.5), epochs=1)
    np.testing.assert_allclose(a.theta, b.theta, rtol=1e-12)


def test_the_same_seed_repeats_a_run_and_another_does_not():
    X, T = datasets.spirals(20)

    def weights(**options):
        net = Network([2, 5, 3], seed=1)
        train(net, X, T, GradientDescent(0.5), epochs=3, batch=8, **options)
        return net.theta

    np.testing.assert_array_equal(weights(seed=4), weights(seed=4))
    assert not np.array_equal(weights(seed=4), weights(seed=5))
    np.testing.assert_array_equal(weights(seed=4, shuffle=False), weights(seed=5, shuffle=False))


def test_a_shuffle_keeps_inputs_and_targets_together_and_loses_none():
    X, factors = np.arange(21.0).reshape(1, 21), np.arange(6.0).reshape(2, 3, 1)
    model = FunctionModel(lambda X, T, w: (0, {"w": 0}), {"w": 0.0})
    data = Batches(model, X, factors * X, 4, seed=3)
    orders = []
    for _ in range(3):
        data.shuffle()
        for x, t, _ in data.views:
            np.testing.assert_array_equal(t, factors * x)
            assert t.flags.c_contiguous  # as the outputs of a network lie
        x = np.concatenate([view[0][0] for view in data.views])
        assert sorted(x) == list(range(21))
        orders.append(list(x))
    assert orders[0] != orders[1] != orders[2]
    assert [m for _, _, m in data.views] == [4, 4, 4, 4, 4, 1]
    assert X[0].tolist() == list(range(21))


def test_arrays_of_the_caller_are_not_changed():
    X, T = datasets.spirals(20)
    X.flags.writeable = T.flags.writeable = False
    before = X.copy()
    train(Network([2, 5, 3]), X, T, GradientDescent(0.5, 0.9), epochs=2, batch=7)
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize("batch", [None, 1, 64])
def test_a_steady_state_allocates_nothing_in_proportion(batch):
    """The peak of 5 more epochs stays far below one array of the parameters or of a batch."""
    X, T = np.random.default_rng(0).normal(size=(60, 256)), np.ones((1, 256))
    net = Network([60, 200, 1], "tanh", "sigmoid", "binary cross-entropy")
    peaks = []

    def measure(history):
        peaks.append(tracemalloc.get_traced_memory()[1] - tracemalloc.get_traced_memory()[0])
        tracemalloc.reset_peak()

    tracemalloc.start()
    try:
        train(net, X, T, GradientDescent(0.01, 0.9), epochs=6, batch=batch, stop=[measure])
    finally:
        tracemalloc.stop()
    assert net.theta.nbytes > 90_000
    assert max(peaks[1:]) < 6_000


def test_xor_is_learned_and_digits_are_read():
    net = xor_net()
    history = train(net, *datasets.xor(), GradientDescent(2.0, 0.9), epochs=1000)
    assert history.cost[-1] < 1e-3 < history.cost[0]
    assert net.accuracy(*datasets.xor()) == 1


def test_median_of_held_out_digits():
    """The acceptance number of the book: at least 97 % over ten random splits."""
    X, T = datasets.digits()
    found = []
    for seed in range(10):
        X_train, T_train, X_test, T_test = datasets.split(X, T, seed=seed)
        net = Network([64, 64, 10], seed=seed)
        descent = GradientDescent(rate=0.5, momentum=0.9)
        train(net, X_train, T_train, descent, epochs=30, batch=32, seed=seed)
        found.append(net.accuracy(X_test, T_test))
    assert np.median(found) >= 0.97
    assert min(found) > 0.95


def test_history_and_validation():
    X, T = datasets.spirals(20)
    net = Network([2, 5, 3], seed=1)
    start = net.cost(X, T)
    history = train(net, X, T, GradientDescent(0.5), epochs=2, validation=(X, T))
    assert history.cost[0] == pytest.approx(start)  # before the step
    assert history.cost[1] == pytest.approx(history.validation_cost[0])  # after the first
    assert history.validation_accuracy[-1] == net.accuracy(X, T)
    assert history.stopped == "the maximum of 2 epochs is reached"
    assert repr(history).startswith("History: 2 epochs, cost 1.")
    assert "nats per sample, validation cost 1." in repr(history)
    assert repr(History(stopped="interrupted")) == "History: no epoch completed; interrupted"
    assert repr(History(cost=[1.0])) == "History: 1 epoch, cost 1 to 1"


def test_cost_below():
    history = train(
        xor_net(), *datasets.xor(), GradientDescent(2.0, 0.9), epochs=999, stop=CostBelow(0.01)
    )
    assert history.cost[-1] < 0.01 <= history.cost[-2]
    assert history.stopped.endswith("is below 0.01")


def test_no_improvement():
    rule = NoImprovement(patience=3, minimum=0.1)
    assert rule(History(cost=[1.0, 0.95, 0.95])) is None  # too early to say
    assert rule(History(cost=[1.0, 0.95, 0.92, 0.89])) is None
    assert rule(History(cost=[1.0, 0.95, 0.92, 0.9])) is not None
    watch = NoImprovement(patience=1, of="validation_cost")
    found = watch(History(cost=[2, 1], validation_cost=[1, 1]))
    assert found == "validation cost has not improved on 1 for 1 epochs"
    with pytest.raises(ValueError, match=r"watches validation_cost.*pass validation="):
        watch(History(cost=[1.0]))


def test_maximum_epochs_and_first_reason_wins():
    X, T = datasets.xor()
    both = [CostBelow(9.0), MaximumEpochs(5)]
    assert train(xor_net(), X, T, GradientDescent(0.1), stop=both).epochs == 1
    assert (
        train(xor_net(), X, T, GradientDescent(0.1), stop=MaximumEpochs(5), epochs=3).epochs == 3
    )


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_divergence_names_epoch_step_layer_and_cause(dtype):
    X, T = np.ones((2, 4)), np.ones((1, 4))
    net = Network([2, 3, 1], "relu", "identity", "squared error", dtype=dtype, seed=2)
    expected = (
        r"epoch \d+, step 1: the cost is (inf|nan)\. Layer \d of 2 .*rate 1e\+06 is too large"
    )
    with pytest.raises(DivergenceError, match=expected) as caught:
        train(net, X, T, GradientDescent(1e6), epochs=100)
    assert caught.value.history.epochs >= 1
    assert np.isfinite(caught.value.history.cost).all()
    assert caught.value.history.stopped == str(caught.value)


def linear(X, T, W, b):
    error = W @ X + b - T
    m = X.shape[1]
    gradient = {"W": error @ X.T / m, "b": error.mean(axis=1, keepdims=True)}
    return 0.5 * (error**2).sum() / m, gradient


def test_any_model_can_be_trained(rng):
    X = rng.normal(size=(2, 50))
    T = np.array([[1.0, -2.0]]) @ X + 3
    model = FunctionModel(linear, {"W": np.zeros((1, 2)), "b": np.zeros((1, 1))}, unit="squares")
    gradcheck.check(model, X, T)
    history = train(model, X, T, GradientDescent(0.3, 0.5), epochs=60, batch=10, validation=(X, T))
    np.testing.assert_allclose(model["W"], [[1, -2]], atol=1e-6)
    np.testing.assert_allclose(model["b"], [[3]], atol=1e-6)
    assert history.unit == "squares"
    assert history.validation_cost[-1] == pytest.approx(model.cost(X, T))
    assert not history.validation_accuracy
    assert model.gradient(X, T)["W"].shape == (1, 2)


def test_a_model_of_images_sees_samples_along_the_last_axis(rng):
    seen = []

    def f(X, T, w):
        seen.append((X.shape, T.shape))
        return (w * X).sum(), {"w": X.sum()}

    X = rng.normal(size=(3, 4, 5, 7))
    model = FunctionModel(f, {"w": np.float32(0)})
    train(model, X, np.arange(7), GradientDescent(1e-9), epochs=1, batch=4, shuffle=False)
    assert seen == [((3, 4, 5, 4), (4,)), ((3, 4, 5, 3), (3,))]
    assert model.theta.dtype == np.float32
    np.testing.assert_allclose(model.theta, -1e-9 * X.sum(), rtol=1e-5)


def test_a_rate_can_be_a_function_of_the_epoch():
    rates = []

    class Recording(GradientDescent):
        def step(self, theta, grad):
            rates.append(self.rate)
            super().step(theta, grad)

    train(
        xor_net(), *datasets.xor(), Recording(lambda epoch: 0.5 / (1 + epoch)), epochs=3, batch=2
    )
    assert rates == [0.5, 0.5, 0.25, 0.25, 0.5 / 3, 0.5 / 3]


def test_an_optimiser_forgets_earlier_runs():
    descent = GradientDescent(0.5, 0.9)
    train(xor_net(), *datasets.xor(), descent, epochs=5)
    used, fresh = xor_net(), xor_net()
    train(used, *datasets.xor(), descent, epochs=5)
    train(fresh, *datasets.xor(), GradientDescent(0.5, 0.9), epochs=5)
    np.testing.assert_array_equal(used.theta, fresh.theta)


def test_the_base_optimiser_has_no_step():
    with pytest.raises(NotImplementedError):
        Optimizer(0.1).step(np.zeros(1), np.zeros(1))


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_bar_is_drawn_in_a_terminal_only(monkeypatch, capsys):
    train(xor_net(), *datasets.xor(), GradientDescent(0.1), epochs=2)
    assert capsys.readouterr() == ("", "")
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    train(xor_net(), *datasets.xor(), GradientDescent(0.1), epochs=2, progress=False)
    assert terminal.getvalue() == ""
    train(xor_net(), *datasets.xor(), GradientDescent(0.1), epochs=2)
    drawn = terminal.getvalue()
    assert drawn.startswith("\r[===============               ] epoch 1/2  cost 0.1")
    assert drawn.endswith("\r")


def test_the_bar_survives_a_missing_stderr(monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    bar = ProgressBar(3)
    bar.show(1, 0.5)
    bar.close()
    assert bar.stream is None


def test_a_history_is_drawn_as_it_is():
    from bpbook import plots

    history = History(cost=[2.0, 1.0], validation_cost=[1.5, 1.2], unit="nats per sample")
    figure = plots.cost_curve(history.curves(), unit=history.unit)
    assert len(figure.axes[0].lines) == 2
