"""Random numbers of a point, drawn so that the assumptions of a statement hold."""

from __future__ import annotations

import itertools
from decimal import Decimal

from bpbook.symbolic.expressions import Entry, Expr, Index, Symbol
from bpbook.symbolic.integers import NoPointError, everything, key, lot
from bpbook.symbolic.language import Distinct, Equation, Relation

TOLERANCE = Decimal("1e-40")


class Drawing:
    """The part of a point that draws numbers; each depends on its name and on the seed only."""

    def draw(self, name: tuple) -> Decimal:
        """Return the random number of a name: between 0.1 and 1.9, with four decimals."""
        if name not in self.drawn:
            self.drawn[name] = (1000 + Decimal(self.lot(name) % 18000)) / 10000
        return self.drawn[name]

    def lot(self, name: tuple) -> int:
        """Return a whole number that depends on the point and the name, on nothing else."""
        return lot(f"{self.seed}/{self.number}", name)

    def signed(self, name: tuple) -> Decimal:
        """Return a random number of either sign."""
        return self.draw(name) * (-1) ** (lot(self.seed, (*name, "sign")) + self.number)

    def base_value(self, e: Expr, name: tuple, where: dict, positive: bool) -> Decimal:
        """Return the value of a symbol or an entry before it is shifted."""
        if name not in self.bases:
            shifts, memo, self.shifts, self.memo = self.shifts, self.memo, {}, {}
            try:
                value = self.free_value(e, name, where, positive)
                for a in self.assumptions:
                    if isinstance(a, Equation) and isinstance(e, Entry):
                        value = self.adjusted(value, a, e, where)
            finally:
                self.shifts, self.memo = shifts, memo
            self.bases[name] = value
        return self.bases[name]

    def free_value(self, e: Expr, name: tuple, where: dict, positive: bool) -> Decimal:
        """Return a random value within the bounds that are assumed."""
        low, high = self.assumed_bounds(e, where)
        if positive and low is None:
            low = Decimal(0)
        if low is not None and high is not None:
            return low + (high - low) * self.draw(name) / 2
        if low is not None:
            return low + self.draw(name)
        return high - self.draw(name) if high is not None else self.signed(name)

    def assumed_bounds(self, e: Expr, where: dict):
        """Return the bounds that the assumptions put on a symbol or an entry."""
        low, high = [], []
        for a in self.assumptions:
            if not isinstance(a, Relation):
                continue
            greater, smaller = (a.left, a.right) if ">" in a.sign else (a.right, a.left)
            # a > b determines a from b, or b from a where a cannot be chosen
            pairs = ((greater, smaller, low), (smaller, greater, high))
            chosen = next((p for p in pairs if self.determines(p[0], p[1])), None)
            if chosen is None:
                continue
            side, other, bounds = chosen
            found = self.assigns(side, e, where)
            if found is not None:
                bounds.append(self.value(other, found))
        return max(low, default=None), min(high, default=None)

    def determines(self, side: Expr, other: Expr) -> bool:
        """Tell whether a side is a free quantity with all the indices of the other side."""
        indices = {i for i in other.free if isinstance(i, Index)}
        return self.drawable(side) and indices <= side.free

    def drawable(self, e: Expr) -> bool:
        """Tell whether a value is chosen freely."""
        return isinstance(e, Entry) or (isinstance(e, Symbol) and not e.is_integer)

    def assigns(self, pattern: Expr, e: Expr, where: dict) -> dict | None:
        """Return the indices for which ``pattern`` is the symbol or entry at hand, or None."""
        if not isinstance(pattern, Entry) or not isinstance(e, Entry):
            return {} if pattern == e else None
        if pattern.array.name != e.array.name or len(pattern.args) != len(e.args):
            return None
        found: dict[Expr, int] = {}
        for p, v in zip(pattern.args, where["subscripts"], strict=True):
            if isinstance(p, Index):
                if found.setdefault(p, v) != v:
                    return None
            elif int(self.value(p)) != v:
                return None
        return found

    def adjusted(self, value: Decimal, a: Equation, e: Entry, where: dict) -> Decimal:
        """Return a drawn value changed so that an assumed equation holds."""
        if isinstance(a.left, Entry):
            left, right = a.left, a.right
            if left.array.name in self.gradients and isinstance(right, Entry):
                left, right = right, left  # a gradient has its value; the other one is free
            found = self.assigns(left, e, where)
            return value if found is None else self.value(right, found)
        found = self.assigns(first_entry(a.left), e, where) if is_scaling(a) else None
        if found is None:
            return value
        free = {i: v for i, v in found.items() if i in a.left.free}
        once, twice = (self.scaled_copy(e.array.name, c).value(a.left, free) for c in (1, 2))
        degree = 2 if abs(twice / once - 4) < TOLERANCE else 1
        factor = self.value(a.right, free) / once
        return value * (factor if degree == 1 else factor.sqrt())

    def check_assumptions(self) -> None:
        """Raise if an assumption does not hold at this point."""
        for a in self.assumptions:
            indices = sorted(
                {i for i in a.left.free | a.right.free if isinstance(i, Index)}, key=key
            )
            if isinstance(a, Distinct):
                continue
            for values in itertools.product(
                *(range(p, q + 1) for p, q in map(self.span, indices))
            ):
                env = dict(zip(indices, values, strict=True))
                left, right = self.value(a.left, env), self.value(a.right, env)
                holds = (
                    differ(left, right) is False
                    if isinstance(a, Equation)
                    else (left > right if ">" in a.sign else left < right)
                )
                if not holds:
                    raise NoPointError(f"no point was found where {a!r}")

    def span(self, i: Index) -> tuple[int, int]:
        """Return the first and the last value of a free index."""
        return self.ends(i, {})


def first_entry(e: Expr) -> Entry | None:
    """Return the first entry in a term."""
    return next((x for x in everything(e) if isinstance(x, Entry)), None)


def is_scaling(a) -> bool:
    """Tell whether an assumption is an equation that scaling an array of positives satisfies."""
    if not isinstance(a, Equation) or isinstance(a.left, Entry):
        return False
    return first_entry(a.left) is not None


def differ(a: Decimal, b: Decimal) -> bool:
    """Tell whether two values differ by more than rounding."""
    return abs(a - b) > TOLERANCE * (1 + abs(a) + abs(b))
