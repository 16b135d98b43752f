"""Wrong calls and what they are told: what is wrong, where, and what to do.

A row is the call and a pattern of its message.  The bar: the message names the argument or the
layer, gives the value or shape that is wrong, and says what would be right.
"""

import numpy as np
import pytest

from bpbook import datasets, gradcheck, nn
from bpbook.nn import Network, SteepSigmoid
from bpbook.training import (
    AdaGrad,
    Adam,
    BoldDriver,
    Clipped,
    CostBelow,
    FunctionModel,
    GradientDescent,
    MaximumEpochs,
    Nesterov,
    NoImprovement,
    RMSProp,
    Rprop,
    cosine,
    inverse_decay,
    step_decay,
    train,
    warm_up,
)

X, T = np.zeros((3, 5)), np.tile([[1.0], [0.0]], 5)
SIGNS = np.tile([1.0, -1.0, 1.0, -1.0, 1.0], (3, 1))
GD = GradientDescent(0.1)


def net(**options):
    return Network([3, 4, 2], **options)


def with_entry(array, value, place=(1, 2)):
    changed = array.copy()
    changed[place] = value
    return changed


def model(f=lambda X, T, w: (0.0, {"w": 0.0}), **arrays):
    return FunctionModel(f, arrays or {"w": 0.0})


def check_at(**arguments):
    given = {"at": np.ones(2), "gradient": np.ones(2), **arguments}
    return gradcheck.check(lambda x: (x**2).sum() / 2, **given)


def above_one():
    one = Network([1, 1], output="identity", cost="binary cross-entropy")
    one[1].weights = [[1.5]]
    return one


def set_layer(number, what, values):
    setattr(net()[number], what, values)


NETWORK = {
    "one size": (lambda: Network([3]), ValueError, r"an input and an output .* not \[3\]"),
    "no list": (lambda: Network(7), TypeError, r"list of widths like \[64, 32, 10\], not 7"),
    "text for sizes": (lambda: Network("3-4"), TypeError, r"list of widths .* not '3-4'"),
    "zero width": (
        lambda: Network([3, 0, 2]),
        ValueError,
        r"sizes\[1\] must be at least 1, not 0: layer 1 would be empty",
    ),
    "fraction": (lambda: Network([3, 2.5]), TypeError, r"sizes\[1\] must be an integer, not 2\.5"),
    "bool width": (lambda: Network([3, True]), TypeError, r"sizes\[1\] must be an integer"),
    "activation": (
        lambda: net(hidden="sigmod"),
        ValueError,
        r"'sigmod': choose one of identity, sigmoid, .*softmax, or pass SteepSigmoid\(kappa_s\)$",
    ),
    "output": (lambda: net(output="max"), ValueError, r"unknown activation 'max'"),
    "activation number": (lambda: net(hidden=[3]), ValueError, r"unknown activation 3"),
    "two hidden": (
        lambda: net(hidden=["tanh", "relu"]),
        ValueError,
        r"lists 2 activations, .* are 1 hidden layers: give one name for all, or one for each$",
    ),
    "cost": (
        lambda: net(cost="mse"),
        ValueError,
        r"unknown cost 'mse': choose one of squared error, binary cross-entropy, cross-entropy",
    ),
    "half precision": (
        lambda: net(dtype="float16"),
        ValueError,
        r"float32 or float64, not 'float16'",
    ),
    "no dtype": (lambda: net(dtype="fast"), ValueError, r"float32 or float64, not 'fast'"),
    "integer dtype": (lambda: net(dtype=int), ValueError, r"float32 or float64"),
    "steepness": (
        lambda: SteepSigmoid(0),
        ValueError,
        r"steepness factor, must be positive, not 0",
    ),
    "steepness nan": (lambda: SteepSigmoid(np.nan), ValueError, r"must be positive, not nan"),
    "steepness infinite": (lambda: SteepSigmoid(np.inf), ValueError, r"positive, not inf"),
    "steepness array": (lambda: SteepSigmoid(np.ones(2)), ValueError, r"kappa_s, the steepness"),
    "layer 0": (
        lambda: net()[0],
        IndexError,
        r"no layer 0 with weights: .* 1 to 2 \(0 is the input\); sizes are \[3, 4, 2\]",
    ),
    "layer -1": (lambda: net()[-1], IndexError, r"there is no layer -1"),
    "layer 3": (lambda: net()[3], IndexError, r"there is no layer 3"),
    "layer name": (lambda: net()["W1"], TypeError, r"by its number, 1 to 2, not by 'W1'"),
    "layer slice": (lambda: net()[1:], TypeError, r"by its number, 1 to 2"),
    "weights shape": (
        lambda: set_layer(1, "weights", np.ones((3, 4))),
        ValueError,
        r"layer 1: weights have shape \(4, 3\) \(rows are to, .*\), but .* \(3, 4\)",
    ),
    "biases row": (
        lambda: set_layer(2, "biases", [1, 2]),
        ValueError,
        r"layer 2: biases have shape \(2, 1\) \(a column, .*\), but the values have shape \(2,\)",
    ),
    "weights nan": (
        lambda: set_layer(1, "weights", np.full((4, 3), np.nan)),
        ValueError,
        r"layer 1: weights must be finite; the values hold NaN or infinity",
    ),
    "weights text": (
        lambda: set_layer(1, "weights", [["a"]]),
        TypeError,
        r"layer 1: weights must be real numbers, not <U1",
    ),
    "weights complex": (
        lambda: set_layer(1, "weights", np.ones((4, 3)) * 1j),
        TypeError,
        r"layer 1: weights must be real numbers, not complex128",
    ),
}
DATA = {
    "rows": (
        lambda: net().forward(np.zeros((5, 3))),
        ValueError,
        r"X has shape \(5, 3\), but needs 3 rows .* samples seem to lie in rows, pass X\.T",
    ),
    "inputs": (
        lambda: net().forward(np.zeros((4, 5))),
        ValueError,
        r"X has shape \(4, 5\), but needs 3 rows \(inputs; sizes are \[3, 4, 2\]\)$",
    ),
    "one sample": (
        lambda: net().forward(np.zeros(3)),
        ValueError,
        r"X must have shape \(3, m\), .* not \(3,\): use X\.reshape\(3, -1\)",
    ),
    "ragged": (
        lambda: net().forward([[1, 2], [3]]),
        ValueError,
        r"X is not a table of numbers: its rows differ in length",
    ),
    "number": (lambda: net().forward(1.0), ValueError, r"X must have shape \(3, m\)"),
    "words": (lambda: net().forward([["a"]]), TypeError, r"X must hold real numbers, not <U1"),
    "objects": (
        lambda: net().forward([[None]]),
        TypeError,
        r"X must hold real numbers, not object",
    ),
    "complex": (
        lambda: net().forward(X * 1j),
        TypeError,
        r"X must hold real numbers, not complex",
    ),
    "empty": (lambda: net().forward(X[:, :0]), ValueError, r"\(3, 0\): there is no sample in it"),
    "nan": (
        lambda: net().cost(with_entry(X, np.nan), T),
        ValueError,
        r"X\[1, 2\] is nan: row 1 of sample 2; remove the sample or fill the gap",
    ),
    "infinity": (
        lambda: net().gradient(with_entry(X, np.inf), T),
        ValueError,
        r"X\[1, 2\] is inf",
    ),
    "target nan": (
        lambda: net().gradient(X, with_entry(T, np.nan)),
        ValueError,
        r"T\[1, 2\] is nan",
    ),
    "samples": (
        lambda: net().gradient(X, T[:, :4]),
        ValueError,
        r"X has 5 samples and T has 4: each sample is a column in both",
    ),
    "targets": (
        lambda: net().cost(X, np.zeros((3, 5))),
        ValueError,
        r"T has shape \(3, 5\), but needs 2 rows \(outputs; sizes are \[3, 4, 2\]\)",
    ),
    "labels": (lambda: net().cost(X, [0, 1, 1, 0, 1]), ValueError, r"T must have shape \(2, m\)"),
    "zero target": (
        lambda: net().cost(X, T * 0),
        ValueError,
        r"but column 0 sums to 0: use datasets\.one_hot\(labels, 2\),"
        r" or cost='binary cross-entropy' for independent outputs$",
    ),
    "one target missing": (
        lambda: net().cost(X, with_entry(T, 0, (0, 3))),
        ValueError,
        r"columns of T that sum to 1, but column 3 sums to 0",
    ),
    "one target twice": (
        lambda: net().cost(X, with_entry(T, 1, (1, 3))),
        ValueError,
        r"columns of T that sum to 1, but column 3 sums to 2",
    ),
    "negative target": (
        lambda: net().gradient(X, -T),
        ValueError,
        r"targets between 0 and 1, .* from -1 to -?0: use cost='squared error' for other numbers$",
    ),
    "binary target": (
        lambda: net(output="sigmoid", cost="binary cross-entropy").cost(X, 2 * T),
        ValueError,
        r"binary cross-entropy needs targets between 0 and 1, but T reaches from 0 to 2",
    ),
    "domain": (
        lambda: Network([3, 2], output="tanh", seed=1).cost(SIGNS, T),
        ValueError,
        r"needs outputs between 0 and 1, but output='tanh' gives -.*"
        r": use output='softmax' or 'sigmoid', or cost='squared error'$",
    ),
    "domain gradient": (
        lambda: Network([3, 2], output="identity", seed=1).gradient(SIGNS, T),
        ValueError,
        r"cross-entropy needs outputs between 0 and 1, but output='identity' gives",
    ),
    "above one": (
        lambda: above_one().cost(np.ones((1, 1)), np.ones((1, 1))),
        ValueError,
        r"needs outputs between 0 and 1, but output='identity' gives 1\.5 to 1\.5",
    ),
    "jacobian": (lambda: nn.softmax_jacobian(np.eye(2)), ValueError, r"use softmax_pullback"),
    "one_hot range": (
        lambda: datasets.one_hot([0, 3], 3),
        ValueError,
        r"labels\[1\] is 3, but 3 classes are numbered 0 to 2",
    ),
    "one_hot negative": (lambda: datasets.one_hot([-1], 3), ValueError, r"labels\[0\] is -1"),
    "one_hot floats": (lambda: datasets.one_hot([0.5], 3), TypeError, r"integers, not float64"),
    "one_hot table": (lambda: datasets.one_hot([[1]], 3), ValueError, r"vector, .* not \(1, 1\)"),
    "one_hot classes": (
        lambda: datasets.one_hot([0], 0),
        ValueError,
        r"classes must be at least 1",
    ),
    "bits": (lambda: datasets.symmetry(1), ValueError, r"bits must be at least 2, not 1"),
    "samples of spirals": (
        lambda: datasets.spirals(2.5),
        TypeError,
        r"samples must be an integer",
    ),
    "one arm": (lambda: datasets.spirals(9, 1), ValueError, r"classes must be at least 2"),
    "noise": (lambda: datasets.spirals(noise=-1), ValueError, r"noise must be .* not -1"),
    "split share": (lambda: datasets.split(X, T, 1.5), ValueError, r"between 0 and 1, not 1\.5"),
    "split little": (lambda: datasets.split(X, T, 0.01), ValueError, r"leaves one part empty"),
    "split order": (lambda: datasets.split(X, T, order="up"), ValueError, r"or 'file', not 'up'"),
    "split pairs": (lambda: datasets.split(X, T[:, 1:]), ValueError, r"\(3, 5\) and \(2, 4\)"),
    "split number": (lambda: datasets.split(X, 3), ValueError, r"X and T need as many columns"),
}
TRAINING = {
    "no model": (
        lambda: train([1], X, T, GD, epochs=1),
        TypeError,
        r"model \[1\] cannot be trained: it has no theta and no grad and no backprop; see",
    ),
    "no optimiser": (
        lambda: train(net(), X, T, 0.5, epochs=1),
        TypeError,
        r"an optimiser like GradientDescent\(rate=0\.5\), not 0\.5",
    ),
    "validation": (
        lambda: train(net(), X, T, GD, epochs=1, validation=X),
        TypeError,
        r"validation must be a pair \(X, T\)",
    ),
    "no end": (lambda: train(net(), X, T, GD), ValueError, r"say when to stop .* epochs=30"),
    "rule": (
        lambda: train(net(), X, T, GD, stop=[0.1]),
        TypeError,
        r"CostBelow\(0\.01\), not 0\.1",
    ),
    "epochs": (
        lambda: train(net(), X, T, GD, epochs=0),
        ValueError,
        r"integer of at least 1, not 0",
    ),
    "epochs float": (lambda: train(net(), X, T, GD, epochs=2.0), ValueError, r"not 2\.0"),
    "batch 0": (
        lambda: train(net(), X, T, GD, epochs=1, batch=0),
        ValueError,
        r"batch=0 must lie between 1 \(online\) and the number of samples, 5; None takes all",
    ),
    "batch 6": (
        lambda: train(net(), X, T, GD, epochs=1, batch=6),
        ValueError,
        r"batch=6 must lie",
    ),
    "seed of two shuffles": (
        lambda: train(net(), X, T, GD, epochs=1, batch=2, seed=np.random.default_rng(0)),
        TypeError,
        r"seed, of the order of the samples, must be an integer, not Generator",
    ),
    "seed -1": (
        lambda: train(net(), X, T, GD, epochs=1, seed=-1),
        ValueError,
        r"seed, of the order of the samples, must be at least 0, not -1",
    ),
    "batch 2.5": (
        lambda: train(net(), X, T, GD, epochs=1, batch=2.5),
        TypeError,
        r"batch must be None \(all samples\) or an integer, not 2\.5",
    ),
    "train nan": (
        lambda: train(net(), with_entry(X, np.nan), T, GD, epochs=1),
        ValueError,
        r"X\[1, 2\] is nan",
    ),
    "other model": (
        lambda: train(model(), np.zeros((3, 5)), np.zeros(4), GD, epochs=1),
        ValueError,
        r"same number of samples along their last axis; shapes are \(3, 5\) and \(4,\)",
    ),
    "other model empty": (
        lambda: train(model(), np.zeros((3, 0)), np.zeros(0), GD, epochs=1),
        ValueError,
        r"\(3, 0\): there is no sample to train with",
    ),
    "watch": (
        lambda: train(net(), X, T, GD, epochs=2, stop=CostBelow(1, of="validation_cost")),
        ValueError,
        r"watches validation_cost, but there is none: pass validation=\(X, T\)",
    ),
    "rate 0": (lambda: GradientDescent(0), ValueError, r"learning rate, must be positive, not 0"),
    "rate -1": (lambda: Adam(-1), ValueError, r"learning rate, must be positive, not -1"),
    "rate nan": (lambda: RMSProp(np.nan), ValueError, r"must be positive, not nan"),
    "rate inf": (lambda: AdaGrad(np.inf), ValueError, r"must be positive, not inf"),
    "rate text": (lambda: GradientDescent("fast"), ValueError, r"must be positive, not 'fast'"),
    "rate array": (lambda: Nesterov(np.ones(3)), ValueError, r"learning rate, must be positive"),
    "momentum 1": (
        lambda: GradientDescent(1, 1.0),
        ValueError,
        r"momentum .* less than 1, not 1\.0",
    ),
    "momentum -1": (lambda: Nesterov(1, -1), ValueError, r"momentum must be at least 0"),
    "rho": (lambda: RMSProp(1, rho=1), ValueError, r"rho must be at least 0 and less than 1"),
    "rho1": (
        lambda: Adam(1, rho1=2),
        ValueError,
        r"rho1 must be at least 0 and less than 1, not 2",
    ),
    "rho2": (lambda: Adam(1, rho2=-2), ValueError, r"rho2 must be at least 0"),
    "eps": (lambda: Adam(1, eps=0), ValueError, r"eps must be positive, not 0"),
    "up": (lambda: BoldDriver(1, up=0.9), ValueError, r"0 < down < 1 < up, not 0\.5 and 0\.9"),
    "rprop factors": (lambda: Rprop(down=2), ValueError, r"0 < down < 1 < up, not 2 and 1\.2"),
    "rprop bounds": (lambda: Rprop(0.1, most=0.01), ValueError, r"rate=0\.1 must lie between"),
    "clip": (lambda: Clipped(GD, 0), ValueError, r"largest length of a gradient, .* not 0"),
    "clip what": (lambda: Clipped(0.1, 1), TypeError, r"optimiser to be clipped, not 0\.1"),
    "schedule": (lambda: step_decay(0), ValueError, r"rate must be positive, not 0"),
    "schedule every": (
        lambda: step_decay(1, every=0),
        ValueError,
        r"every must be positive, not 0",
    ),
    "schedule half": (
        lambda: inverse_decay(1, -1),
        ValueError,
        r"half_at must be positive, not -1",
    ),
    "schedule epochs": (lambda: cosine(1, 0), ValueError, r"epochs must be positive, not 0"),
    "warm up": (lambda: warm_up(1, 0), ValueError, r"epochs must be positive, not 0"),
    "threshold": (lambda: CostBelow(0), ValueError, r"threshold must be positive, not 0"),
    "series": (lambda: CostBelow(1, of="loss"), ValueError, r"'validation_cost', not 'loss'"),
    "patience": (
        lambda: NoImprovement(0),
        ValueError,
        r"patience must be at least 1 epoch, not 0",
    ),
    "minimum": (
        lambda: NoImprovement(minimum=-1),
        ValueError,
        r"minimum must be 0 or more, not -1",
    ),
    "maximum": (lambda: MaximumEpochs(True), ValueError, r"integer of at least 1, not True"),
    "no function": (
        lambda: FunctionModel(3, {"w": 1.0}),
        TypeError,
        r"function f\(X, T, .* not 3",
    ),
    "no arrays": (lambda: FunctionModel(print, {}), ValueError, r"arrays is empty"),
    "parameter": (lambda: model()["v"], KeyError, r"there is no parameter 'v', only w"),
    "names": (
        lambda: model(lambda X, T, w: (0.0, {"v": 0.0})).backprop(X, T),
        ValueError,
        r"derivatives of \['v'\], but the parameters are \['w'\]",
    ),
    "shapes": (
        lambda: model(lambda X, T, w: (0.0, {"w": [0.0]})).backprop(X, T),
        ValueError,
        r"w has shape \(\), but f returned a derivative of shape \(1,\)",
    ),
}
GRADCHECK = {
    "call": (lambda: gradcheck.check(net(), X), TypeError, r"^check takes \(net, X, T\), or \(f,"),
    "no gradient": (
        lambda: check_at(gradient=None),
        TypeError,
        r"or \(f, at=..., gradient=...\)$",
    ),
    "no point": (lambda: check_at(at=None), TypeError, r"check takes .* or \(f, at="),
    "two functions": (
        lambda: gradcheck.check(np.sum, np.mean, at=1.0, gradient=1.0),
        TypeError,
        r"check takes .* or \(f, at=",
    ),
    "mixed": (
        lambda: check_at(gradient={"x": np.ones(2)}),
        TypeError,
        r"^at and gradient must both be arrays, or both dicts with the same names$",
    ),
    "unknown name": (
        lambda: gradcheck.check(print, at={"w": 1.0, "x": 1.0}, gradient={"y": 1.0}),
        ValueError,
        r"gradient names 'y', but at has only w, x$",
    ),
    "method": (lambda: check_at(method="exact"), ValueError, r"choose 'both', 'central' or"),
    "tolerance": (lambda: check_at(tolerance=0), ValueError, r"tolerance must be positive, not 0"),
    "not finite": (
        lambda: gradcheck.check(lambda x: np.nan * x.sum(), at=np.ones(2), gradient=np.ones(2)),
        ValueError,
        r"f is nan at this point: a gradient needs a finite value",
    ),
    "shape": (
        lambda: check_at(gradient=np.ones(3)),
        gradcheck.GradientMismatchError,
        r"the gradient of x has shape \(3,\), but x has shape \(2,\)",
    ),
    "gradient nan": (
        lambda: check_at(gradient=np.array([1, np.nan])),
        gradcheck.GradientMismatchError,
        r"the gradient of x holds NaN or infinity",
    ),
}
TABLE = {
    f"{part}: {name}": row
    for part, rows in {
        "network": NETWORK,
        "data": DATA,
        "training": TRAINING,
        "gradcheck": GRADCHECK,
    }.items()
    for name, row in rows.items()
}


@pytest.mark.parametrize("name", TABLE)
def test_wrong_call(name):
    call, kind, message = TABLE[name]
    with pytest.raises(kind, match=message) as caught:
        call()
    assert type(caught.value) is kind  # not a subclass that happened on the way


def test_the_table_is_long_enough():
    assert len(TABLE) >= 100


def test_a_wrong_call_changes_nothing():
    one = net(seed=1)
    before = one.theta.copy()
    for message, call in (
        ("must be finite", lambda: setattr(one[1], "weights", np.full((4, 3), np.inf))),
        ("X has 5 samples", lambda: train(one, X, T[:, :4], GD, epochs=1)),
        ("batch=99", lambda: train(one, X, T, GD, epochs=1, batch=99)),
    ):
        with pytest.raises(ValueError, match=message):
            call()
    np.testing.assert_array_equal(one.theta, before)
