"""The ledger: every claim that the notebooks display, read from their outputs."""

import statistics
from collections.abc import Iterable
from itertools import groupby

from nbformat import NotebookNode

from bpbook.notebooks import book, canonical, compare
from bpbook.notebooks.errors import NotebookError

EVERY_WIDTH = "every width"


def ledger(
    notebooks: Iterable[book.Notebook], executed: dict[str, NotebookNode] | None = None
) -> list[dict]:
    """Collect the claims of notebooks, from the stored outputs or from those of a fresh run.

    Parameters
    ----------
    notebooks : iterable of Notebook
        Where to look.
    executed : dict of str to NotebookNode, optional
        Fresh runs by name; without them the stored notebooks are read, and nothing is executed.

    Returns
    -------
    list of dict
        In the order of the pages: id, number, chapter, latex, scope, method, assumptions and
        wrong_refuted as they travel with each output, and beside them the notebook's name and
        the statement in plain text.

    Raises
    ------
    NotebookError
        If two claims have one id, or a notebook cannot be read.
    """
    home: dict[str, str] = {}
    records = []
    for notebook in notebooks:
        page = executed[notebook.name] if executed else canonical.read(notebook.path)
        for record in claims_in(page):
            id = record["id"]
            if id in home:
                raise NotebookError(f"{notebook.name}: the id {id} is already used in {home[id]}")
            home[id] = notebook.name
            if record.get("chapter") is None:
                number = notebook.number
                record["chapter"] = int(number) if number.isdecimal() else number
            records.append({**record, "notebook": notebook.name})
    return records


def claims_in(notebook: NotebookNode) -> list[dict]:
    """Return the claims that one notebook displays, in order, each with its plain statement."""
    shown = [
        output["data"]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if compare.CLAIM in output.get("data", {})
    ]
    return [{**data[compare.CLAIM], "statement": _statement(data)} for data in shown]


def _statement(data: dict) -> str:
    """Return the first line of the plain text without its number, ``(8.2) ``."""
    text = data.get("text/plain", "")
    lines = ("".join(text) if isinstance(text, list) else text).splitlines()
    return lines[0].partition(") ")[2] if lines else ""


def refuted(claim: dict) -> int:
    """Count the wrong versions of a claim that were refuted."""
    return sum(claim["wrong_refuted"].values())


def link(claim: dict) -> str:
    """Return a Markdown link to the place where a claim is proved.

    Parameters
    ----------
    claim : dict
        A record of the `ledger`.

    Returns
    -------
    str
        ``[(8.2)](08_matrix_form.ipynb#eq-8-2)``, for a page in the folder of the chapters.
    """
    number = claim["number"]
    text = f"({number})" if claim["id"].startswith("eq-") else number
    return f"[{text}]({claim['notebook'].removeprefix('chapters/')}#{claim['id']})"


def totals(records: Iterable[dict]) -> dict[str, int]:
    """Return the numbers that the README and the appendix quote."""
    records = list(records)
    return {
        "claims": len(records),
        "every_width": sum(r["scope"].startswith(EVERY_WIDTH) for r in records),
        "wrong_generated": sum(r["wrong_refuted"]["generated"] for r in records),
        "wrong_authored": sum(r["wrong_refuted"]["authored"] for r in records),
    }


def table(records: list[dict]) -> str:
    """Lay the claims out for a terminal.

    Parameters
    ----------
    records : list of dict
        The result of `ledger`.

    Returns
    -------
    str
        A heading for each notebook; for each claim its id and statement, its scope, and how
        many wrong versions were refuted; a line with the totals. Where the records hold
        seconds, those of each claim and the median.
    """
    parts = []
    for name, claims in groupby(records, key=lambda record: record["notebook"]):
        parts.append("\n".join([name, *map(_entry, claims)]) + "\n")
    parts.append(_summary(records))
    return "\n".join(parts)


def _entry(claim: dict) -> str:
    timed = f"; {claim['seconds']:.3f} s" if "seconds" in claim else ""
    return (
        f"  {claim['id']:<10} {claim['statement']}\n"
        f"  {'':<10} {claim['scope']}; wrong versions refuted: {refuted(claim)}{timed}"
    )


def _summary(records: list[dict]) -> str:
    count = totals(records)
    wrong = count["wrong_generated"] + count["wrong_authored"]
    text = (
        f"{count['claims']} claims, {count['every_width']} of them for every width; "
        f"{wrong} wrong versions refuted: {count['wrong_generated']} generated, "
        f"{count['wrong_authored']} written by the authors\n"
    )
    seconds = [record["seconds"] for record in records if "seconds" in record]
    if seconds:
        median = statistics.median(seconds)
        text += f"proved again in {sum(seconds):.1f} s; the median claim takes {median:.3f} s\n"
    return text
