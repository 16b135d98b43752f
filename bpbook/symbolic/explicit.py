"""Explicit sizes: SymPy expressions and matrices without symbolic ranges.

exp, log, arbitrary functions and their derivatives become independent generators; what is left
is a rational identity, filtered at points of a large prime field and then decided by exact
polynomial arithmetic. Generators may be dependent (sine and cosine), so a difference refutes
nothing by itself: only a numerical point does. What neither proves nor refutes is undecided.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property

import sympy as sp

from bpbook.symbolic.explicit_identity import NotRationalError, is_identity
from bpbook.symbolic.explicit_numbers import POINTS, Points
from bpbook.symbolic.outcomes import (
    FalseClaim,
    ImpossibleShape,
    ProverBug,
    Undecided,
    VacuousClaim,
    WrongVersionHolds,
)
from bpbook.symbolic.results import Claim, Refuted

METHOD = "rational identity in independent generators; random points of a prime field first"


@dataclass(frozen=True)
class ExplicitStatement:
    """Two SymPy matrices of the same shape; an expression is a 1 x 1 matrix."""

    id: str
    left: sp.Matrix
    right: sp.Matrix
    assuming: tuple = ()

    @cached_property
    def points(self) -> Points:
        """The random points at which it is evaluated."""
        return Points(self.id, self.left.free_symbols | self.right.free_symbols)

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
            if found and not any(says_the_same(found, old) for old in refuted):
                refuted.append(found)
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
        except NotRationalError as error:
            equal, why = False, str(error)
        found = statement.points.counterexample(a, b)
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
        found = statement.points.counterexample(other.left[i, j], other.right[i, j])
        if found:
            return Refuted(name, kind, other, found)
    return None


def says_the_same(one: Refuted, other: Refuted) -> bool:
    """Tell whether two wrong versions are one, such as an author's that is generated as well."""
    a, b = one.version, other.version
    same_shape = a.left == b.left and a.right.shape == b.right.shape
    return same_shape and (a.right - b.right).expand().is_zero_matrix


def refute(statement: ExplicitStatement, kind: str, name: str, version) -> Refuted:
    """Refute an authored wrong version, or raise."""
    found = attempt(statement, kind, name, version)
    if found is None:
        raise WrongVersionHolds(f"{statement.id}: the version called wrong ('{name}') holds")
    return found
