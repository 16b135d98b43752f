"""Signs of terms and bounds of integers: the conditions under which rules may be used."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from bpbook.symbolic import polynomials as ring
from bpbook.symbolic.expressions import Add, Call, Entry, Expr, Index, Mul, Num, Pow, Sum, Symbol
from bpbook.symbolic.functions import exp
from bpbook.symbolic.polynomials import Polynomial


class Signs:
    """What a normal form knows about signs and bounds; the facts are assumptions."""

    def sign(self, p: Polynomial) -> int | None:
        """Return 1 or -1 where ``p`` is positive or negative under the facts, else None."""
        c, monomial, core = self.factors(p)
        if not c:
            return None
        result = 1 if c > 0 else -1
        for atom, q in (*monomial, (core, Fraction(1))):
            s = self.atom_sign(atom)
            if s is None or (s < 0 and q.denominator != 1):
                return None
            result *= s ** int(abs(q.numerator))
        return result

    def atom_sign(self, atom: Expr) -> int | None:
        """Return the sign of an atom, 1 or -1, or None."""
        assumed = self.facts.sign(atom)
        if assumed is not None:
            return assumed
        if isinstance(atom, Num):
            return 1 if atom.value > 0 else -1
        if isinstance(atom, Symbol):
            return 1 if atom.is_positive else None
        if isinstance(atom, Call):
            return 1 if atom.function is exp else None
        if isinstance(atom, Pow):  # a^t, a positive
            return 1 if self.is_positive(atom.args[0]) else None
        if isinstance(atom, Sum):  # at least one term, and each has this sign
            nonempty = all(self.at_least(self.of(i.size), 1) for i in atom.indices)
            return self.sign(self.of(atom.args[0])) if nonempty else None
        if isinstance(atom, Add):  # all terms have this sign
            signs = {self.sign({m: c}) for m, c in self.of(atom).items()}
            return signs.pop() if len(signs) == 1 else None
        return None

    def is_positive(self, e: Expr) -> bool:
        """Tell whether an atom is known to be positive."""
        return self.atom_sign(e) == 1 if not isinstance(e, Mul) else self.sign(self.of(e)) == 1

    def lowest(self, form: Polynomial) -> Fraction | None:
        """Return a lower bound of an integer form from the ranges of its indices, or None."""
        for i in sorted({a for m in form for a, _ in m if range_of(a)}, key=lambda a: a.key):
            low, high = range_of(i)
            slope = form.get(((i, Fraction(1)),), 0)
            if any(dict(m).get(i) for m in form if m != ((i, 1),)):
                return None
            form = dict(form)
            del form[((i, Fraction(1)),)]
            ring.add_into(form, self.of(low if slope > 0 else high), slope)
        result = Fraction(0)
        for m, c in form.items():
            least = [getattr(a, "least", None) for a, _ in m]
            if None in least or (m and c < 0) or any(v < 0 for v in least):
                return None
            result += c * prod(v**q for v, (_, q) in zip(least, m, strict=True))
        return result

    def at_least(self, form: Polynomial, bound: int) -> bool:
        """Tell whether an integer form is ``bound`` or more for all values of its indices."""
        low = self.lowest(form)
        return low is not None and low >= bound


def range_of(atom: Expr) -> tuple[Expr, Expr] | None:
    """Return the range of an index, or of an entry of an integer array, else None."""
    if isinstance(atom, Entry):
        atom = atom.array.values
    return (atom.lower, atom.upper) if isinstance(atom, Index) else None
