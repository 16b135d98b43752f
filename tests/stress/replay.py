"""A program: execute the book of the checkout it lies in, compare, and report as JSON.

It runs in a copy, with the copy's interpreter, in whatever surroundings the row made. It needs
`bpbook.notebooks` and the standard library. A probe runs beside the chapters, in a kernel like
theirs, and says what the surroundings were there.
"""

import argparse
import ctypes
import json
import re
import socket
import sys
from pathlib import Path

import nbformat

from bpbook.notebooks import book, build, compare, execute
from bpbook.notebooks.errors import CellFailedError
from bpbook.notebooks.progress import Progress

ROOT = Path(__file__).resolve().parents[2]
CANNOT = 3  # the exit code if this machine cannot make the surroundings
LIMITS = execute.Limits(start=120, cell=300, run=3000)
_AGAIN = "-again"
_DIFFERS = re.compile(r"^--- .*: (?:stored|first)$", re.MULTILINE)
_PROBE = """
import json, locale, os, pathlib, socket, sys, time
import matplotlib, numpy, sympy
import bpbook
home = pathlib.Path(bpbook.__file__).parents[1]
print(json.dumps({
    "hash seed": os.environ["PYTHONHASHSEED"],
    "threads": os.environ["OPENBLAS_NUM_THREADS"],
    "encoding": locale.getencoding(),
    "UTF-8 mode": sys.flags.utf8_mode,
    "offset": time.localtime().tm_gmtoff,
    "elsewhere": not pathlib.Path.cwd().is_relative_to(home),
    "home": str(home),
    "umlauts": "ü" in str(home) and " " in str(home),
    "writable": os.access(home / "bpbook" / "__init__.py", os.W_OK) or os.access(home, os.W_OK),
    "root": os.getuid() == 0,
    "networks": [name for _, name in socket.if_nameindex()],
    "shaken": bool(numpy.random.default_rng(0).standard_normal() != 0.1257302210933933),
    "Python": "%d.%d.%d" % sys.version_info[:3],
    "NumPy": numpy.__version__,
    "SymPy": sympy.__version__,
    "Matplotlib": matplotlib.__version__,
}))
"""


def main() -> int:
    """Execute, compare and report; the exit code is 0 if there is a report."""
    options = _options()
    try:
        if options.offline:
            leave_the_network()
    except (AttributeError, OSError) as error:
        sys.stderr.write(f"this system gives a process no network of its own: {error}\n")
        return CANNOT
    chosen = book.select(ROOT, options.chapters)
    work = [*build.jobs(chosen), _probe(chosen[0])]
    if options.twice:
        work = [doubled(job) for job in work]
    if options.folder:
        work = [execute.Job(job.name, job.notebook, options.folder) for job in work]
    variables = dict(setting.split("=", 1) for setting in options.variable)
    progress = Progress(sys.stderr, {job.name: build.code_cells(job) for job in work})
    results = execute.execute(work, progress, limits=LIMITS, variables=variables)
    stored = {job.name: job.notebook for job in build.jobs(chosen)}
    text = json.dumps(report(stored, results, twice=options.twice), indent=1)
    Path(options.report).write_text(text, encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("report", help="the JSON file to write")
    parser.add_argument("--chapters", nargs="*", default=[])
    parser.add_argument("--twice", action="store_true", help="every cell two times")
    parser.add_argument("--offline", action="store_true", help="no network but loopback")
    parser.add_argument("--folder", help="the kernels' working directory")
    parser.add_argument("--variable", action="append", default=[], help="NAME=VALUE for kernels")
    return parser.parse_args()


def _probe(beside: book.Notebook) -> execute.Job:
    page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_PROBE)])
    return execute.Job("probe", page, str(beside.path.parent.resolve()))


def doubled(job: execute.Job) -> execute.Job:
    """Return a job in which each code cell is followed by itself."""
    page = nbformat.from_dict(job.notebook)
    page.cells = [twin for cell in page.cells for twin in _twins(cell)]
    return execute.Job(job.name, page, job.folder)


def _twins(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    if cell.cell_type != "code":
        return [cell]
    return [cell, nbformat.from_dict({**cell, "id": cell.id[: 64 - len(_AGAIN)] + _AGAIN})]


def divided(page: nbformat.NotebookNode) -> tuple[nbformat.NotebookNode, nbformat.NotebookNode]:
    """Take an executed doubled notebook apart: the first and the second run of each cell."""
    first, second = nbformat.from_dict(page), nbformat.from_dict(page)
    first.cells = [cell for cell in page.cells if not cell.id.endswith(_AGAIN)]
    code = iter([cell for cell in page.cells if cell.id.endswith(_AGAIN)])
    second.cells = [next(code) if c.cell_type == "code" else c for c in first.cells]
    return first, second


def report(stored: dict, results: execute.Results, *, twice: bool) -> dict:
    """Compare what ran with what is stored.

    Returns
    -------
    dict
        How many notebooks and cells were compared, the differences, the failures, the probe.
    """
    failed = {name: str(r) for name, r in results.items() if isinstance(r, CellFailedError)}
    ran = {name: page for name, page in results.items() if name not in failed}
    probe = ran.pop("probe", None)
    diffs = {name: _diff(name, stored[name], page, twice) for name, page in ran.items()}
    return {
        "notebooks": len(ran),
        "cells": sum(compared(stored[name]) for name in ran) * (2 if twice else 1),
        "differing cells": sum(len(_DIFFERS.findall(diff)) for diff in diffs.values()),
        "differ": {name: diff for name, diff in diffs.items() if diff},
        "failed": failed,
        "probe": _probed(probe) if probe else {},
    }


def _probed(page: nbformat.NotebookNode) -> dict:
    said = json.loads(page.cells[0].outputs[0].text)
    return said | {"own package": Path(said["home"]).resolve() == ROOT}


def _diff(name: str, stored, page, twice: bool) -> str:
    if not twice:
        return compare.notebook_diff(name, stored, page)
    first, second = divided(page)
    again = compare.notebook_diff(f"{name}, run again", first, second)
    return compare.notebook_diff(name, stored, first) + again


def compared(page: nbformat.NotebookNode) -> int:
    """Count the cells whose output is compared."""
    code = [cell for cell in page.cells if cell.cell_type == "code"]
    return sum(compare.IGNORED_TAG not in cell.metadata.get("tags", []) for cell in code)


def leave_the_network() -> None:
    """Move this process into a network of its own that has a loopback and nothing else.

    Raises
    ------
    OSError
        If this system has no such thing, or forbids it.
    """
    new_user, new_network = 0x10000000, 0x40000000
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(new_network) and library.unshare(new_user | new_network):
        raise OSError(ctypes.get_errno(), "no network of its own for this process")
    import fcntl  # not on Windows

    up, set_flags, name = 0x1, 0x8914, b"lo"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        request = name.ljust(16, b"\0") + up.to_bytes(2, sys.byteorder) + bytes(22)
        fcntl.ioctl(handle, set_flags, request)


if __name__ == "__main__":
    sys.exit(main())
