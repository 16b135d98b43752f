"""What a person reads when a claim does not hold."""

from __future__ import annotations

from decimal import Decimal

from bpbook.symbolic.certificate import Point
from bpbook.symbolic.display import plain
from bpbook.symbolic.expressions import Expr, Symbol
from bpbook.symbolic.statements import Statement

Found = tuple[Point, Decimal, Decimal]


def shown(x: Decimal, digits: int = 6) -> str:
    """Return a value with a few significant digits."""
    text = f"{x:.{digits}g}"
    return "0" if Decimal(text) == 0 else text


def where(statement: Statement, point: Point) -> str:
    """Return the widths, the free indices and the numbers of a point, such as ``n = 3, j = 2``."""
    free = statement.left.free | statement.right.free
    integers = [
        f"{s!r} = {v}" for s, v in point.integers.items() if isinstance(s, Symbol) or s in free
    ]
    reals = sorted((s for s in free if isinstance(s, Symbol) and not s.is_integer), key=plain)
    return ", ".join([*integers, *(f"{s!r} = {shown(point.evaluate(s))}" for s in reals)])


def counterexample(statement: Statement, found: Found) -> str:
    """Return a counterexample on one line."""
    point, a, b = found
    place = where(statement, point)
    return (f"at {place}: " if place else "") + f"left {shown(a)}, right {shown(b)}"


def false(statement: Statement, found: Found, left_over: Expr | None) -> str:
    """Return why a claim is false: the point, both values, the difference."""
    point, a, b = found
    lines = [
        f"{statement.id} is false.",
        f"  stated      {statement.plain}",
        f"  at          {where(statement, point) or 'one random point'}",
        f"  left side   {shown(a, 12)}",
        f"  right side  {shown(b, 12)}",
    ]
    if statement.sign == "=" and not abs(a) < abs(b) * Decimal("1e-12") and b:
        ratio = shown(a / b, 8)
        if len(ratio) <= 5:
            lines.append(f"  left / right is {ratio} here")
    if left_over is not None:
        text = plain(left_over)
        lines.append("  what is left of left - right, brought to normal form:")
        lines.append(f"    {text if len(text) < 400 else text[:400] + ' ...'}")
    return "\n".join(lines)


def bug(statement: Statement, found: Found) -> str:
    """Return what to say when proof and numbers disagree."""
    return (
        f"{statement.id}: the prover finds both sides equal, the numbers do not: "
        f"{counterexample(statement, found)}. This is a bug of the prover; please report it."
    )


def undecided(statement: Statement, left_over: Expr | None, why: str) -> str:
    """Return what the prover could not see."""
    text = f"{statement.id} is undecided: both sides agree at 3 random points, but "
    if left_over is None:
        return f"{text}{why}"
    return (
        f"{text}the normal form of their difference is not 0:\n    {plain(left_over)}\n"
        "Perhaps an assumption is missing, such as z > 0 or equal(total(t[k], k), 1)."
    )


def certificate_differs(statement: Statement, certificate: Expr, left_over, why: str) -> str:
    """Return that a certificate is not the difference of the sides."""
    rest = why or f"what is left is {plain(left_over)}"
    return (
        f"{statement.id}: the certificate {plain(certificate)} is not the difference of the two "
        f"sides: {rest}"
    )


def not_visible(statement: Statement, certificate: Expr) -> str:
    """Return that a certificate is not visibly positive."""
    wanted = "not negative" if "=" in statement.sign else "positive"
    return (
        f"{statement.id} is undecided: {plain(certificate)} is not visibly {wanted}; give a "
        "certificate made of squares and of products of positive terms"
    )


def wrong_version_holds(statement: Statement, name: str, version: Statement) -> str:
    """Return that a version called wrong is true."""
    return f"{statement.id}: the version called wrong ('{name}') is true: {version.plain}"
