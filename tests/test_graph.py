"""Reverse mode on graphs: rules, shared nodes, broadcasting, long chains, published numbers."""

import operator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpbook import gradcheck, graph
from bpbook.graph import Node, drawing, exp, log, maximum, relu, sigmoid, tanh

RULES = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "@": lambda x, y: x @ y.T,
    "max": maximum,
    "**3": lambda x, y: x**3 + y**-0.5,
    "neg": lambda x, y: -x * y,
    "exp": lambda x, y: exp(x) * y,
    "log": lambda x, y: log(x) * y,
    "tanh": lambda x, y: tanh(x) * y,
    "sigmoid": lambda x, y: sigmoid(x - 3 * y) * y,
    "relu": lambda x, y: relu(x - y) * y,
    "sum": lambda x, y: x.sum() * y,
    "rows": lambda x, y: x.sum(axis=1) * y.sum(axis=-1),
    "reshape": lambda x, y: x.reshape(3, 2) @ y.reshape(2, -1),
    "item": lambda x, y: x[1] * y[0, 2],
    "repeated item": lambda x, y: x[[0, 0, 1]] * y[:1],
    "constants": lambda x, y: 2 + 3 * x - (1 - y) / 2 + 1 / x,
    "arrays": lambda x, y: np.ones((2, 2)) @ x + np.array([1.0, 2, 3]) * y,
}


@pytest.mark.parametrize("name", RULES)
def test_rules_are_the_measured_derivatives(name, rng):
    rule, at = RULES[name], {"x": rng.uniform(0.5, 2, (2, 3)), "y": rng.uniform(0.5, 2, (2, 3))}

    def f(x, y):
        return float((rule(Node(x), Node(y)) ** 2).sum().value)

    x, y = Node(at["x"]), Node(at["y"])
    (rule(x, y) ** 2).sum().backward()
    gradcheck.check(f, at=at, gradient={"x": x.grad, "y": y.grad}, method="central")


@settings(max_examples=40, deadline=None)
@given(
    shapes=st.sampled_from(
        [((), (2, 3)), ((3,), (2, 3)), ((2, 1), (2, 3)), ((1, 3), (2, 1)), ((1, 1), (4, 2, 3))]
    ),
    name=st.sampled_from(["+", "-", "*", "/", "max"]),
    swap=st.booleans(),
)
def test_broadcasting_is_undone(shapes, name, swap):
    rng = np.random.default_rng(1)
    at = dict(
        zip("xy", (rng.uniform(0.5, 2, s) for s in shapes[:: -1 if swap else 1]), strict=True)
    )

    def f(x, y):
        return float((RULES[name](Node(x), Node(y)) ** 2).sum().value)

    x, y = Node(at["x"]), Node(at["y"])
    (RULES[name](x, y) ** 2).sum().backward()
    assert x.grad.shape == x.value.shape
    assert y.grad.shape == y.value.shape
    gradcheck.check(f, at=at, gradient={"x": x.grad, "y": y.grad}, method="central")


def test_shared_nodes_add_up():
    x = Node(3.0)
    y = x * x
    z = y + y * x + x  # x^2 + x^3 + x
    z.backward()
    assert x.grad == 2 * 3 + 3 * 9 + 1
    assert y.grad == 1 + 3


def test_a_second_backward_gives_the_same():
    x = Node([1.0, 2.0])
    z = (x * x * x).sum()
    z.backward()
    first = x.grad.copy()
    z.backward()
    np.testing.assert_array_equal(x.grad, first)
    (x * 5).sum().backward()  # another graph over the same input starts afresh too
    np.testing.assert_array_equal(x.grad, [5, 5])


def test_a_long_chain_needs_no_recursion():
    x = Node(1.0)
    y = x
    for _ in range(50_000):
        y = y + 1e-5
    (y * y).backward()
    assert x.grad == pytest.approx(2 * 1.5)


def test_a_deep_diamond_takes_linear_time():
    x = Node(1.0)
    y = x
    for _ in range(200):
        y = y + y  # 2^200 paths
    y.backward()
    assert x.grad == 2.0**200


def test_the_graph_agrees_with_the_network(rng):
    from bpbook.nn import Network

    net = Network([3, 4, 2], output="sigmoid", cost="squared error", seed=1)
    X, T = rng.normal(size=(3, 5)), rng.uniform(size=(2, 5))
    nodes = {name: Node(array, name) for name, array in net.parameters.arrays().items()}
    A = sigmoid(nodes["W1"] @ X + nodes["b1"])
    A = sigmoid(nodes["W2"] @ A + nodes["b2"])
    cost = ((A - T) ** 2).sum() * 0.5 / 5
    cost.backward()
    assert cost.value == pytest.approx(net.cost(X, T))
    for name, derivative in net.gradient(X, T).arrays().items():
        np.testing.assert_allclose(nodes[name].grad, derivative, rtol=1e-11, err_msg=name)


def test_values_are_copied():
    array = np.ones(3)
    x = Node(array)
    array[0] = 7
    assert x.value.tolist() == [1, 1, 1]
    assert x.grad is None


def test_a_tie_is_shared():
    x, y = Node(2.0), Node(2.0)
    maximum(x, y).backward()
    assert (x.grad, y.grad) == (0.5, 0.5)
    zero = Node(0.0)
    relu(zero).backward()
    assert zero.grad == 0


def test_what_cannot_be():
    with pytest.raises(ValueError, match=r"backward starts from a single number.*shape \(3,\)"):
        Node(np.ones(3)).backward()
    with pytest.raises(TypeError, match="the exponent must be a number"):
        Node(2.0) ** Node(3.0)
    with pytest.raises(ValueError, match=r"@ takes two matrices, not shapes \(2, 2\) and \(2,\)"):
        Node(np.eye(2)) @ np.ones(2)


def test_drawing_of_apples_and_oranges():
    apples, oranges, tax = Node(2, "apples"), Node(3, "oranges"), Node(1.1, "tax")
    price = (apples * Node(100, "apple price") + oranges * Node(150, "orange price")) * tax
    before = drawing(price)
    assert before["nodes"][0]["grad"] is None
    price.backward()
    picture = drawing(price)
    labels = [node["label"] for node in picture["nodes"]]
    assert sorted(labels) == sorted(
        ["apples", "oranges", "tax", "apple price", "orange price", "*", "*", "+", "*"]
    )
    at = dict(zip(labels, picture["nodes"], strict=True))
    assert at["apples"]["x"] == 0
    assert at["+"]["x"] == 2
    assert picture["nodes"][-1]["x"] == 3
    assert at["apples"]["grad"] == pytest.approx(110)
    assert len({(node["x"], node["y"]) for node in picture["nodes"]}) == 9
    assert len(picture["edges"]) == 8
    assert all(a < b for a, b in picture["edges"])
    assert drawing(Node(2.5) + 1)["nodes"][0]["label"] == "2.5"


def test_repr():
    assert repr(Node(2.0, "x")) == "Node(x = 2.)"
    assert repr(Node([1.0, 2.0])) == "Node([1. 2.])"


# ---- published numbers -------------------------------------------------------------------------


def backward_of(result, *inputs):
    result.backward()
    return [float(result.value), *(float(node.grad) for node in inputs)]


def test_cs231n_product_of_a_sum():
    """CS231n, "Backpropagation, Intuitions": (x + y) z at -2, 5, -4."""
    x, y, z = Node(-2), Node(5), Node(-4)
    assert backward_of((x + y) * z, x, y, z) == [-12, -4, -4, 3]


def test_cs231n_sigmoid_neuron_step_by_step():
    """The same source: 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))) and its intermediate values."""
    w, x = [Node(2), Node(-3), Node(-3)], [Node(-1), Node(-2)]
    minus = -(w[0] * x[0] + w[1] * x[1] + w[2])
    power = exp(minus)
    one_more = power + 1
    result = 1 / one_more
    found = backward_of(result, *w, *x)
    assert found == pytest.approx([0.731058578630005, -0.19661193, -0.39322387, 0.19661193,
                                   0.39322387, -0.58983580], abs=1e-8)  # fmt: skip
    values = [float(v) for v in (power.value, one_more.value, one_more.grad)]
    assert [round(v, 2) for v in values] == [0.37, 1.37, -0.53]


def test_cs231n_multiply_max_add():
    """The same source: (x y + max(z, w)) * 2 at 3, -4, 2, -1."""
    x, y, z, w = Node(3), Node(-4), Node(2), Node(-1)
    assert backward_of((x * y + maximum(z, w)) * 2, x, y, z, w) == [-20, -8, 6, 2, 0]


def test_saito_apples():
    """Saito (2016), "Deep Learning from Scratch", chapter 5: 2 apples at 100, tax 1.1."""
    apple, number, tax = Node(100), Node(2), Node(1.1)
    found = backward_of(apple * number * tax, apple, number, tax)
    assert found == pytest.approx([220, 2.2, 110, 200])


def test_saito_apples_and_oranges():
    """The same chapter: 2 apples at 100 and 3 oranges at 150, tax 1.1."""
    apple, apples, orange, oranges, tax = Node(100), Node(2), Node(150), Node(3), Node(1.1)
    price = (apple * apples + orange * oranges) * tax
    found = backward_of(price, apple, apples, orange, oranges, tax)
    assert found == pytest.approx([715, 2.2, 110, 3.3, 165, 650])


def test_micrograd_readme():
    """Karpathy (2020), micrograd, README."""
    a, b = Node(-4.0), Node(2.0)
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + relu(b + a)
    d = d + 3 * d + relu(b - a)
    e = c - d
    f = e**2
    g = f / 2.0
    g = g + 10.0 / f
    found = backward_of(g, a, b)
    assert found == pytest.approx([24.70408163265306, 138.83381924198252, 645.5772594752186])
    assert [f"{v:.4f}" for v in found] == ["24.7041", "138.8338", "645.5773"]


def test_micrograd_lecture_neuron():
    """Karpathy (2022), "The spelled-out intro to neural networks and backpropagation"."""
    x, w, b = [Node(2.0), Node(0.0)], [Node(-3.0), Node(1.0)], Node(6.8813735870195432)
    o = tanh(x[0] * w[0] + x[1] * w[1] + b)
    found = backward_of(o, *x, *w)
    assert found == pytest.approx([0.7071067811865476, -1.5, 0.5, 1.0, 0.0])


def test_pytorch_autograd_tutorial():
    """PyTorch, "A gentle introduction to torch.autograd": Q = 3 a^3 - b^2."""
    a, b = Node([2.0, 3.0]), Node([6.0, 4.0])
    (3 * a**3 - b**2).sum().backward()
    assert a.grad.tolist() == [36, 81]
    assert b.grad.tolist() == [-12, -8]


def test_pytorch_older_tutorial():
    """PyTorch, "Autograd: automatic differentiation" (60-minute blitz): mean of 3 (x + 2)^2."""
    x = Node(np.ones((2, 2)))
    out = (3 * (x + 2) ** 2).sum() / 4
    out.backward()
    assert out.value == 27
    assert x.grad.tolist() == [[4.5, 4.5], [4.5, 4.5]]


def test_dive_into_deep_learning():
    """Zhang, Lipton, Li, Smola (2023), "Dive into Deep Learning", 2.5: y = 2 x^T x."""
    x = Node(np.arange(4.0).reshape(4, 1))
    y = 2 * (x.T @ x)
    y.backward()
    assert y.value.item() == 28
    assert x.grad.ravel().tolist() == [0, 4, 8, 12]


def test_the_package_is_a_leaf():
    for source in Path(graph.__file__).parent.glob("*.py"):
        for line in source.read_text(encoding="utf-8").splitlines():
            if line.startswith(("import ", "from ")):
                assert line.split()[1].startswith(("itertools", "numpy", "bpbook.graph"))
