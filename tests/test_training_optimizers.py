"""Optimisers against their formulas, written out plainly; schedules; clipping."""

import tracemalloc

import numpy as np
import pytest

from bpbook import datasets, nn
from bpbook.nn import Network
from bpbook.training import (
    AdaGrad,
    Adam,
    BoldDriver,
    Clipped,
    FunctionModel,
    GradientDescent,
    Nesterov,
    RMSProp,
    Rprop,
    cosine,
    inverse_decay,
    step_decay,
    train,
    warm_up,
)
from bpbook.training.optimizers import PIECE

CURVATURE = np.array([0.1, 2.0])  # x^2/20 + y^2
START = np.array([10.0, 1.0])


def bowl(X, T, w):
    return 0.5 * (CURVATURE * w**2).sum(), {"w": CURVATURE * w}


def trajectory(optimizer, steps):
    model, points = FunctionModel(bowl, {"w": START}), []
    train(
        model,
        np.zeros((1, 1)),
        np.zeros((1, 1)),
        optimizer,
        epochs=steps,
        callback=lambda model, history: points.append(model.theta.copy()),
    )
    return np.array(points)


def plain(update, steps):
    w, state, points = START.copy(), {}, []
    for n in range(1, steps + 1):
        w = update(w, lambda w: CURVATURE * w, state, n)
        points.append(w)
    return np.array(points)


def heavy_ball(w, g, state, n):
    state["v"] = 0.9 * state.get("v", 0) - 0.3 * g(w)
    return w + state["v"]


def nesterov(w, g, state, n):
    """Keep the point itself in the state, return the point ahead."""
    x, v = state.get("x", w), state.get("v", 0)
    v = 0.9 * v - 0.3 * g(x + 0.9 * v)
    state.update(x=x + v, v=v)
    return x + v + 0.9 * v


def adagrad(w, g, state, n):
    state["h"] = state.get("h", 0) + g(w) ** 2
    return w - 0.3 * g(w) / (np.sqrt(state["h"]) + 1e-8)


def rmsprop(w, g, state, n):
    state["h"] = 0.9 * state.get("h", 0) + 0.1 * g(w) ** 2
    return w - 0.3 * g(w) / (np.sqrt(state["h"]) + 1e-8)


def adam(w, g, state, n):
    state["v"] = 0.9 * state.get("v", 0) + 0.1 * g(w)
    state["h"] = 0.999 * state.get("h", 0) + 0.001 * g(w) ** 2
    mean, square = state["v"] / (1 - 0.9**n), state["h"] / (1 - 0.999**n)
    return w - 0.3 * mean / (np.sqrt(square) + 1e-8)


def rprop(w, g, state, n):
    slope, before = g(w), state.get("before", np.zeros(2))
    steps = state.get("steps", np.full(2, 0.3))
    turned, kept = slope * before < 0, slope * before > 0
    steps = np.clip(np.where(turned, 0.5 * steps, np.where(kept, 1.2 * steps, steps)), 1e-6, 50)
    slope = np.where(turned, 0, slope)
    state.update(before=slope, steps=steps)
    return w - np.sign(slope) * steps


@pytest.mark.parametrize(
    ("optimizer", "update"),
    [
        (GradientDescent(0.3), lambda w, g, state, n: w - 0.3 * g(w)),
        (GradientDescent(0.3, 0.9), heavy_ball),
        (Nesterov(0.3, 0.9), nesterov),
        (AdaGrad(0.3), adagrad),
        (RMSProp(0.3), rmsprop),
        (Adam(0.3), adam),
        (Rprop(0.3), rprop),
    ],
    ids=lambda value: "" if callable(value) else repr(value),
)
def test_steps_are_those_of_the_formula(optimizer, update):
    np.testing.assert_allclose(
        trajectory(optimizer, 30), plain(update, 30), rtol=1e-10, atol=1e-13
    )


@pytest.mark.parametrize("more", [-1, 0, 1, PIECE])
def test_a_long_vector_is_updated_to_its_end(more, rng):
    theta, velocity, grad = rng.normal(size=(3, PIECE + more))
    heavy_ball = GradientDescent(0.3, 0.9)
    heavy_ball.start(theta)
    heavy_ball.velocity[:] = velocity
    after = theta + (0.9 * velocity + grad)
    heavy_ball.step(theta, grad)
    np.testing.assert_array_equal(theta, after)


def test_bold_driver_goes_faster_and_backs_off():
    driver = BoldDriver(0.5)
    points = trajectory(driver, 40)
    costs = 0.5 * (CURVATURE * points**2).sum(axis=1)
    assert costs[-1] < 0.05 * costs[0]
    # rate 0.5 grows past the limit 2 / 2.0 = 1 of y, is undone and halved
    fast = BoldDriver(3.0)
    after = trajectory(fast, 2)
    np.testing.assert_array_equal(after[1], START)  # the first step was undone
    assert fast.rate == 1.5
    assert BoldDriver(0.5).rate == 0.5
    fast.start(START)
    assert fast.rate == 3.0


def test_bold_driver_is_gradient_descent_with_a_growing_rate():
    points, w, rate = trajectory(BoldDriver(0.1, up=1.1), 5), START.copy(), 0.1
    for n, point in enumerate(points):
        w = w - rate * CURVATURE * w
        np.testing.assert_allclose(point, w, rtol=1e-12)
        rate *= 1.1 if n else 1.0  # the first epoch has nothing to compare with


def test_heavy_ball_reaches_the_rate_of_theory():
    """Polyak: (sqrt(k) - 1) / (sqrt(k) + 1) a step at the best rate and momentum, k = 20."""
    root = np.sqrt(CURVATURE)
    rate, momentum = 4 / root.sum() ** 2, (np.ptp(root) / root.sum()) ** 2
    points = np.linalg.norm(trajectory(GradientDescent(rate, momentum), 120), axis=1)
    measured = (points[-1] / points[59]) ** (1 / 60)
    assert measured == pytest.approx(0.6345, abs=0.015)
    best = np.linalg.norm(trajectory(GradientDescent(2 / CURVATURE.sum()), 120), axis=1)
    assert (best[-1] / best[59]) ** (1 / 60) == pytest.approx(0.904762, abs=1e-4)


@pytest.mark.parametrize(
    "optimizer",
    [
        GradientDescent(0.5),
        Nesterov(0.5, 0.5),
        BoldDriver(0.5),
        Rprop(0.01),
        AdaGrad(0.1),
        RMSProp(0.01),
        Adam(0.02),
        Clipped(Adam(0.02), 1.0),
    ],
    ids=repr,
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_every_optimiser_trains_a_network(optimizer, dtype):
    X, T = datasets.spirals(30, seed=1)
    net = Network([2, 20, 3], "tanh", seed=1, dtype=dtype)
    history = train(net, X, T, optimizer, epochs=60)
    assert history.cost[-1] < 0.9 * history.cost[0]
    assert net.theta.dtype == dtype


@pytest.mark.parametrize(
    "optimizer",
    [Nesterov(0.1), Rprop(0.01), AdaGrad(0.1), RMSProp(0.01), Adam(0.01), Clipped(Adam(0.01), 1)],
    ids=repr,
)
def test_a_step_allocates_nothing_in_proportion(optimizer):
    theta, grad = np.zeros(100_000, np.float32), np.ones(100_000, np.float32)
    optimizer.start(theta)
    optimizer.step(theta, grad)
    tracemalloc.start()
    try:
        optimizer.step(theta, grad)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000


def test_clipping_keeps_the_direction_and_bounds_the_length():
    steps = np.diff(np.vstack([START, trajectory(Clipped(GradientDescent(0.1), 0.5), 5)]), axis=0)
    np.testing.assert_allclose(np.linalg.norm(steps, axis=1), 0.05, rtol=1e-12)
    gradient = CURVATURE * START
    np.testing.assert_allclose(steps[0], -0.05 * gradient / np.linalg.norm(gradient), rtol=1e-12)
    loose = trajectory(Clipped(GradientDescent(0.1), 1e9), 5)
    np.testing.assert_array_equal(loose, trajectory(GradientDescent(0.1), 5))
    assert Clipped(Adam(0.3), 2.0).scale == 1.0
    assert (
        repr(Clipped(Adam(0.3), 2.0)) == "Clipped(Adam(rate=0.3, rho1=0.9, rho2=0.999), norm=2.0)"
    )
    assert Clipped(Adam(0.3), 2.0).rate == 0.3


def test_schedules():
    assert [step_decay(1, 0.1, 2)(e) for e in range(4)] == [1, 1, 0.1, 0.1]
    assert inverse_decay(1, 5)(0) == 1
    assert inverse_decay(1, 5)(5) == 0.5
    fall = [cosine(2.0, 10)(e) for e in range(13)]
    assert fall[0] == 2.0
    assert fall[10:] == pytest.approx([0.02] * 3)
    assert fall == sorted(fall, reverse=True)
    assert warm_up(cosine(1.0, 10), 2)(0) == 0.5
    assert warm_up(cosine(1.0, 10), 2)(3) == cosine(1.0, 10)(3)
    assert GradientDescent(cosine(0.5, 10)).rate == 0.5


def test_a_schedule_that_leaves_the_positive_numbers_is_refused():
    with pytest.raises(ValueError, match=r"rate, the learning rate, must be positive, not 0\.0"):
        trajectory(GradientDescent(lambda epoch: 1.0 - epoch), 5)


def test_steepness_is_a_rate_and_a_start():
    """12.4: (gain 1/kappa_s, rate eta, weights W) is (gain 1, eta/kappa_s^2, W/kappa_s)."""
    X, T, kappa_s = *datasets.xor(), 0.5
    steep = nn.SteepSigmoid(kappa_s)
    one = Network([2, 3, 1], steep, steep, "squared error", seed=1)
    two = Network([2, 3, 1], "sigmoid", "sigmoid", "squared error", seed=1)
    two.theta[:] = one.theta / kappa_s
    train(one, X, T, GradientDescent(0.1, 0.5), epochs=200)
    train(two, X, T, GradientDescent(0.1 / kappa_s**2, 0.5), epochs=200)
    np.testing.assert_allclose(two.theta * kappa_s, one.theta, rtol=1e-10)
