"""The residual of an equation: 0 is a proof within the calculus."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor

from bpbook.symbolic import polynomials as ring
from bpbook.symbolic.assumptions import Facts
from bpbook.symbolic.expressions import (
    ONE,
    Add,
    Expr,
    Index,
    Kronecker,
    mul,
)
from bpbook.symbolic.language import Distinct, Equation, Relation
from bpbook.symbolic.normal_form import NormalForm
from bpbook.symbolic.polynomials import Polynomial
from bpbook.symbolic.substitution import (
    substitute,
)
from bpbook.symbolic.sums import Summation

ROUNDS = 12


class UnusableAssumptionError(Exception):
    """An assumption has a shape that the prover cannot use."""


def residual(left: Expr, right: Expr, normal: NormalForm | None = None) -> Expr:
    """Return the normal form of ``left - right``, denominators cleared.

    The result is 0 only if the two sides are equal wherever both are defined: for all values of
    the symbols, arrays and functions in them, and of the widths.
    """
    normal = normal or NormalForm()
    p = normal.of(left - right)
    for _ in range(ROUNDS):
        q = clear_denominators(normal, settle_deltas(normal, p))
        if q == p:
            break
        p = q
    return ring.as_term(p)


def settle_deltas(normal: NormalForm, p: Polynomial) -> Polynomial:
    """[i = j] F(j) = [i = j] F(i): one name for indices that a Kronecker delta makes equal."""
    result: Polynomial = {}
    for monomial, c in p.items():
        ring.add_into(result, _settle_delta(normal, monomial), c)
    return result


def _settle_delta(normal: NormalForm, monomial) -> Polynomial:
    for atom, q in monomial:
        if not isinstance(atom, Kronecker):
            continue
        rest = tuple((a, k) for a, k in monomial if a != atom)
        seen = frozenset().union(*(a.free for a, _ in rest))
        for i in sorted((i for i in atom.free & seen if isinstance(i, Index)), key=_last_first):
            s = Summation(normal).solve(atom.args[0], i)
            if s is None or (isinstance(s, Index) and s.key > i.key):
                continue
            body = normal.of(substitute(ring.monomial_term(rest), {i: s}))
            return settle_deltas(normal, normal.multiply(body, {((atom, q),): Fraction(1)}))
    return {monomial: Fraction(1)}


def _last_first(i: Index):
    return [-ord(c) for c in i.key]


def clear_denominators(normal: NormalForm, p: Polynomial) -> Polynomial:
    """Multiply by the sums that stand in denominators; they are not 0 where both sides exist."""
    powers: dict[Expr, Fraction] = {}
    for monomial in p:
        for atom, q in monomial:
            if isinstance(atom, Add) and q <= -1:
                powers[atom] = max(powers.get(atom, Fraction(0)), Fraction(floor(-q)))
    if not powers:
        return p
    return normal.multiply(p, {ring.monomial_of(powers): Fraction(1)})


def facts_of(assumptions: Iterable) -> Facts:
    """Return assumptions in the form that the rules use."""
    signs, equations, distinct = [], [], []
    normal = NormalForm()
    for a in assumptions:
        if isinstance(a, Relation):
            signs.append(_sign_fact(normal, a))
        elif isinstance(a, Equation):
            equations.append(_rewriting(normal, a))
        elif isinstance(a, Distinct):
            difference = normal.of(Kronecker(a.left, a.right))
            distinct += [atom.args[0] for m in difference for atom, _ in m]
    return Facts(tuple(signs), tuple(equations), tuple(distinct))


def _sign_fact(normal: NormalForm, a: Relation) -> tuple[Expr, int]:
    greater, smaller = (a.left, a.right) if ">" in a.sign else (a.right, a.left)
    c, monomial, core = normal.factors(normal.of(greater - smaller))
    unsure = [(x, q) for x, q in (*monomial, (core, 1)) if x != ONE and not normal.is_positive(x)]
    if "=" in a.sign or len(unsure) != 1 or unsure[0][1] != 1:
        raise UnusableAssumptionError(
            f"{a!r}: assume a strict sign of one quantity, such as z > 0"
        )
    return unsure[0][0], 1 if c > 0 else -1


def _rewriting(normal: NormalForm, a: Equation) -> tuple[Expr, Expr]:
    known = ring.only(normal.of(a.left))
    if not known or len(known[0]) != 1 or known[0][0][1] != 1:
        raise UnusableAssumptionError(f"{a!r}: the left side must be one entry or one sum")
    return known[0][0][0], mul(normal.term(a.right), ONE / known[1])
