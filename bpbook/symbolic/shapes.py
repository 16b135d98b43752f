"""Ranges are checked before algebra: each slot of each array has one range.

An index that runs over another range than the slot it stands in is the index form of a matrix
with the wrong shape, such as a matrix that should have been transposed.
"""

from __future__ import annotations

from bpbook.symbolic.display import plain
from bpbook.symbolic.expressions import (
    Anything,
    Call,
    Entry,
    Expr,
    Index,
    Num,
    Symbol,
    term,
)
from bpbook.symbolic.functions import ARGUMENT
from bpbook.symbolic.integers import everything
from bpbook.symbolic.normal_form import NormalForm
from bpbook.symbolic.polynomials import UNIT
from bpbook.symbolic.substitution import (
    meaning,
    substitute,
    walk,
)


class MismatchError(Exception):
    """Two ranges, or two numbers of subscripts, that cannot both be right."""


def check_shapes(*terms: Expr) -> None:
    """Raise :class:`MismatchError` if an array is used with two shapes.

    The range of a slot may depend on the layer that another subscript names: ``w[l + 1, k, j]``
    and ``w[l, j, i]`` agree when k runs over n(l + 1), j over n(l) and i over n(l - 1).
    """
    seen: dict[tuple, tuple] = {}
    for e in terms:
        for entry in entries(e):
            _check_entry(entry, seen)


def check_names(*terms: Expr) -> None:
    """Raise :class:`MismatchError` if one name has two meanings in a statement."""
    meanings: dict[tuple, object] = {}
    for e in terms:
        for t in everything(e):
            for name, stated in _meanings(t):
                if meanings.setdefault(name, stated) != stated:
                    raise MismatchError(
                        f"{name[1]} is used with two meanings, {meanings[name]} and {stated}: "
                        "give one of them another name"
                    )


def _meanings(t: Expr):
    if isinstance(t, Symbol):
        yield ("symbol", t.key), t.kind if t.least is None else f"{t.kind} >= {t.least}"
    if isinstance(t, Call):
        f = t.function
        shown = plain(term(f.definition(ARGUMENT))) if f.definition else "an arbitrary function"
        yield ("function", f.name), shown
    if isinstance(t, Entry):
        yield ("array", t.array.name), "an abbreviation" if t.array.definition else "an array"


def check_gradients(*terms: Expr) -> None:
    """Raise :class:`MismatchError` if one name stands for derivatives of two functions."""
    owners: dict[tuple, Anything] = {}
    for e in terms:
        for t in everything(e):
            if not isinstance(t, Anything):
                continue
            name = t.args[1]
            place = (name.array.name, *(a.key for a in name.args if not isinstance(a, Index)))
            other = owners.setdefault(place, t)
            if other.args[0] != t.args[0]:
                raise MismatchError(
                    f"{plain(name)} names the derivatives of {other.name} by "
                    f"{plain(other.args[0])} and by {plain(t.args[0])}: use two names"
                )


def entries(e: Expr):
    """Yield every entry, those inside definitions too."""
    for t in walk(e):
        if isinstance(t, Entry):
            yield t
            if t.array.definition:
                yield from entries(meaning(t))


def _check_entry(e: Entry, seen: dict) -> None:
    count = seen.setdefault((e.array.name, "count"), (len(e.args), e))
    if count[0] != len(e.args):
        raise MismatchError(
            f"{e.array.name} has {count[0]} subscripts in {plain(count[1])} "
            f"but {len(e.args)} in {plain(e)}"
        )
    place, offset = _layer(e)
    for slot, i in enumerate(e.args):
        if not isinstance(i, Index):
            continue
        ends = tuple(substitute(end, offset) for end in (i.lower, i.upper))
        before = seen.setdefault((e.array.name, place, slot), (ends, i, e))
        if not all(fits(p, q) for p, q in zip(before[0], ends, strict=True)):
            raise MismatchError(
                f"subscript {slot + 1} of {e.array.name} runs over {_range(before[1])} in "
                f"{plain(before[2])} but over {_range(i)} in {plain(e)}"
            )


def _layer(e: Entry) -> tuple[tuple, dict]:
    """Return which layers an entry names, and how to bring them to a common one."""
    place, offset = [], {}
    for slot, a in enumerate(e.args):
        symbols = [s for s in a.free if isinstance(s, Symbol) and s.kind == "layer"]
        if symbols:
            shift = substitute(a, {symbols[0]: Num(0)})
            offset = {symbols[0]: symbols[0] - shift}
            place.append((slot, symbols[0].key))
        elif isinstance(a, Num):
            place.append((slot, a.key))
    return tuple(place), offset


def fits(end: Expr, other: Expr) -> bool:
    """Tell whether two ends of ranges agree, up to a number: 1..n is a part of 1..n+1."""
    return all(monomial == UNIT for monomial in NormalForm().of(end - other))


def _range(i: Index) -> str:
    return f"{plain(i.lower)}..{plain(i.upper)}"
