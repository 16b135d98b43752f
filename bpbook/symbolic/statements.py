"""What a claim says, before anything is known about it: two sides, lowered to indices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bpbook.symbolic import scopes
from bpbook.symbolic.display import latex, plain
from bpbook.symbolic.domains import domain
from bpbook.symbolic.expressions import (
    Expr,
    Index,
    Num,
    Relation,
    Symbol,
    term,
)
from bpbook.symbolic.language import Distinct, Equation
from bpbook.symbolic.matrices import Matrix, entry_indices
from bpbook.symbolic.matrix_display import latex_matrix, plain_matrix
from bpbook.symbolic.outcomes import ImpossibleShape
from bpbook.symbolic.substitution import (
    substitute,
)

Side = Expr | Matrix
METHOD = "normal form of the difference is 0; both sides evaluated at 3 points to 40 digits"


@dataclass(frozen=True)
class Statement:
    """``left = right`` or an inequality; ``shown`` holds the sides as they are displayed."""

    id: str
    left: Expr
    right: Expr
    shown: tuple[Side, Side]
    sign: str = "="
    assuming: tuple = ()
    sizes: tuple[tuple[Symbol, int], ...] = ()

    @property
    def latex(self) -> str:
        """The statement in LaTeX, without a number."""
        sign = {"=": "=", "<=": "\\le", ">=": "\\ge"}.get(self.sign, self.sign)
        return f"{side_latex(self.shown[0])} {sign} {side_latex(self.shown[1])}"

    @property
    def plain(self) -> str:
        """The statement in plain text."""
        return f"{side_plain(self.shown[0])} {self.sign} {side_plain(self.shown[1])}"

    @property
    def method(self) -> str:
        """How it was established."""
        return METHOD

    def scope(self, name=str) -> str:
        """Return for what it was proved; ``name`` says how names are printed."""
        if self.sizes:
            return "the sizes " + ", ".join(f"{w!r} = {v}" for w, v in self.sizes)
        return scopes.scope_of((self.left, self.right), self.assuming, name)

    def conditions(self, name=str) -> list[str]:
        """Return what is assumed beside what the scope says."""
        terms = (self.left, self.right)
        return scopes.conditions(terms, self.assuming, name) + domain(terms, self.assuming, name)

    def assumptions(self) -> list[str]:
        """Return everything that is assumed, the arbitrary costs and definitions too."""
        given = [scopes.shown(a) for a in self.assuming]
        terms = (self.left, self.right)
        where = scopes.kinks(terms, self.assuming) + domain(terms, self.assuming)
        return given + where + scopes.meanings(self.shown)

    def with_sides(self, left: Side, right: Side) -> Statement:
        """Return the same statement about other sides: a wrong version."""
        low = lowered(self.id, left, right, dict(self.sizes))
        return replace(self, left=low[0], right=low[1], shown=(left, right))


def side_latex(side: Side) -> str:
    """Return one side in LaTeX."""
    return latex_matrix(side) if isinstance(side, Matrix) else latex(side)


def side_plain(side: Side) -> str:
    """Return one side in plain text."""
    return plain_matrix(side) if isinstance(side, Matrix) else plain(side)


def read(id: str, left, right, assuming, sizes: Mapping | None) -> Statement:
    """Return what ``claim`` was given as a statement."""
    assuming = tuple(assuming) if isinstance(assuming, (list, tuple)) else (assuming,)
    for a in assuming:
        if not isinstance(a, (Relation, Equation, Distinct)):
            raise TypeError(
                f"{id}: {a!r} is no assumption: write z > 0, equal(total(t[k], k), 1) "
                "or distinct(i, j)"
            )
    fixed = tuple((sizes or {}).items())
    if isinstance(left, Relation):
        if right is not None:
            raise TypeError(f"{id}: an inequality has no other side; name the certificate")
        sides, sign = (left.left, left.right), left.sign
    else:
        if right is None:
            raise TypeError(f"{id}: claim(id, left, right) needs two sides")
        sides, sign = (as_side(left), as_side(right)), "="
    low = lowered(id, *sides, dict(fixed))
    return Statement(id, *low, sides, sign, assuming, fixed)


def as_side(x) -> Side:
    """Return a side of an equation: a term or a matrix."""
    return x if isinstance(x, Matrix) else term(x)


def lowered(id: str, left: Side, right: Side, sizes: Mapping) -> tuple[Expr, Expr]:
    """Return both sides as index formulas: of a matrix, the entry in row i and column j."""
    if isinstance(left, Matrix) != isinstance(right, Matrix):
        raise ImpossibleShape(
            f"{id}: {side_plain(left)} = {side_plain(right)} puts a matrix equal to a number"
        )
    if isinstance(left, Matrix):
        if left.shape != right.shape:
            raise ImpossibleShape(
                f"{id}: the left side is {left.rows!r} x {left.cols!r}, "
                f"the right side {right.rows!r} x {right.cols!r}"
            )
        i, j = entry_indices(left)
        left, right = left.entry(i, j), right.entry(i, j)
    return at_sizes(left, sizes), at_sizes(right, sizes)


def at_sizes(e: Expr, sizes: Mapping) -> Expr:
    """Return a term with some widths replaced by numbers."""
    if not sizes:
        return e
    values: dict[Expr, Expr] = {width: Num(v) for width, v in sizes.items()}
    for i in [i for i in e.free if isinstance(i, Index)]:
        ends = (substitute(end, values) for end in (i.lower, i.upper))
        values[i] = Index(i.name, *ends, i.serial)
    return substitute(e, values)
