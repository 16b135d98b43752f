"""Where a formula has a value: what must not be 0, and what must be positive."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpbook.symbolic.display import latex, plain
from bpbook.symbolic.expressions import Call, Expr, Mul, Num, Pow
from bpbook.symbolic.functions import log
from bpbook.symbolic.normal_form import NormalForm
from bpbook.symbolic.positivity import is_visibly_positive
from bpbook.symbolic.prover import UnusableAssumptionError, facts_of
from bpbook.symbolic.scopes import unfolded


def domain(terms, assuming, name: Callable[[str], str] = str) -> list[str]:
    """Return what must hold for the terms to have a value, unless it is visible.

    Parameters
    ----------
    terms : iterable of Expr
    assuming : iterable of assumptions
    name : callable
        How a name is printed; anything but ``str`` means LaTeX.

    Returns
    -------
    list of str
        ``g(x) != 0`` for a divisor, ``x > 0`` for the argument of a logarithm.
    """
    try:
        normal = NormalForm(facts_of(assuming))
    except UnusableAssumptionError:
        return []  # the claim is refused for it elsewhere
    found = {}
    for e in terms:
        for x, sign in demands(e):
            if not is_visibly_positive(x, True, normal):
                found[x, sign] = None
    if name is str:
        return [f"{plain(x)} {sign} 0" for x, sign in found]
    return [f"${latex(x)} {sign.replace('!=', chr(92) + 'ne')} 0$" for x, sign in found]


def demands(e: Expr) -> Iterator[tuple[Expr, str]]:
    """Yield the divisors of a term, and the arguments of its logarithms."""
    for t in unfolded(e):
        if isinstance(t, Pow) and isinstance(t.args[1], Num) and t.args[1].value < 0:
            yield from ((factor, "!=") for factor in factors(t.args[0]))
        if isinstance(t, Call) and t.function is log:
            yield t.args[0], ">"


def factors(e: Expr) -> Iterator[Expr]:
    """Yield the factors of a divisor: none of them may be 0."""
    if isinstance(e, Mul):
        for a in e.args:
            yield from factors(a)
    elif isinstance(e, Pow) and isinstance(e.args[1], Num) and e.args[1].value > 0:
        yield from factors(e.args[0])
    else:
        yield e
