"""What the book set out to show, and the claims or proofs that show it.

``bpbook/data/statements.csv`` has a row for each statement of the plan: its number, the
statement in words, the claims that prove it, and what else supports it in which section. The
numbers are those of the plan; a claim bears the number that its page gave it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bpbook.notebooks import book, canonical, claims, tables
from bpbook.notebooks.rules import prose

WRITTEN = "written proof"
SUPPORT = (WRITTEN, "computation", "counterexample", "cited theorem", "definition", "experiment")


@dataclass(frozen=True)
class Statement:
    """A statement of the plan.

    Attributes
    ----------
    id : str
        Its number in the plan, ``8.2``.
    statement : str
        What is stated, in Markdown.
    claims : tuple of str
        The numbers of the claims that prove it; of a claim of the solutions, its id.
    other : str
        What supports it beside them: one of `SUPPORT`, or empty.
    section : str
        The heading of its chapter under which that stands.
    """

    id: str
    statement: str
    claims: tuple[str, ...]
    other: str
    section: str

    @property
    def chapter(self) -> str:
        """The number of its chapter."""
        return self.id.partition(".")[0]


def statements() -> list[Statement]:
    """Return the statements, in the order of the plan."""
    rows = tables.stored("statements")
    return [Statement(**{**row, "claims": tuple(row["claims"].split())}) for row in rows]


def problems(notebooks: Iterable[book.Notebook]) -> list[str]:
    """Say which statements nothing supports, or not what their row says.

    Parameters
    ----------
    notebooks : iterable of Notebook
        The chapters and their solutions.

    Returns
    -------
    list of str
        Empty if each statement whose chapter exists has a claim of the ledger, or what its row
        names under the heading that its row names; a written proof must be labelled there.
    """
    notebooks = list(notebooks)
    known = {record["number"] for record in claims.ledger(notebooks)}
    pages = {n.number: n for n in notebooks if not n.is_solution}
    found = []
    for statement in statements():
        if statement.chapter in pages:
            found += _problems(statement, known, _sections(pages[statement.chapter]))
    return found


def _problems(statement: Statement, known: set[str], sections: dict[str, str]) -> list[str]:
    found = [f"there is no claim {number}" for number in statement.claims if number not in known]
    if not statement.claims and not statement.other:
        found.append("neither a claim nor anything else supports it")
    if statement.other and statement.other not in SUPPORT:
        found.append(f"{statement.other!r} is none of {', '.join(SUPPORT)}")
    if statement.other and statement.section not in sections:
        found.append(f"chapter {statement.chapter} has no section {statement.section!r}")
    elif statement.other == WRITTEN and WRITTEN not in sections[statement.section].lower():
        found.append(f"the section {statement.section!r} has nothing labelled {WRITTEN}")
    return [f"{statement.id}: {text}" for text in found]


def _sections(notebook: book.Notebook) -> dict[str, str]:
    """Return the prose of a chapter by its headings."""
    sections: dict[str, str] = {}
    heading = ""
    for _, cell in prose.markdown_cells(canonical.read(notebook.path)):
        for line in cell.source.splitlines():
            if line.startswith("## "):
                heading = line.removeprefix("## ")
            sections[heading] = f"{sections.get(heading, '')}\n{line}"
    return sections


def totals() -> dict[str, int]:
    """Count the statements by what supports them.

    Returns
    -------
    dict of str to int
        ``statements``: all; ``claimed``: with claims of the ledger; then those without, by what
        supports them instead.
    """
    rows = statements()
    count = {"statements": len(rows), "claimed": sum(bool(row.claims) for row in rows)}
    for kind in SUPPORT:
        alone = sum(row.other == kind and not row.claims for row in rows)
        count |= {kind: alone} if alone else {}
    return count


def table(notebooks: Iterable[book.Notebook]) -> str:
    """Return the statements as a Markdown table, with links to what supports them."""
    notebooks = list(notebooks)
    ledger = {record["number"]: record for record in claims.ledger(notebooks)}
    stems = {n.number: n.stem for n in notebooks if not n.is_solution}
    return tables.markdown(
        ("", "statement", "shown by"),
        [(s.id, s.statement, _support(s, ledger, stems)) for s in statements()],
    )


def _support(statement: Statement, ledger: dict[str, dict], stems: dict[str, str]) -> str:
    if statement.chapter not in stems:
        return f"chapter {statement.chapter}, to come"
    parts = [claims.link(ledger[number]) for number in statement.claims]
    if statement.other:
        place = f"{stems[statement.chapter]}.ipynb#{book.slug(statement.section)}"
        parts.append(f"[{statement.other}]({place})")
    return ", ".join(parts)
