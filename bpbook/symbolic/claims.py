"""claim(): state an equation, have it proved or refuted, and display it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bpbook.symbolic import mistakes
from bpbook.symbolic.calculus import CannotDifferentiate
from bpbook.symbolic.certificate import NoPoint, Point, differ
from bpbook.symbolic.display import plain
from bpbook.symbolic.expressions import ZERO, Expr, Num, Relation, term
from bpbook.symbolic.normal_form import NormalForm, OutsideTheCalculus
from bpbook.symbolic.outcomes import (
    FalseClaim,
    ImpossibleShape,
    ProverBug,
    Undecided,
    VacuousClaim,
    WrongVersionHolds,
)
from bpbook.symbolic.prover import UnusableAssumption, facts_of, residual
from bpbook.symbolic.results import Claim, Refuted
from bpbook.symbolic.shapes import Mismatch, check_shapes

POINTS = 3


@dataclass(frozen=True)
class Statement:
    """Two sides and what is assumed, before anything is known about them."""

    id: str
    left: Expr
    right: Expr
    assuming: tuple = ()
    sizes: Mapping[str, int] = field(default_factory=dict)


def claim(id, left, right=None, *, wrong=None, assuming=(), certificate=None, generated=True):
    """Prove an equation and return its display, or raise what is wrong with it.

    Parameters
    ----------
    id : str
        ``eq-8-2`` is displayed as (8.2), chapter 8.
    left, right : Expr
        The two sides; or one inequality ``a <= b`` with a ``certificate``.
    wrong : dict of str to Expr, optional
        Mistakes that people make, each named by what is wrong with it: another right side, or
        a pair of sides. Every one must be refuted.
    assuming : assumption or sequence
        ``z > 0``, ``equal(total(t[k], k), 1)``, ``distinct(i, j)``.
    certificate : Expr, optional
        For an inequality: a sum of squares and products of positives that equals the difference
        of the sides.
    generated : bool
        Whether the standard mistakes are generated and refuted too.

    Returns
    -------
    Claim

    Raises
    ------
    FalseClaim, ImpossibleShape, Undecided, VacuousClaim, WrongVersionHolds, ProverBug
        All of them are :class:`~bpbook.symbolic.outcomes.ClaimError`.

    Examples
    --------
    >>> from bpbook.symbolic import derivative, exp, scalar, sigmoid
    >>> z = scalar("z")
    >>> claim("eq-2-1", derivative(1 / (1 + exp(-z)), z), sigmoid(z) * (1 - sigmoid(z)))
    (2.1) d(1/(1 + exp(-z)))/dz = sigma(z)*(1 - sigma(z))
    proved for every real z; 9 wrong versions refuted (9 generated)
    """
    started = time.perf_counter()
    assuming = tuple(assuming) if isinstance(assuming, (list, tuple)) else (assuming,)
    if isinstance(left, Relation):
        raise NotImplementedError
    statement = Statement(id, term(left), term(right), assuming)
    authored = [(name, *_sides(statement, w)) for name, w in (wrong or {}).items()]
    points = establish(statement, authored)
    refuted = [refute(statement, points, "authored", *version) for version in authored]
    if generated:
        for name, version in mistakes.wrong_versions(statement.right):
            found = slip(statement, points, name, version)
            refuted += [found] if found else []
    return Claim(statement, tuple(refuted), time.perf_counter() - started)


def _sides(statement: Statement, version) -> tuple[Expr, Expr]:
    if isinstance(version, tuple):
        return term(version[0]), term(version[1])
    return statement.left, term(version)


def establish(statement: Statement, others=()) -> list[Point]:
    """Prove a statement, or raise; return the points at which it was checked."""
    shapes_fit(statement)
    if statement.left == statement.right:
        raise VacuousClaim(f"{statement.id}: both sides are {plain(statement.left)}")
    points = checked_at(statement, [t for _, *sides in others for t in sides])
    left_over = difference(statement)
    found = counterexample(statement.left, statement.right, points)
    if found and left_over == ZERO:
        raise ProverBug(
            f"{statement.id}: the prover says that both sides are equal, but {describe(*found)}. "
            "Please report this."
        )
    if found:
        raise FalseClaim(refusal(statement, found, left_over), point=found[0], residual=left_over)
    if left_over is None or left_over != ZERO:
        raise Undecided(undecided(statement, left_over))
    if is_vacuous(statement, points):
        raise VacuousClaim(f"{statement.id}: both sides are 0 at every point that was tried")
    return points


def shapes_fit(statement: Statement) -> None:
    try:
        check_shapes(statement.left, statement.right)
    except Mismatch as error:
        raise ImpossibleShape(f"{statement.id}: {error}") from None


def difference(statement: Statement) -> Expr | None:
    """Return the residual, or None where the calculus has no rule."""
    try:
        normal = NormalForm(facts_of(statement.assuming))
        return residual(statement.left, statement.right, normal)
    except UnusableAssumption as error:
        raise Undecided(f"{statement.id}: {error}") from None
    except (OutsideTheCalculus, CannotDifferentiate):
        return None


def checked_at(statement: Statement, extra: Iterable[Expr]) -> list[Point]:
    terms = [statement.left, statement.right, *extra]
    try:
        return [
            Point(f"{statement.id}/{k}", terms, statement.assuming, statement.sizes)
            for k in range(POINTS)
        ]
    except NoPoint as error:
        raise Undecided(f"{statement.id}: {error}") from None


def counterexample(left: Expr, right: Expr, points: Iterable[Point]):
    """Return the first point where two terms differ, with both values, or None."""
    for point in points:
        a, b = point.evaluate(left), point.evaluate(right)
        if differ(a, b):
            return point, a, b
    return None


def is_vacuous(statement: Statement, points: list[Point]) -> bool:
    if isinstance(statement.right, Num):
        return False  # 0 = 0 is what is claimed
    return all(abs(point.evaluate(statement.left)) < Decimal("1e-20") for point in points)


# ---- wrong versions ------------------------------------------------------------------------


def refute(statement: Statement, points, kind: str, name: str, left: Expr, right: Expr) -> Refuted:
    """Refute a wrong version, or raise if it cannot be."""
    found = attempt(statement, points, kind, name, left, right)
    if found:
        return found
    version = Statement(statement.id, left, right, statement.assuming)
    if difference(version) == ZERO:
        raise WrongVersionHolds(
            f"{statement.id}: the wrong version '{name}' is true: {plain(left)} = {plain(right)}"
        )
    raise Undecided(f"{statement.id}: the wrong version '{name}' was neither refuted nor proved")


def slip(statement: Statement, points, name: str, version: Expr) -> Refuted | None:
    """Refute a generated version; None where it is true, or no point tells it apart."""
    try:
        return attempt(statement, points, "generated", name, statement.left, version)
    except (NoPoint, TypeError, ZeroDivisionError):
        return None


def attempt(statement, points, kind, name, left, right) -> Refuted | None:
    try:
        check_shapes(statement.left, statement.right, left, right)
    except Mismatch as error:
        return Refuted(name, kind, left, right, f"impossible shape: {error}")
    found = counterexample(left, right, points)
    return Refuted(name, kind, left, right, describe(*found)) if found else None


# ---- messages ------------------------------------------------------------------------------


def describe(point: Point, a: Decimal, b: Decimal) -> str:
    """Return a counterexample in words."""
    where = ", ".join(point.description())
    return (f"at {where}: " if where else "") + f"left {a:.6g}, right {b:.6g}"


def refusal(statement: Statement, found, left_over: Expr | None) -> str:
    point, a, b = found
    lines = [
        f"{statement.id} is false.",
        f"  stated      {plain(statement.left)} = {plain(statement.right)}",
        f"  at          {', '.join(point.description())}",
        f"  left side   {a:.12g}",
        f"  right side  {b:.12g}",
    ]
    if left_over is not None:
        lines.append(f"  left - right, up to a factor that is not 0:  {plain(left_over)}")
    return "\n".join(lines)


def undecided(statement: Statement, left_over: Expr | None) -> str:
    text = f"{statement.id} is undecided: both sides agree at {POINTS} random points, but "
    if left_over is None:
        return text + "the calculus has no rule for a term in it"
    return text + f"the normal form of their difference is not 0: {plain(left_over)}"
