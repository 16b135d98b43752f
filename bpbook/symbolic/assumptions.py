"""What a claim may assume: signs, equations, distinct indices.

An assumption holds for every value of its free indices, each within its range: ``t[k, s] > 0``
speaks about all entries of ``t``; ``distinct(i, j)`` about these two. Matching is one way and
structural: an open index of the pattern takes an index with the same range, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from bpbook.symbolic.expressions import Anything, Call, Entry, Expr, Index, Sum


@dataclass(frozen=True)
class Facts:
    """Assumptions in normal form, ready to be matched."""

    signs: tuple[tuple[Expr, int], ...] = ()
    equations: tuple[tuple[Expr, Expr], ...] = ()
    distinct: tuple[Expr, ...] = ()

    def sign(self, core: Expr) -> int | None:
        """Return the assumed sign of a normalised term, 1 or -1, or None."""
        return next((s for pattern, s in self.signs if match(pattern, core) is not None), None)

    def rewrite(self, atom: Expr) -> tuple[Expr, dict] | None:
        """Return what an atom is assumed to equal, and the values of the open indices."""
        for pattern, value in self.equations:
            found = match(pattern, atom)
            if found is not None:
                return value, found
        return None


def match(pattern: Expr, e: Expr) -> dict | None:
    """Return the values of the pattern's open indices that turn it into ``e``, or None."""
    found: dict[Expr, Expr] = {}
    return found if _match(pattern, e, frozenset(), found) else None


def _match(pattern: Expr, e: Expr, bound: frozenset, found: dict) -> bool:
    if isinstance(pattern, Index) and pattern not in bound:
        same_range = isinstance(e, Index) and e.bounds == pattern.bounds and e not in bound
        return same_range and found.setdefault(pattern, e) == e
    if not pattern.args:
        return pattern == e
    if _head(pattern) != _head(e):
        return False
    if isinstance(pattern, (Sum, Anything)):
        bound = bound | frozenset(pattern.indices)
    return all(_match(p, q, bound, found) for p, q in zip(pattern.args, e.args, strict=True))


def _head(e: Expr) -> tuple:
    kind = (type(e).__name__, len(e.args))
    if isinstance(e, Entry):
        return (*kind, e.array.name)
    if isinstance(e, Call):
        return (*kind, e.function.name, e.order)
    if isinstance(e, (Sum, Anything)):
        return (*kind, e.indices)
    return (*kind, getattr(e, "name", ""))
