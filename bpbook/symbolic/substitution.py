"""Walking through terms and putting terms in place of indices, without capture.

A bound index is renamed whenever it could capture a free one: the one delicate operation on terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from bpbook.symbolic.expressions import NOTHING, Anything, Entry, Expr, Index, Sum, term

AWAY = 1_000_000  # added to the serial number of an index, makes it one that no author has


def walk(e: Expr) -> Iterator[Expr]:
    """Yield the term and every term within it, from the outside in."""
    yield e
    for a in e.args:
        yield from walk(a)


def fresh(index: Index, avoid: frozenset) -> Index:
    """Return a copy of ``index`` that does not occur in ``avoid``."""
    serial, taken = index.serial, {(i.name, i.serial) for i in avoid if isinstance(i, Index)}
    while (index.name, serial) in taken:
        serial += 1
    return Index(index.name, index.lower, index.upper, serial)


def substitute(e: Expr, values: Mapping[Expr, Expr]) -> Expr:
    """Replace indices and symbols by terms; nothing that is put in is ever captured."""
    values = {k: v for k, v in values.items() if k in e.free}
    if not values:
        return e
    if e in values:
        return values[e]
    if isinstance(e, (Sum, Anything)):
        return _substitute_under_binder(e, values)
    return e.rebuild(tuple(substitute(a, values) for a in e.args))


def _substitute_under_binder(e, values):
    inner = {k: v for k, v in values.items() if k not in e.indices}
    arriving = NOTHING.union(*(v.free for v in values.values())) | e.free
    renamed = []
    for old in e.indices:
        lower, upper = substitute(old.lower, values), substitute(old.upper, values)
        new = fresh(Index(old.name, lower, upper, old.serial), arriving)
        arriving |= {new}
        if new != old:
            inner[old] = new
        renamed.append(new)
    return e.rebind(tuple(substitute(a, inner) for a in e.args), tuple(renamed))


def meaning(e: Entry) -> Expr:
    """Return what an entry of a defined array stands for: ``a_j`` for ``define("a", ...)``.

    The definition is applied to indices of its own, and the entry's are put in afterwards: a sum
    over j inside the definition must not capture the j of ``a[j]``.
    """
    return _applied(e.array.definition, e.args)


@lru_cache(maxsize=20_000)
def _applied(definition, args: tuple[Expr, ...]) -> Expr:
    own = {i for a in args for i in a.free if isinstance(i, Index)}
    there = {i: Index(i.name, i.lower, i.upper, i.serial + AWAY) for i in own}
    body = term(definition(*(substitute(a, there) for a in args)))
    return substitute(body, {away: i for i, away in there.items()})
