"""What an author writes with: widths, indices, arrays, functions, sums, derivatives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from bpbook.symbolic.expressions import (
    ONE,
    Anything,
    Derivative,
    Entry,
    Expr,
    Index,
    Kronecker,
    Named,
    Num,
    Relation,
    Sum,
    Symbol,
    Within,
    divide,
    term,
)


def _each(names: str, make: Callable):
    made = [make(name) for name in names.replace(",", " ").split()]
    if not made:
        raise ValueError("a name is needed, such as width('n')")
    return made[0] if len(made) == 1 else tuple(made)


def width(names: str, at_least: int = 1):
    """Return sizes of layers or batches: positive integers.

    Parameters
    ----------
    names : str
        One name, or several separated by spaces.
    at_least : int
        The smallest value that the claims speak about.

    Returns
    -------
    Symbol or tuple of Symbol

    Examples
    --------
    >>> n, m = width("n m")
    >>> n / m
    n/m
    """
    return _each(names, lambda name: Symbol(name, "width", at_least))


class LayerWidths:
    """Widths that depend on the layer: ``n(l)`` is the width of layer ``l``."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, layer) -> Symbol:
        """Return the width of a layer."""
        return Symbol(self.name, "width", 1, term(layer))


def layer_widths(name: str) -> LayerWidths:
    """Return a width for every layer, ``n(l)``, for statements about every depth."""
    return LayerWidths(name)


def layer(names: str):
    """Return layer numbers; as a subscript they are printed as a superscript in parentheses."""
    return _each(names, lambda name: Symbol(name, "layer", 1))


def integer(names: str, at_least: int | None = None):
    """Return integers, such as the number of a time step."""
    return _each(names, lambda name: Symbol(name, "integer", at_least))


def scalar(names: str, positive: bool = False):
    """Return real numbers, such as a weighted input ``z`` or a learning rate.

    Examples
    --------
    >>> from bpbook.symbolic import exp
    >>> z = scalar("z")
    >>> derivative(exp(-z), z)
    d(exp(-z))/dz
    """
    return _each(names, lambda name: Symbol(name, "positive" if positive else "real"))


def index(names: str, upper, lower=1):
    """Return indices that run over ``lower .. upper`` (both included).

    Examples
    --------
    >>> n = width("n")
    >>> i, j = index("i j", n)
    >>> total(array("x")[i], i)
    sum_i x[i]
    """
    low, high = term(lower), term(upper)
    return _each(names, lambda name: Index(name, low, high))


class Array:
    """A family of real numbers with one or more subscripts."""

    def __init__(self, name: str, definition: Callable | None = None, values: Index | None = None):
        self.name, self.definition, self.values = name, definition, values

    def __getitem__(self, subscripts) -> Entry:
        parts = subscripts if isinstance(subscripts, tuple) else (subscripts,)
        return Entry(self, *(term(s) for s in parts))

    def __repr__(self):
        return self.name


def array(names: str, values: Index | None = None):
    """Return arrays, whose entries are written ``z[j]`` or ``w[l + 1, k, j]``.

    Parameters
    ----------
    names : str
    values : Index, optional
        For an array of integers that lie in the range of this index: the winners of a
        max-pooling, the class of a sample. Such an entry may itself be a subscript.
    """
    return _each(names, lambda name: Array(name, values=values))


def define(name: str, definition):
    """Return an abbreviation, printed by its name and unfolded by the prover.

    Parameters
    ----------
    name : str
    definition : Expr or callable
        A term; or a function of subscripts, for a family such as ``a[j] = f(z[j])``.

    Examples
    --------
    >>> from bpbook.symbolic import function
    >>> z, f = array("z"), function("f")
    >>> a = define("a", lambda j: f(z[j]))
    >>> a[index("j", width("n"))]
    a[j]
    """
    if isinstance(definition, Expr):
        return Named(name, definition)
    return Array(name, definition)


def rational(p: int, q: int = 1) -> Num:
    """Return the exact number ``p / q``."""
    return Num(Fraction(p, q))


def total(body, *indices: Index) -> Expr:
    """Return the sum of ``body`` over one or more indices."""
    _demand_indices("total", indices)
    if any(i in end.free for i in indices for k in indices for end in (k.lower, k.upper)):
        raise TypeError("a range that depends on another index needs a sum within a sum")
    return Sum(term(body), *indices)


def mean(body, *indices: Index) -> Expr:
    """Return the mean of ``body`` over one or more indices: the sum divided by their number."""
    _demand_indices("mean", indices)
    result = total(body, *indices)
    for i in indices:
        result = divide(ONE, i.size) * result
    return result


def _demand_indices(what: str, indices) -> None:
    if not indices or not all(isinstance(i, Index) for i in indices):
        raise TypeError(f"{what}(term, i) needs an index made by index('i', n), not {indices}")


def kronecker(i, j) -> Expr:
    """Return 1 where ``i`` equals ``j``, else 0."""
    return Kronecker(term(i), term(j))


def within(value, over: Index) -> Expr:
    """Return 1 where ``value`` lies in the range of the index ``over``, else 0."""
    return Within(over.lower, term(value), over.upper)


def derivative(expr, *variables):
    """Return the derivative of ``expr`` by ``z[j]``, by a scalar, or by a matrix.

    Several variables stand for repeated differentiation.
    """
    result = expr if hasattr(expr, "entry") else term(expr)
    for x in variables:
        if hasattr(x, "entry"):
            return x.gradient_of(result)
        if not (isinstance(x, (Entry, Symbol)) and not getattr(x, "is_integer", False)):
            raise TypeError(f"a derivative is taken by a scalar or an entry, not by {x!r}")
        if isinstance(x, Entry) and x.array.definition:
            raise TypeError(f"{x!r} stands for another term; differentiate by what it is made of")
        result = Derivative(result, x)
    return result


def anything(name: str, of, over=None, gradient=None) -> Expr:
    """Return any differentiable function of a family of terms.

    Parameters
    ----------
    name : str
        Its name, such as ``C`` for a cost.
    of : Expr or matrix
        The family's member for the indices ``over``: ``a[i]``, or a whole layer written out.
    over : Index or tuple of Index
        The indices of the family. Other indices in ``of`` are parameters: a cost for each s.
    gradient : Entry or matrix
        The entry that names the derivative by that member, such as ``delta[i]``.

    Examples
    --------
    >>> from bpbook.symbolic import function
    >>> i, f, z, g = index("i", width("n")), function("f"), array("z"), array("g")
    >>> anything("C", of=f(z[i]), over=i, gradient=g[i])
    C
    """
    if hasattr(of, "entry"):
        return of.anything(name, gradient)
    indices = (over,) if isinstance(over, Index) else tuple(over or ())
    _demand_indices("anything", indices)
    if not isinstance(gradient, Entry):
        raise TypeError(f"{name}: gradient names the derivatives, such as delta[{indices[0]}]")
    return Anything(name, term(of), gradient, *indices)


class Equation:
    """An assumption ``left = right``."""

    def __init__(self, left, right):
        self.left, self.right = term(left), term(right)

    def __repr__(self):
        return f"{self.left!r} = {self.right!r}"


def equal(left, right) -> Equation:
    """Return the assumption that two terms are equal, for every value of their free indices."""
    return Equation(left, right)


class Distinct:
    """The assumption that two indices differ."""

    def __init__(self, i: Expr, j: Expr):
        self.left, self.right = term(i), term(j)

    def __repr__(self):
        return f"{self.left!r} != {self.right!r}"


def distinct(i, j) -> Distinct:
    """Return the assumption that the indices ``i`` and ``j`` differ."""
    return Distinct(i, j)


Assumption = Relation | Equation | Distinct
