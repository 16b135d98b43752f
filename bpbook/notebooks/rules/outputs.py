"""Rules for what cells show."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from bpbook.notebooks.canonical import label
from bpbook.notebooks.compare import FIGURE, IGNORED_TAG
from bpbook.notebooks.rules.code import code_cells, tags

WORDS = 8  # of an alternative text
_TIME_OR_PLACE = {
    "an address in memory": re.compile(r"\b0x[0-9a-fA-F]{6,}"),
    "a duration": re.compile(r"(?<![\w.])\d[\d.]*(?:e-?\d+)? ?(?:ns|[µμu]s|ms|s|sec|seconds?)\b"),
    "a folder of this machine": re.compile(r"(?:/home|/Users|/root|/tmp|/work)/|[A-Z]:\\"),
    "a date": re.compile(r"\b20\d\d-\d\d-\d\d\b"),
}
_NUMPY_SCALAR = re.compile(r"^np\.\w+\(.*\)$")
_ACTIVE = {
    "a script": re.compile(r"<\s*script\b|javascript:", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son\w+\s*=", re.IGNORECASE),
    "foreign content": re.compile(r"<\s*(?:iframe|object|embed|link|form|base)\b", re.IGNORECASE),
}


def shown(cell: NotebookNode) -> Iterator[str]:
    """Yield the texts that a cell shows."""
    for output in cell.outputs:
        if "text" in output:
            yield "".join(output["text"])
        for mime, value in output.get("data", {}).items():
            if mime.startswith("text/") or mime == "image/svg+xml":
                yield "".join(value)


def no_errors(notebook: NotebookNode) -> Iterator[str]:
    """No cell ends in an exception."""
    for where, cell in code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error":
                yield f"{where}: shows the error {output.ename}: catch it, and print what it says"


def no_stderr(notebook: NotebookNode) -> Iterator[str]:
    """No cell writes warnings or progress."""
    for where, cell in code_cells(notebook):
        for output in cell.outputs:
            if output.get("name") == "stderr":
                first = "".join(output.text).strip().partition("\n")[0]
                yield f"{where}: writes to the error stream: {first}"


def no_time_or_place(notebook: NotebookNode) -> Iterator[str]:
    """No output depends on the machine or the hour, but where the comparison ignores it."""
    for where, cell in code_cells(notebook):
        if IGNORED_TAG not in tags(cell):
            for text in shown(cell):
                for what, pattern in _TIME_OR_PLACE.items():
                    if match := pattern.search(text):
                        yield f"{where}: shows {what}, {match[0]!r}: it differs with each run"


def no_bare_numpy_scalar(notebook: NotebookNode) -> Iterator[str]:
    """No output reads np.float64(0.25)."""
    for where, cell in code_cells(notebook):
        for output in cell.outputs:
            text = "".join(output.get("data", {}).get("text/plain", ""))
            if output.output_type == "execute_result" and _NUMPY_SCALAR.match(text):
                yield f"{where}: shows the bare NumPy scalar {text}: round or format it"


def pictures_are_described(notebook: NotebookNode) -> Iterator[str]:
    """Each picture has an alternative text of a sentence, and its data beside it."""
    for where, cell in code_cells(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            if any(mime.startswith("image/") for mime in data):
                text = "".join(data.get("text/plain", "")).strip()
                if len(text.split()) < WORDS or not text.endswith((".", "?", "。")):
                    yield f"{where}: the picture's text is no sentence: {text!r}; say alt=..."
                if FIGURE not in data:
                    yield f"{where}: the picture has no data beside it: use plots.show"


def nothing_active(notebook: NotebookNode) -> Iterator[str]:
    """Nothing on a page runs or loads anything."""
    for index, cell in enumerate(notebook.cells):
        texts = [cell.source] if cell.cell_type != "code" else shown(cell)
        for text in texts:
            for what, pattern in _ACTIVE.items():
                if match := pattern.search(text):
                    yield f"{label(notebook, index)}: holds {what}: {match[0]!r}"
