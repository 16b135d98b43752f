"""A claim that holds: what is displayed and what the ledger keeps."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bpbook.symbolic.display import latex, latex_name, plain
from bpbook.symbolic.expressions import Expr
from bpbook.symbolic.scopes import kinks, scope_of, shown

MIME = "application/vnd.bpbook.claim+json"
METHOD = "normal form of the difference is 0; both sides evaluated at 3 points, to 40 digits"


@dataclass(frozen=True)
class Refuted:
    """A wrong version with what refutes it."""

    name: str
    kind: str
    left: Expr
    right: Expr
    because: str


def numbered(id: str) -> tuple[str, int | None]:
    """Return number and chapter of an id: ``eq-8-2`` is 8.2 of chapter 8."""
    found = re.fullmatch(r"eq-(\d+)-(\d+[a-z]?)", id)
    return (f"{found[1]}.{found[2]}", int(found[1])) if found else (id, None)


class Claim:
    """An equation that was proved.

    Attributes
    ----------
    id, number : str
    chapter : int or None
    scope, method : str
    assumptions : list of str
    wrong_versions : WrongVersions
        A table of the wrong versions with what refutes each.
    seconds : float
        How long it took; never displayed.
    """

    def __init__(self, statement, refuted: tuple[Refuted, ...], seconds: float):
        self.statement, self.refuted, self.seconds = statement, refuted, seconds
        self.id = statement.id
        self.number, self.chapter = numbered(statement.id)
        self.terms = [statement.left, statement.right]
        self.scope = scope_of(self.terms, statement.assuming)
        self.method = METHOD
        self.assumptions = [shown(a) for a in statement.assuming]
        self.assumptions += kinks(self.terms, statement.assuming)

    @property
    def latex(self) -> str:
        """The equation in LaTeX, without its number."""
        return f"{latex(self.statement.left)} = {latex(self.statement.right)}"

    @property
    def wrong_refuted(self) -> dict[str, int]:
        """The numbers of refuted wrong versions: generated and authored."""
        kinds = [r.kind for r in self.refuted]
        return {"generated": kinds.count("generated"), "authored": kinds.count("authored")}

    @property
    def wrong_versions(self) -> WrongVersions:
        """The table of refuted wrong versions."""
        return WrongVersions(self.refuted)

    def _verdict(self, name=str) -> str:
        counts = [f"{n} {kind}" for kind, n in self.wrong_refuted.items() if n]
        text = f"proved for {scope_of(self.terms, self.statement.assuming, name)}"
        if self.assumptions:
            text += f", assuming {', '.join(self.assumptions)}"
        if counts:
            total = len(self.refuted)
            versions = "version" if total == 1 else "versions"
            text += f"; {total} wrong {versions} refuted ({', '.join(counts)})"
        return text

    def __repr__(self):
        equation = f"{plain(self.statement.left)} = {plain(self.statement.right)}"
        return f"({self.number}) {equation}\n{self._verdict()}"

    def record(self) -> dict:
        """Return what the ledger keeps."""
        return {
            "id": self.id,
            "number": self.number,
            "chapter": self.chapter,
            "latex": self.latex,
            "scope": self.scope,
            "method": self.method,
            "assumptions": self.assumptions,
            "wrong_refuted": self.wrong_refuted,
        }

    def _repr_mimebundle_(self, include=None, exclude=None):
        equation = f"$$\n{self.latex} \\tag{{{self.number}}}\n$$"
        verdict = self._verdict(lambda n: f"${latex_name(n)}$")
        return {
            "text/plain": repr(self),
            "text/latex": f"$${self.latex} \\tag{{{self.number}}}$$",
            "text/markdown": f'<a id="{self.id}"></a>\n\n{equation}\n\n*{verdict[0].upper()}{verdict[1:]}.*\n',
            MIME: self.record(),
        }


class WrongVersions:
    """A table of refuted wrong versions."""

    def __init__(self, refuted):
        self.rows = tuple(refuted)

    def __len__(self):
        return len(self.rows)

    def __iter__(self):
        return iter(self.rows)

    def __repr__(self):
        return "\n".join(f"{r.kind}: {r.name}; {r.because}" for r in self.rows)

    def _repr_mimebundle_(self, include=None, exclude=None):
        lines = ["| wrong version | what is wrong | refuted by |", "|---|---|---|"]
        for r in self.rows:
            cells = (f"${latex(r.right)}$", r.name, r.because)
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
        return {"text/plain": repr(self), "text/markdown": "\n".join(lines) + "\n"}
