"""The recursion at depths 1 to 4 without the chain rule for arbitrary functions.

The whole network is written out, with any f and symbolic widths, and differentiated.
"""

from bpbook.symbolic import array, define, derivative, function, index, total, width
from statements import case

f = function("f")
x, t = array("x t")


class Net:
    """A network of some depth, written out."""

    def __init__(self, depth: int):
        self.depth = depth
        self.widths = [width(f"n_{r}") for r in range(depth + 1)]
        self.weights = [array(f"W{r}") for r in range(depth + 1)]
        self.biases = [array(f"b{r}") for r in range(depth + 1)]
        out = index("o", self.widths[depth])
        self.cost = define("C", total((self.activation(depth, out) - t[out]) ** 2, out) / 2)

    def over(self, name, r):
        return index(f"{name}{r}", self.widths[r])

    def weighted_input(self, r, unit):
        k = self.over("k", r - 1)
        return (
            total(self.weights[r][unit, k] * self.activation(r - 1, k), k) + self.biases[r][unit]
        )

    def activation(self, r, unit):
        return x[unit] if r == 0 else f(self.weighted_input(r, unit))

    def delta(self, r, unit):
        slope = f.prime(self.weighted_input(r, unit))
        if r == self.depth:
            return (self.activation(r, unit) - t[unit]) * slope
        k = self.over("q", r + 1)
        return total(self.weights[r + 1][k, unit] * self.delta(r + 1, k), k) * slope

    def without_slope(self, r, unit):
        if r == self.depth:
            return self.activation(r, unit) - t[unit]
        k = self.over("q", r + 1)
        return total(self.weights[r + 1][k, unit] * self.delta(r + 1, k), k)


def weight_case(net: Net, r: int):
    j, k = net.over("j", r), net.over("i", r - 1)
    value = net.delta(r, j) * net.activation(r - 1, k)
    wrong = {"f' of this layer forgotten": net.without_slope(r, j) * net.activation(r - 1, k)}
    return case(
        f"net{net.depth}-W{r}",
        derivative(net.cost, net.weights[r][j, k]),
        value,
        wrong=wrong,
        generated=net.depth < 4,
    )


def bias_case(net: Net, r: int):
    j = net.over("j", r)
    return case(
        f"net{net.depth}-b{r}",
        derivative(net.cost, net.biases[r][j]),
        net.delta(r, j),
        generated=net.depth < 4,
    )


NETS = [Net(depth) for depth in (1, 2, 3, 4)]
CASES = [
    make(net, r)
    for net in NETS
    for r in range(1, net.depth + 1)
    for make in (weight_case, bias_case)
]
