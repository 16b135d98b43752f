"""The book from its notebooks: execute what changed, compare, print."""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bpbook.notebooks import book, canonical, compare, execute, store
from bpbook.notebooks.errors import CellFailedError, PressError, ending

OUTPUTS = {"html": "html", "pdf": "book.pdf", "print": "book-print.pdf"}
_PRESS_LIMIT = 600  # seconds
_DEATH = 5  # seconds to wait for processes that were killed
_KEY = "bpbook"  # in the metadata of an executed notebook: what it was executed from


class Reporter(execute.Reporter, Protocol):
    """What a build tells of its progress."""

    def line(self, text: str) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class Refreshed:
    """What came of bringing the executed notebooks up to date.

    Attributes
    ----------
    failures : dict of str to CellFailedError
        The notebooks that could not be executed. If there is one, nothing shall be printed.
    diffs : dict of str to str
        For each notebook whose fresh outputs differ from the stored ones a unified diff.
    executed : int
        How many notebooks ran.
    """

    failures: dict[str, CellFailedError]
    diffs: dict[str, str]
    executed: int


def build_folder(root: Path) -> Path:
    """Return the folder of everything that can be made again."""
    return root / "_build"


def stale(root: Path) -> dict[book.Notebook, str]:
    """Find the notebooks to be executed.

    Returns
    -------
    dict of Notebook to str
        Those whose executed form is missing or was made from something else, with the key
        of what it shall be made from.
    """
    package = book.package_digest(root)
    keys = {notebook: book.key(notebook, package) for notebook in book.notebooks(root)}
    return {notebook: key for notebook, key in keys.items() if _made_from(notebook) != key}


def _executed(notebook: book.Notebook) -> Path:
    return build_folder(notebook.root) / "executed" / notebook.name


def _made_from(notebook: book.Notebook) -> str | None:
    try:
        return json.loads(_executed(notebook).read_bytes())["metadata"][_KEY]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def jobs(notebooks: Sequence[book.Notebook]) -> list[execute.Job]:
    """Read notebooks for execution, the one with the most code first."""
    read = [
        execute.Job(n.name, canonical.read(n.path), str(n.path.parent.resolve()))
        for n in notebooks
    ]
    return sorted(read, key=code_cells, reverse=True)


def code_cells(job: execute.Job) -> int:
    """Count the code cells of a notebook."""
    return sum(cell.cell_type == "code" for cell in job.notebook.cells)


def refresh(
    keys: dict[book.Notebook, str], work: list[execute.Job], root: Path, reporter: Reporter
) -> Refreshed:
    """Execute notebooks into ``_build/executed`` and compare the whole book with its store.

    Parameters
    ----------
    keys : dict of Notebook to str
        The result of `stale`.
    work : list of Job
        The same notebooks, read.
    root : Path
        The checkout.
    reporter : Reporter
        Where progress goes.

    Returns
    -------
    Refreshed
        The failures and the differences. ``_build/executed/status.json`` is written if
        nothing failed.
    """
    results = execute.execute(work, reporter, variables={"BPBOOK_SVG": "1"}) if work else {}
    failures = {}
    for notebook, key in keys.items():
        result = results[notebook.name]
        if isinstance(result, CellFailedError):
            failures[notebook.name] = result
        else:
            result.metadata[_KEY] = key
            store.write(_executed(notebook), canonical.text(result))
    if failures:
        return Refreshed(failures, {}, len(results))
    everything = book.notebooks(root)
    _remove_orphans(root, {_executed(notebook) for notebook in everything})
    diffs = {notebook.name: _diff(notebook) for notebook in everything}
    status = {name: {"differs": bool(diff), "diff": diff} for name, diff in diffs.items()}
    text = json.dumps(status, indent=1, ensure_ascii=False) + "\n"
    store.write(build_folder(root) / "executed" / "status.json", text)
    return Refreshed({}, {name: diff for name, diff in diffs.items() if diff}, len(results))


def _diff(notebook: book.Notebook) -> str:
    fresh = canonical.read(_executed(notebook))
    return compare.notebook_diff(notebook.name, canonical.read(notebook.path), fresh)


def _remove_orphans(root: Path, wanted: set[Path]) -> None:
    """Remove what was executed from notebooks that the book no longer has."""
    for path in (build_folder(root) / "executed").rglob("*.ipynb"):
        if path not in wanted:
            path.unlink()


def press(root: Path, kind: str, lock: int | None = None, also: Sequence[str] = ()) -> bool:
    """Print the executed notebooks, if what is to be printed changed.

    Parameters
    ----------
    root : Path
        The checkout.
    kind : {"html", "pdf", "print"}
        What to make.
    lock : int, optional
        File descriptor of the build's lock, which the press holds too while it runs.
    also : sequence of str
        What else is to be made.  The site links to the PDF if that is made or there.

    Returns
    -------
    bool
        Whether the press ran.

    Raises
    ------
    PressError
        If it ended with an error; the message holds what it said.
    """
    folder = build_folder(root)
    target, note = folder / OUTPUTS[kind], folder / f"{kind}.key"
    linked = kind == "html" and ("pdf" in also or (folder / OUTPUTS["pdf"]).exists())
    key = _press_key(root) + (" with a link to the PDF" if linked else "")
    if target.exists() and note.exists() and note.read_bytes() == key.encode():
        return False
    note.unlink(missing_ok=True)
    command = [sys.executable, "-m", f"publish.{kind}", str(folder / "executed"), str(target)]
    command += ["--pdf"] if linked else []
    _run(command, root, () if lock is None else (lock,))
    if not target.exists():
        raise PressError(f"publish.{kind} ended without an error and without {target}")
    store.write(note, key)
    return True


def press_slides(notebook: book.Notebook, out: Path) -> None:
    """Print one chapter, as it is stored, as a deck of slides.

    Raises
    ------
    PressError
        If the press ended with an error; the message holds what it said.
    """
    command = [sys.executable, "-m", "publish.slides", str(notebook.path), str(out.resolve())]
    _run(command, notebook.root, ())


def _press_key(root: Path) -> str:
    masks = ("*.md", "*.cff", "pyproject.toml", "requirements.lock")  # the title is among them
    texts = [path for mask in masks for path in root.glob(mask)]
    executed = (build_folder(root) / "executed").rglob("*")
    digest = hashlib.sha256(sys.version.encode())
    book.add_files(digest, root, [*texts, *executed, *(root / "publish").rglob("*")])
    return digest.hexdigest()


def _run(command: list[str], root: Path, lock: tuple[int, ...]) -> None:
    """Run the press in a session of its own, so that it can be ended with all it started."""
    windows = sys.platform == "win32"
    process = subprocess.Popen(
        command,
        cwd=root,
        env=os.environ | {"BPBOOK_PARENT": str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=not windows,
        pass_fds=() if windows else lock,
    )
    try:
        said, _ = process.communicate(timeout=_PRESS_LIMIT)
    except subprocess.TimeoutExpired as error:
        raise PressError(f"{command[2]} ran longer than {_PRESS_LIMIT} s") from error
    finally:
        _end(process)
    if process.returncode:
        raise PressError(f"{command[2]} {ending(process.returncode)}:\n{said.strip()}")


def _end(process: subprocess.Popen) -> None:
    """End the press if it runs still, and in any case what it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        last = time.monotonic() + _DEATH
        with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody is left
            while time.monotonic() < last:
                os.killpg(process.pid, signal.SIGKILL)
                process.poll()
                time.sleep(0.01)
    process.communicate()
