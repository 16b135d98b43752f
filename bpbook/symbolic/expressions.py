"""The terms of the language: immutable trees of finite sums of real numbers.

A term is compared by its ``key``, a text that spells it out; nothing is simplified here beyond
``x + 0``, ``1 * x`` and the arithmetic of two numbers, so that what an author wrote is what is
printed. Each index carries its range. A bound index is renamed whenever it could capture a free
one (:func:`substitute`), which is the one delicate operation of this module.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterator
from fractions import Fraction

NOTHING: frozenset = frozenset()


class Expr:
    """A real-valued term; ``free`` holds the indices and symbols that occur free in it."""

    __slots__ = ("args", "free", "key")
    __array_ufunc__ = None  # NumPy must not take `array * term` apart

    def __init__(self, *args: Expr):
        self.args = args
        self.key = self._spell()
        self.free = self._find_free()

    def _spell(self) -> str:
        return f"{type(self).__name__}({','.join(a.key for a in self.args)})"

    def _find_free(self) -> frozenset:
        return NOTHING.union(*(a.free for a in self.args))

    def rebuild(self, args: tuple) -> Expr:
        """Return the same kind of term with other arguments."""
        return type(self)(*args)

    def __eq__(self, other):
        return self is other or (isinstance(other, Expr) and self.key == other.key)

    def __hash__(self):
        return hash(self.key)

    def __repr__(self):
        from bpbook.symbolic.display import plain

        return plain(self)

    def _repr_latex_(self):
        from bpbook.symbolic.display import latex

        return f"$\\displaystyle {latex(self)}$"

    def __add__(self, other):
        return combine(add, self, other)

    def __radd__(self, other):
        return combine(add, other, self)

    def __sub__(self, other):
        return combine(lambda a, b: add(a, negative(b)), self, other)

    def __rsub__(self, other):
        return combine(lambda a, b: add(a, negative(b)), other, self)

    def __mul__(self, other):
        return combine(mul, self, other)

    def __rmul__(self, other):
        return combine(mul, other, self)

    def __truediv__(self, other):
        return combine(divide, self, other)

    def __rtruediv__(self, other):
        return combine(divide, other, self)

    def __pow__(self, other):
        return combine(power, self, other)

    def __rpow__(self, other):
        return combine(power, other, self)

    def __neg__(self):
        return negative(self)

    def __pos__(self):
        return self

    def __lt__(self, other):
        return Relation(self, "<", term(other))

    def __le__(self, other):
        return Relation(self, "<=", term(other))

    def __gt__(self, other):
        return Relation(self, ">", term(other))

    def __ge__(self, other):
        return Relation(self, ">=", term(other))

    def __bool__(self):
        raise TypeError(f"{self!r} is a formula, neither true nor false")

    def __float__(self):
        raise TypeError(f"{self!r} is a formula, not a number")


class Relation:
    """``left < right`` and its kin: an assumption, or a claim to be shown by a certificate."""

    def __init__(self, left: Expr, sign: str, right: Expr):
        self.left, self.sign, self.right = left, sign, right

    def __repr__(self):
        return f"{self.left!r} {self.sign} {self.right!r}"

    def __bool__(self):
        raise TypeError(f"{self!r} is a condition on symbols: write a < b < c as two conditions")


class Num(Expr):
    """A rational number."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = Fraction(value)
        super().__init__()

    def _spell(self):
        return str(self.value)

    def rebuild(self, args):
        """Return the same kind of term with other arguments."""
        return self


class Symbol(Expr):
    """A named number: ``kind`` is real, positive, width, layer or integer."""

    __slots__ = ("at", "kind", "least", "name")

    def __init__(self, name: str, kind: str, least: int | None = None, at: Expr | None = None):
        self.name, self.kind, self.least, self.at = name, kind, least, at
        super().__init__(*([at] if at is not None else []))

    def _spell(self):
        return self.name if self.at is None else f"{self.name}({self.at.key})"

    def _find_free(self):
        return frozenset([self]) if self.at is None else self.at.free | {self}

    def rebuild(self, args):
        """Return the same kind of term with other arguments."""
        return Symbol(self.name, self.kind, self.least, *args) if args else self

    @property
    def is_integer(self) -> bool:
        """Whether the symbol takes whole values only."""
        return self.kind in ("width", "layer", "integer")

    @property
    def is_positive(self) -> bool:
        """Whether the symbol is positive."""
        return self.kind == "positive" or (self.least is not None and self.least > 0)


class Index(Expr):
    """An index that runs over ``lower .. upper``, both included."""

    __slots__ = ("lower", "name", "serial", "upper")

    def __init__(self, name: str, lower: Expr, upper: Expr, serial: int = 0):
        self.name, self.lower, self.upper, self.serial = name, lower, upper, serial
        super().__init__()

    def _spell(self):
        tail = f"#{self.serial}" if self.serial else ""
        return f"{self.name}{tail}<{self.lower.key}..{self.upper.key}>"

    def _find_free(self):
        return frozenset([self])

    def rebuild(self, args):
        """Return the same kind of term with other arguments."""
        return self

    @property
    def size(self) -> Expr:
        """The number of values: ``n`` for an index over ``1 .. n``."""
        if self.lower == ONE:
            return self.upper
        return self.upper - self.lower + 1

    @property
    def bounds(self) -> tuple[str, str]:
        """The ends of the range, as text."""
        return self.lower.key, self.upper.key


class Entry(Expr):
    """An entry ``z[j]`` of an array."""

    __slots__ = ("array",)

    def __init__(self, array, *subscripts: Expr):
        self.array = array
        super().__init__(*subscripts)

    def _spell(self):
        return f"{self.array.name}[{','.join(a.key for a in self.args)}]"

    def rebuild(self, args):
        """Return the same kind of term with other arguments."""
        return Entry(self.array, *args)


class Add(Expr):
    """A sum of the terms written down, in the author's order."""


class Mul(Expr):
    """A product, in the author's order."""


class Pow(Expr):
    """``base ** exponent``."""


class Sum(Expr):
    """A finite sum of ``body`` over indices with ranges; the indices are bound."""

    __slots__ = ("indices",)

    def __init__(self, body: Expr, *indices: Index):
        self.indices = indices
        super().__init__(body)

    def _spell(self):
        return f"Sum({self.args[0].key};{','.join(i.key for i in self.indices)})"

    def _find_free(self):
        return bound_away(self.args[0].free, self.indices)

    def rebuild(self, args):
        """Return the same kind of term with other arguments."""
        return Sum(*args, *self.indices)

    def rebind(self, args, indices):
        """Return the sum with a renamed body and renamed indices."""
        return Sum(*args, *indices)


class Call(Expr):
    """``f(x)``, or its derivative of some order at ``x``: ``f.prime(x)`` has order 1."""

    __slots__ = ("function", "order")

    def __init__(self, function, order: int, argument: Expr):
        self.function, self.order = function, order
        super().__init__(argument)

    def _spell(self):
        return f"{self.function.name}{chr(39) * self.order}({self.args[0].key})"

    def rebuild(self, args):
        """Return the same kind of term with other arguments."""
        return Call(self.function, self.order, *args)


class Kronecker(Expr):
    """1 where two integers are equal, else 0."""


class Within(Expr):
    """1 where ``lower <= value <= upper``, else 0; arguments: lower, value, upper."""


class Derivative(Expr):
    """The derivative of a term by a symbol or an entry, not yet carried out."""


class Named(Expr):
    """An abbreviation: printed as its name, equal to its argument."""

    __slots__ = ("name",)

    def __init__(self, name: str, expr: Expr):
        self.name = name
        super().__init__(expr)

    def _spell(self):
        return f"{self.name}:={self.args[0].key}"

    def rebuild(self, args):
        """Return the same kind of term with other arguments."""
        return Named(self.name, *args)


class Anything(Expr):
    """Any differentiable function of a family of terms, with named derivatives.

    Arguments: the family's member ``body`` and the entry ``gradient`` that names the derivative
    with respect to it, for every value of ``indices``, which are bound.
    """

    __slots__ = ("indices", "name")

    def __init__(self, name: str, body: Expr, gradient: Expr, *indices: Index):
        self.name, self.indices = name, indices
        super().__init__(body, gradient)

    def _spell(self):
        inside = ",".join(a.key for a in self.args)
        return f"{self.name}{{{inside};{','.join(i.key for i in self.indices)}}}"

    def _find_free(self):
        return bound_away(self.args[0].free | self.args[1].free, self.indices)

    def rebuild(self, args):
        """Return the same kind of term with other arguments."""
        return Anything(self.name, *args, *self.indices)

    def rebind(self, args, indices):
        """Return the functional with renamed parts and renamed indices."""
        return Anything(self.name, *args, *indices)


ZERO, ONE, MINUS_ONE = Num(0), Num(1), Num(-1)


def bound_away(free: frozenset, indices: tuple) -> frozenset:
    """Return what stays free when ``indices`` are bound; their ranges are free outside."""
    ranges = (end.free for i in indices for end in (i.lower, i.upper))
    return (free - frozenset(indices)).union(*ranges)


def term(value) -> Expr:
    """Return ``value`` as a term: a term, an integer, a fraction or a SymPy rational."""
    if isinstance(value, Expr):
        return value
    if isinstance(value, (numbers.Rational, numbers.Integral)) and not isinstance(value, bool):
        return Num(Fraction(int(value.numerator), int(value.denominator)))
    if getattr(value, "is_Rational", False):
        return Num(Fraction(int(value.p), int(value.q)))
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        raise TypeError(f"{value} is rounded: write an exact number, such as rational(1, 10)")
    raise TypeError(
        f"{value!r} of type {type(value).__name__} cannot stand in an index formula; "
        "use width, index, scalar, array and function"
    )


def combine(operation, left, right):
    """Apply ``operation`` to two terms, or let the other operand (a matrix) try."""
    try:
        return operation(term(left), term(right))
    except TypeError:
        if hasattr(left, "entry") or hasattr(right, "entry"):
            return NotImplemented
        raise


def _pieces(kind: type, terms) -> Iterator[Expr]:
    for t in terms:
        yield from t.args if isinstance(t, kind) else (t,)


def add(*terms: Expr) -> Expr:
    """Return the sum, without the zeros."""
    kept = [t for t in _pieces(Add, terms) if t != ZERO]
    if all(isinstance(t, Num) for t in kept):
        return Num(sum((t.value for t in kept), Fraction(0)))
    return kept[0] if len(kept) == 1 else Add(*kept)


def mul(*factors: Expr) -> Expr:
    """Return the product, its number in front."""
    number, kept = Fraction(1), []
    for factor in _pieces(Mul, factors):
        if isinstance(factor, Num):
            number *= factor.value
        else:
            kept.append(factor)
    if number == 0 or not kept:
        return Num(number)
    if number != 1:
        kept.insert(0, Num(number))
    return kept[0] if len(kept) == 1 else Mul(*kept)


def negative(x: Expr) -> Expr:
    """Return ``-x``, without multiplying a sum out."""
    return mul(MINUS_ONE, x)


def power(base: Expr, exponent: Expr) -> Expr:
    """Return ``base ** exponent``; numbers with an integer exponent are worked out."""
    if exponent == ONE:
        return base
    if exponent == ZERO:
        return ONE
    whole = isinstance(exponent, Num) and exponent.value.denominator == 1
    if isinstance(base, Num) and whole:
        if base == ZERO and exponent.value < 0:
            raise ZeroDivisionError("a formula divides by 0")
        return Num(base.value ** int(exponent.value))
    return Pow(base, exponent)


def divide(left: Expr, right: Expr) -> Expr:
    """Return ``left / right``."""
    return mul(left, power(right, MINUS_ONE))
