"""What a handout asks for: answers by name, each with where its solution is found.

``chapters/handouts/02_activations.toml`` lists them: ::

    [[answer]]
    exercise = "2.1"
    name = "sigmoid_slope"                       # the student's name for it
    asks = "the slope of a sigmoid whose output is 0.8"
    value = "activations.sigmoid_prime_from_output(0.8)"

    [alone]
    "2.2" = "the steps of the chain: claim accepts or refuses each of them"

``value`` is evaluated where the solution of the exercise ends, with all that it defined. A
``cell`` in its place names a cell of the solutions: the claim that it displays. With ``at`` the
answer is a function, and what it returns for these arguments is compared; with ``seen``, a
function of ours, what that says of the answer: for answers that may differ and all be right.
``alone`` says what no check compares.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell

from bpbook.notebooks.errors import NotebookError

HEADING = re.compile(r"^## Exercise (?P<number>\d+\.\d+)\b", re.MULTILINE)
_PROBE = "handout-probe-"
_NAME = re.compile(r"[a-z]\w*")


@dataclass(frozen=True)
class Asked:
    """An answer that a handout asks for; the module's text says what each entry means."""

    exercise: str
    name: str
    asks: str
    value: str = ""
    cell: str = ""
    at: tuple[str, ...] = ()
    seen: str = ""
    digits: int = 4

    @property
    def salt(self) -> str:
        """The name under which it is sealed."""
        return f"{self.exercise} {self.name}"

    def tried(self, expression: str) -> str:
        """Return the code for what is compared of an answer."""
        if self.seen:
            return f"handout.tried({self.seen}, {expression})"
        return f"handout.tried({', '.join([expression, *self.at])})" if self.at else expression


@dataclass(frozen=True)
class Sheet:
    """What the handout of a chapter asks for, and what it leaves to the student."""

    asked: tuple[Asked, ...]
    alone: dict[str, str]

    def of(self, exercise: str) -> list[Asked]:
        """Return what an exercise asks for."""
        return [one for one in self.asked if one.exercise == exercise]


def read(path: Path) -> Sheet:
    """Read the list of a chapter's answers; a chapter without one asks for nothing.

    Raises
    ------
    NotebookError
        If an entry is unknown, missing or of the wrong type.
    """
    if not path.is_file():
        return Sheet((), {})
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise NotebookError(f"{path}: not valid TOML: {error}") from error
    unknown = sorted(set(raw) - {"answer", "alone"})
    if unknown:
        raise NotebookError(f"{path}: {', '.join(unknown)} means nothing: [[answer]], [alone] do")
    asked = tuple(_asked(path, entry) for entry in raw.get("answer", []))
    names = [one.salt for one in asked]
    for twice in sorted({name for name in names if names.count(name) > 1}):
        raise NotebookError(f"{path}: exercise {twice} is asked for twice: rename one")
    return Sheet(asked, raw.get("alone", {}))


def _asked(path: Path, entry: dict) -> Asked:
    where = f"{path}: the answer {entry.get('name', '?')!r} to exercise {entry.get('exercise')}"
    known = {field.name for field in fields(Asked)}
    unknown = sorted(set(entry) - known)
    if unknown:
        raise NotebookError(f"{where}: {', '.join(unknown)} means nothing: {sorted(known)} do")
    missing = [key for key in ("exercise", "name", "asks") if not entry.get(key)]
    if missing:
        raise NotebookError(f"{where}: {', '.join(missing)} is missing")
    if not _NAME.fullmatch(entry["name"]):
        raise NotebookError(f"{where}: the name is none that Python takes for a variable")
    if bool(entry.get("value")) == bool(entry.get("cell")):
        raise NotebookError(f"{where}: give either value or cell, to say where it is found")
    return Asked(**entry | {"at": tuple(entry.get("at", ()))})


def check_exercises(path: Path, sheet: Sheet, numbers: list[str]) -> None:
    """Raise if a list of answers speaks of exercises that the chapter does not have."""
    for number in [*(one.exercise for one in sheet.asked), *sheet.alone]:
        if number not in numbers:
            raise NotebookError(
                f"{path}: the chapter has no exercise {number}; it has {', '.join(numbers)}"
            )


def probed(solutions: NotebookNode, sheet: Sheet) -> NotebookNode:
    """Return the solutions of a chapter with a cell behind each that seals its answers.

    Raises
    ------
    NotebookError
        If an answer names a cell that the solutions do not have.
    """
    cells, counts = [], {}
    for exercise, group in sections(solutions.cells):
        for cell in group:
            cells.append(cell)
            if cell.cell_type == "code":
                counts[cell.id] = sum(c.cell_type == "code" for c in cells)
        asked = sheet.of(exercise)
        if asked:
            id = _PROBE + exercise.replace(".", "-")
            cells.append(new_code_cell(_probe(asked, counts), id=id))
    return from_dict({**solutions, "cells": cells})


def sections(cells: list[NotebookNode]) -> Iterator[tuple[str, list[NotebookNode]]]:
    """Yield the cells of each exercise; what stands before the first has no number."""
    number, group = "", []
    for cell in cells:
        found = HEADING.findall(cell.source) if cell.cell_type == "markdown" else []
        if found:
            yield number, group
            number, group = found[-1], []
        group.append(cell)
    yield number, group


def _probe(asked: list[Asked], counts: dict[str, int]) -> str:
    lines = ["import json", "", "from bpbook import handout", "", "_sealed = {}"]
    for one in asked:
        value = one.tried(solution(one, counts))
        lines.append(f"_value = {value}")
        lines.append(f"_sealed[{one.name!r}] = handout.seal({one.salt!r}, _value, {one.digits})")
    return "\n".join([*lines, "print(json.dumps(_sealed))"])


def solution(one: Asked, counts: dict[str, int]) -> str:
    """Return the expression of an official solution.

    Parameters
    ----------
    one : Asked
        The answer.
    counts : dict of str to int
        For each cell of the solutions the number under which IPython keeps what it showed.
    """
    if one.value:
        return f"({one.value})"
    if one.cell not in counts:
        raise NotebookError(f"exercise {one.exercise}: the solutions have no cell {one.cell!r}")
    return f"Out[{counts[one.cell]}]"


def sealed(executed: NotebookNode, sheet: Sheet, numbers: list[str]) -> dict[str, dict]:
    """Collect the seals from executed probes: for each exercise what the check cell needs."""
    found = {
        cell.id.removeprefix(_PROBE).replace("-", "."): json.loads(cell.outputs[0].text)
        for cell in executed.cells
        if cell.id.startswith(_PROBE)
    }
    return {
        number: {"answers": found.get(number, {}), "alone": sheet.alone.get(number, "")}
        for number in numbers
    }
