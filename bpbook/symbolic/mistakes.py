"""Wrong versions of a right side: the slips that people make, generated.

A generated version can be true all the same (``w[i, j]`` for ``w[j, i]`` under a sum over both);
the claim finds that out and does not count it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bpbook.symbolic.display import is_layer, plain
from bpbook.symbolic.expressions import (
    Add,
    Call,
    Entry,
    Expr,
    Mul,
    Num,
    Pow,
    Symbol,
    add,
    mul,
    negative,
)
from bpbook.symbolic.functions import (
    exp,
    log,
    step,
)
from bpbook.symbolic.matrices import Hadamard, Mapped, Matrix, Plus, Product, Scaled
from bpbook.symbolic.outcomes import ImpossibleShape

MOST = 24
LONGEST_NAME = 40
Edits = Iterator[tuple[str, Expr | Matrix | ImpossibleShape]]


def wrong_versions(right) -> list[tuple[str, object]]:
    """Return up to ``MOST`` named wrong versions of a right side, without repetition.

    Parameters
    ----------
    right : Expr or Matrix

    Returns
    -------
    list of (str, Expr or Matrix or ImpossibleShape)
    """
    seen, found = {right.key}, []
    for name, version in _all(right):
        key = getattr(version, "key", name)
        if key not in seen:
            seen.add(key)
            found.append((name, version))
    return found[:MOST]


def _all(right) -> Edits:
    yield "the sign", -right
    for edit in EDITS:
        yield from everywhere(right, edit)
    yield "twice as large", 2 * right


def everywhere(e, edit: Callable) -> Edits:
    """Yield ``e`` with ``edit`` applied at one place, for every place and every result."""
    yield from edit(e)
    for r, a in enumerate(e.args):
        for name, version in everywhere(a, edit):
            if isinstance(version, ImpossibleShape):
                yield name, version
                continue
            try:
                yield name, e.rebuild((*e.args[:r], version, *e.args[r + 1 :]))
            except ImpossibleShape as error:
                yield name, error


def short(e) -> str:
    """Return a formula as text, cut where it is long."""
    text = repr(e)
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 3] + "..."


def transposed(e: Expr) -> Edits:
    """``w[k, j]`` for ``w[j, k]``."""
    if not isinstance(e, Entry):
        return
    slots = [r for r, a in enumerate(e.args) if not is_layer(a)]
    if len(slots) == 2:
        p, q = slots
        args = list(e.args)
        args[p], args[q] = args[q], args[p]
        yield f"{plain(e.rebuild(tuple(args)))} for {plain(e)}", e.rebuild(tuple(args))


def transposed_matrix(e) -> Edits:
    """``W`` for ``W.T`` and the other way, and the factors of a product exchanged."""
    if isinstance(e, Product):
        left, right = e.args
        for name, pair in (
            (f"{short(left.T)} for {short(left)}", (left.T, right)),
            (f"{short(right.T)} for {short(right)}", (left, right.T)),
            (f"{short(left)} and {short(right)} exchanged", (right, left)),
        ):
            try:
                yield name, Product(*pair)
            except ImpossibleShape as error:
                yield name, error


def without_a_matrix(e) -> Edits:
    """Leave out an elementwise factor, a summand or a number."""
    if isinstance(e, (Hadamard, Plus)):
        for a, rest in zip(e.args, e.args[::-1], strict=True):
            yield f"without {short(a)}", rest
    if isinstance(e, Scaled) and e.args[0] != Num(-1):
        yield f"without the factor {short(e.args[0])}", e.args[1]


def other_derivative(e) -> Edits:
    """``f`` for ``f'``, ``f'(f(z))`` for ``f'(z)``, ``f'`` for ``f``."""
    if not isinstance(e, (Call, Mapped)) or e.function in (exp, log, step):
        return
    f, x = e.function, e.args[0]
    if e.order:
        yield f"{short(f.at(x, e.order - 1))} for {short(e)}", f.at(x, e.order - 1)
        yield f"{short(f.at(f(x), e.order))} for {short(e)}", f.at(f(x), e.order)
    else:
        yield f"{short(f.prime(x))} for {short(e)}", f.prime(x)


def neighbouring_layer(e: Expr) -> Edits:
    """``w[l, ...]`` for ``w[l + 1, ...]``, and a time step off by one."""
    if not isinstance(e, Entry):
        return
    for r, a in enumerate(e.args):
        if any(isinstance(s, Symbol) and s.kind in ("layer", "integer") for s in a.free):
            other = a - 1 if isinstance(a, Add) and a.args[-1] == Num(1) else a + 1
            other = a.args[0] if isinstance(other, Add) and len(other.args) > 2 else other
            version = e.rebuild((*e.args[:r], other, *e.args[r + 1 :]))
            yield f"{plain(version)} for {plain(e)}", version


def without_a_factor(e: Expr) -> Edits:
    """Leave out a factor, a number or a ``1/m``."""
    if isinstance(e, Mul):
        for r, a in enumerate(e.args):
            if a != Num(-1):
                yield f"without the factor {short(a)}", mul(*e.args[:r], *e.args[r + 1 :])


def without_a_term(e: Expr) -> Edits:
    """Leave out a term, or change its sign."""
    if isinstance(e, Add):
        for r, a in enumerate(e.args):
            rest = e.args[:r], e.args[r + 1 :]
            yield f"without the term {short(a)}", add(*rest[0], *rest[1])
            yield f"the sign of {short(a)}", add(*rest[0], negative(a), *rest[1])


def divided_twice(e: Expr) -> Edits:
    """``1/m^2`` for ``1/m``."""
    if isinstance(e, Pow) and isinstance(e.args[0], Symbol) and e.args[0].kind == "width":
        yield f"divided once more by {plain(e.args[0])}", mul(e, Pow(e.args[0], Num(-1)))


EDITS = (
    other_derivative,
    transposed,
    neighbouring_layer,
    without_a_factor,
    divided_twice,
    without_a_term,
    transposed_matrix,
    without_a_matrix,
)
