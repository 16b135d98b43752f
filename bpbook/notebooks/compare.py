"""Fresh outputs against stored ones: text, formulas and figure data, not pixels.

Pictures differ between systems in ways that no reader sees. What must hold is that they
stand in the same places; the figure's data, which travels beside them, is compared with a
small tolerance because it is rounded floating-point numbers.

A cell whose run amplifies the last digit bears the tag ``unstable-run``: another processor
draws other numbers there, so its figure is compared without them, and what the text says of it
is asserted in the cell.
"""

import difflib
import json
import math
import re

from nbformat import NotebookNode

from bpbook.notebooks.canonical import label

FIGURE = "application/vnd.bpbook.figure+json"
CLAIM = "application/vnd.bpbook.claim+json"
IGNORED_TAG = "nbval-ignore-output"
UNSTABLE_TAG = "unstable-run"
RELATIVE = 1.2e-4  # figures keep five digits: one unit in the last of them
_PICTURE = "a picture"
_FLAT_LIST = re.compile(r"\[[^\[\]{}]*\]")


def notebook_diff(name: str, stored: NotebookNode, fresh: NotebookNode) -> str:
    """Compare the outputs of two runs of one notebook.

    Parameters
    ----------
    name : str
        The notebook's name, for the head of the diff.
    stored, fresh : NotebookNode
        The same cells, with the outputs of two runs.

    Returns
    -------
    str
        A unified diff of the cells that differ; empty if none does.
    """
    parts = []
    for index, (old, new) in enumerate(zip(stored.cells, fresh.cells, strict=True)):
        tags = old.metadata.get("tags", [])
        if old.cell_type == "code" and IGNORED_TAG not in tags:
            where = f"{name}, {label(stored, index)}"
            parts.append(outputs_diff(where, old.outputs, new.outputs, UNSTABLE_TAG in tags))
    return "".join(parts)


def outputs_diff(where: str, stored: list, fresh: list, unstable: bool = False) -> str:
    """Compare the outputs of one cell.

    Parameters
    ----------
    where : str
        The cell's name, for the head of the diff.
    stored, fresh : list of output nodes
        The outputs of two runs. Text may come in several pieces.
    unstable : bool
        Whether the numbers in the data of figures are left out.

    Returns
    -------
    str
        A unified diff; empty if nothing that counts differs.
    """
    old, new = plain(stored), plain(fresh)
    if unstable:
        for output in (*old, *new):
            if FIGURE in output:
                output[FIGURE] = _without_numbers(output[FIGURE])
    if len(old) == len(new) and all(map(_same_output, old, new)):
        return ""
    lines = difflib.unified_diff(
        _lines(old), _lines(new), f"{where}: stored", f"{where}: fresh", lineterm=""
    )
    return "\n".join(lines) + "\n"


def plain(outputs: list) -> list[dict]:
    """Reduce outputs to what is compared: for each its values by name.

    Pieces of one stream that follow each other become one text. Metadata and execution counts
    fall away, and of pictures remains that there is one.
    """
    reduced: list[dict] = []
    for output in outputs:
        if output["output_type"] == "stream":
            text = _joined(output["text"])
            if reduced and list(reduced[-1]) == [output["name"]]:
                reduced[-1][output["name"]] += text
            else:
                reduced.append({output["name"]: text})
        elif output["output_type"] == "error":
            reduced.append({"error": f"{output['ename']}: {output['evalue']}"})
        else:
            reduced.append(_data(output["data"]))
    return reduced


def _without_numbers(value: object) -> object:
    """Return JSON with 0 in place of every number."""
    if isinstance(value, dict):
        return {name: _without_numbers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_numbers(inner) for inner in value]
    return 0 if _is_number(value) else value


def _data(data: dict) -> dict:
    values = {m: _joined(v) for m, v in sorted(data.items()) if not m.startswith("image/")}
    if len(values) < len(data):
        values[_PICTURE] = "(not compared)"
    return values


def _joined(value: object) -> object:
    """Multi-line text is a list of lines in a file and one string in memory."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return value


def _same_output(old: dict, new: dict) -> bool:
    return old.keys() == new.keys() and all(
        close(old[mime], new[mime]) if mime == FIGURE else old[mime] == new[mime] for mime in old
    )


def close(old: object, new: object, scale: float = 0.0) -> bool:
    """Compare JSON values, numbers with a tolerance.

    Parameters
    ----------
    old, new : object
        Anything that JSON can hold.
    scale : float
        The largest number of the list that the values stand in: beside 1000, a difference
        of 1e-9 near zero is rounding.

    Returns
    -------
    bool
        Whether the values have one structure, and every number agrees to `RELATIVE`.

    Examples
    --------
    >>> close({"x": [0.0, 1.0]}, {"x": [1e-9, 1.0001]})
    True
    >>> close([1.0, 2.0], [1.0, 2.001])
    False
    """
    if _is_number(old) and _is_number(new):
        if not (math.isfinite(old) and math.isfinite(new)):
            return repr(float(old)) == repr(float(new))
        return abs(old - new) <= RELATIVE * max(abs(old), abs(new), scale / 100)
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(close(old[k], new[k]) for k in old)
    if isinstance(old, list) and isinstance(new, list):
        sizes = [abs(v) for v in old if _is_number(v) and math.isfinite(v)]
        inner = max(sizes, default=0.0)
        return len(old) == len(new) and all(close(a, b, inner) for a, b in zip(old, new))  # noqa: B905 -- the lengths are equal here
    return type(old) is type(new) and old == new


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _lines(outputs: list[dict]) -> list[str]:
    lines = []
    for output in outputs:
        for mime, value in output.items():
            text = value if isinstance(value, str) else _readable(value)
            lines += [f"[{mime}]", *text.splitlines()]
    return lines


def _readable(value: object) -> str:
    """Return JSON with one line for each list of numbers or words."""
    text = json.dumps(value, indent=1, sort_keys=True)
    return _FLAT_LIST.sub(lambda found: re.sub(r"\s*\n\s*", " ", found[0]), text)
