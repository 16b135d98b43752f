"""Computational graphs: record a computation on arrays, then run the derivatives back through it.

Reverse mode, chapter 5.  Every operation makes a `Node` that knows its value, its parents,
and for each of them how a derivative with respect to its result becomes one with respect to that
argument.  `Node.backward` visits the nodes in reverse order of their making, once each, adding up
what arrives on several paths; there is no recursion, so a chain may be as long as memory allows.

>>> from bpbook.graph import Node
>>> x, y = Node(3.0, "x"), Node(-4.0, "y")
>>> z = x * y + x
>>> z.backward()
>>> float(x.grad), float(y.grad)  # dz/dx = y + 1, dz/dy = x
(-3.0, 3.0)
"""

from bpbook.graph.drawing import drawing
from bpbook.graph.functions import exp, log, maximum, relu, sigmoid, tanh
from bpbook.graph.node import Node, ancestors

__all__ = [
    "Node",
    "ancestors",
    "drawing",
    "exp",
    "log",
    "maximum",
    "relu",
    "sigmoid",
    "tanh",
]
