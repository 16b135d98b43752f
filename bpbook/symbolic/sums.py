"""Rules for bound indices: how a sum of monomials becomes connected sums.

``Summation.over`` is given indices and a polynomial and returns the polynomial that equals the
sum. Each rule either applies, and hands on simpler sums, or leaves the sum to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations, product

from bpbook.symbolic import polynomials as ring
from bpbook.symbolic.calculus import opened
from bpbook.symbolic.expressions import (
    ONE,
    Add,
    Anything,
    Expr,
    Index,
    Kronecker,
    Num,
    Sum,
    Symbol,
    Within,
    add,
    mul,
)
from bpbook.symbolic.polynomials import Monomial, Polynomial
from bpbook.symbolic.substitution import (
    fresh,
    substitute,
)

LONGEST_UNROLLED = 32
Indices = list[Index]


class Summation:
    """The sums of one normal form."""

    def __init__(self, normal):
        self.normal = normal

    def over(self, indices: Indices, p: Polynomial) -> Polynomial:
        """Return the sum of ``p`` over ``indices``: sums are linear."""
        result: Polynomial = {}
        for monomial, c in p.items():
            ring.add_into(result, self.of_monomial(indices, monomial), c)
        return result

    def of_monomial(self, indices: Indices, monomial: Monomial) -> Polynomial:
        """Return the sum of one monomial: the first rule that applies, else connected sums."""
        indices, monomial = self.join_inner_sums(indices, monomial)
        for rule in self.rules:
            result = rule(self, indices, monomial)
            if result is not None:
                return result
        return self.connected(indices, monomial)

    def over_term(self, indices: Indices, e: Expr) -> Polynomial:
        """Return the sum of a term."""
        return self.over(indices, self.normal.of(e))

    # ---- rules -------------------------------------------------------------------------------

    def join_inner_sums(self, indices: Indices, monomial: Monomial):
        """Sum_k a_k (Sum_j b_kj)^2 = Sum_k,j,i a_k b_kj b_ki, the inner indices renamed apart."""
        joined, factors = list(indices), ring.UNIT
        taken = everything_free(monomial, indices)
        for atom, q in monomial:
            if not (self.joins(atom, indices) and q > 0 and q.denominator == 1):
                factors = ring.merge(factors, ((atom, q),))
                continue
            for _ in range(int(q)):
                body, new = opened(atom, taken)
                joined += new
                taken |= frozenset(new)
                (inner,) = self.normal.of(body)
                factors = ring.merge(factors, inner)
        return joined, factors

    def joins(self, atom: Expr, indices: Indices) -> bool:
        """Tell whether an inner sum can be joined to the sum over ``indices``."""
        if not (isinstance(atom, Sum) and atom.free & set(indices)):
            return False
        ranges = frozenset().union(*(i.lower.free | i.upper.free for i in atom.indices))
        return not ranges & set(indices)

    def contract(self, indices: Indices, monomial: Monomial) -> Polynomial | None:
        """Sum_k [k = s] F(k) = [s in the range of k] F(s), s free of k."""
        for atom, _ in monomial:
            if not isinstance(atom, Kronecker):
                continue
            for i in indices:
                s = self.solve(atom.args[0], i)
                if s is not None:
                    rest = tuple((a, q) for a, q in monomial if a != atom)
                    inside = Within(i.lower, s, i.upper)
                    body = substitute(ring.monomial_term(rest), {i: s})
                    return self.over_term([k for k in indices if k != i], mul(inside, body))
        return None

    def solve(self, form: Expr, i: Index) -> Expr | None:
        """Return the value of ``i`` for which ``form`` is 0, if its coefficient is 1 or -1."""
        p = dict(self.normal.of(form))
        slope = p.pop(((i, Fraction(1)),), 0)
        if abs(slope) != 1 or any(i in a.free for m in p for a, _ in m):
            return None
        return ring.as_term({m: -c / slope for m, c in p.items()})

    def from_one(self, indices: Indices, monomial: Monomial) -> Polynomial | None:
        """Make every range begin with 1; a condition is tested for each of the two ways.

        Sum_{k=c..N} F = Sum_{k=1..N} F - F(1) - ... - F(c-1), for a number c and N >= c - 1;
        Sum_{k=p..q} F(k) = Sum_{k=1..q-p+1} F(k+p-1), always.
        """
        for i in indices:
            if i.lower == ONE:
                continue
            body = ring.monomial_term(monomial)
            rest = [k for k in indices if k != i]
            c = i.lower.value if isinstance(i.lower, Num) else None
            if c is None or not self.normal.at_least(self.normal.of(i.upper), max(0, int(c) - 1)):
                new = Index(i.name, ONE, self.normal.term(i.size), i.serial)
                return self.over_term([*rest, new], substitute(body, {i: new + i.lower - 1}))
            new = Index(i.name, ONE, i.upper, i.serial)
            result = dict(self.over_term([*rest, new], substitute(body, {i: new})))
            for r in range(min(int(c), 1), max(int(c), 1)):
                single = self.over_term(rest, substitute(body, {i: Num(r)}))
                ring.add_into(result, single, -1 if c > 1 else 1)
            return result
        return None

    def exchange(self, indices: Indices, monomial: Monomial) -> Polynomial | None:
        """Sum_k [0 <= t(k) <= N] F(k) = Sum_{t=1..N+1} [k(t) in its range] F(k(t)), t = k + ...

        Of the two names of one index the one is kept whose range is spelled first.
        """
        for atom, _ in monomial:
            if not isinstance(atom, Within):
                continue
            for i in (i for i in indices if i in atom.free):
                new = fresh(
                    Index(i.name, ONE, self.normal.term(atom.args[2] + 1)),
                    everything_free(monomial, indices),
                )
                k = self.solve(self.normal.term(atom.args[1] + 1 - new), i)
                if k is None or new.upper.key >= i.upper.key:
                    continue
                rest = tuple((a, q) for a, q in monomial if a != atom)
                body = substitute(ring.monomial_term(rest), {i: k})
                inside = Within(i.lower, k, i.upper)
                return self.over_term([new if j == i else j for j in indices], mul(inside, body))
        return None

    def peel(self, indices: Indices, monomial: Monomial) -> Polynomial | None:
        """Sum_{k=1..N+c} F = Sum_{k=1..N} F + F(N+1) + ... + F(N+c), for N >= 0, N + c >= 0."""
        for i in indices:
            form = dict(self.normal.of(i.upper))
            c = form.pop(ring.UNIT, Fraction(0))
            low = self.normal.lowest(form)
            if not c or c.denominator != 1 or low is None or low < max(0, -c):
                continue
            if not form and not 0 < c <= LONGEST_UNROLLED:
                continue
            base, body = ring.as_term(form), ring.monomial_term(monomial)
            rest = [k for k in indices if k != i]
            new = Index(i.name, ONE, base, i.serial)
            result: Polynomial = {}
            if form:
                shorter = substitute(body, {i: new})
                result = dict(self.over_term([*rest, new], shorter))
            first, last = (1, int(c)) if c > 0 else (int(c) + 1, 0)
            for r in range(first, last + 1):
                single = substitute(body, {i: add(base, Num(r))})
                ring.add_into(result, self.over_term(rest, single), 1 if c > 0 else -1)
            return result
        return None

    def divide(self, indices: Indices, monomial: Monomial) -> Polynomial | None:
        """M / D = 1/c - (D - cM) / (c D): so that e/(1 + e) and 1 - 1/(1 + e) agree."""
        powers = dict(monomial)
        for d, q in monomial:
            if not (isinstance(d, Add) and q < 0 and d.free & set(indices)):
                continue
            p = dict(self.normal.of(d))
            lead = ring.leading(p)
            if not lead or any(k < 0 or powers.get(a, 0) < k for a, k in lead):
                continue
            c = p.pop(lead)
            quotient = ring.merge(monomial, ring.inverse(lead))
            result = self.normal.settle(ring.merge(quotient, ((d, Fraction(1)),)))
            rest = self.normal.multiply(p, {quotient: Fraction(-1)})
            result = dict(result)
            ring.add_into(result, rest)
            return self.over(indices, {m: v / c for m, v in result.items()})
        return None

    def collapse(self, indices: Indices, monomial: Monomial) -> Polynomial | None:
        """Sum_k,i F(k) G(i) / Sum_k F(k) = Sum_i G(i): cancel, or use an assumption."""
        if len(indices) < 2:
            return None
        for i in indices:
            mine = tuple((a, q) for a, q in monomial if i in a.free)
            rest = tuple((a, q) for a, q in monomial if i not in a.free)
            if not mine or not (rest or self.normal.facts.equations):
                continue
            inner = self.connected([i], mine)
            inverses = {a for a, q in rest if isinstance(a, Sum) and q < 0}
            atoms = [a for m in inner for a, _ in m]
            if len(atoms) == 1 and isinstance(atoms[0], Sum) and atoms[0] not in inverses:
                continue  # neither cancelled nor assumed to equal something
            body = self.normal.multiply({rest: Fraction(1)}, inner)
            return self.over([k for k in indices if k != i], body)
        return None

    rules: tuple[Callable, ...] = (contract, from_one, peel, exchange, divide, collapse)

    # ---- what remains ------------------------------------------------------------------------

    def connected(self, indices: Indices, monomial: Monomial) -> Polynomial:
        """Factor a sum: what does not depend on an index goes before it."""
        bound = set(indices)
        outside = tuple((a, q) for a, q in monomial if not a.free & bound)
        result = {outside: Fraction(1)}
        for group, factors in components(indices, monomial):
            part = self.normal.of(group[0].size) if not factors else self.named(group, factors)
            result = self.normal.multiply(result, part)
        return result

    def named(self, group: Indices, factors: Monomial) -> Polynomial:
        """Return a connected sum whose bound indices have names that depend on its shape only."""
        height = 1 + max(height_of(a) for a, _ in factors)
        best: tuple | None = None
        for order in self.orders(group, factors):
            ends = [(self.normal.term(i.lower), self.normal.term(i.upper)) for i in order]
            new = [Index(f"_{height}", *pair, r) for r, pair in enumerate(ends)]
            renamed = substitute(ring.monomial_term(factors), dict(zip(order, new, strict=True)))
            body = self.normal.of(renamed)
            e = Sum(ring.as_term(body), *new)
            if best is None or e.key < best[0]:
                best = (e.key, body, e, new)
        (monomial, c), e = next(iter(best[1].items())), best[2]
        if c != 1:
            e = Sum(ring.monomial_term(monomial), *best[3])
        return self.normal.multiply(ring.constant(c), self.normal.atom(e))

    def orders(self, group: Indices, factors: Monomial):
        """Yield the orders of the indices that are worth trying: alike indices are permuted."""
        if len(group) == 1:
            yield group
            return
        alike: dict[tuple, Indices] = {}
        for i in group:
            alike.setdefault(self.role(i, group, factors), []).append(i)
        for choice in product(*(permutations(alike[r]) for r in sorted(alike))):
            yield [i for part in choice for i in part]

    def role(self, i: Index, group: Indices, factors: Monomial) -> tuple:
        """Return how an index occurs: the same for indices that could be exchanged."""
        mask = dict.fromkeys(group, OTHER) | {i: THIS}
        seen = [(self.normal.term(substitute(a, mask)).key, q) for a, q in factors if i in a.free]
        return (i.bounds, tuple(sorted(seen)))


def everything_free(monomial: Monomial, indices: Indices) -> frozenset:
    """Return what a new index must differ from."""
    return frozenset(indices).union(*(a.free for a, _ in monomial))


THIS, OTHER = Symbol("@", "integer"), Symbol("#", "integer")


def components(indices: Indices, monomial: Monomial):
    """Return the groups of indices that hang together, each with its factors."""
    groups: list[tuple[set, list]] = [({i}, []) for i in indices]
    for atom, q in monomial:
        touched = [g for g in groups if g[0] & atom.free]
        if not touched:
            continue
        first = touched[0]
        for g in touched[1:]:
            first[0].update(g[0])
            first[1].extend(g[1])
            groups.remove(g)
        first[1].append((atom, q))
    return [
        ([i for i in indices if i in g], tuple(sorted(f, key=lambda aq: aq[0].key)))
        for g, f in groups
    ]


def height_of(e: Expr) -> int:
    """Return how deep sums are nested in a term."""
    nested = (height_of(a) for a in e.args)
    return max(nested, default=0) + isinstance(e, (Sum, Anything))
