"""Rules for the code of a page."""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from bpbook.notebooks.canonical import label
from bpbook.notebooks.compare import IGNORED_TAG, UNSTABLE_TAG

LINES = 15
COLAB = "colab"
TAGS = {COLAB, IGNORED_TAG, UNSTABLE_TAG, "hide-input", "remove-cell", "remove-input"}
_MAGIC = re.compile(r"^\s*[%!]", re.MULTILINE)
_WAYS_AROUND = {"exit", "get_ipython", "quit"}
_TEST_COMMENT = re.compile(r"^\s*#\s*(?:NBVAL_|PYTEST_VALIDATE_)\w+", re.MULTILINE)


def code_cells(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Yield each code cell with its name."""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            yield label(notebook, index), cell


def tags(cell: NotebookNode) -> list[str]:
    """Return a cell's tags."""
    return cell.metadata.get("tags", [])


def parsed(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode, ast.Module]]:
    """Yield each cell of plain Python with its name and syntax tree."""
    for where, cell in code_cells(notebook):
        if not _MAGIC.search(cell.source):
            yield where, cell, ast.parse(cell.source)


def cells_are_short(notebook: NotebookNode) -> Iterator[str]:
    """No cell is longer than `LINES`; imports, blank lines and alternative texts do not count."""
    for where, cell, tree in parsed(notebook):
        lines = length(cell, tree)
        if lines > LINES:
            yield f"{where}: {lines} lines of code, more than {LINES}: split it"


def length(cell: NotebookNode, tree: ast.Module) -> int:
    """Count the lines of a cell; imports, blank lines and alternative texts do not count."""
    lines = {n for n, line in enumerate(cell.source.splitlines(), 1) if line.strip()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            lines -= _lines(node)
        elif isinstance(node, ast.keyword) and node.arg == "alt":
            lines -= _lines(node.value)
    return len(lines)


def _lines(node) -> set[int]:
    return set(range(node.lineno, node.end_lineno + 1))


def few_cells_in_a_row(notebook: NotebookNode) -> Iterator[str]:
    """Between prose stand at most two code cells, three where something is derived."""
    row, allowed = 0, 2
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            row = 0
            for heading in re.findall(r"^##? .*$", cell.source, re.MULTILINE):
                allowed = 3 if re.search(r"deriv|proof|prove", heading, re.IGNORECASE) else 2
        elif not {COLAB, "remove-cell"} & set(tags(cell)):
            row += 1
            if row > allowed:
                yield f"{label(notebook, index)}: code cell {row} in a row: say something between"


def imports_come_first(notebook: NotebookNode) -> Iterator[str]:
    """Only the first cell of code imports."""
    own = [(w, c, t) for w, c, t in parsed(notebook) if COLAB not in tags(c)]
    for where, _, tree in own[1:]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{where}: `{ast.unparse(node)}` belongs into the first code cell"


def imports_fill_lines(notebook: NotebookNode) -> Iterator[str]:
    """No import goes over several lines: a page has no room for one name a line."""
    for where, _, tree in parsed(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.end_lineno > node.lineno:
                module = f"from {node.module} import ..."
                yield f"{where}: `{module}` takes {len(_lines(node))} lines: write it twice"


def no_magic_lines(notebook: NotebookNode) -> Iterator[str]:
    """No line begins with % or !, but in the cell that installs the book on Colab."""
    for where, cell in code_cells(notebook):
        if _MAGIC.search(cell.source) and COLAB not in tags(cell):
            yield f"{where}: a line begins with % or !, which is not Python: say it in Python"


def no_way_around(notebook: NotebookNode) -> Iterator[str]:
    """Keep cells from ending the kernel, and from magic lines in another form."""
    for where, _, tree in parsed(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in _WAYS_AROUND:
                yield f"{where}: {node.id} acts on the kernel, not on the subject: leave it out"


def only_known_tags(notebook: NotebookNode) -> Iterator[str]:
    """Every tag has a meaning in this book."""
    for index, cell in enumerate(notebook.cells):
        for tag in sorted(set(tags(cell)) - TAGS):
            known = ", ".join(sorted(TAGS))
            yield f"{label(notebook, index)}: the tag {tag!r} means nothing here: {known} do"


def no_test_comments(notebook: NotebookNode) -> Iterator[str]:
    """No comment turns the comparison off behind the reader's back; the tag is seen by all."""
    for where, cell in code_cells(notebook):
        for comment in _TEST_COMMENT.findall(cell.source):
            yield f"{where}: `{comment.strip()}` switches nbval: use the tag {IGNORED_TAG}"


def no_empty_cells(notebook: NotebookNode) -> Iterator[str]:
    """Every cell holds something."""
    for index, cell in enumerate(notebook.cells):
        if not cell.source.strip():
            yield f"{label(notebook, index)}: the cell is empty: remove it"


def functions(tree: ast.Module) -> dict[str, str]:
    """Return the functions that a module defines at its top, as comparable text.

    Parameters
    ----------
    tree : ast.Module
        A syntax tree of a module or a cell.

    Returns
    -------
    dict of str to str
        For each name its arguments and body, without docstrings, decorators and annotations.
    """
    return {node.name: _shape(node) for node in tree.body if isinstance(node, ast.FunctionDef)}


def _shape(node: ast.FunctionDef) -> str:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return ast.dump(ast.Module([*body], [])) + f" of {names}"


def differing_functions(notebook: NotebookNode, package: dict[str, set[str]]) -> Iterator[str]:
    """Say which functions of a page are not the package's.

    Parameters
    ----------
    notebook : NotebookNode
        A stored notebook.
    package : dict of str to set of str
        For each name the forms that `functions` finds in the package.

    Yields
    ------
    str
        For each function whose name the package has, but not its body. A cell may bear an
        exception: a page's plain version of what the package writes for speed.
    """
    for where, cell, tree in parsed(notebook):
        if not cell.metadata.get("exception"):
            for name, shape in functions(tree).items():
                if shape not in package.get(name, {shape}):
                    yield f"{where}: {name} differs from the package's function of that name"
