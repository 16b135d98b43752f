"""Deciding identities of SymPy expressions: independent generators, then exact polynomials.

exp, log, arbitrary functions and their derivatives become generators, the innermost first;
exp(s + c t) is a product of powers. What is left is a rational expression.
"""

from __future__ import annotations

import math
import random

import sympy as sp
from sympy.core.function import AppliedUndef

PRIME = (1 << 61) - 1


class NotRationalError(Exception):
    """Not a rational expression in the generators."""


def is_identity(a: sp.Expr, b: sp.Expr) -> bool:
    """Tell whether two expressions are the same rational function of their generators."""
    a, b = as_rational([carried_out(a), carried_out(b)])
    field = FieldPoint(random.Random(1))
    try:
        if (field.value(a) - field.value(b)) % PRIME:
            return False
    except ZeroDivisionError:
        pass  # an unlucky point; the exact arithmetic decides
    numerator = sp.fraction(sp.together(a - b))[0]
    symbols = sorted(numerator.free_symbols, key=str)
    if not symbols:
        return sp.expand(numerator) == 0
    return in_ring(numerator, sp.polys.rings.ring(symbols, sp.QQ)[0], {}) == 0


def as_rational(es: list[sp.Expr]) -> list[sp.Expr]:
    """Replace values of functions by symbols, the innermost first."""
    generators: dict = {}
    common = math.lcm(*(int(c.q) for e in es for c in exponent_numbers(e)))
    while True:
        inner = {a for e in es for a in e.atoms(sp.Function, sp.Derivative, sp.Subs)}
        inner = {a for a in inner if not has_function(a)}
        if not inner:
            return es
        values = {a: generator(a, generators, common) for a in sorted(inner, key=str)}
        es = [e.xreplace(values) for e in es]


def carried_out(e: sp.Expr) -> sp.Expr:
    """Return an expression with its derivatives carried out, by SymPy."""
    return e.doit() if e.has(sp.Derivative) else e


def exponent_numbers(e: sp.Expr):
    """Yield the rational numbers in the exponents of exp."""
    for a in e.atoms(sp.exp):
        for t in sp.Add.make_args(sp.expand(a.args[0])):
            yield t.as_coeff_Mul(rational=True)[0]


def has_function(a: sp.Expr) -> bool:
    """Tell whether a function stands inside the argument of ``a``."""
    if isinstance(a, (sp.Derivative, sp.Subs)):
        inside = a.point if isinstance(a, sp.Subs) else a.expr.args
        return any(x.has(sp.Function) for x in inside)
    return any(x.has(sp.Function, sp.Derivative, sp.Subs) for x in a.args)


def generator(a: sp.Expr, known: dict, common: int) -> sp.Expr:
    """Return the generator of one value: exp(s + c t) is a product of powers."""
    if not isinstance(a, sp.exp):
        key = order_and_argument(a)
        return known.setdefault(key, sp.Dummy("g", real=True))
    result = sp.S.One
    for t in sp.Add.make_args(sp.expand(a.args[0])):
        c, rest = t.as_coeff_Mul(rational=True)
        result *= known.setdefault(("exp", rest), sp.Dummy("e", positive=True)) ** (c * common)
    return result


def order_and_argument(a: sp.Expr) -> tuple:
    """Return function, order of the derivative and argument: f'(u) has one name."""
    if isinstance(a, sp.Subs):
        return (*order_and_argument(a.expr)[:2], sp.expand(a.point[0]))
    if isinstance(a, sp.Derivative):
        if not isinstance(a.expr, AppliedUndef) or len(a.variables) != a.derivative_count:
            raise NotRationalError(f"no rule for {a}")
        if set(a.variables) != set(a.expr.args):
            raise NotRationalError(f"no rule for {a}; carry the derivative out")
        return (a.expr.func, a.derivative_count, sp.expand(a.expr.args[0]))
    if len(a.args) != 1:
        raise NotRationalError(f"no rule for {a}")
    return (a.func, 0, sp.expand(a.args[0]))


class FieldPoint:
    """A random point of a prime field; equal rational functions agree there."""

    def __init__(self, chance: random.Random):
        self.chance, self.known = chance, {}

    def value(self, e: sp.Expr) -> int:
        """Return the value of a rational expression modulo the prime."""
        if e not in self.known:
            self.known[e] = self.compute(e)
        return self.known[e]

    def compute(self, e: sp.Expr) -> int:
        """Return the value of an expression from those of its parts."""
        if e.is_Symbol:
            return self.chance.randrange(1, PRIME)
        if e.is_Rational:
            return int(e.p) * pow(int(e.q), -1, PRIME) % PRIME
        if e.is_Add:
            return sum(map(self.value, e.args)) % PRIME
        if e.is_Mul:
            result = 1
            for a in e.args:
                result = result * self.value(a) % PRIME
            return result
        if e.is_Pow and e.exp.is_Integer:
            base = self.value(e.base)
            if base == 0 and e.exp < 0:
                raise ZeroDivisionError
            return pow(base, int(e.exp), PRIME)
        raise NotRationalError(f"{e} is not a rational expression")


def in_ring(e: sp.Expr, ring, known: dict):
    """Return a polynomial expression as an element of a polynomial ring."""
    if e not in known:
        known[e] = _in_ring(e, ring, known)
    return known[e]


def _in_ring(e, ring, known):
    if e.is_Symbol:
        return ring.gens[ring.symbols.index(e)]
    if e.is_Rational:
        return ring.domain_new(sp.QQ(int(e.p), int(e.q)))
    parts = [in_ring(a, ring, known) for a in e.args] if e.is_Add or e.is_Mul else []
    if e.is_Add:
        return sum(parts, ring.zero)
    if e.is_Mul:
        result = ring.one
        for p in parts:
            result = result * p
        return result
    if e.is_Pow and e.exp.is_Integer and e.exp > 0:
        return in_ring(e.base, ring, known) ** int(e.exp)
    raise NotRationalError(f"{e} is not a polynomial")
