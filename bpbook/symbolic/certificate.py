"""The second route: a statement evaluated, unproved and underived, at random points.

Nothing here knows the calculus or the normal form. Numbers have 50 digits, widths are distinct
and at least 2 (with all widths 1, two of five wrong formulas look right), derivatives are
finite differences, an arbitrary function is a line with two random bends, an arbitrary cost a
random cubic.
"""

from __future__ import annotations

import decimal
import itertools
from decimal import Decimal
from fractions import Fraction

from bpbook.symbolic.drawing import Drawing, first_entry, is_scaling
from bpbook.symbolic.expressions import Anything, Entry, Expr, Index, Symbol, term
from bpbook.symbolic.functions import (
    ARGUMENT,
)
from bpbook.symbolic.integers import (
    NoPointError,
    choose_integers,
    everything,
    key,
    width_at,
)
from bpbook.symbolic.language import (
    Equation,
)
from bpbook.symbolic.substitution import meaning

DIGITS = 75
STEP = Decimal("1e-12")


class Point(Drawing):
    """One random point: widths, indices, and a value for every symbol and entry, drawn on demand.

    Parameters
    ----------
    seed : str
        Whatever names the statement; the same name gives the same numbers on every machine.
    number : int
        Which of the statement's points; a real number changes its sign from one to the next.
    terms : iterable of Expr
        The statement: its symbols, indices and arbitrary functions are given values.
    assumptions : iterable
        Conditions that the point satisfies.
    """

    def __init__(self, seed: str, number: int, terms, assumptions=()):
        self.seed, self.number = seed, number
        self.assumptions = list(assumptions)
        self.terms = [*terms, *(t for a in self.assumptions for t in (a.left, a.right))]
        self.scaled = {first_entry(a.left).array.name for a in self.assumptions if is_scaling(a)}
        self.drawn: dict[tuple, Decimal] = {}
        self.bases: dict[tuple, Decimal] = {}
        self.shifts: dict[tuple, Decimal] = {}
        self.memo: dict[tuple, Decimal] = {}
        self.integers: dict[Expr, int] = {}
        self.argument = Decimal(0)
        self.gradients: dict[str, list[Anything]] = {}
        self.names: dict[Expr, tuple] = {}
        with decimal.localcontext(prec=DIGITS):
            try:
                choose_integers(self)
                self.collect_gradients()
                self.check_assumptions()
            except decimal.DecimalException as error:
                raise NoPointError(f"no value: {type(error).__name__}") from error

    def ends(self, i: Index, env) -> tuple[int, int]:
        """Return the first and the last value of an index."""
        return int(self.value(i.lower, env)), int(self.value(i.upper, env))

    # ---- values ------------------------------------------------------------------------------

    def evaluate(self, e: Expr) -> Decimal:
        """Return the value of a term at this point.

        Raises
        ------
        NoPointError
            If the term has no value here: a division by 0, the logarithm of a negative number.
        """
        with decimal.localcontext(prec=DIGITS):
            try:
                return self.value(e)
            except decimal.DecimalException as error:
                raise NoPointError(f"{e!r} has no value: {type(error).__name__}") from error

    def value(self, e: Expr, env: dict | None = None) -> Decimal:
        """Return the value of a term; ``env`` gives the bound indices their values."""
        env = env or {}
        if env:
            if e not in self.names:
                self.names[e] = tuple(sorted((i for i in e.free if isinstance(i, Index)), key=key))
            where = (e, tuple(env.get(i) for i in self.names[e]))
        else:
            where = (e, ())
        if where not in self.memo:
            self.memo[where] = VALUES[type(e).__name__](self, e, env)
        return self.memo[where]

    def entry(self, e: Entry, subscripts: tuple[int, ...]) -> Decimal:
        """Return the value of an entry with concrete subscripts."""
        name = (e.array.name, *subscripts)
        values = e.array.values
        if values is not None:
            low, high = self.ends(values, {})
            return Decimal(low + self.lot(name) % (high - low + 1))
        where = {"subscripts": subscripts}
        for owner in self.gradients.get(e.array.name, ()):
            found = self.assigns(owner.args[1], e, where)
            value = None if found is None else self.gradient(owner, found)
            if value is not None:
                return value
        scaled = e.array.name in self.scaled
        return self.base_value(e, name, where, scaled) + self.shifts.get(name, 0)

    def scaled_copy(self, array: str, scale: int) -> Point:
        """Return this point without the equations, one array scaled."""
        return Raw(self, array, scale)

    # ---- functions ---------------------------------------------------------------------------

    def call(self, f, order: int, x: Decimal) -> Decimal:
        """Return a value of a function or of its derivative."""
        if f.definition:
            return self.slope(term(f.definition(ARGUMENT)), x, order)
        if f.name in ELEMENTARY:
            return ELEMENTARY[f.name](x)
        c = [self.draw(("function", f.name, r)) for r in range(5)]
        line = (c[0] + c[1] * x, c[1])[order] if order < 2 else Decimal(0)
        return line + c[2] * bend(x + c[3], order) - c[4] * 2**order * bend(2 * x, order)

    def slope(self, body: Expr, x: Decimal, order: int) -> Decimal:
        """Return a derivative of a function's definition, by finite differences."""
        if order:
            return stencil(lambda h: self.slope(body, x + h, order - 1))
        memo, outer, self.memo, self.argument = self.memo, self.argument, {}, x
        try:
            return self.value(body)
        finally:
            self.memo, self.argument = memo, outer

    def derivative(self, e: Expr, env: dict) -> Decimal:
        """Return a derivative by differences."""
        body, x = e.args
        name = (
            (x,)
            if isinstance(x, Symbol)
            else (x.array.name, *(int(self.value(a, env)) for a in x.args))
        )

        def shifted(h: Decimal) -> Decimal:
            memo, before = self.memo, self.shifts.get(name, Decimal(0))
            self.memo, self.shifts[name] = {}, before + h
            try:
                return self.value(body, env)
            finally:
                self.memo, self.shifts[name] = memo, before

        return stencil(shifted)

    # ---- arbitrary costs ---------------------------------------------------------------------

    def collect_gradients(self) -> None:
        """Note which names stand for derivatives of which cost."""
        for e in {e for t in self.terms for e in everything(t) if isinstance(e, Anything)}:
            owners = self.gradients.setdefault(e.args[1].array.name, [])
            owners.append(e)
            owners.sort(key=key)

    def family(self, e: Anything, env: dict):
        """Return the members of the family, with the two random coefficients of each."""
        spans = [range(p, q + 1) for p, q in (self.ends(i, env) for i in e.indices)]
        for values in itertools.product(*spans):
            inner = {**env, **dict(zip(e.indices, values, strict=True))}
            name = (e.name, *(int(self.value(a, inner)) for a in e.args[1].args))
            yield (
                values,
                self.value(e.args[0], inner),
                self.draw((*name, 1)),
                self.draw((*name, 2)),
            )

    def anything(self, e: Anything, env: dict) -> Decimal:
        """Return the value of the random cubic that stands for a cost."""
        rows = list(self.family(e, env))
        linear = sum((c * v for _, v, c, _ in rows), Decimal(0))
        return linear + linear**2 / 2 + sum((q * v**3 / 3 for _, v, _, q in rows), Decimal(0))

    def gradient(self, e: Anything, found: dict) -> Decimal | None:
        """Return the derivative of the cubic by one member, at the unshifted point.

        None outside the family: there the name stands for any number.
        """
        env = {i: v for i, v in found.items() if i not in e.indices}
        member = tuple(found[i] for i in e.indices)
        shifts, memo, self.shifts, self.memo = self.shifts, self.memo, {}, {}
        try:
            rows = list(self.family(e, env))
        finally:
            self.shifts, self.memo = shifts, memo
        linear = sum((c * v for _, v, c, _ in rows), Decimal(0))
        slopes = (c * (1 + linear) + q * v**2 for values, v, c, q in rows if values == member)
        return next(slopes, None)


class Raw(Point):
    """The same point without the equations, one array scaled: how an assumed sum responds."""

    def __init__(self, point: Point, array: str, scale: int):
        self.__dict__.update(point.__dict__)
        self.memo, self.bases, self.array, self.scale = {}, {}, array, scale
        self.assumptions = [a for a in point.assumptions if not isinstance(a, Equation)]

    def entry(self, e: Entry, subscripts):
        """Return the value of an entry, before the equation holds."""
        factor = self.scale if e.array.name == self.array else 1
        return factor * super().entry(e, subscripts)


def bend(x: Decimal, order: int) -> Decimal:
    """Return a derivative of 1 / (1 + exp(-x)), a polynomial in its value s: s' = s - s^2."""
    s = 1 / (1 + (-x).exp())
    c = [0, 1]
    for _ in range(order):
        slopes = [r * c[r] for r in range(1, len(c))]
        c = [a - b for a, b in zip([0, *slopes, 0], [0, 0, *slopes], strict=True)]
    return sum((cr * s**r for r, cr in enumerate(c)), Decimal(0))


def stencil(f) -> Decimal:
    """Return the derivative at 0 by the five-point formula."""
    h = STEP
    return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h)


def _logarithm(x: Decimal) -> Decimal:
    if x <= 0:
        raise NoPointError("a logarithm of a number that is not positive")
    return x.ln()


ELEMENTARY = {
    "exp": lambda x: x.exp(),
    "log": _logarithm,
    "step": lambda x: Decimal(1 if x > 0 else 0),
}


def _symbol(point: Point, e: Symbol, env):
    if e.at is not None:
        return Decimal(width_at(point, e, env))
    if e.is_integer:
        if e in point.integers:
            return Decimal(point.integers[e])
        raise NoPointError(f"{e!r} has no value")
    if e == ARGUMENT:
        return point.argument
    return point.base_value(e, (e.name,), {}, e.is_positive) + point.shifts.get((e,), 0)


def _sum(point: Point, e, env):
    first, *others = e.indices
    low, high = point.ends(first, env)
    body = e.args[0] if not others else type(e)(e.args[0], *others)
    return sum((point.value(body, {**env, first: v}) for v in range(low, high + 1)), Decimal(0))


def _product(point: Point, e, env):
    result = Decimal(1)
    for a in e.args:
        factor = point.value(a, env)
        if factor == 0 and type(a).__name__ in ("Kronecker", "Within"):
            return Decimal(0)  # what stands outside a range is not asked for
        result *= factor
    return result


def _entry(point: Point, e: Entry, env):
    if e.array.definition:
        return point.value(meaning(e), env)
    return point.entry(e, tuple(int(point.value(a, env)) for a in e.args))


def _power(point: Point, e, env):
    base, exponent = (point.value(a, env) for a in e.args)
    whole = exponent == exponent.to_integral_value()
    if (base == 0 and exponent <= 0) or (base < 0 and not whole):
        raise NoPointError(f"{e!r} has no value")
    return base ** int(exponent) if whole else base**exponent


def _number(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


VALUES = {
    "Num": lambda point, e, env: _number(e.value),
    "Symbol": _symbol,
    "Index": lambda point, e, env: Decimal(env[e] if e in env else point.integers[e]),
    "Entry": _entry,
    "Add": lambda point, e, env: sum((point.value(a, env) for a in e.args), Decimal(0)),
    "Mul": _product,
    "Pow": _power,
    "Sum": _sum,
    "Call": lambda point, e, env: point.call(e.function, e.order, point.value(e.args[0], env)),
    "Kronecker": lambda point, e, env: Decimal(
        int(point.value(e.args[0], env) == point.value(e.args[1], env))
    ),
    "Within": lambda point, e, env: Decimal(
        int(
            point.value(e.args[0], env)
            <= point.value(e.args[1], env)
            <= point.value(e.args[2], env)
        )
    ),
    "Derivative": lambda point, e, env: point.derivative(e, env),
    "Named": lambda point, e, env: point.value(e.args[0], env),
    "Anything": lambda point, e, env: point.anything(e, env),
}
