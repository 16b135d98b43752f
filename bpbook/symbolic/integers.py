"""Integers of a random point: distinct widths of 2 and more, and values for the free indices."""

from __future__ import annotations

import hashlib
import random

from bpbook.symbolic.expressions import (
    Call,
    Entry,
    Expr,
    Index,
    Symbol,
    term,
)
from bpbook.symbolic.functions import (
    ARGUMENT,
)
from bpbook.symbolic.language import (
    Distinct,
)
from bpbook.symbolic.substitution import (
    meaning,
    walk,
)

TRIES = 400


class NoPointError(Exception):
    """No point that satisfies the assumptions was found, or a term has no value there."""


def choose_integers(point) -> None:
    """Choose widths, other integers, and values for the free indices of a point."""
    inside = {s for t in point.terms for s in everything(t)}
    symbols = sorted((s for s in inside if isinstance(s, Symbol) and s.is_integer), key=key)
    indices = sorted((i for i in inside if isinstance(i, Index)), key=key)
    for attempt in range(TRIES):
        point.integers = {}
        draw_symbols(point, symbols, random.Random(point.lot(("widths", attempt))))
        if draw_indices(point, indices, attempt):
            return
    raise NoPointError("no widths were found for which every sum has at least two terms")


def draw_symbols(point, symbols, chance: random.Random) -> None:
    """Give distinct values to the widths and other integers; odd ones beside layered widths."""
    layered = [s for s in symbols if s.at is not None]
    values = range(3, 9 + 2 * len(symbols), 2) if layered else range(2, 5 + len(symbols))
    values = values[: max(3, len(symbols))]
    pool = chance.sample(values, len(values))
    for s in symbols:
        if s.at is None:
            least = 2 if s.least is None else max(2, s.least)
            point.integers[s] = pool.pop() + least - 2
    for s in layered:
        if not any(isinstance(i, Index) for i in s.at.free):
            point.integers[s] = width_at(point, s, {})


def width_at(point, s: Symbol, env: dict) -> int:
    """Return a width that depends on a layer: 2, 4 or 6, neighbouring layers differ."""
    return 2 + 2 * ((lot(point.seed, (s.name,)) + int(point.value(s.at, env))) % 3)


def draw_indices(point, indices, attempt: int) -> bool:
    """Give values to the indices; tell whether every range has two values.

    At the first point of a statement the free indices of one range are equal, so that a
    diagonal is seen; at the others they differ.
    """
    point.memo.clear()
    distinct = [a for a in point.assumptions if isinstance(a, Distinct)]
    apart = point.number % 3 or (1 if distinct else 0)
    free = frozenset().union(*(t.free for t in point.terms))
    seen: dict[tuple, int] = {}
    for i in indices:
        if any(isinstance(s, Index) for s in i.lower.free | i.upper.free):
            continue  # a range that depends on an outer index
        low, high = point.ends(i, {})
        if high - low < 1 and i.upper.free:
            return False
        rank = seen.get(i.bounds, 0)
        seen[i.bounds] = rank + (i in free)
        start = point.lot(("index", attempt, *i.bounds))
        point.integers[i] = low + (start + apart * rank) % max(1, high - low + 1)
    point.memo.clear()
    return all(point.value(a.left) != point.value(a.right) for a in distinct)


def lot(seed: str, name: tuple) -> int:
    """Return a whole number that depends on its arguments, on nothing else."""
    text = "|".join([seed, *map(str, name)])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=4).digest(), "big")


def key(e: Expr) -> str:
    """Return what terms are sorted by."""
    return e.key


def everything(e: Expr):
    """Yield every term within ``e``, inside definitions and the ranges of indices too."""
    for t in walk(e):
        if t != ARGUMENT:
            yield t
        if isinstance(t, Call) and t.function.definition:
            yield from everything(term(t.function.definition(ARGUMENT)))
        if isinstance(t, Index):
            yield from everything(t.lower)
            yield from everything(t.upper)
        for i in getattr(t, "indices", ()):
            yield from everything(i)
        if isinstance(t, Entry):
            if t.array.values is not None:
                yield from everything(t.array.values)
            if t.array.definition:
                yield from everything(meaning(t))
