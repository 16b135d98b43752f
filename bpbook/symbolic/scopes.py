"""For what a proof holds: computed from the statement, never typed."""

from __future__ import annotations

from collections.abc import Callable

from bpbook.symbolic.certificate import everything
from bpbook.symbolic.expressions import (
    Anything,
    Call,
    Derivative,
    Entry,
    Expr,
    Index,
    Relation,
    Symbol,
)
from bpbook.symbolic.language import Distinct, Equation, exp, log, step

BUILT_IN = (exp, log, step)


def in_words(items: list[str]) -> str:
    """Return ``a, b and c``."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def scope_of(terms, assuming=(), name: Callable[[str], str] = str) -> str:
    """Return what a proof of these terms covers, such as ``every width, any f``.

    Parameters
    ----------
    terms : iterable of Expr
    assuming : iterable of assumptions
    name : callable
        How a name is printed.
    """
    inside = list({t: None for e in terms for t in everything(e)})
    parts = [_sizes(inside), _numbers(inside, assuming, name), _functions(inside, name)]
    return ", ".join(p for p in parts if p) or "these numbers"


def _sizes(inside) -> str:
    words = []
    if any(isinstance(t, Symbol) and t.kind == "width" for t in inside):
        words.append("every width")
    if any(isinstance(t, Symbol) and t.kind == "layer" for t in inside):
        words.append("every layer")
    return " and ".join(words)


def _numbers(inside, assuming, name) -> str:
    if any(isinstance(t, (Entry, Index)) for t in inside):
        return ""
    bounded = {s for a in assuming if isinstance(a, Relation) for s in (a.left, a.right)}
    real = [t for t in inside if isinstance(t, Symbol) and t.kind == "real" and t not in bounded]
    words = [f"every real {name(t.name)}" for t in real]
    words += [f"every {shown(a, name)}" for a in assuming if isinstance(a, Relation)]
    words += [f"every {name(t.name)} > 0" for t in inside if is_positive(t) and t not in bounded]
    words += [f"every integer {name(t.name)}" for t in inside if is_integer(t)]
    return in_words(words) if words else ""


def is_positive(t: Expr) -> bool:
    return isinstance(t, Symbol) and t.kind == "positive"


def is_integer(t: Expr) -> bool:
    return isinstance(t, Symbol) and t.kind == "integer"


def _functions(inside, name) -> str:
    free = {
        t.function.name
        for t in inside
        if isinstance(t, Call) and t.function not in BUILT_IN and not t.function.definition
    }
    costs = {t.name for t in inside if isinstance(t, Anything)}
    words = [name(n) for n in (*sorted(free), *sorted(costs))]
    return f"any differentiable {in_words(words)}" if words else ""


def shown(a, name: Callable[[str], str] = str) -> str:
    """Return an assumption in words."""
    from bpbook.symbolic.display import latex, plain

    show = plain if name is str else lambda e: f"${latex(e)}$"
    sign = {Equation: "=", Distinct: "!="}.get(type(a)) or a.sign
    return f"{show(a.left)} {sign} {show(a.right)}"


def kinks(terms, assuming) -> list[str]:
    """Return where a derivative is taken beside a kink: the arguments that must not be 0."""
    from bpbook.symbolic.display import plain

    found = {}
    for e in terms:
        for t in everything(e):
            if isinstance(t, Derivative) or (isinstance(t, Call) and t.order):
                for s in unfolded(t):
                    if isinstance(s, Call) and s.function is step:
                        found[plain(s.args[0])] = None
    decided = {
        plain(side) for a in assuming if isinstance(a, Relation) for side in (a.left, a.right)
    }
    return [f"{x} != 0" for x in found if x not in decided]


def unfolded(e: Expr):
    """Yield every term within ``e``, inside the definitions of functions too."""
    for t in everything(e):
        yield t
        if isinstance(t, Call) and t.function.definition:
            yield from unfolded(t.function.definition(t.args[0]))
