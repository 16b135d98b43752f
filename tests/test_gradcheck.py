"""The witness that measures: it must pass what is right and fail what is wrong."""

import ast
import warnings
from pathlib import Path

import numpy as np
import pytest

from bpbook import gradcheck
from bpbook.gradcheck import GradientMismatchError
from bpbook.nn import Network


def quadratic(x):
    return (x**2).sum() / 2


def test_differences_of_a_cubic():
    f, x = (lambda x: (x**3).sum()), np.array([[1.0, -2.0], [0.5, 3.0]])
    np.testing.assert_allclose(gradcheck.central_difference(f, x), 3 * x**2, rtol=1e-9)
    np.testing.assert_allclose(gradcheck.forward_difference(f, x), 3 * x**2, rtol=1e-6)
    np.testing.assert_allclose(gradcheck.complex_step(f, x), 3 * x**2, rtol=1e-15)


def test_a_number_in_gives_a_number_out():
    for measure in (
        gradcheck.central_difference,
        gradcheck.forward_difference,
        gradcheck.complex_step,
    ):
        slope = measure(lambda x: x * x, 3)
        assert type(slope) is float
        assert slope == pytest.approx(6, rel=1e-6)


def test_f_of_a_number_is_given_numbers():
    seen = []

    def f(x):
        seen.append(x)
        return x * x

    gradcheck.central_difference(f, 3)
    assert [type(x) for x in seen] == [np.float64, np.float64]
    gradcheck.complex_step(f, 3)
    assert type(seen[-1]) is np.complex128


def test_step_decides_the_error():
    errors = [abs(gradcheck.central_difference(np.exp, 1.0, h) - np.e) for h in (1e-1, 1e-2, 1e-5)]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)  # order h^2
    assert errors[2] < 1e-9
    forward = [abs(gradcheck.forward_difference(np.exp, 1.0, h) - np.e) for h in (1e-2, 1e-3)]
    assert forward[0] / forward[1] == pytest.approx(10, rel=0.01)  # order h


def test_the_argument_is_not_changed():
    x = np.arange(3.0)
    x.flags.writeable = False
    gradcheck.check(quadratic, at=x, gradient=x)
    assert x.tolist() == [0, 1, 2]


def test_complex_step_refuses_what_drops_the_imaginary_part():
    advice = r": use method='central', or write f with .* \(no abs, float or astype\)$"
    with pytest.raises(TypeError, match=r"the real number 1\.0 for a complex argument" + advice):
        gradcheck.complex_step(abs, 1.0)
    with pytest.raises(TypeError, match=r"cannot take a complex argument \(.*\)" + advice):
        gradcheck.complex_step(float, 1.0)
    with pytest.raises(TypeError, match=r"cannot take a complex argument \(.*\)" + advice):
        gradcheck.complex_step(lambda x: x.astype(float).sum(), np.ones(2))


def test_other_warnings_of_f_are_left_alone():
    def f(x):
        warnings.warn("slow", UserWarning, stacklevel=2)
        return x * x

    with pytest.warns(UserWarning, match="slow"):
        assert gradcheck.complex_step(f, 3.0) == 6


def test_table_is_stable_text():
    report = gradcheck.check(
        lambda W, b: quadratic(W) + b**3,
        at={"W": np.ones((2, 3)), "b": 2.0},
        gradient={"W": np.ones((2, 3)), "b": 12.0},
    )
    assert repr(report) == (
        "array  shape   central differences  complex step\n"
        "W      (2, 3)  < 1e-07              < 1e-12\n"
        "b      ()      < 1e-07              < 1e-12"
    )
    assert report.ok
    assert report.errors["complex"]["W"] < 1e-15


@pytest.mark.parametrize("method", ["both", "central", "complex"])
def test_a_wrong_gradient_fails(method):
    x = np.array([1.0, 2.0])
    with pytest.raises(GradientMismatchError, match=r"x +\(2,\) +MISMATCH 1.0e-03") as caught:
        gradcheck.check(quadratic, at=x, gradient=1.001 * x, method=method)
    assert not caught.value.report.ok


@pytest.mark.parametrize("wrong", ["sign", "one entry", "transposed", "small layer"])
def test_wrong_gradients_of_a_network_fail(wrong, rng, monkeypatch):
    net = Network([3, 3, 2], seed=1)
    X, T = rng.normal(size=(3, 4)), np.eye(2)[:, [0, 1, 1, 0]]
    g = net.gradient(X, T)
    if wrong == "sign":
        g.vector *= -1
    elif wrong == "one entry":
        g[1].weights[0, 1] *= 1.001
    elif wrong == "transposed":
        g[1].weights = g[1].weights.T.copy()
    else:
        g[2].biases *= 1.001  # would vanish in a norm over all layers
        net.theta *= 1.0
    monkeypatch.setattr(net, "gradient", lambda X, T: g)
    with pytest.raises(GradientMismatchError, match="MISMATCH"):
        gradcheck.check(net, X, T)


def test_tolerance_and_float32():
    x = np.array([1.0, 2.0])
    assert gradcheck.check(quadratic, at=x, gradient=1.001 * x, tolerance=0.01).ok
    report = gradcheck.check(quadratic, at=x, gradient=x.astype(np.float32))
    assert report.tolerances == {"central": 1e-4, "complex": 1e-4}


def test_the_tolerance_itself_is_permitted():
    """The verdict, the table and the search for a kink draw the line at the same place."""

    def relu(x):
        return np.where(x.real > 0, x, 0).sum()

    arguments = {"at": np.array([1.0, 0.0]), "gradient": np.array([1.0, 0.0]), "method": "central"}
    with pytest.raises(GradientMismatchError) as caught:
        gradcheck.check(relu, **arguments)
    error = caught.value.report.errors["central"]["x"]
    report = gradcheck.check(relu, **arguments, tolerance=error)
    assert report.ok
    assert repr(report).endswith(f"< {error:.0e}")
    assert not report.kinks
    with pytest.raises(GradientMismatchError, match="MISMATCH"):
        gradcheck.check(relu, **arguments, tolerance=0.999 * error)


def test_the_step_of_the_central_differences_is_the_callers():
    def cubic(x):
        return (x**3).sum()

    x = np.ones(1)
    report = gradcheck.check(cubic, at=x, gradient=3 * x, step=0.1, tolerance=0.1)
    assert report.errors["central"]["x"] == pytest.approx(0.01 / 3.01)  # 3 + h^2 instead of 3
    assert report.errors["complex"]["x"] < 1e-15


def test_only_the_arrays_with_a_gradient_are_varied():
    report = gradcheck.check(
        lambda x, unused: quadratic(x) * np.floor(unused),
        at={"x": np.ones(2), "unused": np.array(1.0)},
        gradient={"x": np.ones(2)},
    )
    assert list(report.shapes) == ["x"]


def test_zero_gradients_agree_with_zero():
    report = gradcheck.check(lambda x: 0 * x.sum() + 5, at=np.ones(3), gradient=np.zeros(3))
    assert report.errors["central"]["x"] == 0
    with pytest.raises(GradientMismatchError) as caught:
        gradcheck.check(lambda x: 0 * x.sum() + 5, at=np.ones(3), gradient=np.full(3, 1e-9))
    with pytest.raises(GradientMismatchError) as wrong:
        gradcheck.check(lambda x: 0 * x.sum() + 5, at=np.ones(3), gradient=np.ones(3))
    assert not caught.value.report.kinks
    assert not wrong.value.report.kinks  # slopes of 0 and 0 are no kink


def test_a_difference_that_rounding_explains_is_no_mismatch():
    def f(x):
        return 1.0 + 1e-9 * quadratic(x)

    x = np.ones(2)
    assert gradcheck.check(f, at=x, gradient=1e-9 * x).errors["central"]["x"] == 0
    with pytest.raises(GradientMismatchError):
        gradcheck.check(f, at=x, gradient=1.5e-9 * x)  # the complex step still sees it


@pytest.mark.parametrize("level", [1.0, -1e4])
def test_the_allowance_for_rounding_is_narrow(level):
    """Ten times what rounding explains, epsilon |f| / step times root of size, is wrong."""

    def f(x):
        return level * (1 + 1e-9 * quadratic(x))

    x = np.ones(100)
    right, noise = 1e-9 * level * x, np.finfo(float).eps * abs(level) / 1e-5 * np.sqrt(100)
    assert gradcheck.check(f, at=x, gradient=right, method="central").ok
    wrong = right + 10 * noise / np.sqrt(100)
    with pytest.raises(GradientMismatchError):
        gradcheck.check(f, at=x, gradient=wrong, method="central")


def test_a_kink_is_named():
    def relu(x):
        return np.where(x.real > 0, x, 0).sum()

    x = np.array([1.0, 0.0])
    message = r"x: a kink at entry \[{}\]\?.* 0 and 1; central differences give their mean$"
    with pytest.raises(GradientMismatchError, match=message.format(1)):
        gradcheck.check(relu, at=x, gradient=np.array([1.0, 0.0]))
    with pytest.raises(GradientMismatchError, match=message.format("1, 0")):
        gradcheck.check(relu, at=x.reshape(2, 1), gradient=x.reshape(2, 1))
    with pytest.raises(GradientMismatchError, match=message.format(1)):
        gradcheck.check(relu, at=[1, 0], gradient=[1, 0])  # whole numbers are numbers
    assert gradcheck.check(relu, at=x, gradient=np.array([1.0, 0.0]), method="complex").ok
    assert gradcheck.central_difference(relu, x)[1] == pytest.approx(0.5)
    mean = gradcheck.check(relu, at=x, gradient=np.array([1.0, 0.5]), method="central")
    assert mean.kinks == {}  # only where the arrays disagree
    with pytest.raises(GradientMismatchError) as caught:
        gradcheck.check(relu, at=np.array([1.0, 2.0]), gradient=np.array([2.0, 1.0]))
    assert not caught.value.report.kinks


def test_relative_error():
    a = np.array([3.0, 4.0])
    assert gradcheck.relative_error(a, a) == 0
    assert gradcheck.relative_error(a, -a) == pytest.approx(2)
    assert gradcheck.relative_error(a, 2 * a) == pytest.approx(0.5)
    assert gradcheck.relative_error(a, 1.001 * a) == pytest.approx(0.001 / 1.001)
    assert gradcheck.relative_error(a, a + 1e-9, noise=1e-8) == 0
    assert gradcheck.relative_error(np.array([np.nan]), np.array([1.0])) != 0


def test_it_knows_no_network():
    imported = set()
    for source in Path(gradcheck.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                imported.add(".".join(node.module.split(".")[:2]))
    assert imported == {"numpy", "dataclasses", "warnings", "bpbook.gradcheck"}
