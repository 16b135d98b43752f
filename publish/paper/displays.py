"""Displays that are wider than the page: on two lines instead of in tiny letters."""

import re
from collections.abc import Iterator

from publish.formulas import Formula, Typeset, typeset

ROOM = 28.0  # em, beside a number
LEAST = 0.75  # smaller than this no display is set, if it can be broken
RELATION = re.compile(r"=|\\(?:leq?|geq?|approx)(?![A-Za-z])")
DEEPER = re.compile(r"(\{|\\left(?![a-z])|\\begin)|(\}|\\right(?![a-z])|\\end)")


def typeset_to_fit(formulas: list[Formula]) -> dict[tuple[str, bool], Typeset]:
    """Typeset formulas; a display that would have to be tiny gets two lines.

    Raises
    ------
    FormulaError
        If MathJax refuses a formula.
    """
    found = typeset(formulas)
    broad = [f for f in formulas if f.display and found[f.key].width * LEAST > ROOM]
    broken = {f.key: Formula(on_two_lines(f.tex), True, f.where) for f in broad}
    made = typeset(broken.values())
    return found | {key: made[formula.key] for key, formula in broken.items()}


def on_two_lines(tex: str) -> str:
    r"""Break a display before the relation that leaves the longer line shortest.

    Examples
    --------
    >>> print(on_two_lines(r"\frac{a = b}{2} = c"))
    \begin{aligned} & \frac{a = b}{2} \\ & \quad = c \end{aligned}
    >>> print(on_two_lines("a + b"))
    a + b
    """
    places = [] if "\\\\" in tex else list(_relations(tex))
    if not places:
        return tex
    place = min(places, key=lambda at: max(at, len(tex) - at))
    first, second = tex[:place].strip(), tex[place:].strip()
    return rf"\begin{{aligned}} & {first} \\ & \quad {second} \end{{aligned}}"


def _relations(tex: str) -> Iterator[int]:
    """Yield where a relation stands that is in no group."""
    for relation in RELATION.finditer(tex):
        before = DEEPER.findall(tex, 0, relation.start())
        if relation.start() and sum(1 if opens else -1 for opens, _ in before) == 0:
            yield relation.start()
