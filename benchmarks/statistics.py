"""Published results that depend on chance, as statistics: ``python -m benchmarks.statistics``.

Rumelhart, Hinton and Williams (1986), "Learning internal representations by error propagation":
how many starts solve a task, and after how many sweeps.  The source changes the weights by the sum
over all patterns; this package's cost is their mean, so a rate of the source is multiplied by the
number of patterns.  Takes minutes; nothing in the tests depends on it.
"""

import argparse
from statistics import median

import numpy as np

from bpbook import datasets
from bpbook.nn import Network
from bpbook.training import GradientDescent, train


def parity(bits):
    """Every pattern of bits, and whether the number of ones in it is odd."""
    X, _ = datasets.symmetry(bits)
    return X, X.sum(axis=0, keepdims=True) % 2


def encoder(units):
    """Patterns with a single one, to be repeated behind a narrow layer."""
    return np.eye(units), np.eye(units)


# data, hidden units, rate, momentum, range of the first weights, sweeps, tolerance, published
TASKS = {
    "XOR, no momentum": (
        datasets.xor(),
        2,
        0.5,
        0.0,
        0.3,
        20_000,
        0.5,
        "hundreds of runs, 2 stuck",
    ),
    "XOR, momentum 0.9": (datasets.xor(), 2, 0.5, 0.9, 0.3, 20_000, 0.5, "-"),
    "symmetry 6": (datasets.symmetry(6), 2, 0.1, 0.9, 0.3, 20_000, 0.5, "1,425 sweeps"),
    "symmetry 6, tight": (datasets.symmetry(6), 2, 0.03, 0.9, 0.3, 20_000, 0.1, "weights 1:2:4"),
    "parity 4": (parity(4), 4, 0.5, 0.9, 0.3, 10_000, 0.5, "2,825 presentations"),
    "encoder 8-3-8": (encoder(8), 3, 0.25, 0.9, 0.3, 10_000, 0.5, "solved"),
}


def run(X, T, hidden, rate, momentum, width, sweeps, tolerance, seed):
    """Train once; returns the network and the sweeps it took, or None if it is stuck."""
    net = Network([len(X), hidden, len(T)], output="sigmoid", cost="squared error")
    net.theta[:] = np.random.default_rng(seed).uniform(-width, width, net.theta.size)

    def solved(history):
        return "solved" if np.abs(net.forward(X) - T).max() < tolerance else None

    descent = GradientDescent(rate * X.shape[1], momentum)
    history = train(net, X, T, descent, epochs=sweeps, stop=[solved], progress=False)
    return net, history.epochs if history.stopped == "solved" else None


def weight_ratios(net):
    """Sizes of a symmetry network's weights from one end to the middle, the least being 1."""
    sizes = np.sort(np.abs(net[1].weights[:, :3]).mean(axis=0))
    return sizes / sizes[0]


def main():
    """Print a line for each task."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.statistics", description=__doc__)
    parser.add_argument("--starts", type=int, default=50, help="runs of each task (50)")
    parser.add_argument("--tasks", nargs="+", default=list(TASKS), choices=list(TASKS))
    options = parser.parse_args()
    for name in options.tasks:
        (X, T), *settings, published = TASKS[name]
        runs = [run(X, T, *settings, seed) for seed in range(options.starts)]
        taken = [sweeps for _, sweeps in runs if sweeps is not None]
        middle = f"median {median(taken):.0f}" if taken else "none"
        print(
            f"{name:18s} solved {len(taken)}/{len(runs)}, {middle} sweeps; published: {published}"
        )
        if name.endswith("tight"):
            ratios = np.median([weight_ratios(net) for net, s in runs if s is not None], axis=0)
            print(" " * 18, "median ratio of the weights", " : ".join(f"{r:.2f}" for r in ratios))


if __name__ == "__main__":
    main()
