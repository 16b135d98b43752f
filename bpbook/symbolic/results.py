"""A claim that holds: what is displayed and what the ledger keeps."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from bpbook.symbolic.display import latex_name
from bpbook.symbolic.statements import Statement

MIME = "application/vnd.bpbook.claim+json"


@dataclass(frozen=True)
class Refuted:
    """A wrong version with what refutes it."""

    name: str
    kind: str
    version: Statement | None
    because: str


def numbered(id: str) -> tuple[str, int | str | None]:
    """Return number and chapter of an id: ``eq-8-2`` is 8.2 of chapter 8, ``eq-E-1`` E.1."""
    found = re.fullmatch(r"eq-(\d+|[A-Z])-(\d+[a-z]?)", id)
    if not found:
        return id, None
    return f"{found[1]}.{found[2]}", int(found[1]) if found[1].isdecimal() else found[1]


class Claim:
    """An equation that was proved.

    Attributes
    ----------
    id, number : str
    chapter : int, str or None
        A letter in an appendix.
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
        self.scope = statement.scope()
        self.method = statement.method
        self.assumptions = statement.assumptions()

    @property
    def latex(self) -> str:
        """The equation in LaTeX, without its number."""
        return self.statement.latex

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
        text = f"proved for {self.statement.scope(name)}"
        if conditions := self.statement.conditions(name):
            text += f", assuming {', '.join(conditions)}"
        if counts:
            total = len(self.refuted)
            versions = "version" if total == 1 else "versions"
            text += f"; {total} wrong {versions} refuted ({', '.join(counts)})"
        return text

    def __repr__(self):
        return f"({self.number}) {self.statement.plain}\n{self._verdict()}"

    def record(self) -> dict:
        """Return what the ledger keeps; with BPBOOK_TIME_CLAIMS=1 also how long it took."""
        timed = os.environ.get("BPBOOK_TIME_CLAIMS") == "1"  # never in a stored notebook
        return {
            "id": self.id,
            "number": self.number,
            "chapter": self.chapter,
            "latex": self.latex,
            "scope": self.scope,
            "method": self.method,
            "assumptions": self.assumptions,
            "wrong_refuted": self.wrong_refuted,
            **({"seconds": round(self.seconds, 3)} if timed else {}),
        }

    def _repr_mimebundle_(self, include=None, exclude=None):
        equation = f"$$\n{self.latex} \\tag{{{self.number}}}\n$$"
        verdict = self._verdict(lambda n: f"${latex_name(n)}$")
        sentence = verdict[0].upper() + verdict[1:]
        return {
            "text/plain": repr(self),
            "text/latex": f"$${self.latex} \\tag{{{self.number}}}$$",
            "text/markdown": f'<a id="{self.id}"></a>\n\n{equation}\n\n*{sentence}.*\n',
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
            formula = f"${r.version.latex}$" if r.version else ""
            cells = (formula, r.name, r.because)
            lines.append("| " + " | ".join(c.replace("|", "\\|") for c in cells) + " |")
        return {"text/plain": repr(self), "text/markdown": "\n".join(lines) + "\n"}
