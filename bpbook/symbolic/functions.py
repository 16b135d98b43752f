"""Functions of one real variable: arbitrary ones, and ones that have a definition.

The prover knows exp, log and step; every other name here is an abbreviation of its definition.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

from bpbook.symbolic.expressions import Call, Expr, Index, Symbol, term
from bpbook.symbolic.language import rational


class Function:
    """A function of one real variable: any differentiable one, or one with a definition."""

    def __init__(self, name: str, definition: Callable | None = None, shown: str | None = None):
        self.name, self.definition, self.shown = name, definition, shown

    def at(self, x, order: int):
        """Return the derivative of some order at ``x``; elementwise on a matrix."""
        return x.map(self, order) if hasattr(x, "entry") else Call(self, order, term(x))

    def __call__(self, x):
        """Return ``f(x)``."""
        return self.at(x, 0)

    def prime(self, x):
        """Return ``f'(x)``."""
        return self.at(x, 1)

    def second(self, x):
        """Return ``f''(x)``."""
        return self.at(x, 2)

    def __repr__(self):
        return self.name


def function(name: str, definition: Callable | None = None) -> Function:
    """Return a function: arbitrary, or given by ``definition``.

    Examples
    --------
    >>> from bpbook.symbolic import scalar
    >>> f, z = function("f"), scalar("z")
    >>> f.prime(z) * f(z)
    f'(z)*f(z)
    >>> cube = function("cube", lambda x: x**3)
    """
    if name in (exp.name, log.name, step.name):
        raise ValueError(f"{name} has a meaning already; choose another name")
    if definition is not None:
        if len(inspect.signature(definition).parameters) != 1:
            raise TypeError(f"the definition of {name} must take one argument")
        if any(isinstance(i, Index) for i in term(definition(ARGUMENT)).free):
            raise TypeError(f"the definition of {name} uses an index; write the term out instead")
    return Function(name, definition)


ARGUMENT = Symbol("argument of a definition", "real")

exp = Function("exp")

log = Function("log")

step = Function("step", shown=r"\operatorname{step}")  # 1 for x > 0, 0 for x < 0


def sqrt(x) -> Expr:
    """Return the square root of ``x``."""
    return term(x) ** rational(1, 2)


sigmoid = Function("sigma", lambda x: 1 / (1 + exp(-x)))

tanh = Function("tanh", lambda x: (exp(x) - exp(-x)) / (exp(x) + exp(-x)), r"\tanh")

softplus = Function("softplus", lambda x: log(1 + exp(x)), r"\operatorname{softplus}")

relu = Function("ReLU", lambda x: x * step(x), r"\operatorname{ReLU}")

identity = Function("id", lambda x: x, r"\operatorname{id}")

sign = Function("sign", lambda x: 2 * step(x) - 1, r"\operatorname{sign}")


def absolute(x) -> Expr:
    """Return ``|x|``, differentiable away from 0."""
    return term(x) * sign(x)


def maximum(x, y) -> Expr:
    """Return the larger of two terms, differentiable away from ties."""
    x, y = term(x), term(y)
    return y + (x - y) * step(x - y)
