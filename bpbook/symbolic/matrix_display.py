"""How matrix formulas are printed."""

from __future__ import annotations

from bpbook.symbolic.display import Latex, Plain, latex_name
from bpbook.symbolic.expressions import ONE, Named, Num, mul
from bpbook.symbolic.matrices import Matrix


class PlainMatrix:
    """Plain text, as an author types it."""

    terms = Plain()

    def show(self, a: Matrix, least: int = 0) -> str:
        """Return ``a``, in parentheses where it holds less tightly than ``least``."""
        text = getattr(self, f"_{type(a).__name__.lower()}")(a)
        return f"({text})" if a.strength < least else text

    def _variable(self, a):
        return a.name if a.layer is None else f"{a.name}[{self.terms.subscript(a.layer)}]"

    def _product(self, a):
        return f"{self.show(a.args[0], 1)} @ {self.show(a.args[1], 2)}"

    def _hadamard(self, a):
        left, right = a.args
        least = 2 if type(left).__name__ == "Product" else 1
        return f"{self.show(left, least)} * {self.show(right, 2)}"

    def _plus(self, a):
        minus, rest = negated(a.args[1])
        return f"{self.show(a.args[0])} {'-' if minus else '+'} {self.show(rest, 1)}"

    def _scaled(self, a):
        minus, rest = negated(a)
        if minus:
            return "-" + self.show(rest, 1)
        return f"{self.terms.show(a.args[0], 1)} * {self.show(a.args[1], 2)}"

    def _transposed(self, a):
        return f"{self.show(a.args[0], 2)}.T"

    def _mapped(self, a):
        return f"{a.function.name}{chr(39) * a.order}({self.show(a.args[0])})"

    def _constant(self, a):
        return a.kind if a.kind == "I" else f"{a.kind}[{a.rows!r},{a.cols!r}]"

    def _diagonal(self, a):
        return f"diag({self.show(a.args[0])})"

    def _gradient(self, a):
        cost, x = a.args
        return f"d{self.terms.show(cost, 3)}/d{self.show(x)}"

    def _jacobian(self, a):
        return f"d({self.show(a.args[0])})/d{self.show(a.args[1])}"


class LatexMatrix(PlainMatrix):
    """LaTeX, products without a sign."""

    terms = Latex()

    def show(self, a: Matrix, least: int = 0) -> str:
        """Return ``a``, in parentheses where it holds less tightly than ``least``."""
        text = getattr(self, f"_{type(a).__name__.lower()}")(a)
        return f"\\left({text}\\right)" if a.strength < least else text

    def _variable(self, a):
        shown = latex_name(a.name)
        return shown if a.layer is None else f"{shown}^{{{self.terms.subscript(a.layer)}}}"

    def _product(self, a):
        return f"{self.show(a.args[0], 1)} \\, {self.show(a.args[1], 2)}"

    def _hadamard(self, a):
        parts = (self.show(b, 2 if type(b).__name__ == "Product" else 1) for b in a.args)
        return " \\odot ".join(parts)

    def _scaled(self, a):
        minus, rest = negated(a)
        if minus:
            return "-" + self.show(rest, 1)
        return f"{self.terms.show(a.args[0], 1)} \\, {self.show(a.args[1], 1)}"

    def _transposed(self, a):
        inner = a.args[0]
        marked = getattr(inner, "layer", None) is not None
        shown = f"\\left({self.show(inner)}\\right)" if marked else self.show(inner, 3)
        return f"{shown}^{{\\mathsf{{T}}}}"

    def _mapped(self, a):
        f = a.function.shown or {"exp": r"\exp", "log": r"\log"}.get(a.function.name)
        return f"{f or latex_name(a.function.name)}{chr(39) * a.order}({self.show(a.args[0])})"

    def _constant(self, a):
        if a.kind == "I":
            return "I"
        size = self.terms.show(a.rows)
        return (
            f"\\mathbf{{{a.kind}}}_{{{size if a.cols == ONE else size + self.terms.show(a.cols)}}}"
        )

    def _diagonal(self, a):
        return f"\\operatorname{{diag}}({self.show(a.args[0])})"

    def _gradient(self, a):
        cost, x = a.args
        if self.terms_short(cost):
            return f"\\frac{{\\partial {self.terms.show(cost)}}}{{\\partial {self.show(x)}}}"
        return f"\\frac{{\\partial}}{{\\partial {self.show(x)}}} {self.terms.show(cost, 2)}"

    def _jacobian(self, a):
        return f"\\frac{{\\partial {self.show(a.args[0], 1)}}}{{\\partial {self.show(a.args[1])}}}"

    def terms_short(self, cost) -> bool:
        """Tell whether a cost prints as a name."""
        return isinstance(cost, Named) or type(cost).__name__ == "Anything"


def negated(a: Matrix) -> tuple[bool, Matrix]:
    """Split a matrix into "is negative" and the rest."""
    if type(a).__name__ == "Scaled":
        factor, rest = a.args
        if factor == Num(-1):
            return True, rest
        if isinstance(factor, Num) and factor.value < 0:
            return True, a.rebuild((mul(Num(-1), factor), rest))
    return False, a


def plain_matrix(a: Matrix) -> str:
    """Return a matrix formula in plain text."""
    return PlainMatrix().show(a)


def latex_matrix(a: Matrix) -> str:
    """Return a matrix formula in LaTeX."""
    return LatexMatrix().show(a)
