"""Values that know where they came from, and the sweep back through them."""

from itertools import count

import numpy as np

_serial = count()  # orders the nodes by their making; its value means nothing else


class Node:
    """A value in a graph, with the derivative of the last result with respect to it.

    Parameters
    ----------
    value : array_like
        Copied, as float64.
    name : str
        What a drawing shows.

    Attributes
    ----------
    value : ndarray
    grad : ndarray of the shape of value, or None before `backward`
    operation : str
        What made it; "" for an input.
    parents : tuple of Node
        The arguments of that operation.
    """

    __array_ufunc__ = None  # so that ndarray + Node comes to Node.__radd__

    def __init__(self, value, name=""):
        self.value = np.array(value, dtype=np.float64)
        self.grad, self.name, self.operation = None, name, ""
        self.parents, self._pullbacks, self._made = (), (), next(_serial)

    def backward(self):
        """Set `grad` of every node this one depends on to d(self)/d(node).

        A second call sets the same gradients again: nothing is left over from the first.

        Raises
        ------
        ValueError
            If the value is not a single number.
        """
        if self.value.size != 1:
            raise ValueError(
                f"backward starts from a single number, but this value has shape"
                f" {self.value.shape}: take the sum or another cost first"
            )
        order = ancestors(self)
        for node in order:
            node.grad = np.zeros_like(node.value)
        self.grad = np.ones_like(self.value)
        for node in reversed(order):
            for parent, pull_back in zip(node.parents, node._pullbacks, strict=True):
                parent.grad += _fold(pull_back(node.grad), parent.value.shape)

    def __add__(self, other):
        return record("+", np.add, lambda g, a, b, z: g, lambda g, a, b, z: g, self, other)

    def __sub__(self, other):
        return record("-", np.subtract, lambda g, a, b, z: g, lambda g, a, b, z: -g, self, other)

    def __mul__(self, other):
        return record(
            "*", np.multiply, lambda g, a, b, z: g * b, lambda g, a, b, z: g * a, self, other
        )

    def __truediv__(self, other):
        return record(
            "/", np.divide, lambda g, a, b, z: g / b, lambda g, a, b, z: -g * z / b, self, other
        )

    def __pow__(self, exponent):
        """Power with a constant exponent."""
        if isinstance(exponent, Node):
            raise TypeError("the exponent must be a number: write exp(log(x) * y) for x ** y")
        n = float(exponent)
        return record(f"**{exponent}", lambda a: a**n, lambda g, a, z: g * n * a ** (n - 1), self)

    def __matmul__(self, other):
        other = _as_node(other)
        if self.value.ndim != 2 or other.value.ndim != 2:
            raise ValueError(
                f"@ takes two matrices, not shapes {self.value.shape} and {other.value.shape}:"
                " give a vector as a column, shape (n, 1)"
            )
        return record(
            "@", np.matmul, lambda g, a, b, z: g @ b.T, lambda g, a, b, z: a.T @ g, self, other
        )

    def __neg__(self):
        return self * -1.0

    def __radd__(self, other):
        return _as_node(other) + self

    def __rsub__(self, other):
        return _as_node(other) - self

    def __rmul__(self, other):
        return _as_node(other) * self

    def __rtruediv__(self, other):
        return _as_node(other) / self

    def __rmatmul__(self, other):
        return _as_node(other) @ self

    def __getitem__(self, index):
        """Entries of the value; repeated indices add up on the way back."""

        def pull_back(g, a, z):
            whole = np.zeros_like(a)
            np.add.at(whole, index, g)
            return whole

        return record(f"[{index}]", lambda a: a[index], pull_back, self)

    @property
    def T(self):
        """Transpose."""
        return record("T", np.transpose, lambda g, a, z: g.T, self)

    def sum(self, axis=None):
        """Sum of all entries, or along an axis."""

        def pull_back(g, a, z):
            return np.broadcast_to(g if axis is None else np.expand_dims(g, axis), a.shape)

        return record("sum", lambda a: a.sum(axis=axis), pull_back, self)

    def reshape(self, *shape):
        """Return the same entries in another shape."""
        return record(
            "reshape", lambda a: a.reshape(*shape), lambda g, a, z: g.reshape(a.shape), self
        )

    def __repr__(self):
        name = f"{self.name} = " if self.name else ""
        return f"Node({name}{np.array2string(self.value, precision=6)})"


def record(operation, f, *rules_and_arguments):
    """Make the node f(arguments); as many rules as arguments, each rule(g, *values, result)."""
    n = len(rules_and_arguments) // 2
    rules, parents = rules_and_arguments[:n], tuple(map(_as_node, rules_and_arguments[n:]))
    values = [parent.value for parent in parents]
    node = Node(f(*values))
    node.operation, node.parents = operation, parents
    node._pullbacks = tuple(lambda g, rule=rule: rule(g, *values, node.value) for rule in rules)
    return node


def _as_node(value):
    return value if isinstance(value, Node) else Node(value)


def _fold(gradient, shape):
    """Undo broadcasting: sum over the axes along which the value was repeated."""
    gradient = np.asarray(gradient)
    gradient = gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))
    repeated = tuple(k for k, n in enumerate(shape) if n == 1 and gradient.shape[k] != 1)
    return gradient.sum(axis=repeated, keepdims=True)


def ancestors(node):
    """Return every node that `node` depends on, itself last, each after its parents.

    Parameters
    ----------
    node : Node

    Returns
    -------
    list of Node
    """
    found, waiting = {node}, [node]
    while waiting:
        for parent in waiting.pop().parents:
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return sorted(found, key=lambda node: node._made)
