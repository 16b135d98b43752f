"""For what a proof holds: computed from the statement, never typed."""

from __future__ import annotations

from collections.abc import Callable

from bpbook.symbolic.display import latex, plain
from bpbook.symbolic.expressions import (
    Anything,
    Call,
    Derivative,
    Entry,
    Expr,
    Index,
    Named,
    Relation,
    Symbol,
    term,
)
from bpbook.symbolic.functions import (
    exp,
    log,
    step,
)
from bpbook.symbolic.integers import everything
from bpbook.symbolic.language import (
    Distinct,
    Equation,
)
from bpbook.symbolic.substitution import (
    meaning,
    walk,
)

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
    parts = [p for p in parts if p]
    if not parts:
        parts = [
            "every real value" if any(isinstance(t, Entry) for t in inside) else "these numbers"
        ]
    return ", ".join(parts)


def _sizes(inside) -> str:
    words = []
    if any(isinstance(t, Symbol) and t.kind == "width" for t in inside):
        words.append("every width")
    if any(isinstance(t, Symbol) and t.kind == "layer" for t in inside):
        words.append("every layer")
    return " and ".join(words)


def _numbers(inside, assuming, name) -> str:
    whole = [t for t in inside if is_integer(t)]
    integers = [
        f"every integer {name(t.name)}" + (f" >= {t.least}" if t.least is not None else "")
        for t in whole
    ]
    if any(isinstance(t, (Entry, Index)) for t in inside):
        return in_words(integers) if integers else ""
    bounded = {s for a in assuming if isinstance(a, Relation) for s in (a.left, a.right)}
    real = [t for t in inside if isinstance(t, Symbol) and t.kind == "real" and t not in bounded]
    words = [f"every real {name(t.name)}" for t in real]
    words += _bounds([a for a in assuming if isinstance(a, Relation)], name)
    words += [f"every {name(t.name)} > 0" for t in inside if is_positive(t) and t not in bounded]
    words += integers
    return in_words(words) if words else ""


def _bounds(relations, name) -> list[str]:
    """Name what is bounded once: ``every s > 0 and s < 1``."""
    by_left: dict = {}
    for a in relations:
        by_left.setdefault(a.left, []).append(shown(a, name))
    return [f"every {' and '.join(bounds)}" for bounds in by_left.values()]


def is_positive(t: Expr) -> bool:
    """Tell whether a term is a positive real symbol."""
    return isinstance(t, Symbol) and t.kind == "positive"


def is_integer(t: Expr) -> bool:
    """Tell whether a term is an integer that is no width."""
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
    sign = {Equation: "=", Distinct: "!="}.get(type(a)) or a.sign
    if name is str:
        return f"{plain(a.left)} {sign} {plain(a.right)}"
    sign = {"!=": "\\ne", "<=": "\\le", ">=": "\\ge"}.get(sign, sign)
    return f"${latex(a.left)} {sign} {latex(a.right)}$"


def conditions(terms, assuming, name: Callable[[str], str] = str) -> list[str]:
    """Return the assumptions that the scope does not name."""
    inside = {t for e in terms for t in everything(e)}
    families = any(isinstance(t, (Entry, Index)) for t in inside)
    given = [shown(a, name) for a in assuming if families or not isinstance(a, Relation)]
    return given + kinks(terms, assuming, name)


def kinks(terms, assuming, name: Callable[[str], str] = str) -> list[str]:
    """Return where a derivative is taken beside a kink: the arguments that must not be 0."""
    found = {}
    for e in terms:
        for t in unfolded(e):
            if isinstance(t, Derivative) or (isinstance(t, Call) and t.order):
                inner = (s for s in unfolded(t) if isinstance(s, Call) and s.function is step)
                found |= {s.args[0]: None for s in inner}
    sides = [s for a in assuming if isinstance(a, Relation) for s in (a.left, a.right)]
    kept = [x for x in found if x not in sides]
    return [f"{plain(x)} != 0" if name is str else f"${latex(x)} \\ne 0$" for x in kept]


def meanings(sides) -> list[str]:
    """Return what the arbitrary costs and the abbreviations of a statement stand for."""
    found = {}
    for e in sides:
        for t in within_side(e):
            if isinstance(t, Anything):
                body, gradient = t.args
                found[
                    f"{t.name} is any differentiable function of the {plain(body)}, "
                    f"with derivatives {plain(gradient)}"
                ] = None
            if isinstance(t, Named):
                found[f"{t.name} = {plain(t.args[0])}"] = None
            if isinstance(t, Entry) and t.array.definition:
                found[f"{plain(t)} = {plain(meaning(t))}"] = None
    return list(found)


def within_side(e):
    """Yield every term of a side, inside matrices and definitions too."""
    if isinstance(e, Expr):
        yield from everything(e)
        return
    for a in e.args:
        yield from within_side(a)


def unfolded(e: Expr):
    """Yield every term within ``e``, inside the definitions of functions and entries too."""
    for t in walk(e):
        yield t
        if isinstance(t, Call) and t.function.definition:
            yield from unfolded(term(t.function.definition(t.args[0])))
        if isinstance(t, Entry) and t.array.definition:
            yield from unfolded(meaning(t))
