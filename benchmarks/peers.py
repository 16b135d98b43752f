"""The programs: each takes a workload and returns (run, parameters).

``run(epochs)`` trains for that many passes through the data, by the same batches, from where it
stands; ``parameters()`` gives all weights and biases as one vector.  A peer that cannot do a
workload raises `NotApplicable`; one that is not installed raises ImportError.
"""

import numpy as np

from benchmarks.workloads import flat


class NotApplicable(Exception):  # noqa: N818 - not an error, a statement about a peer
    """The peer has no such network."""


def bpbook(w):
    """Run this package through the training function that the chapters use."""
    from bpbook.nn import Network
    from bpbook.training import GradientDescent, train

    output = "softmax" if w.entropic else "sigmoid"
    net = Network(w.sizes, w.hidden, output, w.cost, dtype=w.dtype)
    for layer, (W, b) in zip(net, w.start, strict=True):
        layer.weights, layer.biases = W, b[:, None]
    descent = GradientDescent(w.rate, w.momentum)
    X, T = w.X.T, w.T.T

    def run(epochs):
        train(net, X, T, descent, epochs=epochs, batch=w.batch, shuffle=False, progress=False)

    return run, lambda: flat([(layer.weights, layer.biases) for layer in net])


def naive(w):
    """NumPy as it is first written: samples in rows, new arrays, f' from z."""
    Ws, bs = [W.T.copy() for W, _ in w.start], [b.copy() for _, b in w.start]
    vW, vb = [np.zeros_like(W) for W in Ws], [np.zeros_like(b) for b in bs]

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def relu(z):
        return np.maximum(z, 0)

    f = {"sigmoid": sigmoid, "relu": relu}[w.hidden]
    df = {
        "sigmoid": lambda z: sigmoid(z) * (1 - sigmoid(z)),
        "relu": lambda z: (z > 0).astype(w.dtype),
    }[w.hidden]

    def step(x, t):
        A, Z = [x], []
        for W, b in zip(Ws[:-1], bs[:-1], strict=True):
            Z.append(A[-1] @ W + b)
            A.append(f(Z[-1]))
        z = A[-1] @ Ws[-1] + bs[-1]
        if w.entropic:
            e = np.exp(z - z.max(1, keepdims=True))
            delta = (e / e.sum(1, keepdims=True) - t) / len(x)
        else:
            delta = (sigmoid(z) - t) * sigmoid(z) * (1 - sigmoid(z)) / len(x)
        gradients = []
        for k in range(len(Ws) - 1, -1, -1):
            gradients.append((k, A[k].T @ delta, delta.sum(0)))
            if k:
                delta = (delta @ Ws[k].T) * df(Z[k - 1])
        for k, dW, db in gradients:
            vW[k] = w.momentum * vW[k] - w.rate * dW
            vb[k] = w.momentum * vb[k] - w.rate * db
            Ws[k], bs[k] = Ws[k] + vW[k], bs[k] + vb[k]

    def run(epochs):
        for _ in range(epochs):
            for start in range(0, len(w.X), w.batch):
                step(w.X[start : start + w.batch], w.T[start : start + w.batch])

    return run, lambda: flat([(W.T, b) for W, b in zip(Ws, bs, strict=True)])


def torch_eager(w):
    """Run PyTorch as its tutorials write it: modules, autograd, torch.optim.SGD."""
    import torch
    from torch import nn
    from torch.nn import functional

    modules = []
    for W, b in w.start:
        linear = nn.Linear(*W.shape[::-1], dtype=getattr(torch, w.dtype))
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W))
            linear.bias.copy_(torch.from_numpy(b))
        modules += [linear, {"sigmoid": nn.Sigmoid, "relu": nn.ReLU}[w.hidden]()]
    modules[-1:] = [] if w.entropic else [nn.Sigmoid()]
    model = nn.Sequential(*modules)
    descent = torch.optim.SGD(model.parameters(), lr=w.rate, momentum=w.momentum)
    Xs = torch.from_numpy(w.X).split(w.batch)
    Ts = torch.from_numpy(w.labels if w.entropic else w.T).split(w.batch)

    def run(epochs):
        for _ in range(epochs):
            for x, t in zip(Xs, Ts, strict=True):
                descent.zero_grad()
                out = model(x)
                if w.entropic:
                    cost = functional.cross_entropy(out, t)
                else:
                    cost = ((out - t) ** 2).sum() / (2 * w.batch)
                cost.backward()
                descent.step()

    return run, lambda: flat([(p.weight.detach(), p.bias.detach()) for p in modules[::2]])


def scikit_learn(w):
    """Run scikit-learn's MLPClassifier; it has no softmax with squared error."""
    from sklearn.neural_network import MLPClassifier

    if not w.entropic:
        raise NotApplicable("MLPClassifier minimises the cross-entropy only")
    model = MLPClassifier(
        w.sizes[1:-1],
        activation={"sigmoid": "logistic"}.get(w.hidden, w.hidden),
        solver="sgd",
        alpha=0.0,
        batch_size=w.batch,
        learning_rate_init=w.rate,
        momentum=w.momentum,
        nesterovs_momentum=False,
        shuffle=False,
    )
    model.partial_fit(w.X, w.labels, classes=np.arange(w.sizes[-1]))
    for coefficients, intercepts, (W, b) in zip(
        model.coefs_, model.intercepts_, w.start, strict=True
    ):
        coefficients[:], intercepts[:] = W.T, b
    for velocity in model._optimizer.velocities:
        velocity[:] = 0

    def run(epochs):
        for _ in range(epochs):
            model.partial_fit(w.X, w.labels)

    return run, lambda: flat(
        [(W.T, b) for W, b in zip(model.coefs_, model.intercepts_, strict=True)]
    )


def autograd(w):
    """Run HIPS autograd: the gradient of the cost as written in NumPy."""
    import autograd.numpy as anp
    from autograd import grad

    def sigmoid(z):
        return 1 / (1 + anp.exp(-z))

    f = {"sigmoid": sigmoid, "relu": lambda z: anp.maximum(z, 0)}[w.hidden]

    def cost(layers, x, t):
        for W, b in layers[:-1]:
            x = f(anp.dot(x, W) + b)
        z = anp.dot(x, layers[-1][0]) + layers[-1][1]
        if not w.entropic:
            return anp.sum((sigmoid(z) - t) ** 2) / (2 * w.batch)
        z = z - anp.max(z, axis=1, keepdims=True)
        log_sum = anp.log(anp.sum(anp.exp(z), axis=1, keepdims=True))
        return anp.sum((log_sum - z) * t) / w.batch

    gradient = grad(cost)
    layers = [(W.T.copy(), b.copy()) for W, b in w.start]
    velocities = [(np.zeros_like(W), np.zeros_like(b)) for W, b in layers]

    def run(epochs):
        for _ in range(epochs):
            for start in range(0, len(w.X), w.batch):
                batch = slice(start, start + w.batch)
                found = gradient(layers, w.X[batch], w.T[batch])
                for layer, velocity, g in zip(layers, velocities, found, strict=True):
                    for p, v, dp in zip(layer, velocity, g, strict=True):
                        v *= w.momentum
                        v -= w.rate * dp
                        p += v

    return run, lambda: flat([(W.T, b) for W, b in layers])


def matrix_products(w):
    """Run the matrix products of both passes and nothing else: the floor."""
    rng = np.random.default_rng(0)

    def new(*shape):
        return rng.random(shape).astype(w.dtype)

    A = [None] + [new(n, w.batch) for n in w.sizes[1:]]
    delta = [None] + [new(n, w.batch) for n in w.sizes[1:]]
    Ws = [None] + [W.copy() for W, _ in w.start]
    gradients = [None] + [np.empty_like(W) for W, _ in w.start]
    Xs = [w.X[s : s + w.batch].T for s in range(0, len(w.X), w.batch)]
    layers = range(1, len(w.sizes))

    def run(epochs):
        for _ in range(epochs):
            for X in Xs:
                A[0] = X
                for k in layers:
                    Ws[k].dot(A[k - 1], A[k])
                for k in reversed(layers):
                    delta[k].dot(A[k - 1].T, gradients[k])
                    if k > 1:
                        Ws[k].T.dot(delta[k], delta[k - 1])

    return run, None


PEERS = {
    "bpbook": bpbook,
    "naive NumPy": naive,
    "PyTorch eager": torch_eager,
    "scikit-learn": scikit_learn,
    "autograd": autograd,
    "matrix products": matrix_products,
}
