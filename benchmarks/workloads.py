"""What is timed: sizes, batch and data, the same for every program."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np


@dataclass
class Workload:
    """One network, its data and its rule of descent.

    `nb` batches of `batch` samples lie one behind the other; every program visits them in this
    order and starts from the same weights.
    """

    sizes: tuple
    hidden: str
    cost: str
    batch: int
    momentum: float
    rate: float
    nb: int
    dtype: str

    def __post_init__(self):
        rng = np.random.default_rng(1)
        m, classes = self.nb * self.batch, self.sizes[-1]
        self.X = rng.random((m, self.sizes[0])).astype(self.dtype)  # a sample a row
        self.labels = rng.integers(0, max(2, classes), m)
        one_hot = self.labels[:, None] == np.arange(max(2, classes))
        self.T = np.ascontiguousarray(one_hot[:, -classes:].astype(self.dtype))
        self.start = [
            (
                (rng.standard_normal((n, below)) / below**0.5).astype(self.dtype),
                (0.1 * rng.standard_normal(n)).astype(self.dtype),
            )
            for below, n in pairwise(self.sizes)
        ]

    @property
    def entropic(self):
        """Whether the output is a softmax with cross-entropy (else sigmoid, squared error)."""
        return self.cost == "cross-entropy"

    @property
    def name(self):
        """Sizes and batch, like 64-32-10 @ 32."""
        return "-".join(map(str, self.sizes)) + f" @ {self.batch}"


# The rows of the table in the design page; digits, and MNIST's shape.
SETTINGS = {
    "tiny": ((2, 3, 1), "sigmoid", "squared error", 1, 0.0, 0.5, 64),
    "digits": ((64, 32, 10), "relu", "cross-entropy", 32, 0.9, 0.1, 40),
    "nielsen": ((784, 30, 10), "sigmoid", "squared error", 10, 0.0, 3.0, 40),
    "medium": ((784, 128, 10), "relu", "cross-entropy", 64, 0.9, 0.1, 20),
    "large": ((784, 1024, 1024, 10), "relu", "cross-entropy", 256, 0.9, 0.05, 8),
}


def flat(layers):
    """Weights and biases of all layers as one vector, to compare programs."""
    return np.concatenate([np.append(np.ravel(W), np.ravel(b)) for W, b in layers])
