"""Matrix statements of symbolic shape: NumPy's operators, lowered to indices and proved there.

``A @ B`` is the matrix product, ``A * B`` the elementwise one, ``A.T`` the transpose, ``f(A)``
acts on every entry. Shapes are checked when a formula is built. A matrix knows one thing:
its entry with row ``i`` and column ``j``, an index formula.
"""

from __future__ import annotations

from collections.abc import Callable

from bpbook.symbolic.expressions import (
    ONE,
    ZERO,
    Anything,
    Derivative,
    Entry,
    Expr,
    Index,
    Kronecker,
    Num,
    Sum,
    add,
    mul,
    term,
)
from bpbook.symbolic.functions import (
    Function,
)
from bpbook.symbolic.language import (
    Array,
)
from bpbook.symbolic.outcomes import ImpossibleShape
from bpbook.symbolic.substitution import (
    fresh,
)


class Matrix:
    """A matrix formula with ``rows`` and ``cols``; columns have one subscript."""

    __array_ufunc__ = None
    args: tuple = ()
    strength = 3

    def __init__(self, rows: Expr, cols: Expr):
        self.rows, self.cols = rows, cols

    @property
    def shape(self) -> tuple[Expr, Expr]:
        """Rows and columns."""
        return self.rows, self.cols

    @property
    def key(self) -> str:
        """A text that spells the formula out."""
        return f"{type(self).__name__}({','.join(a.key for a in self.args)})"

    def entry(self, i: Expr, j: Expr) -> Expr:
        """Return the entry in row ``i`` and column ``j``."""
        raise NotImplementedError

    def rebuild(self, args: tuple) -> Matrix:
        """Return the same kind of formula with other arguments."""
        return type(self)(*args)

    def map(self, f: Function, order: int) -> Matrix:
        """Return ``f`` or its derivative applied to each entry."""
        return Mapped(f, order, self)

    @property
    def T(self) -> Matrix:
        """The transpose."""
        return self.args[0] if isinstance(self, Transposed) else Transposed(self)

    def sum(self) -> Expr:
        """Return the sum of all entries."""
        return over_entries(self, self.entry)

    def anything(self, name: str, gradient: Matrix) -> Expr:
        """Return any differentiable function of the entries, ``gradient`` naming its slopes."""
        same_shape(f"the gradient of {name}", self, gradient)
        i, j = entry_indices(self)
        return Anything(name, self.entry(i, j), gradient.entry(i, j), *bound(i, j))

    def __getitem__(self, where) -> Expr:
        i, j = where if isinstance(where, tuple) else (where, ONE)
        return self.entry(term(i), term(j))

    def __matmul__(self, other):
        return Product(self, other) if isinstance(other, Matrix) else NotImplemented

    def __mul__(self, other):
        return Hadamard(self, other) if isinstance(other, Matrix) else Scaled(term(other), self)

    def __rmul__(self, other):
        return Scaled(term(other), self)

    def __truediv__(self, other):
        return Scaled(ONE / term(other), self)

    def __add__(self, other):
        return Plus(self, other) if isinstance(other, Matrix) else NotImplemented

    def __sub__(self, other):
        return Plus(self, -other) if isinstance(other, Matrix) else NotImplemented

    def __neg__(self):
        return Scaled(Num(-1), self)

    def __eq__(self, other):
        return isinstance(other, Matrix) and self.key == other.key

    def __hash__(self):
        return hash(self.key)

    def __repr__(self):
        from bpbook.symbolic.matrix_display import plain_matrix

        return plain_matrix(self)

    def _repr_latex_(self):
        from bpbook.symbolic.matrix_display import latex_matrix

        return f"$\\displaystyle {latex_matrix(self)}$"

    def __bool__(self):
        raise TypeError(f"{self!r} is a formula, neither true nor false")


def entry_indices(a: Matrix, names: str = "ij") -> tuple[Expr, Expr]:
    """Return an index for the rows and one for the columns; 1 where there is only one."""
    return tuple(
        ONE if size == ONE else Index(name, ONE, size)
        for name, size in zip(names, a.shape, strict=True)
    )


def bound(*candidates: Expr) -> tuple[Index, ...]:
    """Return those that are indices."""
    return tuple(i for i in candidates if isinstance(i, Index))


def over_entries(a: Matrix, body: Callable[[Expr, Expr], Expr]) -> Expr:
    """Return the sum of ``body(i, j)`` over the entries of ``a``."""
    i, j = entry_indices(a, "rc")
    indices = bound(i, j)
    return Sum(body(i, j), *indices) if indices else body(i, j)


def same_shape(what: str, a: Matrix, b: Matrix) -> None:
    """Raise if two matrices differ in shape."""
    if a.shape != b.shape:
        raise ImpossibleShape(f"{what}: {sized(a)} meets {sized(b)}")


def sized(a: Matrix) -> str:
    """Return a matrix with its shape in words."""
    return f"{a!r} ({a.rows!r} x {a.cols!r})"


class Variable(Matrix):
    """A named matrix of independent entries; with a layer its name carries a superscript."""

    def __init__(self, name: str, rows: Expr, cols: Expr, layer: Expr | None = None):
        super().__init__(rows, cols)
        self.name, self.layer, self.array = name, layer, Array(name)

    @property
    def key(self) -> str:
        """A text that spells the variable out."""
        return f"{self.name}[{self.layer.key if self.layer is not None else ''}]"

    def entry(self, i, j):
        """Return the entry; a column has one subscript."""
        parts = [*([self.layer] if self.layer is not None else []), i]
        if self.cols != ONE:
            parts.append(j)
        return Entry(self.array, *parts)

    def rebuild(self, args):
        """Return the variable."""
        return self

    def gradient_of(self, cost) -> Matrix:
        """Return the matrix of derivatives of ``cost`` by the entries."""
        return Gradient(cost, self)


class Product(Matrix):
    """``A @ B``: the columns of A meet the rows of B."""

    strength = 1

    def __init__(self, left: Matrix, right: Matrix):
        if left.cols != right.rows:
            raise ImpossibleShape(
                f"{left!r} @ {right!r}: {sized(left)} has {left.cols!r} columns, "
                f"{sized(right)} has {right.rows!r} rows"
            )
        super().__init__(left.rows, right.cols)
        self.args = (left, right)

    def entry(self, i, j):
        """Return the sum over the inner index."""
        left, right = self.args
        if left.cols == ONE:
            return mul(left.entry(i, ONE), right.entry(ONE, j))
        k = fresh(Index("k", ONE, left.cols), i.free | j.free)
        return Sum(mul(left.entry(i, k), right.entry(k, j)), k)


class Hadamard(Matrix):
    """``A * B``: entry by entry."""

    strength = 1

    def __init__(self, left: Matrix, right: Matrix):
        same_shape("an elementwise product", left, right)
        super().__init__(*left.shape)
        self.args = (left, right)

    def entry(self, i, j):
        """Return the product of the entries."""
        return mul(*(a.entry(i, j) for a in self.args))


class Plus(Matrix):
    """``A + B``."""

    strength = 0

    def __init__(self, left: Matrix, right: Matrix):
        same_shape("a sum", left, right)
        super().__init__(*left.shape)
        self.args = (left, right)

    def entry(self, i, j):
        """Return the sum of the entries."""
        return add(*(a.entry(i, j) for a in self.args))


class Scaled(Matrix):
    """A number times a matrix."""

    strength = 1

    def __init__(self, factor: Expr, matrix: Matrix):
        super().__init__(*matrix.shape)
        self.args = (factor, matrix)

    def entry(self, i, j):
        """Return the scaled entry."""
        factor, matrix = self.args
        return mul(factor, matrix.entry(i, j))


class Transposed(Matrix):
    """``A.T``."""

    strength = 2

    def __init__(self, matrix: Matrix):
        super().__init__(matrix.cols, matrix.rows)
        self.args = (matrix,)

    def entry(self, i, j):
        """Return the entry with row and column exchanged."""
        return self.args[0].entry(j, i)


class Mapped(Matrix):
    """``f(A)``: a function of each entry."""

    def __init__(self, f: Function, order: int, matrix: Matrix):
        super().__init__(*matrix.shape)
        self.function, self.order, self.args = f, order, (matrix,)

    @property
    def key(self) -> str:
        """A text that spells the formula out."""
        return f"{self.function.name}{chr(39) * self.order}({self.args[0].key})"

    def rebuild(self, args):
        """Return the function of another matrix."""
        return Mapped(self.function, self.order, *args)

    def entry(self, i, j):
        """Return the function of the entry."""
        return self.function.at(self.args[0].entry(i, j), self.order)


class Constant(Matrix):
    """The matrix of ones, the zero matrix, or the identity."""

    def __init__(self, kind: str, rows: Expr, cols: Expr):
        super().__init__(rows, cols)
        self.kind = kind

    @property
    def key(self) -> str:
        """A text that spells the matrix out."""
        return f"{self.kind}[{self.rows.key},{self.cols.key}]"

    def rebuild(self, args):
        """Return the matrix."""
        return self

    def entry(self, i, j):
        """Return 1, 0, or 1 on the diagonal."""
        return Kronecker(i, j) if self.kind == "I" else {"1": ONE, "0": ZERO}[self.kind]


class Diagonal(Matrix):
    """The diagonal matrix of a column."""

    def __init__(self, column: Matrix):
        if column.cols != ONE:
            raise ImpossibleShape(f"diag takes a column, not {sized(column)}")
        super().__init__(column.rows, column.rows)
        self.args = (column,)

    def entry(self, i, j):
        """Return the column's entry on the diagonal."""
        return mul(self.args[0].entry(i, ONE), Kronecker(i, j))


class Gradient(Matrix):
    """The derivatives of a cost by the entries of a matrix, in the matrix's own shape."""

    def __init__(self, cost: Expr, matrix: Matrix):
        super().__init__(*matrix.shape)
        self.args = (term(cost), matrix)

    def entry(self, i, j):
        """Return one derivative, not carried out."""
        cost, matrix = self.args
        return Derivative(cost, matrix.entry(i, j))


class Jacobian(Matrix):
    """The derivatives of the entries of a column: row = entry, column = variable."""

    def __init__(self, column: Matrix, variable: Matrix):
        if column.cols != ONE or variable.cols != ONE:
            raise ImpossibleShape(f"a Jacobian takes columns, not {sized(column)}")
        super().__init__(column.rows, variable.rows)
        self.args = (column, variable)

    def entry(self, i, j):
        """Return the derivative of entry ``i`` by entry ``j``."""
        column, variable = self.args
        return Derivative(column.entry(i, ONE), variable.entry(j, ONE))
