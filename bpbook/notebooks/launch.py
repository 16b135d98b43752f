"""How to run a page: a line in its first cell, and a cell that installs the book on Colab.

Both follow from one setting, ``repository`` in [tool.bpbook] of pyproject.toml. `bpbook run`
brings them up to date, so that nobody types an address into a chapter.
"""

import re
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell

from bpbook.notebooks import book
from bpbook.notebooks.execute import Job
from bpbook.notebooks.rules.code import COLAB

_BEGINS = "*To run this page"
_HERE = (
    "open it in JupyterLab (`make lab` in a copy of the book), and press Shift+Enter in each cell"
)
_GITHUB = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?")
_BINDER = "https://mybinder.org/v2/gh/{name}/main?labpath={page}"
_ON_COLAB = "https://colab.research.google.com/github/{name}/blob/main/{page}"
_INSTALL = """\
import importlib.util

if importlib.util.find_spec("bpbook") is None:  # on Colab; elsewhere the book is there
    %pip install --quiet "git+{repository}" """


def line(page: str, repository: str) -> str:
    """Return the line that says how to run a page.

    Parameters
    ----------
    page : str
        The notebook's name, ``chapters/02_activations.ipynb``.
    repository : str
        The address of the book, or nothing.

    Examples
    --------
    >>> line("chapters/02_activations.ipynb", "").partition(":")[0]
    '*To run this page'
    >>> "mybinder.org/v2/gh/me/book/" in line("chapters/02_x.ipynb", "https://github.com/me/book")
    True
    """
    github = _GITHUB.fullmatch(repository)
    if not github:
        return f"{_BEGINS}: {_HERE}.*"
    binder, colab = (form.format(page=page, **github.groupdict()) for form in (_BINDER, _ON_COLAB))
    return f"{_BEGINS}: {_HERE}. Or without installing: [Binder]({binder}), [Colab]({colab}).*"


def up_to_date(notebook: book.Notebook, page: NotebookNode, repository: str) -> NotebookNode:
    """Return a notebook whose first cell says how to run it, and that installs itself on Colab.

    Parameters
    ----------
    notebook : Notebook
        Its place in the book; a chapter gets the line, every notebook the cell.
    page : NotebookNode
        Its cells; they are not changed.
    repository : str
        The address of the book; without one there is no cell.
    """
    cells = [from_dict(cell) for cell in page.cells if COLAB not in cell.metadata.get("tags", [])]
    if cells and not (notebook.is_solution or notebook.is_appendix):
        cells[0].source = _with_line(cells[0].source, line(notebook.name, repository))
    if repository and cells:
        id = f"{cells[0].id.partition('-')[0]}-{COLAB}"
        source = _INSTALL.format(repository=repository.rstrip("/")).rstrip()
        cells.insert(1, new_code_cell(source, id=id, metadata={"tags": [COLAB]}))
    return from_dict({**page, "cells": cells})


def brought_up_to_date(jobs: list[Job], root: Path) -> list[Job]:
    """Return jobs whose notebooks say how to run them."""
    repository = book.setting(root, "repository")
    return [
        replace(job, notebook=up_to_date(book.Notebook(root, job.name), job.notebook, repository))
        for job in jobs
    ]


def _with_line(title: str, wanted: str) -> str:
    kept = [block for block in title.split("\n\n") if not block.startswith(_BEGINS)]
    return "\n\n".join([*kept, wanted])


def problems(notebook: book.Notebook, page: NotebookNode, repository: str) -> list[str]:
    """Say whether a stored notebook tells how to run it, as the setting wants it told."""
    wanted = up_to_date(notebook, page, repository)
    told = [(cell.id, cell.source) for cell in page.cells]
    if told == [(cell.id, cell.source) for cell in wanted.cells]:
        return []
    return [f"it does not say how to run it: `bpbook run {notebook.stem}` puts that in"]
