"""claim(): state an equation, have it proved or refuted, and display it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from decimal import Decimal

from bpbook.symbolic import messages, mistakes
from bpbook.symbolic.calculus import NoDerivativeError
from bpbook.symbolic.certificate import (
    NoPointError,
    Point,
)
from bpbook.symbolic.drawing import (
    differ,
)
from bpbook.symbolic.expressions import ZERO, Expr, Num, Relation
from bpbook.symbolic.normal_form import NormalForm, OutsideTheCalculusError
from bpbook.symbolic.outcomes import (
    FalseClaim,
    ImpossibleShape,
    ProverBug,
    Undecided,
    VacuousClaim,
    WrongVersionHolds,
)
from bpbook.symbolic.positivity import is_visibly_positive
from bpbook.symbolic.prover import UnusableAssumptionError, facts_of, residual
from bpbook.symbolic.results import Claim, Refuted
from bpbook.symbolic.shapes import MismatchError, check_gradients, check_names, check_shapes
from bpbook.symbolic.statements import Statement, as_side, read

POINTS = 3
TRIES = 20
NOTHING = Decimal("1e-40")


def claim(
    id, left, right=None, *, wrong=None, assuming=(), certificate=None, sizes=None, generated=True
):
    """Prove an equation and return its display, or raise what is wrong with it.

    Parameters
    ----------
    id : str
        ``eq-8-2`` is displayed as (8.2), chapter 8.
    left, right : Expr, Matrix, or SymPy expression or matrix
        The two sides; or one inequality ``a <= b``, or one SymPy ``Eq``, and no right side.
    wrong : dict, optional
        Mistakes that people make, each named by what is wrong with it: another right side, a
        pair of sides, an inequality, or ``lambda: D.T @ A`` for a matrix formula that cannot
        even be formed. Every one must be refuted.
    assuming : assumption or sequence of them
        ``z > 0``, ``equal(total(t[k], k), 1)``, ``distinct(i, j)``.
    certificate : Expr, optional
        For an inequality: a sum of squares and products of positives that equals the difference
        of the sides.
    sizes : dict of width to int, optional
        Prove for these sizes only, where the calculus does not reach every width.
    generated : bool
        Whether the standard mistakes are generated and refuted too.

    Returns
    -------
    Claim

    Raises
    ------
    ClaimError
        ``FalseClaim``, ``ImpossibleShape``, ``Undecided``, ``VacuousClaim``,
        ``WrongVersionHolds`` or ``ProverBug``.

    Examples
    --------
    >>> from bpbook.symbolic import derivative, exp, scalar, sigmoid
    >>> z = scalar("z")
    >>> claim("eq-2-1", derivative(1 / (1 + exp(-z)), z), sigmoid(z) * (1 - sigmoid(z)))
    (2.1) d(1/(1 + exp(-z)))/dz = sigma(z)*(1 - sigma(z))
    proved for every real z; 10 wrong versions refuted (10 generated)
    """
    started = time.perf_counter()
    if is_sympy(left) or is_sympy(right):
        from bpbook.symbolic.explicit import claim_explicit

        return claim_explicit(id, left, right, wrong or {}, generated, started)
    statement = read(id, left, right, assuming, sizes)
    authored = [(name, read_wrong(statement, w)) for name, w in (wrong or {}).items()]
    points = establish(statement, [v for _, v in authored if v], certificate)
    refuted = [refute(statement, points, name, version) for name, version in authored]
    refuted += slips(statement, points, refuted) if generated else []
    return Claim(statement, tuple(refuted), time.perf_counter() - started)


def is_sympy(x) -> bool:
    """Tell whether a side comes from SymPy, without importing it."""
    return type(x).__module__.split(".")[0] == "sympy" and not getattr(x, "is_Rational", False)


def read_wrong(statement: Statement, version) -> Statement | ImpossibleShape:
    """Return a wrong version as a statement, or why it has an impossible shape."""
    if isinstance(version, ImpossibleShape):
        return version
    try:
        version = version() if callable(version) else version
        if isinstance(version, Relation):
            return read(statement.id, version, None, statement.assuming, dict(statement.sizes))
        left, right = version if isinstance(version, tuple) else (statement.shown[0], version)
        return statement.with_sides(as_side(left), as_side(right))
    except ImpossibleShape as error:
        return error


# ---- proving -------------------------------------------------------------------------------


def establish(
    statement: Statement, others=(), certificate=None, may_be_trivial=False
) -> list[Point]:
    """Prove a statement, or raise; return the points at which it was checked."""
    shapes_fit(statement)
    assumptions_fit(statement)
    terms = [t for v in others if isinstance(v, Statement) for t in (v.left, v.right)]
    points = points_of(statement, terms + ([certificate] if certificate is not None else []))
    if statement.sign == "=":
        prove_equation(statement, points, may_be_trivial)
    else:
        prove_inequality(statement, points, certificate)
    return points


def prove_equation(statement: Statement, points: list[Point], may_be_trivial: bool) -> None:
    """Show that the residual is 0 and that the numbers agree."""
    if not may_be_trivial and statement.shown[0] == statement.shown[1]:
        raise VacuousClaim(f"{statement.id}: both sides are the same formula")
    left_over, why = difference(statement, statement.left, statement.right)
    found = counterexample(statement, points)
    if found and left_over == ZERO:
        raise ProverBug(messages.bug(statement, found))
    if found:
        raise FalseClaim(messages.false(statement, found, left_over), residual=left_over)
    if left_over != ZERO:
        raise Undecided(messages.undecided(statement, left_over, why))
    is_zero = all(abs(value_at(p, statement.left)) < NOTHING for p in points)
    if (
        not may_be_trivial and is_zero and not isinstance(statement.shown[1], Num)
    ):  # or 0 is what is claimed
        raise VacuousClaim(f"{statement.id}: both sides are 0 wherever they were evaluated")


def prove_inequality(statement: Statement, points: list[Point], certificate) -> None:
    """Show that the difference of the sides equals a certificate that is visibly positive."""
    greater, smaller = ordered(statement)
    found = counterexample(statement, points)
    if found:
        raise FalseClaim(messages.false(statement, found, None))
    gap = greater - smaller
    shown = gap if certificate is None else as_side(certificate)
    left_over, why = difference(statement, gap, shown)
    if left_over != ZERO:
        raise Undecided(messages.certificate_differs(statement, shown, left_over, why))
    normal = NormalForm(facts_of(statement.assuming))
    if not is_visibly_positive(shown, "=" not in statement.sign, normal):
        raise Undecided(messages.not_visible(statement, shown))


def ordered(statement: Statement) -> tuple[Expr, Expr]:
    """Return the greater and the smaller side of an inequality."""
    sides = statement.left, statement.right
    return sides if ">" in statement.sign else sides[::-1]


def shapes_fit(statement: Statement) -> None:
    """Raise if an index runs over the wrong range."""
    try:
        check_shapes(statement.left, statement.right)
        check_names(statement.left, statement.right)
        check_gradients(statement.left, statement.right)
    except MismatchError as error:
        raise ImpossibleShape(f"{statement.id}: {error}") from None


def assumptions_fit(statement: Statement) -> None:
    """Raise if the prover cannot use an assumption."""
    try:
        facts_of(statement.assuming)
    except UnusableAssumptionError as error:
        raise Undecided(f"{statement.id}: {error}") from None


def difference(statement: Statement, left: Expr, right: Expr) -> tuple[Expr | None, str]:
    """Return the residual, or None and what the calculus could not do."""
    try:
        return residual(left, right, NormalForm(facts_of(statement.assuming))), ""
    except (OutsideTheCalculusError, NoDerivativeError) as error:
        return None, str(error)


def points_of(statement: Statement, extra: Iterable[Expr]) -> list[Point]:
    """Return the points at which a statement is evaluated; they depend on its id only."""
    terms = [statement.left, statement.right, *extra]
    return [find_point(statement, k, terms) for k in range(POINTS)]


def find_point(statement: Statement, number: int, terms) -> Point:
    """Return a point that satisfies the assumptions: one of some tries, or an error."""
    for attempt in range(TRIES):
        try:
            return Point(statement.id, number + POINTS * attempt, terms, statement.assuming)
        except NoPointError as error:
            reason = str(error)
    raise Undecided(f"{statement.id} is undecided: {reason}")


def value_at(point: Point, e: Expr) -> Decimal:
    """Return the value of a term of the statement itself, which must have one."""
    try:
        return point.evaluate(e)
    except NoPointError as error:
        raise Undecided(f"the statement cannot be evaluated: {error}") from None


def counterexample(statement: Statement, points: Iterable[Point]):
    """Return the first point where a statement fails, with both values, or None."""
    for point in points:
        a, b = value_at(point, statement.left), value_at(point, statement.right)
        if fails(statement.sign, a, b):
            return point, a, b
    return None


def fails(sign: str, a: Decimal, b: Decimal) -> bool:
    """Tell whether two values contradict an equation or inequality."""
    if sign == "=":
        return differ(a, b)
    close = not differ(a, b)
    return (close and "=" not in sign) or (not close and (a > b) != (">" in sign))


# ---- wrong versions ------------------------------------------------------------------------


def refute(statement: Statement, points, name: str, version) -> Refuted:
    """Refute an authored wrong version, or raise if it cannot be."""
    found = attempt(statement, points, "authored", name, version)
    if found:
        return found
    left_over, _ = difference(version, version.left, version.right)
    if version.sign == "=" and left_over != ZERO:
        raise Undecided(f"{statement.id}: the wrong version '{name}' was not refuted")
    raise WrongVersionHolds(messages.wrong_version_holds(statement, name, version))


def slips(statement: Statement, points, authored: Iterable[Refuted] = ()) -> Iterator[Refuted]:
    """Refute the generated wrong versions.

    Left out are those that are true, undecided, or a version that was refuted already: one that
    the author gave, or that was generated in another way.
    """
    seen = [content(statement, points, r.version) for r in authored]
    for name, version in generated_versions(statement):
        try:
            found = attempt(statement, points, "generated", name, version)
        except (Undecided, TypeError, ZeroDivisionError):
            continue
        new = content(statement, points, version) if found else None
        if found and not any(says_the_same(new, old) for old in seen):
            seen.append(new)
            yield found


def content(statement: Statement, points, version) -> tuple:
    """Return what a wrong version says: its values at the points, or its sides if it has none."""
    if not isinstance(version, Statement):
        return (str(version),)
    sides = (version.right,) if version.left == statement.left else (version.left, version.right)
    try:
        check_shapes(statement.left, statement.right, *sides)
        return (version.sign, *(point.evaluate(e) for point in points for e in sides))
    except (MismatchError, NoPointError):
        return (version.sign, *sides)


def says_the_same(one: tuple, other: tuple) -> bool:
    """Tell whether two contents are equal, numbers up to rounding."""
    return len(one) == len(other) and all(
        not differ(a, b) if isinstance(a, Decimal) and isinstance(b, Decimal) else a == b
        for a, b in zip(one, other, strict=True)
    )


def generated_versions(statement: Statement):
    """Yield the standard wrong versions of a statement, with their names."""
    if statement.sign != "=":
        other = Relation(statement.left, statement.sign.translate(TURNED), statement.right)
        yield "the other way round", read_wrong(statement, other)
        return
    left, right = statement.shown
    is_number = isinstance(right, Num)  # nothing can be wrong with a number but the left side
    for name, version in mistakes.wrong_versions(left if is_number else right):
        pair = (version, right) if is_number else version
        yield name, read_wrong(statement, pair)


TURNED = str.maketrans("<>", "><")


def attempt(statement, points, kind: str, name: str, version) -> Refuted | None:
    """Refute one version by its shape or by a counterexample; None if neither works."""
    if isinstance(version, ImpossibleShape):
        return Refuted(name, kind, None, f"impossible shape: {version.text}")
    try:
        check_shapes(statement.left, statement.right, version.left, version.right)
    except MismatchError as error:
        return Refuted(name, kind, version, f"impossible shape: {error}")
    found = counterexample(version, points)
    return Refuted(name, kind, version, messages.counterexample(version, found)) if found else None
