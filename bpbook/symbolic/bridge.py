"""A proved index formula as a NumPy function: sums become einsum, nothing is rewritten by hand.

The bridge takes plain arrays, so that a test can lay its result beside any implementation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from string import ascii_letters

import numpy as np

from bpbook.symbolic.display import plain
from bpbook.symbolic.expressions import (
    Add,
    Call,
    Entry,
    Expr,
    Index,
    Kronecker,
    Mul,
    Num,
    Pow,
    Sum,
    Symbol,
    term,
)
from bpbook.symbolic.normal_form import NormalForm

Values = Mapping[str, object]


class BridgeError(TypeError):
    """A term that has no plain NumPy form, or a value that is missing."""


def to_numpy(e: Expr, *free: Index, differentiate: bool = True) -> Callable[..., np.ndarray]:
    """Return a function that evaluates a formula for all values of its free indices at once.

    Parameters
    ----------
    e : Expr
        Derivatives in it are carried out by the prover.
    *free : Index
        The free indices, in the order of the axes of the result.
    differentiate : bool
        Whether to bring the formula to normal form first; without it the formula is evaluated
        as it is written, and must hold no derivative.

    Returns
    -------
    callable
        Takes one keyword for each name in the formula: an ndarray for an array (axis r for
        subscript r; a mapping from the layer's text, such as ``"l + 1"``, to an ndarray where a
        subscript names a layer), a number for a scalar or a width, and for an arbitrary function
        a sequence of NumPy functions: f, f', f''.

    Raises
    ------
    BridgeError
        For shifted subscripts, and for names without a value.

    Examples
    --------
    >>> from bpbook.symbolic import array, index, total, width
    >>> n, m = width("n m")
    >>> j, k, w, a = index("j", n), index("k", m), *array("w a")
    >>> z = to_numpy(total(w[j, k] * a[k], k), j)
    >>> z(n=2, m=3, w=np.ones((2, 3)), a=np.array([1.0, 2.0, 3.0])).tolist()
    [6.0, 6.0]
    """
    e = NormalForm().term(term(e)) if differentiate else e

    def evaluate(**values) -> np.ndarray:
        return Evaluation(values).laid_out([Evaluation(values).operand(e)], (), free)

    return evaluate


class Evaluation:
    """One evaluation: an operand is an array with the indices of its axes."""

    def __init__(self, values: Values):
        self.values = values

    def operand(self, e: Expr) -> tuple[np.ndarray, tuple[Index, ...]]:
        """Return the values of a term over its own free indices."""
        axes = tuple(sorted((i for i in e.free if isinstance(i, Index)), key=lambda i: i.key))
        rule = RULES.get(type(e))
        if rule is None:
            raise BridgeError(f"{plain(e)} has no NumPy form")
        return np.asarray(rule(self, e, axes), dtype=float), axes

    def laid_out(self, operands, bound: Sequence[Index], free: Sequence[Index]) -> np.ndarray:
        """Return the product of the operands, summed over ``bound``, with axes ``free``."""
        indices = dict.fromkeys([*free, *bound, *(i for _, axes in operands for i in axes)])
        letter = dict(zip(indices, ascii_letters, strict=False))
        present = {i for _, axes in operands for i in axes}
        missing = [i for i in (*free, *bound) if i not in present]
        operands = [*operands, *((np.ones(self.size(i)), (i,)) for i in missing)]
        inputs = ",".join("".join(letter[i] for i in axes) for _, axes in operands)
        outputs = "".join(letter[i] for i in free)
        return np.einsum(f"{inputs}->{outputs}", *(a for a, _ in operands), optimize=True)

    def size(self, i: Index) -> int:
        """Return the number of values of an index."""
        return int(self.operand(i.size)[0])

    def value(self, name: str):
        """Return the value that was given for a name."""
        if name not in self.values:
            raise BridgeError(f"no value for {name}; values are given for {sorted(self.values)}")
        return self.values[name]

    # ---- rules: each returns an array over ``axes`` ------------------------------------------

    def symbol(self, e: Symbol, axes):
        """Return the value of a symbol."""
        return self.value(plain(e))

    def entry(self, e: Entry, axes):
        """Return an array, its axes put in order."""
        values, places, labels = self.value(e.array.name), [], []
        if isinstance(values, Mapping):
            layers = [a for a in e.args if any(getattr(s, "kind", "") == "layer" for s in a.free)]
            values = values[plain(layers[0])]
            rest = [a for a in e.args if a not in layers]
        else:
            rest = list(e.args)
        for a in rest:
            if isinstance(a, Num):
                places.append(int(a.value) - 1)
            elif isinstance(a, Index) and a.lower == Num(1):
                places.append(slice(None))
                labels.append(a)
            else:
                raise BridgeError(f"the subscript {plain(a)} of {plain(e)} is not a plain index")
        return self.laid_out([(np.asarray(values)[tuple(places)], tuple(labels))], (), axes)

    def add(self, e: Add, axes):
        """Return the sum of the terms."""
        return sum(self.laid_out([self.operand(a)], (), axes) for a in e.args)

    def product(self, e: Mul, axes):
        """Return the product of the factors."""
        return self.laid_out([self.operand(a) for a in e.args], (), axes)

    def sum(self, e: Sum, axes):
        """Return a sum of products, by einsum."""
        body = e.args[0]
        factors = body.args if isinstance(body, Mul) else (body,)
        return self.laid_out([self.operand(a) for a in factors], e.indices, axes)

    def power(self, e: Pow, axes):
        """Return a power."""
        base, exponent = (self.laid_out([self.operand(a)], (), axes) for a in e.args)
        return base**exponent

    def call(self, e: Call, axes):
        """Return the values of a function."""
        argument = self.laid_out([self.operand(e.args[0])], (), axes)
        if e.function.name in ELEMENTARY:
            return ELEMENTARY[e.function.name](argument)
        if e.function.definition and not e.order:
            return self.laid_out([self.operand(term(e.function.definition(e.args[0])))], (), axes)
        return self.value(e.function.name)[e.order](argument)

    def kronecker(self, e: Kronecker, axes):
        """Return a table of ones and zeros."""
        left, right = (self.laid_out([self.operand(a)], (), axes) for a in e.args)
        return left == right

    def index(self, e: Index, axes):
        """Return the values of an index."""
        return int(self.operand(e.lower)[0]) + np.arange(self.size(e))


ELEMENTARY = {"exp": np.exp, "log": np.log, "step": lambda x: np.heaviside(x, np.nan)}
RULES = {
    Num: lambda self, e, axes: float(e.value),
    Symbol: Evaluation.symbol,
    Index: Evaluation.index,
    Entry: Evaluation.entry,
    Add: Evaluation.add,
    Mul: Evaluation.product,
    Sum: Evaluation.sum,
    Pow: Evaluation.power,
    Call: Evaluation.call,
    Kronecker: Evaluation.kronecker,
}
