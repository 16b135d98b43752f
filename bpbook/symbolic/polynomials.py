"""Polynomials whose variables are terms: the data of the normal form.

A monomial is a sorted tuple of ``(atom, exponent)``; a polynomial maps monomials to coefficients.
Exponents are rational and not 0. Nothing here knows what an atom means.
"""

from __future__ import annotations

from fractions import Fraction

from bpbook.symbolic.expressions import ONE, ZERO, Add, Expr, Mul, Num, Pow

Monomial = tuple[tuple[Expr, Fraction], ...]
Polynomial = dict[Monomial, Fraction]

UNIT: Monomial = ()


def constant(value) -> Polynomial:
    """Return a number as a polynomial."""
    return {UNIT: Fraction(value)} if value else {}


def variable(atom: Expr, exponent=1) -> Polynomial:
    """Return ``atom ** exponent``."""
    return {((atom, Fraction(exponent)),): Fraction(1)}


def add_into(target: Polynomial, other: Polynomial, factor=1) -> None:
    """Add ``factor * other`` to ``target`` in place."""
    for monomial, c in other.items():
        value = target.get(monomial, 0) + factor * c
        if value:
            target[monomial] = value
        else:
            target.pop(monomial, None)


def merge(a: Monomial, b: Monomial) -> Monomial:
    """Return the product of two monomials; exponents of one atom are added."""
    if not a or not b:
        return a or b
    powers = dict(a)
    for atom, q in b:
        powers[atom] = powers.get(atom, 0) + q
    return monomial_of(powers)


def monomial_of(powers: dict[Expr, Fraction]) -> Monomial:
    """Return the monomial with these exponents, zeros left out."""
    return tuple(sorted(((a, q) for a, q in powers.items() if q), key=lambda aq: aq[0].key))


def monomial_key(monomial: Monomial) -> tuple:
    """Return what monomials are ordered by: degree first, then spelling."""
    return (sum(q for _, q in monomial if q > 0), [(a.key, q) for a, q in monomial])


def monomial_term(monomial: Monomial, c: Fraction = Fraction(1)) -> Expr:
    """Return a coefficient and a monomial as a term."""
    factors = [a if q == 1 else Pow(a, Num(q)) for a, q in monomial]
    if c != 1 or not factors:
        factors.insert(0, Num(c))
    return factors[0] if len(factors) == 1 else Mul(*factors)


def as_term(p: Polynomial) -> Expr:
    """Return a polynomial as a term, its monomials in their order."""
    if not p:
        return ZERO
    parts = [monomial_term(m, p[m]) for m in sorted(p, key=monomial_key)]
    return parts[0] if len(parts) == 1 else Add(*parts)


def lowest_powers(p: Polynomial) -> Monomial:
    """Return the largest monomial that divides every monomial of ``p``."""
    common: dict[Expr, Fraction] = {}
    for a in {a for m in p for a, _ in m}:
        common[a] = min(dict(m).get(a, Fraction(0)) for m in p)
    return monomial_of(common)


def inverse(monomial: Monomial) -> Monomial:
    """Return ``1 / monomial``."""
    return tuple((a, -q) for a, q in monomial)


def leading(p: Polynomial) -> Monomial:
    """Return the largest monomial."""
    return max(p, key=monomial_key)


def only(p: Polynomial) -> tuple[Monomial, Fraction] | None:
    """Return the single monomial of ``p`` and its coefficient, or None."""
    return next(iter(p.items())) if len(p) == 1 else None


def is_one(e: Expr) -> bool:
    """Tell whether a term is the number 1."""
    return e == ONE
