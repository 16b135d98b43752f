"""Certificates of inequalities: terms that are visibly positive, or at least not negative."""

from __future__ import annotations

from bpbook.symbolic.expressions import Add, Call, Expr, Mul, Named, Num, Pow, Sum
from bpbook.symbolic.normal_form import NormalForm


def is_visibly_positive(e: Expr, strict: bool, normal: NormalForm) -> bool:
    """Tell whether a term is positive (``strict``) or not negative by its form.

    Squares are not negative; sums and products of terms that are not negative are not negative;
    everything else is left to the signs of the normal form.
    """
    if normal.sign(normal.of(e)) == 1:
        return True
    if isinstance(e, Num):
        return e.value > 0 or (not strict and e.value == 0)
    if isinstance(e, Pow):
        even = isinstance(e.args[1], Num) and e.args[1].value % 2 == 0
        return (even and not strict) or is_visibly_positive(e.args[0], strict, normal)
    if isinstance(e, Named):
        return is_visibly_positive(e.args[0], strict, normal)
    if isinstance(e, Call) and e.function.definition and not e.order:
        return is_visibly_positive(e.function.definition(e.args[0]), strict, normal)
    if isinstance(e, Add):  # one positive term is enough for a strict inequality
        every = all(is_visibly_positive(a, False, normal) for a in e.args)
        return every and (not strict or any(is_visibly_positive(a, True, normal) for a in e.args))
    if isinstance(e, Mul):
        return all(is_visibly_positive(a, strict, normal) for a in e.args)
    return isinstance(e, Sum) and not strict and is_visibly_positive(e.args[0], False, normal)
