"""A statement for every depth: base, step and hypothesis, each an equation that is proved.

The layer ``l`` and the widths ``n(l)`` stay symbolic. What has to be shown for the step is an
ordinary statement that may use the hypothesis; that it must use it is tested too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bpbook.symbolic import scopes
from bpbook.symbolic.claims import difference, establish, refute, slips
from bpbook.symbolic.display import latex, plain
from bpbook.symbolic.expressions import ZERO, Expr, Symbol, term
from bpbook.symbolic.language import Equation
from bpbook.symbolic.outcomes import VacuousClaim
from bpbook.symbolic.results import Claim, Refuted
from bpbook.symbolic.statements import Statement


@dataclass(frozen=True)
class Induction:
    """A statement about all layers or all steps, with the rules that it is built from."""

    id: str
    goal: tuple[Expr, Expr]
    base: Statement
    step: Statement
    rules: tuple[Equation, ...]
    at: tuple[Expr, Expr, Expr]

    @property
    def latex(self) -> str:
        """The statement and the rules in LaTeX."""
        rows = [self.goal, *((r.left, r.right) for r in self.rules)]
        lines = [f"{latex(a)} &= {latex(b)}" for a, b in rows]
        return "\\begin{aligned}" + " \\\\ ".join(lines) + "\\end{aligned}"

    @property
    def plain(self) -> str:
        """The statement and the rules in plain text."""
        rules = "; ".join(f"{plain(r.left)} = {plain(r.right)}" for r in self.rules)
        return f"{plain(self.goal[0])} = {plain(self.goal[1])} where {rules}"

    @property
    def method(self) -> str:
        """How it was established."""
        base, start, end = (plain(e) for e in self.at)
        return f"induction: base {base}, step from {start} to {end}; each by {self.step.method}"

    def scope(self, name=str) -> str:
        """Return for what it was proved."""
        terms = (self.base.left, self.base.right, self.step.left, self.step.right)
        text = scopes.scope_of(terms, (), name)
        return text.replace("every layer", "every depth")

    def conditions(self, name=str) -> list[str]:
        """Return what is assumed beside what the scope says."""
        return []

    def assumptions(self) -> list[str]:
        """Return everything that is assumed."""
        return [*self.base.assumptions(), *replace(self.step, assuming=()).assumptions()]


def induction(
    id: str,
    statement: Callable,
    *,
    base,
    step: tuple,
    base_rules: Iterable[Equation],
    step_rules: Iterable[Equation],
    wrong: dict | None = None,
    generated: bool = True,
) -> Claim:
    """Prove a statement by induction.

    Parameters
    ----------
    id : str
    statement : callable
        Of a layer (or a step): the two sides, such as ``(error[l, j(l)], delta[l, j(l)])``.
    base
        Where the induction starts: the last layer ``L``, or step 1.
    step : pair
        ``(l + 1, l)``: the statement for the first is the hypothesis for the second.
    base_rules, step_rules : list of equal(...)
        What the two sides are at the base, and how they come from the layer before.
    wrong : dict, optional
        Mistaken right sides of the last step rule, each named by what is wrong with it.
    generated : bool
        Whether the standard mistakes are generated and refuted too.

    Returns
    -------
    Claim

    Raises
    ------
    ValueError
        If base and step do not reach every case.
    ClaimError
        As `claim` does.

    Examples
    --------
    The sum of the first t numbers:

    >>> from bpbook.symbolic import array, equal, index, integer, total
    >>> t, S = integer("t", at_least=1), array("S")
    >>> triangle = lambda t: (S[t], t * (t + 1) / 2)
    >>> induction("sum", triangle, base=1, step=(t, t + 1), base_rules=[equal(S[1], 1)],
    ...           step_rules=[equal(S[t + 1], S[t] + t + 1)])
    (sum) S[t] = t*(t + 1)/2 where S[1] = 1; S[t+1] = S[t] + t + 1
    proved for every integer t >= 1; 11 wrong versions refuted (11 generated)
    """
    started = time.perf_counter()
    start, end = (term(e) for e in step)
    base_rules, step_rules = tuple(base_rules), tuple(step_rules)
    check_reach(id, term(base), start, end)
    hypothesis = Equation(*statement(start))
    first = expanded(id, statement(term(base)), base_rules, ())
    next_one = expanded(id, statement(end), step_rules, (hypothesis,))
    establish(first, may_be_trivial=True)
    points = establish(next_one)
    if difference(replace(next_one, assuming=()), next_one.left, next_one.right)[0] == ZERO:
        raise VacuousClaim(f"{id}: the step holds without its hypothesis; state it as a claim")
    refuted = [_refute(next_one, points, name, w) for name, w in (wrong or {}).items()]
    refuted += slips(next_one, points, refuted) if generated else []
    result = Induction(
        id,
        _goal(statement, start, end, step_rules),
        first,
        next_one,
        tuple(r for r in (*base_rules, *step_rules) if not _is_derivative(r)),
        (term(base), start, end),
    )
    return Claim(result, tuple(refuted), time.perf_counter() - started)


def check_reach(id: str, base: Expr, start: Expr, end: Expr) -> None:
    """Raise unless base and step together reach everything that the scope will name."""
    if end == start + 1 and isinstance(start, Symbol):
        first = start.least if start.kind == "integer" else None
        if first is None or base == term(first):
            return
        raise ValueError(
            f"{id}: {plain(start)} begins at {first}, and the base is {plain(base)}: nothing is "
            "proved for the cases between; let the base be the least value"
        )
    if start == end + 1 and isinstance(end, Symbol) and end.kind == "layer":
        return
    raise ValueError(
        f"{id}: the step goes from {plain(start)} to {plain(end)}: write (t, t + 1) for a step up "
        "from the least t, or (l + 1, l) for a step down through the layers"
    )


def expanded(id: str, sides: tuple, rules, assuming) -> Statement:
    """Return a statement about what the two sides are by the rules."""
    meaning = {r.left: r.right for r in rules}
    left, right = (term(s) for s in sides)
    left, right = meaning.get(left, left), meaning.get(right, right)
    return Statement(id, left, right, (left, right), assuming=tuple(assuming))


def _goal(statement: Callable, start: Expr, end: Expr, rules) -> tuple[Expr, Expr]:
    """Return the statement as it is shown: a derivative in place of its name."""
    general = start if isinstance(start, Symbol) else end
    left, right = (term(s) for s in statement(general))
    meaning = {r.left: r.right for r in rules if _is_derivative(r)}
    return meaning.get(left, left), right


def _is_derivative(rule: Equation) -> bool:
    return type(rule.right).__name__ == "Derivative"


def _refute(step: Statement, points, name: str, version) -> Refuted:
    return refute(step, points, name, step.with_sides(step.left, term(version)))
