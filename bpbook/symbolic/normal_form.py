"""The normal form: the second half of the trusted core.

A term becomes a polynomial in atoms: symbols, entries, values of functions, and *connected* sums
``Sum_k (product of atoms that hang together by k)``. Two terms with the same normal form are
equal. Every rule below is an identity of finite sums of real numbers; where it needs a condition,
the condition is tested on the line before. The rules for bound indices are in ``sums.py``.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from bpbook.symbolic import polynomials as ring
from bpbook.symbolic.assumptions import Facts
from bpbook.symbolic.calculus import definition_of, differentiate, unfold
from bpbook.symbolic.expressions import (
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
)
from bpbook.symbolic.functions import (
    ARGUMENT,
    exp,
    log,
    step,
)
from bpbook.symbolic.polynomials import Monomial, Polynomial
from bpbook.symbolic.signs import Signs, range_of
from bpbook.symbolic.substitution import (
    substitute,
)


class OutsideTheCalculusError(Exception):
    """The normal form has no rule for this term."""


class NormalForm(Signs):
    """Normal forms under some facts; results are remembered for the life of the object."""

    def __init__(self, facts: Facts | None = None):
        self.facts = facts or Facts()
        self.known: dict[Expr, Polynomial] = {}

    def of(self, e: Expr) -> Polynomial:
        """Return the polynomial that equals ``e``."""
        if e not in self.known:
            self.known[e] = RULES[type(e)](self, e)
        return self.known[e]

    def term(self, e: Expr) -> Expr:
        """Return ``e`` normalised, as a term."""
        return ring.as_term(self.of(e))

    # ---- polynomials -------------------------------------------------------------------------

    def multiply(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """Return the product, each monomial settled."""
        result: Polynomial = {}
        for a, c in p.items():
            for b, d in q.items():
                ring.add_into(result, self.settle(ring.merge(a, b)), c * d)
        return result

    def settle(self, monomial: Monomial) -> Polynomial:
        """Apply what holds for powers of single atoms."""
        c, kept, expanded = Fraction(1), [], []
        for atom, q in monomial:
            whole = ceil(q)
            if q > 1 and is_zero_or_one(atom):  # x is 0 or 1, so x^q = x for q > 0
                kept.append((atom, Fraction(1)))
            elif isinstance(atom, Num):  # b^q = b^n b^(q-n), n whole
                c *= atom.value**whole
                kept.append((atom, q - whole))
            elif is_compound(atom) and q > 0:  # the same, b^n multiplied out
                expanded += [atom] * whole
                kept.append((atom, q - whole))
            else:
                kept.append((atom, q))
        result = {tuple((a, q) for a, q in kept if q): c}
        for atom in expanded:
            result = self.multiply(result, self.of(atom))
        return result

    def raise_to(self, p: Polynomial, q: Fraction) -> Polynomial:
        """Return ``p ** q``: for whole ``q``, or where every factor of ``p`` is positive."""
        if q.denominator == 1 and q >= 0 and len(p) != 1:
            result = ring.constant(1)
            for _ in range(int(q)):
                result = self.multiply(result, p)
            return result
        c, monomial, core = self.factors(p)
        if not c:
            raise OutsideTheCalculusError("the formula divides by 0")
        powers = {a: k * q for a, k in monomial}
        if q.denominator == 1:
            scale = ring.constant(c ** int(q))
        else:  # (ab)^q = a^q b^q for positive a, b
            scale = ring.constant(1)
            powers |= {Num(b): k * q for b, k in prime_powers(c)}
        if core != ONE:  # the core may be one of the atoms: D / D^(1/2)
            powers[core] = powers.get(core, 0) + q
        return self.multiply(scale, self.settle(ring.monomial_of(powers)))

    def factors(self, p: Polynomial) -> tuple[Fraction, Monomial, Expr]:
        """Return ``c, m, core`` with ``p = c * m * core``; the core has no common factor."""
        if not p:
            return Fraction(0), ring.UNIT, ONE
        common = self.common_factor(p)
        p = self.multiply(p, {ring.inverse(common): Fraction(1)})
        again = self.common_factor(p)
        if again:  # a denominator that was multiplied out can bring out another factor
            c, m, core = self.factors(p)
            return c, ring.merge(m, common), core
        c = p[ring.leading(p)]
        return c, common, ring.as_term({m: v / c for m, v in p.items()})

    @staticmethod
    def common_factor(p: Polynomial) -> Monomial:
        """Return what divides every term; roots of numbers, such as 2^(1/2), stay."""
        return tuple((a, q) for a, q in ring.lowest_powers(p) if not isinstance(a, Num))

    # ---- rules for each kind of term ---------------------------------------------------------

    def atom(self, e: Expr) -> Polynomial:
        """Return an atom as a polynomial, or what the facts say it equals."""
        known = self.facts.rewrite(e) if self.facts.equations else None
        if known is None:
            return ring.variable(e)
        value, found = known
        return self.of(substitute(value, found))

    def _symbol(self, e: Symbol) -> Polynomial:
        return ring.variable(e.rebuild(tuple(self.term(a) for a in e.args)))

    def _entry(self, e: Entry) -> Polynomial:
        if e.array.definition:
            return self.of(unfold(e))
        return self.atom(e.rebuild(tuple(self.term(a) for a in e.args)))

    def _add(self, e: Add) -> Polynomial:
        result: Polynomial = {}
        for a in e.args:
            ring.add_into(result, self.of(a))
        return result

    def _mul(self, e: Mul) -> Polynomial:
        result = ring.constant(1)
        for a in e.args:
            result = self.multiply(result, self.of(a))
        return result

    def _pow(self, e: Pow) -> Polynomial:
        base, exponent = e.args
        if isinstance(exponent, Num):
            if exponent.value.denominator != 1:
                return self._root(base, exponent.value)
            return self.raise_to(self.of(base), exponent.value)
        return self._symbolic_power(base, exponent)

    def _root(self, base: Expr, q: Fraction) -> Polynomial:
        c, monomial, core = self.factors(self.of(base))
        if not c:
            return {}
        # (c m K)^q = c^q m^q K^q for c > 0 and all but one factor positive
        unsure = [a for a, _ in (*monomial, (core, 1)) if a != ONE and not self.is_positive(a)]
        if c > 0 and not unsure:
            return self.raise_to(self.of(base), q)
        return self.settle(((ring.as_term(self.of(base)), q),))

    def _symbolic_power(self, base: Expr, exponent: Expr) -> Polynomial:
        # a^(s + c t) = a^s (a^t)^c for positive a, or for whole exponents and a not 0
        c, monomial, core = self.factors(self.of(base))
        parts = self.of(exponent)
        whole = all(is_whole(m) and v.denominator == 1 for m, v in parts.items())
        if not whole and self.sign(self.of(base)) != 1:
            raise OutsideTheCalculusError(
                f"{base!r} to the power {exponent!r} needs a positive base"
            )
        result = ring.constant(1)
        for m, v in parts.items():
            if m == ring.UNIT:
                result = self.multiply(result, self._pow(Pow(base, Num(v))))
                continue
            for atom, k in ((Num(c), 1), *monomial, (core, 1)):
                if isinstance(atom, Call) and atom.function is exp:  # exp(x)^t = exp(t x)
                    grown = self._exp(self.of(Mul(atom.args[0], ring.monomial_term(m, v * k))))
                    result = self.multiply(result, grown)
                elif atom != ONE:
                    tower = Pow(atom, ring.monomial_term(m))
                    result = self.multiply(result, self.settle(((tower, v * k),)))
        return result

    def _call(self, e: Call) -> Polynomial:
        f, argument = e.function, e.args[0]
        if f.definition:
            return self.of(written_out(e))
        special = {exp.name: self._exp, log.name: self._log, step.name: self._step}.get(f.name)
        if special:
            return special(self.of(argument))
        return self.atom(Call(f, e.order, self.term(argument)))

    def _exp(self, p: Polynomial) -> Polynomial:
        result = ring.constant(1)
        for m, c in p.items():  # exp(s + c t) = exp(s) exp(t)^c
            atom = ring.monomial_term(m)
            if isinstance(atom, Call) and atom.function is log:  # exp(c log a) = a^c
                result = self.multiply(result, self._pow(Pow(atom.args[0], Num(c))))
            else:
                result = self.multiply(result, ring.variable(Call(exp, 0, atom), c))
        return result

    def _log(self, p: Polynomial) -> Polynomial:
        c, monomial, core = self.factors(p)
        parts = [*monomial, (core, Fraction(1))]
        if c <= 0 or not all(self.is_positive(a) for a, _ in parts):
            return self.atom(Call(log, 0, ring.as_term(p)))
        result: Polynomial = {}  # log(a^p b^q) = p log a + q log b for positive a, b
        for a, q in (*((Num(b), k) for b, k in prime_powers(c)), *parts):
            ring.add_into(result, self._log_of_atom(a), q)
        return result

    def _log_of_atom(self, a: Expr) -> Polynomial:
        if a == ONE:
            return {}
        if isinstance(a, Call) and a.function is exp:
            return self.of(a.args[0])
        if isinstance(a, Pow):
            return self.multiply(self.of(a.args[1]), self._log(self.of(a.args[0])))
        return self.atom(Call(log, 0, a))

    def _step(self, p: Polynomial) -> Polynomial:
        known = self.sign(p)
        if known is not None:  # step is 1 for positive and 0 for negative arguments
            return ring.constant(1 if known > 0 else 0)
        c, monomial, core = self.factors(p)
        parts = [*monomial, (core, Fraction(1))]
        parts = [(a, q) for a, q in parts if a != ONE and not self.is_positive(a)]
        atom = Call(step, 0, ring.monomial_term(tuple(parts)))
        if c > 0:  # a positive factor does not change a sign
            return self.atom(atom)
        result = ring.constant(1)  # step(-x) = 1 - step(x) away from the kink
        ring.add_into(result, self.atom(atom), -1)
        return result

    def _kronecker(self, e: Kronecker) -> Polynomial:
        form = self.of(e.args[0] - e.args[1])
        if not form:
            return ring.constant(1)
        if self.at_least(form, 1) or self.at_least(negated(form), 1):
            return {}  # never equal
        if form[ring.leading(form)] < 0:
            form = negated(form)
        if ring.as_term(form) in self.facts.distinct:
            return {}
        return self.atom(Kronecker(ring.as_term(form), ZERO))

    def _within(self, e: Within) -> Polynomial:
        lower, value, upper = e.args
        above, below = self.of(value - lower), self.of(upper - value)
        if self.at_least(above, 0) and self.at_least(below, 0):
            return ring.constant(1)
        if self.at_least(negated(above), 1) or self.at_least(negated(below), 1):
            return {}
        size = self.term(upper - lower)
        return self.atom(Within(ZERO, ring.as_term(above), size))

    def _anything(self, e: Anything) -> Polynomial:
        body, gradient = e.args
        return self.atom(e.rebuild((self.term(body), self.term(gradient))))

    def _sum(self, e: Sum) -> Polynomial:
        from bpbook.symbolic.sums import Summation

        result = self.of(e.args[0])
        for i in reversed(e.indices):
            result = Summation(self).over([i], result)
        return result


RULES = {
    Num: lambda self, e: ring.constant(e.value),
    Symbol: NormalForm._symbol,
    Index: lambda self, e: ring.variable(e),
    Entry: NormalForm._entry,
    Add: NormalForm._add,
    Mul: NormalForm._mul,
    Pow: NormalForm._pow,
    Call: NormalForm._call,
    Kronecker: NormalForm._kronecker,
    Within: NormalForm._within,
    Named: lambda self, e: self.of(e.args[0]),
    Derivative: lambda self, e: self.of(differentiate(*e.args)),
    Anything: NormalForm._anything,
    Sum: NormalForm._sum,
}


def is_compound(atom: Expr) -> bool:
    """Tell whether an atom is a sum or product kept whole under a negative or broken power."""
    return isinstance(atom, (Add, Mul)) or (
        isinstance(atom, Pow) and isinstance(atom.args[1], Num)
    )


def is_zero_or_one(atom: Expr) -> bool:
    """Tell whether an atom takes the values 0 and 1 only."""
    return isinstance(atom, (Kronecker, Within)) or (
        isinstance(atom, Call) and atom.function is step
    )


def is_whole(monomial: Monomial) -> bool:
    """Tell whether a monomial takes integer values only."""
    return all(
        q.denominator == 1 and q > 0 and (range_of(a) or getattr(a, "is_integer", False))
        for a, q in monomial
    )


def negated(p: Polynomial) -> Polynomial:
    """Return ``-p``."""
    return {m: -c for m, c in p.items()}


def prime_powers(c: Fraction) -> list[tuple[int, int]]:
    """Return the primes of a positive fraction with their exponents."""
    result: dict[int, int] = {}
    for number, step_ in ((c.numerator, 1), (c.denominator, -1)):
        p = 2
        while number > 1:
            if p * p > number:
                p = number
            while number % p == 0:
                number //= p
                result[p] = result.get(p, 0) + step_
            p += 1
    return sorted(result.items())


def written_out(e: Call) -> Expr:
    """Return a function with a definition, or its derivative, as the definition says."""
    return substitute(definition_of(e.function, e.order), {ARGUMENT: e.args[0]})
