"""How terms are printed: LaTeX for the page, plain text for messages.

The author's order of terms and factors is kept. Subscripts that name a layer become superscripts,
a sum that is followed by a factor is put into parentheses, and derivatives are written f'(z).
"""

from __future__ import annotations

import re
from fractions import Fraction

from bpbook.symbolic.expressions import (
    Add,
    Anything,
    Call,
    Derivative,
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
from bpbook.symbolic.substitution import (
    walk,
)

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
    ]
)
ADD, PRODUCT, POWER, ATOM = range(4)

SINGLE = re.compile(r"\{?(?:\\[A-Za-z]+|.)\}?'*")  # a subscript of one letter, Greek or Latin
MARKED = re.compile(r"(?P<letter>\w+)(?P<mark>bar|hat)")


def latex_name(name: str) -> str:
    r"""Return a name in LaTeX: Greek letters, subscripts, hats and bars.

    Examples
    --------
    >>> [latex_name(name) for name in ("kappa_s", "tbar", "rhohat_j", "net")]
    ['\\kappa_{s}', '\\bar{t}', '\\hat{\\rho}_{j}', '\\mathrm{net}']
    """
    head, _, tail = name.partition("_")
    return f"{_letter(head)}_{{{latex_name(tail)}}}" if tail else _letter(head)


def _letter(head: str) -> str:
    if head in GREEK:
        return "\\" + head
    marked = MARKED.fullmatch(head)
    if marked and (len(marked["letter"]) == 1 or marked["letter"] in GREEK):
        return f"\\{marked['mark']}{{{_letter(marked['letter'])}}}"
    return head if len(head) == 1 else f"\\mathrm{{{head}}}"


def strength(e: Expr) -> int:
    """Return how tightly a printed term holds together."""
    if isinstance(e, Add):
        return ADD
    if isinstance(e, (Mul, Sum)) or (isinstance(e, Derivative) and not is_short(e.args[0])):
        return PRODUCT
    if isinstance(e, Num):
        return ATOM if e.value >= 0 and e.value.denominator == 1 else PRODUCT
    return POWER if isinstance(e, Pow) else ATOM


def is_short(e: Expr) -> bool:
    """Tell whether a term prints as one letter with marks."""
    return isinstance(e, (Symbol, Index, Entry, Named, Anything))


def bound_name(i: Index) -> str:
    """Return the name of an index; the prover's own are called k1, k2, ..."""
    return f"k{i.name[1:]}" if i.name.startswith("_") else i.name


def signed(e: Expr) -> tuple[bool, Expr]:
    """Split a term into "is negative" and the rest."""
    if isinstance(e, Num) and e.value < 0:
        return True, Num(-e.value)
    if isinstance(e, Mul) and isinstance(e.args[0], Num) and e.args[0].value < 0:
        return True, mul(Num(-e.args[0].value), *e.args[1:])
    return False, e


def halves(e: Mul) -> tuple[Fraction, list[Expr], list[Expr]]:
    """Return the number, the factors above and the factors below the fraction line."""
    number, above, below = Fraction(1), [], []
    for a in e.args:
        if isinstance(a, Num):
            number *= a.value
        elif isinstance(a, Pow) and isinstance(a.args[1], Num) and a.args[1].value < 0:
            exponent = -a.args[1].value
            below.append(a.args[0] if exponent == 1 else Pow(a.args[0], Num(exponent)))
        else:
            above.append(a)
    return number, above, below


class Plain:
    """Plain text, close to what an author types."""

    def show(self, e: Expr, least: int = ADD) -> str:
        """Return ``e``, in parentheses where it holds less tightly than ``least``."""
        text = getattr(self, f"_{type(e).__name__.lower()}")(e)
        return text if strength(e) >= least else self.parens(text)

    def parens(self, text: str) -> str:
        """Return a text in parentheses."""
        return f"({text})"

    def name(self, name: str) -> str:
        """Return a name as it is printed."""
        return name

    def subscript(self, e: Expr) -> str:
        """Return a subscript."""
        return self.show(e).replace(" ", "")

    def _num(self, e):
        return str(e.value)

    def _symbol(self, e):
        return self.name(e.name) if e.at is None else f"{self.name(e.name)}({self.show(e.at)})"

    def _index(self, e):
        return self.name(bound_name(e)) + "'" * e.serial

    def _entry(self, e):
        return f"{e.array.name}[{','.join(self.subscript(a) for a in e.args)}]"

    def _add(self, e):
        text = ""
        for a in e.args:
            minus, rest = signed(a)
            text += (" - " if minus else " + ") if text else ("-" if minus else "")
            text += self.show(rest, PRODUCT if minus else ADD)
        return text

    def _mul(self, e):
        minus, e = signed(e)
        if not isinstance(e, Mul):
            return ("-" if minus else "") + self.show(e, PRODUCT)
        number, above, below = halves(e)
        if number.numerator != 1 or not above:
            above.insert(0, Num(number.numerator))
        if number.denominator != 1:
            below.insert(0, Num(number.denominator))
        text = self.factors(above)
        if below:
            under = self.factors(below)
            text += "/" + (f"({under})" if len(below) > 1 else self.show(below[0], POWER))
        return ("-" if minus else "") + text

    def factors(self, parts: list[Expr]) -> str:
        """Return a product."""
        shown = [self.show(a, POWER if isinstance(a, Sum) else PRODUCT) for a in parts[:-1]]
        return "*".join([*shown, self.show(parts[-1], PRODUCT)])

    def _pow(self, e):
        base, exponent = e.args
        if isinstance(exponent, Num) and exponent.value < 0:
            return "1/" + self.show(base if exponent.value == -1 else Pow(base, -exponent), POWER)
        if exponent == Num(Fraction(1, 2)):
            return f"sqrt({self.show(base)})"
        return f"{self.show(base, ATOM)}^{self.show(exponent, ATOM)}"

    def _sum(self, e):
        return f"sum_{','.join(self.show(i) for i in e.indices)} {self.show(e.args[0], PRODUCT)}"

    def _call(self, e):
        return f"{e.function.name}{chr(39) * e.order}({self.show(e.args[0])})"

    def _kronecker(self, e):
        return f"[{self.show(e.args[0])} = {self.show(e.args[1])}]"

    def _within(self, e):
        return "[" + " <= ".join(self.show(a) for a in e.args) + "]"

    def _derivative(self, e):
        body, x = e.args
        return f"d{self.show(body) if is_short(body) else f'({self.show(body)})'}/d{self.show(x)}"

    def _named(self, e):
        return self.name(e.name)

    def _anything(self, e):
        return self.name(e.name)


class Latex(Plain):
    """LaTeX for display equations."""

    def parens(self, text: str) -> str:
        """Return a text in parentheses."""
        tall = any(mark in text for mark in ("\\frac", "\\sum"))
        return f"\\left({text}\\right)" if tall else f"({text})"

    def name(self, name: str) -> str:
        """Return a name as it is printed."""
        return latex_name(name)

    def subscript(self, e: Expr) -> str:
        """Return a subscript."""
        return self.show(e).replace(" ", "")

    def _num(self, e):
        p, q = e.value.numerator, e.value.denominator
        minus = "-" if p < 0 else ""
        return str(p) if q == 1 else f"{minus}\\frac{{{abs(p)}}}{{{q}}}"

    def _symbol(self, e):
        return self.name(e.name) + (f"_{{{self.subscript(e.at)}}}" if e.at is not None else "")

    def _entry(self, e):
        layers = [a for a in e.args if is_layer(a)]
        rest = [self.subscript(a) for a in e.args if a not in layers]
        comma = " " if all(SINGLE.fullmatch(s) for s in rest) else ","
        text = self.name(e.array.name)
        if layers:
            text += f"^{{{','.join(self.subscript(a) for a in layers)}}}"
        return text + (f"_{{{comma.join(rest)}}}" if rest else "")

    def _mul(self, e):
        minus, e = signed(e)
        sign = "-" if minus else ""
        if not isinstance(e, Mul):
            return sign + self.show(e, PRODUCT)
        number, above, below = halves(e)
        if number.denominator != 1:
            below.insert(0, Num(number.denominator))
        if number.numerator != 1:
            above.insert(0, Num(number.numerator))
        return sign + (self.fraction(above, below) if below else self.factors(above))

    def fraction(self, above: list[Expr], below: list[Expr]) -> str:
        """Return a fraction; a tall numerator goes behind it."""
        under = self.factors(below) if len(below) > 1 else self.show(below[0])
        behind: list[Expr] = []
        if any(isinstance(a, (Sum, Derivative)) for a in above):
            behind = [a for a in above if not isinstance(a, (Num, Symbol))]
            above = [a for a in above if isinstance(a, (Num, Symbol))]
        top = "1" if not above else self.factors(above) if len(above) > 1 else self.show(above[0])
        return f"\\frac{{{top}}}{{{under}}}" + (f" {self.factors(behind)}" if behind else "")

    def factors(self, parts: list[Expr]) -> str:
        """Return a product."""
        shown = [self.show(a, POWER if isinstance(a, Sum) else PRODUCT) for a in parts[:-1]]
        shown.append(self.show(parts[-1], PRODUCT))
        joined = shown[0]
        for text in shown[1:]:
            joined += (" \\cdot " if text[0].isdigit() else " \\, ") + text
        return joined

    def _pow(self, e):
        base, exponent = e.args
        if isinstance(exponent, Num) and exponent.value < 0:
            return self.fraction([], [base if exponent.value == -1 else Pow(base, -exponent)])
        if exponent == Num(Fraction(1, 2)):
            return f"\\sqrt{{{self.show(base)}}}"
        if isinstance(base, Call) and base.order == 0 and base.function.name == "exp":
            return f"\\left({self.show(base)}\\right)^{{{self.show(exponent)}}}"
        if isinstance(base, Call):
            return self._call(base, self.show(exponent))
        marked = isinstance(base, Entry) and any(is_layer(a) for a in base.args)
        shown = f"({self.show(base)})" if marked else self.show(base, ATOM)
        return f"{shown}^{{{self.show(exponent)}}}"

    def _sum(self, e):
        under = ",".join(self.show(i) for i in e.indices)
        return f"\\sum_{{{under}}} {self.show(e.args[0], PRODUCT)}"

    def _call(self, e, exponent=""):
        argument = self.show(e.args[0])
        if e.function.name == "exp" and "\\sum" not in argument:
            return f"e^{{{argument}}}"
        names = {"exp": r"\exp", "log": r"\log"}
        f = names.get(e.function.name) or e.function.shown or self.name(e.function.name)
        power = f"^{{{exponent}}}" if exponent else ""
        if e.order and exponent:
            return f"{f}{chr(39) * e.order}{self.parens(argument)}{power}"
        return f"{f}{chr(39) * e.order}{power}{self.parens(argument)}"

    def _kronecker(self, e):
        parts = [self.subscript(a) for a in e.args]
        comma = "," if any(len(s) > 1 for s in parts) else " "
        return f"\\delta_{{{comma.join(parts)}}}"

    def _within(self, e):
        return "[" + " \\le ".join(self.show(a) for a in e.args) + "]"

    def _derivative(self, e):
        body, x = e.args
        d = "d" if one_variable(body, x) else "\\partial"
        space = " " if d == "\\partial" else ""
        below = f"{d}{space}{self.show(x)}"
        if is_short(body):
            return f"\\frac{{{d}{space}{self.show(body)}}}{{{below}}}"
        return f"\\frac{{{d}}}{{{below}}} {self.show(body, POWER)}"


def is_layer(e: Expr) -> bool:
    """Tell whether a subscript names a layer."""
    return any(isinstance(s, Symbol) and s.kind == "layer" for s in walk(e))


def one_variable(body: Expr, x: Expr) -> bool:
    """Tell whether ``body`` depends on the one real symbol ``x`` and nothing else."""
    inside = {s for s in walk(body) if isinstance(s, (Entry, Anything, Symbol))}
    return inside <= {x}


def plain(e: Expr) -> str:
    """Return a term in plain text."""
    return Plain().show(e)


def latex(e: Expr) -> str:
    """Return a term in LaTeX."""
    return Latex().show(e)
