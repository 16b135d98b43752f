"""The derivative, capture-free: the first half of the trusted core.

Each rule is the textbook's, with its condition beside it. Arrays hold independent variables:
the derivative of ``z[p]`` by ``z[q]`` is 1 where the subscripts agree and 0 elsewhere.
"""

from __future__ import annotations

from bpbook.symbolic.expressions import (
    MINUS_ONE,
    ONE,
    ZERO,
    Add,
    Anything,
    Call,
    Derivative,
    Entry,
    Expr,
    Index,
    Kronecker,
    Mul,
    Named,
    Num,
    Pow,
    Sum,
    Symbol,
    Within,
    add,
    mul,
    power,
    term,
)
from bpbook.symbolic.functions import (
    ARGUMENT,
    exp,
    log,
    step,
)
from bpbook.symbolic.substitution import (
    fresh,
    meaning,
    substitute,
    walk,
)

CONSTANT = (Num, Index, Kronecker, Within)


class NoDerivativeError(Exception):
    """The calculus has no rule for this term."""


def differentiate(e: Expr, x: Expr) -> Expr:
    """Return the derivative of ``e`` by the symbol or entry ``x``."""
    if isinstance(e, CONSTANT):
        return ZERO
    if isinstance(e, Symbol):
        return ONE if e == x else ZERO
    rule = RULES.get(type(e))
    if rule is None:
        raise NoDerivativeError(f"no rule for {type(e).__name__}")
    return rule(e, x)


def _entry(e: Entry, x: Expr) -> Expr:
    if e.array.definition:
        return differentiate(unfold(e), x)
    if not isinstance(x, Entry) or e.array.name != x.array.name:
        return ZERO
    # dz[p]/dz[q] = [p = q]; every subscript must agree
    return mul(*(Kronecker(p, q) for p, q in zip(e.args, x.args, strict=True)))


def _sum_of_terms(e: Add, x: Expr) -> Expr:
    return add(*(differentiate(t, x) for t in e.args))


def _product(e: Mul, x: Expr) -> Expr:
    parts = e.args
    return add(
        *(mul(*parts[:r], differentiate(t, x), *parts[r + 1 :]) for r, t in enumerate(parts))
    )


def _power(e: Pow, x: Expr) -> Expr:
    base, exponent = e.args
    d_base, d_exponent = differentiate(base, x), differentiate(exponent, x)
    # (b^q)' = q b^(q-1) b' + b^q log(b) q';  the last term needs b > 0, and so log(b) exists
    result = mul(exponent, power(base, add(exponent, MINUS_ONE)), d_base)
    return result if d_exponent == ZERO else add(result, mul(e, Call(log, 0, base), d_exponent))


def _call(e: Call, x: Expr) -> Expr:
    inner = differentiate(e.args[0], x)
    through = ZERO if inner == ZERO else mul(outer_derivative(e), inner)
    if not e.function.definition or x == ARGUMENT:  # bound in each definition anew
        return through
    # a definition may contain x as a parameter: d/dx f(u; x) = f'(u) du/dx + df/dx
    by_parameter = differentiate(definition_of(e.function, e.order), x)
    return add(through, substitute(by_parameter, {ARGUMENT: e.args[0]}))


def definition_of(f, order: int) -> Expr:
    """Return the definition of a function, or its derivative, as a term in ``ARGUMENT``."""
    body = term(f.definition(ARGUMENT))
    for _ in range(order):
        body = differentiate(body, ARGUMENT)
    return body


def outer_derivative(e: Call) -> Expr:
    """Return ``f'(u)`` for ``f(u)``."""
    if e.function is exp:
        return e
    if e.function is log:
        return power(e.args[0], MINUS_ONE)
    if e.function is step:
        return ZERO  # away from the kink u = 0, which the claim states
    return Call(e.function, e.order + 1, e.args[0])


def _sum(e: Sum, x: Expr) -> Expr:
    body, indices = opened(e, x.free)
    inner = differentiate(body, x)  # a finite sum: the derivative goes inside
    return ZERO if inner == ZERO else Sum(inner, *indices)


def _anything(e: Anything, x: Expr) -> Expr:
    # chain rule: dC/dx = sum over the family of (dC/dv_k) dv_k/dx; C is differentiable
    indices, (body, gradient) = rename_apart(e, x.free)
    inner = differentiate(body, x)
    return ZERO if inner == ZERO else Sum(mul(gradient, inner), *indices)


def _derivative(e: Derivative, x: Expr) -> Expr:
    for t in walk(e.args[0]):  # the names of first derivatives are not constants
        if isinstance(t, Anything) and differentiate(t.args[0], x) != ZERO:
            raise NoDerivativeError(
                f"the derivatives of the arbitrary {t.name} change with {x!r}, and their own "
                "derivatives have no names: write the cost out for second derivatives"
            )
    return differentiate(differentiate(*e.args), x)


def opened(e: Sum, avoid: frozenset) -> tuple[Expr, tuple[Index, ...]]:
    """Return the body and the indices of a sum, the indices renamed apart from ``avoid``."""
    indices, (body,) = rename_apart(e, avoid)
    return body, indices


def rename_apart(e, avoid: frozenset) -> tuple[tuple[Index, ...], tuple[Expr, ...]]:
    """Return the bound indices, renamed apart from ``avoid``, and the parts under them."""
    taken = avoid | e.free
    values = {}
    for i in e.indices:
        values[i] = fresh(i, taken)
        taken |= {values[i]}
    return tuple(values.values()), tuple(substitute(a, values) for a in e.args)


def unfold(e: Entry) -> Expr:
    """Return what a defined entry stands for; every index in it must be a subscript of it."""
    body = meaning(e)
    hidden = [i.name for i in body.free - e.free if isinstance(i, Index)]
    if hidden:
        raise TypeError(f"the definition of {e!r} uses the index {hidden[0]}: make it a subscript")
    return body


RULES = {
    Entry: _entry,
    Add: _sum_of_terms,
    Mul: _product,
    Pow: _power,
    Call: _call,
    Sum: _sum,
    Anything: _anything,
    Named: lambda e, x: differentiate(e.args[0], x),
    Derivative: _derivative,
}
