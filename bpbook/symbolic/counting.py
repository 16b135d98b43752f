"""Operations counted from the index equations themselves, as polynomials in the widths."""

from __future__ import annotations

from dataclasses import dataclass

from bpbook.symbolic.expressions import (
    ONE,
    ZERO,
    Add,
    Call,
    Entry,
    Expr,
    Index,
    Mul,
    Named,
    Num,
    Pow,
    Sum,
    Symbol,
    mul,
)


@dataclass(frozen=True)
class Operations:
    """Numbers of multiplications, additions and function values, as terms in the widths."""

    multiplications: Expr = ZERO
    additions: Expr = ZERO
    functions: Expr = ZERO

    def __add__(self, other: Operations) -> Operations:
        return Operations(
            self.multiplications + other.multiplications,
            self.additions + other.additions,
            self.functions + other.functions,
        )

    def times(self, number: Expr) -> Operations:
        """Return the operations of doing this ``number`` times."""
        return Operations(
            number * self.multiplications, number * self.additions, number * self.functions
        )


def operations(e: Expr, *over: Index) -> Operations:
    """Return the operations that evaluate a term once for each value of the indices ``over``.

    One model, kept everywhere: entries, and what is defined by an abbreviation, are at hand; a
    product of p factors takes p - 1 multiplications (a sign takes none, a division counts as
    one), a sum of p terms takes p - 1 additions, a function value counts one.

    Parameters
    ----------
    e : Expr
        The right side of an equation of the algorithm.
    *over : Index
        The indices of its left side.

    Examples
    --------
    >>> from bpbook.symbolic import array, index, total, width
    >>> n, m = width("n m")
    >>> j, k, w, a = index("j", n), index("k", m), *array("w a")
    >>> operations(total(w[j, k] * a[k], k), j).multiplications
    n*m
    """
    number = mul(*(i.size for i in over)) if over else ONE
    return _once(e).times(number)


def _once(e: Expr) -> Operations:
    if isinstance(e, (Num, Symbol, Index, Entry, Named)):
        return Operations()
    inner = Operations()
    for a in e.args:
        inner = inner + _once(a)
    if isinstance(e, Sum):
        number = mul(*(i.size for i in e.indices))
        return inner.times(number) + Operations(additions=number - 1)
    if isinstance(e, Add):
        return inner + Operations(additions=Num(len(e.args) - 1))
    if isinstance(e, Mul):
        factors = [a for a in e.args if a != Num(-1)]
        return inner + Operations(multiplications=Num(len(factors) - 1))
    if isinstance(e, Pow):
        return inner + Operations(multiplications=_power_cost(e.args[1]))
    if isinstance(e, Call):
        return inner + Operations(functions=ONE)
    raise TypeError(f"no price for {e!r}")


def _power_cost(exponent: Expr) -> Expr:
    if isinstance(exponent, Num) and exponent.value.denominator == 1:
        return Num(max(1, abs(exponent.value) - 1))
    raise TypeError(f"no price for the exponent {exponent!r}")
