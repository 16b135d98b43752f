"""What an author writes with in matrix notation."""

from __future__ import annotations

from bpbook.symbolic.expressions import ONE, Anything, Expr, Index, Sum, term
from bpbook.symbolic.language import mean
from bpbook.symbolic.matrices import (
    Constant,
    Diagonal,
    Jacobian,
    Matrix,
    Variable,
    bound,
    entry_indices,
    over_entries,
    same_shape,
    sized,
)
from bpbook.symbolic.outcomes import ImpossibleShape


def matrix(name: str, rows, cols, layer=None) -> Variable:
    """Return a matrix of independent entries.

    Parameters
    ----------
    name : str
    rows, cols : width
        Its symbolic shape.
    layer : layer, optional
        Printed as a superscript: ``matrix("W", n(l), n(l - 1), layer=l)`` is W^l.

    Examples
    --------
    >>> from bpbook.symbolic import width
    >>> n, m = width("n m")
    >>> W, x = matrix("W", n, m), column("x", m)
    >>> W @ x
    W @ x
    >>> (W.T @ x).shape  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    bpbook.symbolic.outcomes.ImpossibleShape: W.T @ x: W.T (m x n) has n columns, x (m x 1) ...
    """
    return Variable(name, term(rows), term(cols), None if layer is None else term(layer))


def column(name: str, rows, layer=None) -> Variable:
    """Return a column of independent entries."""
    return matrix(name, rows, 1, layer)


def ones(rows, cols=1) -> Matrix:
    """Return the matrix whose entries are all 1."""
    return Constant("1", term(rows), term(cols))


def zeros(rows, cols=1) -> Matrix:
    """Return the matrix whose entries are all 0."""
    return Constant("0", term(rows), term(cols))


def identity_matrix(n) -> Matrix:
    """Return the identity."""
    return Constant("I", term(n), term(n))


def diag(column: Matrix) -> Matrix:
    """Return the diagonal matrix of a column."""
    return Diagonal(column)


def jacobian(column: Matrix, variable: Matrix) -> Matrix:
    """Return the derivatives of a column by a column: row = entry, column = variable."""
    return Jacobian(column, variable)


def trace(a: Matrix) -> Expr:
    """Return the sum of the diagonal."""
    if a.rows != a.cols:
        raise ImpossibleShape(f"the trace of {sized(a)}")
    i = Index("i", ONE, a.rows)
    return Sum(a.entry(i, i), i)


def norm_squared(a: Matrix) -> Expr:
    """Return the sum of the squared entries."""
    return over_entries(a, lambda i, j: a.entry(i, j) ** 2)


def mean_cost(name: str, of: Matrix, gradient: Matrix) -> Expr:
    """Return the mean over the columns (samples) of any cost of one column.

    ``gradient`` names the derivatives of each sample's cost, not divided by the number of
    samples: the convention of the book.
    """
    same_shape(f"the gradient of {name}", of, gradient)
    i, s = entry_indices(of, "is")
    each = Anything(f"{name}_s", of.entry(i, s), gradient.entry(i, s), *bound(i))
    return mean(each, *bound(s))
