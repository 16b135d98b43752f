"""The second route for SymPy expressions: values at random points, derivatives by differences."""

from __future__ import annotations

import random

import mpmath
import sympy as sp
from sympy.core.function import AppliedUndef

POINTS = 3
DIGITS = 75
STEP = "1e-12"
TOLERANCE = "1e-40"


class Values:
    """Values of expressions at one random point; compiled expressions are kept."""

    def __init__(self, seed: str, symbols, compiled: dict):
        chance = random.Random(seed)
        self.symbols = sorted(symbols, key=str)
        self.compiled = compiled
        with mpmath.workdps(DIGITS):
            self.at = {s: draw(chance, s) for s in self.symbols}

    def of(self, e: sp.Expr):
        """Return the value of an expression, or None where it has none."""
        with mpmath.workdps(DIGITS):
            try:
                value = self.evaluate(concrete(e), self.at)
            except (ZeroDivisionError, ValueError, OverflowError):
                return None
            return mpmath.re(value) if is_real(value) else None

    def evaluate(self, e: sp.Expr, at: dict):
        """Return a value; every derivative is a five-point difference."""
        parts = {d: sp.Dummy(f"d{r}") for r, d in enumerate(outermost_derivatives(e))}
        inner = {v: self.difference(d, at) for d, v in parts.items()}
        e = e.xreplace(parts) if parts else e
        arguments = [*self.symbols, *inner]
        key = (e, tuple(map(str, arguments)))
        if parts or key not in self.compiled:
            self.compiled[key] = sp.lambdify(arguments, e, "mpmath")
        return mpmath.mpmathify(self.compiled[key](*(({**at, **inner})[s] for s in arguments)))

    def difference(self, d: sp.Derivative, at: dict):
        """Return a derivative by its first variable, the others being taken inside."""
        (x, order), *rest = d.variable_count
        body = sp.Derivative(d.expr, (x, order - 1), *rest) if order > 1 or rest else d.expr
        if order == 1 and rest:
            body = sp.Derivative(d.expr, *rest)
        h = mpmath.mpf(STEP)
        f = {k: self.evaluate(body, {**at, x: at[x] + k * h}) for k in (-2, -1, 1, 2)}
        return (8 * (f[1] - f[-1]) - (f[2] - f[-2])) / (12 * h)


def outermost_derivatives(e: sp.Expr) -> list[sp.Derivative]:
    """Return the derivatives that stand in no other derivative."""
    if isinstance(e, sp.Derivative):
        return [e]
    return list(dict.fromkeys(d for a in e.args for d in outermost_derivatives(a)))


def concrete(e: sp.Expr) -> sp.Expr:
    """Return an expression whose arbitrary functions are fixed quartics."""
    for f in sorted({a.func for a in e.atoms(AppliedUndef)}, key=str):
        c = [sp.Rational(random.Random(f"{f}{r}").randint(1, 19), 10) for r in range(5)]
        e = e.replace(f, lambda x, c=c: sum(v * x**r for r, v in enumerate(c)))
    if e.has(sp.Subs):
        e = e.replace(lambda t: isinstance(t, sp.Subs), lambda t: t.doit())
    return e


def draw(chance: random.Random, s: sp.Symbol):
    """Return a number with four decimals, positive for a symbol that is declared positive."""
    value = mpmath.mpf(chance.randint(1000, 18999)) / 10000
    return value if s.is_positive else value * chance.choice([1, -1])


class Points:
    """The random points of a statement, and the counterexamples found there."""

    def __init__(self, id: str, symbols):
        compiled: dict = {}
        self.values = [Values(f"{id}/{k}", symbols, compiled) for k in range(POINTS)]

    def counterexample(self, a: sp.Expr, b: sp.Expr) -> str:
        """Return a point where two expressions differ, in words, or an empty text."""
        for point in self.values:
            p, q = point.of(a), point.of(b)
            if p is None or q is None:
                continue
            if abs(p - q) > mpmath.mpf(TOLERANCE) * (1 + abs(p) + abs(q)):
                used = a.free_symbols | b.free_symbols
                where = ", ".join(
                    f"{s} = {rounded(point.at[s])}" for s in point.symbols if s in used
                )
                return f"at {where or 'any point'}: left {rounded(p)}, right {rounded(q)}"
        return ""


def is_real(value) -> bool:
    """Tell whether a value is a finite real number."""
    return bool(mpmath.isfinite(value)) and abs(mpmath.im(value)) <= mpmath.mpf(TOLERANCE)


def rounded(x) -> str:
    """Return a number with 6 significant digits."""
    return mpmath.nstr(x, 6)
