"""Published numbers, to every digit printed.  Each test names its source.

The digits are those of ``bpbook/data/published.csv``, which Appendix B prints.

The sources' words and programs are not copied; their numbers are facts.  "Published" digits that a
known bug of the source produced are reproduced with the bug, and the right ones beside them.
"""

import random

import numpy as np
import pytest

from bpbook import gradcheck, nn
from bpbook.nn import Network
from bpbook.notebooks.published import digits, printed
from bpbook.training import GradientDescent, train


def assert_printed(array, texts):
    """Each number, rounded as the source printed it, gives those digits."""
    texts = texts.split() if isinstance(texts, str) else texts
    for value, text in zip(np.ravel(array), texts, strict=True):
        assert printed(value, text), (value, text)


# ---- Mazur (2015), "A Step by Step Backpropagation Example" ----------------------------------

MAZUR_X, MAZUR_T = np.array([[0.05], [0.10]]), np.array([[0.01], [0.99]])


def mazur():
    net = Network([2, 2, 2], output="sigmoid", cost="squared error")
    net[1].weights, net[1].biases = [[0.15, 0.20], [0.25, 0.30]], [[0.35], [0.35]]
    net[2].weights, net[2].biases = [[0.40, 0.45], [0.50, 0.55]], [[0.60], [0.60]]
    return net


def test_mazur_forward():
    net = mazur()
    Z, A = net.weighted_inputs(MAZUR_X), net.activations(MAZUR_X)
    assert_printed([Z[1][0], *A[1], Z[2][0], *A[2]], digits("R1", "forward pass"))
    halves = 0.5 * (A[2] - MAZUR_T) ** 2
    assert_printed([*halves.ravel(), net.cost(MAZUR_X, MAZUR_T)], digits("R1", "costs"))


def test_mazur_gradient_and_step():
    net = mazur()
    g = net.gradient(MAZUR_X, MAZUR_T)
    pulled = net[2].weights.T @ net.deltas(MAZUR_X, MAZUR_T)[2]
    slopes = g[2].weights[0, 0], pulled[0, 0], g[1].weights[0, 0]
    assert_printed(slopes, digits("R1", "derivatives"))
    for layer in (1, 2):  # the biases stay, as in the source
        net[layer].weights -= 0.5 * g[layer].weights
    assert_printed([net[1].weights, net[2].weights], digits("R1", "new weights"))
    assert printed(net.cost(MAZUR_X, MAZUR_T), "0.291027773694")


def mazur_run(steps, sequential):
    net = mazur()
    for _ in range(steps):
        g = net.gradient(MAZUR_X, MAZUR_T)
        net[2].weights -= 0.5 * g[2].weights
        if sequential:  # the bug: hidden deltas from output weights already changed
            A1 = net.activations(MAZUR_X)[1]
            delta = mazur_output_delta(net, g, A1)
            hidden = (net[2].weights.T @ delta) * nn.sigmoid_prime_from_output(A1)
            net[1].weights -= 0.5 * hidden @ MAZUR_X.T
        else:
            net[1].weights -= 0.5 * g[1].weights
    return net


def mazur_output_delta(net, g, A1):
    """The output's delta before the change: its weight gradient is delta times A1, transposed."""
    return g[2].weights @ A1 / (A1.T @ A1)


def test_mazur_total_after_one_step_is_that_of_the_sequential_bug():
    buggy = mazur_run(1, True).cost(MAZUR_X, MAZUR_T)
    assert_printed(buggy, digits("R1b", "cost after one step"))
    assert printed(mazur_run(1, False).cost(MAZUR_X, MAZUR_T), "0.291027773694")


def test_mazur_after_ten_thousand_steps():
    buggy, right = mazur_run(10_000, True), mazur_run(10_000, False)
    assert_printed(buggy.forward(MAZUR_X), digits("R1b", "outputs after 10,000 steps"))
    assert printed(buggy.cost(MAZUR_X, MAZUR_T), "3.508478630e-05")  # printed as 0.0000351085
    a = right.forward(MAZUR_X).ravel()
    assert printed(a[0], "0.015913620")
    assert printed(a[1], "0.984064274")
    assert printed(right.cost(MAZUR_X, MAZUR_T), "3.51018778e-05")


# ---- MacLeod, "An Introduction to Practical Neural Networks and Genetic Algorithms" ----------

MACLEOD_X, MACLEOD_T = np.array([[0.35], [0.9]]), np.array([[0.5]])


def macleod():
    net = Network([2, 2, 1], output="sigmoid", cost="squared error", biases=False)
    net[1].weights, net[2].weights = [[0.1, 0.8], [0.4, 0.6]], [[0.3, 0.9]]
    return net


def test_worked_example_exact_column():
    net = macleod()
    Z, A = net.weighted_inputs(MACLEOD_X), net.activations(MACLEOD_X)
    assert_printed(Z[1], "0.755 0.68")
    assert_printed(A[1], "0.680267196699 0.663738697404")
    assert_printed(Z[2], "0.801444986673512")
    assert_printed(A[2], "0.690283492907644")
    assert_printed(A[2] - MACLEOD_T, "0.190283492907644")
    assert printed(net.cost(MACLEOD_X, MACLEOD_T), "0.018103903836567")
    delta, g = net.deltas(MACLEOD_X, MACLEOD_T), net.gradient(MACLEOD_X, MACLEOD_T)
    assert_printed(delta[2], "0.040681125112339")
    assert_printed(g[2].weights, "0.027674034939 0.027001636991")
    assert_printed(delta[1], "0.002654489031 0.008171645064")
    assert_printed(g[1].weights, "0.000929071161 0.002389040128 0.002860075772 0.007354480558")


def test_worked_example_one_step_and_many():
    def after(steps):
        net = macleod()
        train(net, MACLEOD_X, MACLEOD_T, GradientDescent(rate=1.0), epochs=steps)
        return net

    one = after(1)
    assert_printed(one[2].weights, "0.272325965061 0.872998363009")
    assert_printed(one[1].weights, "0.099070928839 0.797610959872 0.397139924228 0.592645519442")
    assert_printed(one.forward(MACLEOD_X), "0.682018583264294")
    assert printed(one.cost(MACLEOD_X, MACLEOD_T), "0.016565382326770")
    many = after(100)
    assert_printed(many.forward(MACLEOD_X), "0.500763965152585")
    assert printed(many.cost(MACLEOD_X, MACLEOD_T), "2.918213771820e-7")
    assert_printed(many[1].weights, "0.099497286575 0.798707308337 0.356500280268 0.488143577833")
    assert_printed(many[2].weights, "-0.300472254293 0.325336028224")
    for steps, text in ((2, "1.512695525445e-2"), (10, "6.899893372097e-3")):
        assert printed(after(steps).cost(MACLEOD_X, MACLEOD_T), text)
    assert printed(after(50).cost(MACLEOD_X, MACLEOD_T), "8.235291872099e-5")


def test_worked_example_with_the_bug_of_its_source():
    """Hidden deltas computed with output weights already changed."""
    net = macleod()
    for step in range(1, 101):
        delta, A1 = net.deltas(MACLEOD_X, MACLEOD_T)[2], net.activations(MACLEOD_X)[1]
        net[2].weights -= delta @ A1.T
        hidden = (net[2].weights.T @ delta) * nn.sigmoid_prime_from_output(A1)
        net[1].weights -= hidden @ MACLEOD_X.T
        if step == 1:
            after = "0.099156632665 0.797831341139 0.397225731703 0.592866167236"
            assert_printed(net[1].weights, after)
            assert_printed(net.forward(MACLEOD_X) - 0.5, "0.182031202746047")
            assert printed(net.cost(MACLEOD_X, MACLEOD_T), "0.016567679386586")
    assert printed(net.cost(MACLEOD_X, MACLEOD_T), "2.868095169745e-7")
    assert_printed(net[2].weights, "-0.300500170227 0.325267073043")


def test_worked_example_digits_the_source_printed():
    """Its own rounding: 0.690 for the output, then every product with four digits."""
    delta = (0.5 - 0.69) * (1 - 0.69) * 0.69
    new = delta, 0.3 - 0.0406 * 0.68, 0.9 - 0.0406 * 0.6637
    assert_printed(new, digits("R2", "output error and weights"))


# ---- Saito (2016), "Deep Learning from Scratch", chapters 3 and 4 -----------------------------


def test_saito_forward():
    net = Network([2, 3, 2, 2], output="identity", cost="squared error")
    net[1].weights, net[1].biases = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], [[0.1], [0.2], [0.3]]
    net[2].weights, net[2].biases = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [[0.1], [0.2]]
    net[3].weights, net[3].biases = [[0.1, 0.2], [0.3, 0.4]], [[0.1], [0.2]]
    X = np.array([[1.0], [0.5]])
    computed = net.weighted_inputs(X)[1], net.activations(X)[1], net.forward(X)
    assert_printed(np.concatenate(computed), digits("R8", "three layers, forward"))


def test_saito_softmax_and_losses():
    assert_printed(nn.softmax(np.array([0.3, 2.9, 4.0])), digits("R9", "softmax"))
    T = np.eye(10)[:, 2:3]
    right = np.array([[0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]]).T
    wrong = np.array([[0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0]]).T
    errors = nn.squared_error(right, T), nn.squared_error(wrong, T)
    assert_printed(errors, digits("R9", "squared errors"))
    # the source adds 1e-7 inside the logarithm
    nats = nn.cross_entropy(right + 1e-7, T), nn.cross_entropy(wrong + 1e-7, T)
    assert_printed(nats, digits("R9", "cross-entropies"))


def test_saito_numerical_derivatives_bit_for_bit():
    def f(x):
        return 0.01 * x**2 + 0.1 * x

    measured = [gradcheck.central_difference(f, at, step=1e-4) for at in (5.0, 10.0)]
    measured.append(gradcheck.central_difference(lambda x: x * x + 4.0**2, 3.0, 1e-4))
    measured.append(gradcheck.central_difference(lambda x: 3.0**2 + x * x, 4.0, 1e-4))
    assert measured == [float(text) for text in digits("R11", "numerical derivatives")]


@pytest.mark.parametrize("rate", [0.1, 10.0, 1e-10])
def test_saito_gradient_descent(rate):
    """With rate 10 the source shows rounding, not divergence: a step of 1e-4 vanishes at 1e13."""
    x = np.array([-3.0, 4.0])
    for _ in range(100):
        x -= rate * gradcheck.central_difference(lambda x: np.sum(x**2), x, step=1e-4)
    assert_printed(x, digits("R46", f"descent, rate {rate:g}"))


# ---- Brownlee (2016), "How to Code a Neural Network with Backpropagation in Python" -----------

BROWNLEE = """2.7810836 2.550537003 0  1.465489372 2.362125076 0  3.396561688 4.400293529 0
1.38807019 1.850220317 0  3.06407232 3.005305973 0  7.627531214 2.759262235 1
5.332441248 2.088626775 1  6.922596716 1.77106367 1  8.675418651 -0.242068655 1
7.673756466 3.508563011 1"""


def test_brownlee_loss_curve_through_train():
    table = np.array(BROWNLEE.split(), float).reshape(10, 3)
    X, T = table[:, :2].T, (np.arange(2)[:, None] == table[:, 2]).astype(float)
    draw = random.Random(1)
    net = Network([2, 2, 2], output="sigmoid", cost="squared error")
    for layer in net:  # each neuron's weights, then its bias
        rows = [[draw.random() for _ in range(3)] for _ in range(2)]
        layer.weights, layer.biases = np.array(rows)[:, :2], np.array(rows)[:, 2:]
    history = train(net, X, T, GradientDescent(0.5), epochs=20, batch=1, shuffle=False)
    sums = 2 * 10 * np.array(history.cost)  # the source sums, without the 1/2
    assert_printed(sums, digits("R40", "errors of 20 epochs"))
    last = [float(text) for text in digits("R40", "two final weights")]
    np.testing.assert_allclose(net[1].weights[0], last, rtol=1e-14)  # the order of summation


# ---- Nielsen (2015), "Neural Networks and Deep Learning" ---------------------------------------


def test_nielsen_one_neuron_learns_slowly():
    """Chapter 3: one input 1, target 0, squared error, rate 0.15, 300 epochs."""
    X, T, outputs = np.ones((1, 1)), np.zeros((1, 1)), []
    for w, b in ((0.6, 0.9), (2, 2)):
        net = Network([1, 1], output="sigmoid", cost="squared error")
        net[1].weights, net[1].biases = [[w]], [[b]]
        outputs.append(net.forward(X))
        train(net, X, T, GradientDescent(0.15), epochs=300)
        outputs.append(net.forward(X))
    assert_printed(outputs, digits("R45", "one neuron, start and end, twice"))


def test_nielsen_window_of_large_gradients():
    """Chapter 5: the widest range of a with |w sigmoid'(w a + b)| >= 1 is 0.45, at |w| = 6.9."""
    w = np.linspace(4.001, 20, 1_000_000)
    root = (1 + np.sqrt(1 - 4 / w)) / 2  # sigmoid' = 1/w there
    width = 2 / w * np.log(root / (1 - root))
    assert width.max() == pytest.approx(0.447743, abs=1e-6)
    assert w[width.argmax()] == pytest.approx(6.894149, abs=1e-3)
    edge = np.log(root / (1 - root))[width.argmax()]
    slope = w[width.argmax()] * nn.sigmoid_prime_from_output(nn.sigmoid(edge))
    assert slope == pytest.approx(1, rel=1e-9)


# ---- Goodfellow, Bengio and Courville (2016), "Deep Learning", 6.1 -----------------------------


def test_goodfellow_relu_network_computes_xor():
    net = Network([2, 2, 1], "relu", "identity", "squared error")
    net[1].weights, net[1].biases = [[1, 1], [1, 1]], [[0], [-1]]
    net[2].weights, net[2].biases = [[1, -2]], [[0]]
    X = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])
    assert_printed(net.forward(X), digits("R20", "XOR by two ReLUs"))
    assert net.forward(X).tolist() == [[0, 1, 1, 0]]


# ---- CS231n, "Backpropagation, Intuitions": the sigmoid neuron ---------------------------------


def test_cs231n_sigmoid_neuron():
    net = Network([2, 1], output="sigmoid", cost="squared error")
    net[1].weights, net[1].biases = [[2, -3]], [[-3]]
    x = np.array([[-1.0], [-2.0]])
    a = net.forward(x)
    assert printed(a.item(), "0.731058578630005")
    slope = nn.sigmoid_prime_from_output(a)
    assert printed(slope.item(), "0.196611933241482")
    slopes = *(slope * np.vstack([x, [[1.0]]])), *(slope * net[1].weights).T
    assert_printed([*a, *slopes], digits("R4", "sigmoid neuron"))


# ---- UFLDL, exercise "Sparse Autoencoder": the function that checks the checker ----------------


def test_ufldl_simple_quadratic_function():
    def h(x):
        return x[0] ** 2 + 3 * x[0] * x[1]

    x = np.array([4.0, 10.0])
    assert gradcheck.check(h, at=x, gradient=np.array([38.0, 12.0])).ok
    measured = gradcheck.central_difference(h, x, step=1e-4)
    error = np.linalg.norm(measured - [38, 12]) / np.linalg.norm(measured + np.array([38, 12]))
    assert error < 1e-11  # the published 2.1452e-12 is that of another program's rounding


# ---- DeepLearning.AI, "Improving Deep Neural Networks", gradient checking ----------------------


def test_deeplearning_ai_gradient_check():
    draw = np.random.RandomState(1)
    X, T = draw.randn(4, 3), np.array([[1.0, 1.0, 0.0]])
    net = Network([4, 5, 3, 1], "relu", "sigmoid", "binary cross-entropy")
    for layer in net:
        layer.weights = draw.randn(*layer.weights.shape)
        layer.biases = draw.randn(*layer.biases.shape)
    right = net.gradient(X, T).arrays()
    at = {name: array.copy() for name, array in net.parameters.arrays().items()}
    measured = {
        name: gradcheck.central_difference(
            lambda v, name=name: net.cost_at({**at, name: v}, X, T), array, step=1e-7
        )
        for name, array in at.items()
    }

    def difference(gradient):
        a, b = (np.concatenate([g[n].ravel() for n in at]) for g in (gradient, measured))
        return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))

    buggy = {**right, "W2": 2 * right["W2"], "b1": 4 * right["b1"]}
    assert difference(buggy) == pytest.approx(0.285093156776, abs=1e-8)
    assert difference(right) < 2e-7  # published 1.18904e-07, which is rounding
