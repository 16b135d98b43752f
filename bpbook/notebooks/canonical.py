"""The canonical form of a stored notebook: what a run decides, and nothing else."""

import json
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import rejoin_lines

from bpbook.notebooks.errors import NotebookError

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_CELL_METADATA = ("exception", "tags")
_SVG = "image/svg+xml"


def read(path: Path) -> NotebookNode:
    """Read a notebook of format 4.5 without changing anything in it.

    Raises
    ------
    NotebookError
        If the file is not such a notebook.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise NotebookError(f"{path}: cannot be read as a notebook: {error}") from error
    version = (raw.get("nbformat"), raw.get("nbformat_minor")) if isinstance(raw, dict) else None
    if version != (4, 5):
        raise NotebookError(
            f"{path}: this is notebook format {version}, and the book is kept in (4, 5), which "
            "gives every cell an id; open and save it in JupyterLab 4"
        )
    _validate(path, raw)
    return rejoin_lines(nbformat.from_dict(raw))


def _validate(path: Path, raw: dict) -> None:
    try:
        ids = [cell["id"] for cell in raw["cells"]]
        twice = sorted({id for id in ids if ids.count(id) > 1})
        if twice:  # nbformat would invent other ids in silence
            raise NotebookError(f"{path}: two cells have the id {', '.join(twice)}: rename one")
        nbformat.validate(raw)
    except (TypeError, KeyError) as error:
        raise NotebookError(f"{path}: not a valid notebook: {error!r}") from error
    except nbformat.ValidationError as error:
        raise NotebookError(f"{path}: not a valid notebook: {error.message}") from error


def canonical(notebook: NotebookNode, *, keep_svg: bool = False) -> NotebookNode:
    """Return a copy of a notebook in canonical form.

    Execution counts are 1 to n, ids and sources stay. Of a cell's metadata the tags and the
    book's exception remain, of an output's the width and height of its pictures.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook of format 4.5; it is not changed.
    keep_svg : bool
        Whether pictures keep their SVG form, which the press wants and the book does not store.

    Returns
    -------
    NotebookNode
        The copy.
    """
    count = 0
    cells = []
    for cell in notebook.cells:
        kept = {k: cell.metadata[k] for k in _CELL_METADATA if cell.metadata.get(k)}
        new = {"id": cell.id, "cell_type": cell.cell_type, "metadata": kept, "source": cell.source}
        if cell.get("attachments"):
            new["attachments"] = cell.attachments
        if cell.cell_type == "code":
            count += 1
            outputs = [_output(output, count, keep_svg) for output in cell.outputs]
            new |= {"execution_count": count, "outputs": outputs}
        cells.append(new)
    whole = {"cells": cells, "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    return nbformat.from_dict(whole)


def _output(output: NotebookNode, count: int, keep_svg: bool) -> dict:
    new = dict(output)
    if "data" in output:
        new["data"] = {m: v for m, v in output["data"].items() if keep_svg or m != _SVG}
        new["metadata"] = _picture_sizes(output.get("metadata", {}))
    if "execution_count" in output:
        new["execution_count"] = count
    return new


def _picture_sizes(metadata: dict) -> dict:
    sizes = {}
    for mime, about in metadata.items():
        if mime.startswith("image/") and mime != _SVG and isinstance(about, dict):
            size = {side: about[side] for side in ("height", "width") if side in about}
            sizes |= {mime: size} if size else {}
    return sizes


def text(notebook: NotebookNode) -> str:
    """Return a notebook as it is written to a file, with one newline at the end."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def label(notebook: NotebookNode, index: int) -> str:
    """Name a cell for a person.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.
    index : int
        The cell's position, from 0, Markdown cells counted.

    Returns
    -------
    str
        ``cell In[3] (c02-sigmoid)`` for code, by the number that a reader sees beside it;
        ``cell 5 (c02-state)`` for the fifth cell if it is Markdown.
    """
    cell = notebook.cells[index]
    if cell.cell_type != "code":
        return f"cell {index + 1} ({cell.id})"
    count = sum(c.cell_type == "code" for c in notebook.cells[: index + 1])
    return f"cell In[{count}] ({cell.id})"


def problems(path: Path) -> list[str]:
    """Say in which ways a stored notebook is not canonical.

    Returns
    -------
    list of str
        Empty if the file is exactly what the runner would write.
    """
    notebook = read(path)
    found = [
        f"{label(notebook, index)}: execution count is {cell.execution_count}, not "
        f"{re.search(r'[0-9]+', label(notebook, index)).group()}"
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and f"In[{cell.execution_count}]" not in label(notebook, index)
    ]
    if not found and text(canonical(notebook)) != path.read_text(encoding="utf-8"):
        found = ["its metadata or layout is not canonical"]
    return [f"{problem}; `bpbook run {path.stem}` stores it anew" for problem in found]
