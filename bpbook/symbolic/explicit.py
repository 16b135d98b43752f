"""Explicit sizes: SymPy expressions and matrices without symbolic ranges.

exp, log, arbitrary functions and their derivatives become independent generators; what is left
is a rational identity, filtered at points of a large prime field and then decided by exact
polynomial arithmetic. Generators may be dependent (sine and cosine), so a difference refutes
nothing by itself: only a numerical point does. What neither proves nor refutes is undecided.
"""

from __future__ import annotations

import math
import random
import time
from dataclasses import dataclass

import sympy as sp
from sympy.core.function import AppliedUndef

from bpbook.symbolic.outcomes import (
    FalseClaim,
    ImpossibleShape,
    ProverBug,
    Undecided,
    VacuousClaim,
    WrongVersionHolds,
)
from bpbook.symbolic.results import Claim, Refuted

PRIME = (1 << 61) - 1
METHOD = "rational identity in independent generators; random points of a prime field first"
POINTS = 3
STEP = sp.Rational(1, 10**9)


class NotRational(Exception):
    """Not a rational expression in the generators."""


@dataclass(frozen=True)
class ExplicitStatement:
    """Two SymPy matrices of the same shape; an expression is a 1 x 1 matrix."""

    id: str
    left: sp.Matrix
    right: sp.Matrix
    assuming: tuple = ()

    @property
    def latex(self) -> str:
        """The statement in LaTeX."""
        return f"{sp.latex(unwrapped(self.left))} = {sp.latex(unwrapped(self.right))}"

    @property
    def plain(self) -> str:
        """The statement in plain text."""
        return f"{unwrapped(self.left)} = {unwrapped(self.right)}"

    def scope(self, name=str) -> str:
        """Return what was shown: every real value of so many symbols, entry by entry."""
        symbols = self.left.free_symbols | self.right.free_symbols
        names = sorted(map(str, symbols))
        rows, cols = self.left.shape
        what = (
            f"every real {' and '.join(map(name, names))}"
            if len(names) <= 2
            else (f"every real value of the {len(names)} symbols")
        )
        return what if rows * cols == 1 else f"{what}, in each of the {rows} x {cols} entries"

    @property
    def method(self) -> str:
        """How it was established."""
        return METHOD

    def conditions(self, name=str) -> list[str]:
        """Return what is assumed beside what the scope says: nothing."""
        return []

    def assumptions(self) -> list[str]:
        """Return everything that is assumed: nothing."""
        return []


def unwrapped(m: sp.Matrix):
    """Return the entry of a 1 x 1 matrix, other matrices as they are."""
    return m[0, 0] if m.shape == (1, 1) else m


def as_matrix(x) -> sp.Matrix:
    """Return an expression or a matrix as an explicit matrix."""
    return sp.ImmutableMatrix(x) if isinstance(x, sp.MatrixBase) else sp.ImmutableMatrix([[x]])


def claim_explicit(id, left, right, wrong, generated, started) -> Claim:
    """Decide an equation between SymPy expressions or matrices of explicit size."""
    if right is None:
        if not isinstance(left, sp.Equality):
            raise TypeError(f"{id}: claim(id, left, right) needs two sides, or one Eq")
        left, right = left.lhs, left.rhs
    statement = ExplicitStatement(id, as_matrix(left), as_matrix(right))
    prove(statement)
    refuted = [refute(statement, "authored", name, w) for name, w in wrong.items()]
    if generated:
        for name, version in slips(statement.right):
            found = attempt(statement, "generated", name, version)
            refuted += [found] if found else []
    return Claim(statement, tuple(refuted), time.perf_counter() - started)


def prove(statement: ExplicitStatement) -> None:
    """Prove a statement entry by entry, or raise."""
    left, right = statement.left, statement.right
    if left.shape != right.shape:
        raise ImpossibleShape(
            f"{statement.id}: the left side is {left.shape[0]} x {left.shape[1]}, "
            f"the right side {right.shape[0]} x {right.shape[1]}"
        )
    if left == right and not right.is_zero_matrix:
        raise VacuousClaim(
            f"{statement.id}: both sides are the same formula, {statement.plain}; "
            "write sympy.Derivative(E, w) for a derivative that is to be seen"
        )
    for i, j in entries(left):
        a, b = left[i, j], right[i, j]
        try:
            equal, why = is_identity(a, b), "the generators of the two sides differ"
        except NotRational as error:
            equal, why = False, str(error)
        found = counterexample(a, b)
        if equal and found:
            raise ProverBug(f"{statement.id}: proved, yet {found}. Please report this.")
        if equal:
            continue
        place = "" if left.shape == (1, 1) else f" in entry ({i + 1}, {j + 1})"
        if found:
            raise FalseClaim(
                f"{statement.id} is false{place}.\n  stated      {statement.plain}\n  {found}"
            )
        raise Undecided(
            f"{statement.id} is undecided{place}: both sides agree at {POINTS} random points, but "
            f"no identity of rational functions was found ({why})"
        )


def entries(m: sp.Matrix):
    """Return the places of a matrix."""
    return [(i, j) for i in range(m.shape[0]) for j in range(m.shape[1])]


# ---- deciding ------------------------------------------------------------------------------


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
        return order_and_argument(a.expr)[:2] + (sp.expand(a.point[0]),)
    if isinstance(a, sp.Derivative):
        if not isinstance(a.expr, AppliedUndef) or len(a.variables) != a.derivative_count:
            raise NotRational(f"no rule for {a}")
        if set(a.variables) != set(a.expr.args):
            raise NotRational(f"no rule for {a}; carry the derivative out")
        return (a.expr.func, a.derivative_count, sp.expand(a.expr.args[0]))
    if len(a.args) != 1:
        raise NotRational(f"no rule for {a}")
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
        raise NotRational(f"{e} is not a rational expression")


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
    raise NotRational(f"{e} is not a polynomial")


# ---- numbers -------------------------------------------------------------------------------


def counterexample(a: sp.Expr, b: sp.Expr) -> str:
    """Return a point where two expressions differ, in words, or an empty text."""
    symbols = sorted((a - b).free_symbols | a.free_symbols | b.free_symbols, key=str)
    for k in range(POINTS):
        chance = random.Random(f"{a}={b}/{k}")
        point = {s: sp.Rational(draw(chance, s), 10) for s in symbols}
        p, q = (value_at(e, point) for e in (a, b))
        if p is None or q is None:
            continue
        if abs(p - q) > sp.Float("1e-20", 40) * (1 + abs(p) + abs(q)):
            where = ", ".join(f"{s} = {float(v):g}" for s, v in point.items())
            return f"at {where or 'any point'}: left {rounded(p)}, right {rounded(q)}"
    return ""


def draw(chance: random.Random, s: sp.Symbol) -> int:
    """Return tenths: positive ones for a symbol that is declared positive."""
    value = chance.randint(1, 19)
    return value if s.is_positive else value * chance.choice([1, -1])


def rounded(x) -> str:
    """Return a number with 6 significant digits."""
    return f"{float(x):.6g}" if x.is_real else str(sp.N(x, 6))


def value_at(e: sp.Expr, point: dict):
    """Return an expression at a point, arbitrary functions being fixed quartics."""
    for f in sorted({a.func for a in e.atoms(AppliedUndef)}, key=str):
        c = [random.Random(f"{f}{r}").randint(1, 19) for r in range(5)]
        e = e.replace(f, lambda x, c=c: sum(sp.Rational(v, 10) * x**r for r, v in enumerate(c)))
    value = sp.N(as_differences(e).subs(point).doit(), 50)
    return value if value.is_number and value.is_finite else None


def as_differences(e: sp.Expr) -> sp.Expr:
    """Return an expression with a five-point difference quotient for every derivative."""
    if isinstance(e, sp.Derivative):
        body = as_differences(e.expr)
        for x, order in e.variable_count:
            for _ in range(order):
                at = {k: body.subs(x, x + k * STEP) for k in (-2, -1, 1, 2)}
                body = (8 * (at[1] - at[-1]) - (at[2] - at[-2])) / (12 * STEP)
        return body
    if not e.args or not e.has(sp.Derivative):
        return e
    return e.func(*(as_differences(a) for a in e.args))


# ---- wrong versions ------------------------------------------------------------------------


def slips(right: sp.Matrix):
    """Yield standard wrong versions: sign, factor 2, transpose, one factor or term dropped."""
    yield "the sign", -right
    yield "twice as large", 2 * right
    if right.shape != (1, 1):
        yield "transposed", right.T
        return
    e = right[0, 0]
    for part in sorted(e.args, key=str) if e.is_Add or e.is_Mul else ():
        what = "term" if e.is_Add else "factor"
        rest = e - part if e.is_Add else e / part
        yield f"without the {what} {part}", as_matrix(rest)


def attempt(statement: ExplicitStatement, kind: str, name: str, version) -> Refuted | None:
    """Refute a wrong version by its shape or by a point, or return None."""
    left, right = version if isinstance(version, tuple) else (statement.left, version)
    other = ExplicitStatement(statement.id, as_matrix(left), as_matrix(right))
    if other.left.shape != other.right.shape:
        return Refuted(name, kind, other, "impossible shape")
    for i, j in entries(other.left):
        found = counterexample(other.left[i, j], other.right[i, j])
        if found:
            return Refuted(name, kind, other, found)
    return None


def refute(statement: ExplicitStatement, kind: str, name: str, version) -> Refuted:
    """Refute an authored wrong version, or raise."""
    found = attempt(statement, kind, name, version)
    if found is None:
        raise WrongVersionHolds(f"{statement.id}: the version called wrong ('{name}') holds")
    return found
