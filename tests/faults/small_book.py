"""A small book under fault, and everything that a fault may leave behind."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bpbook.notebooks import store
from bpbook.notebooks.errors import BusyError
from tests import checkout, processes

CHAPTER = "chapters/02_product.ipynb"
ARTEFACTS = ("chapters", "_build/html", "_build/book.pdf")
INJECTOR = Path(__file__).with_name("injector.py")
TOKEN = "BPBOOK_FAULT_TOKEN"  # in the environment of everything that a book's commands start
PATIENCE = 100  # seconds
TEMPORARY = ("*.tmp", "*.part", ".html-*", ".pdf-*")
PROBE = re.compile("[a-z0-9_]{8}")  # by which Python's tempfile sees that it may write
NOTE_AND_WAIT = 'open("../../started", "w").close()\nimport time; time.sleep(1000)'


class Ended(NamedTuple):
    """How a command ended: its exit code (minus a signal's number), and what it said."""

    code: int
    said: str


class SmallBook:
    """A checkout of one chapter, whose commands run in processes that can be found again.

    Parameters
    ----------
    folder : Path
        Where it lies, with its temporary files and the injector beside it.
    press : bool
        Whether the press is the real one; otherwise one that writes down what it was given.
    """

    def __init__(self, folder: Path, *, press: bool = False):
        self.root = checkout.make(folder / "book")
        self.temporary, self.started = folder / "t", folder / "started"
        self.token = uuid.uuid4().hex
        self.temporary.mkdir()
        for other in ("chapters/01_sum.ipynb", "chapters/solutions/01_sum.ipynb"):
            (self.root / other).unlink()
        if press:
            self._take_the_real_press()

    def _take_the_real_press(self) -> None:
        """Copy the press with all it reads: the package, its tables, and the texts of the root."""
        without = shutil.ignore_patterns("__pycache__")
        for name in ("publish", "bpbook"):
            shutil.rmtree(self.root / name)
            shutil.copytree(checkout.ROOT / name, self.root / name, ignore=without)
        for mask in ("pyproject.toml", "*.md", "*.cff"):
            for path in checkout.ROOT.glob(mask):
                shutil.copy(path, self.root)

    def change(self, source: str) -> None:
        """Give the chapter other code, so that there is something to execute and to print."""
        checkout.replace_source(self.root, CHAPTER, source)

    def retitle(self, title: str) -> None:
        """Give the book another title, so that there is something else to print."""
        path = self.root / "pyproject.toml"
        text = re.sub(r'(?m)^title = ".*"$', f'title = "{title}"', path.read_text("utf-8"))
        path.write_text(text, encoding="utf-8")

    def amend(self, module: str, old: str, new: str) -> None:
        """Change a line of the book's own copy of the package."""
        path = self.root / "bpbook" / module
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    def start(
        self, *arguments: str, plan: dict | None = None, before: Callable | None = None
    ) -> subprocess.Popen:
        """Start a command; ``before`` runs in its process first, and ``plan`` injects a fault."""
        self.started.unlink(missing_ok=True)
        variables = {TOKEN: self.token, "TMPDIR": str(self.temporary)}
        path = [str(self.root)]
        if plan:
            variables["BPBOOK_PLAN"] = json.dumps({"when": 1} | plan)
            path.insert(0, str(self._injector()))
        return subprocess.Popen(
            [sys.executable, "-m", "bpbook.cli", *arguments],
            cwd=self.root,
            env=os.environ | variables | {"PYTHONPATH": os.pathsep.join(path)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=before,
        )

    def _injector(self) -> Path:
        """Make the folder where Python finds the injector as what it imports at its start."""
        folder = self.root.with_name("injector")
        folder.mkdir(exist_ok=True)
        shutil.copy(INJECTOR, folder / "sitecustomize.py")
        return folder

    def run(self, *arguments: str, **options) -> Ended:
        """Run a command to its end."""
        return self.end(self.start(*arguments, **options))

    def end(self, process: subprocess.Popen) -> Ended:
        """Wait for a command."""
        with process:
            try:
                _, said = process.communicate(timeout=PATIENCE)
            finally:
                process.kill()
        return Ended(process.returncode, said)

    def wait_until_the_cell_runs(self) -> None:
        """Wait for the file that `NOTE_AND_WAIT` writes."""
        assert processes.wait_until(self.started.exists, 60)

    def find(self, word: str) -> int:
        """Return the id of the one process whose command line holds a word, as soon as it is."""

        def found():
            return [pid for pid, line in self._processes() if word in line]

        assert processes.wait_until(found, 60)
        return found()[0]

    def artefacts(self) -> dict[str, str]:
        """Return the hash of each notebook and of each file of the site, and of the PDF."""
        found = checkout.contents(self.root, *ARTEFACTS)
        return {
            name: hashlib.sha256(content).hexdigest()
            for name, content in found.items()
            if not name.endswith(".tmp")
        }

    def running(self) -> list[str]:
        """Return the command lines of what was started here and still runs."""
        return [line for pid, line in self._processes() if processes.alive(pid)]

    def leftovers(self) -> list[str]:
        """Return the temporary files and folders that are there."""
        here = [path for mask in TEMPORARY for path in self.root.rglob(mask)]
        there = [path for path in self.temporary.iterdir() if not PROBE.fullmatch(path.name)]
        return sorted(map(str, here + there))

    def is_locked(self) -> bool:
        """Tell whether a process holds the build's lock."""
        try:
            with store.alone(self.root / "_build"):
                return False
        except BusyError:
            return True

    def wait_until_nothing_runs(self) -> None:
        """Whatever was killed takes what it started along, at once or nearly so."""
        assert processes.wait_until(lambda: not self.running(), 5), self.running()

    def assert_clean(self) -> None:
        """Nothing runs, nothing lies about, and the next command may begin."""
        self.wait_until_nothing_runs()
        assert self.leftovers() == []
        assert not self.is_locked()

    def struck(self, *arguments: str, code=1, said=(), **fault) -> None:
        """Run a command under a fault, and check what holds for every fault."""
        before = self.artefacts()
        self.check(before, self.run(*arguments, **fault), code=code, said=said)

    def check(self, before: dict[str, str], ended: Ended, *, code=1, said=()) -> None:
        """Check how a command that was struck ended, and that nothing changed."""
        assert ended.code == code, ended.said
        assert [words for words in said if words not in ended.said] == [], ended.said
        assert "\nTraceback" not in "\n" + ended.said  # that of a cell stands behind its error
        assert self.artefacts() == before
        self.assert_clean()

    def assert_next_works(self, *command: str) -> None:
        """The command does what it should when the fault is over."""
        before = self.artefacts()
        ended = self.run(*command)
        assert ended.code == 0, ended.said
        assert self.artefacts() != before
        self.assert_clean()

    def close(self) -> None:
        """End what a failed test may have left."""
        for pid, _ in self._processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def _processes(self) -> list[tuple[int, str]]:
        """Return id and command line of every process that has the token in its environment."""
        return list(_linux(self.token) if sys.platform == "linux" else _unix(self.token))


def _linux(token: str) -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and token.encode() in (folder / "environ").read_bytes():
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                yield int(folder.name), line.decode(errors="replace")


def _unix(token: str) -> Iterator[tuple[int, str]]:
    command = ["ps", "-axwwE", "-o", "pid=,command="]
    shown = subprocess.run(command, capture_output=True, text=True, errors="replace")
    yield from ((int(s.split()[0]), s) for s in shown.stdout.splitlines() if token in s)


@contextlib.contextmanager
def small_book(**options) -> Iterator[SmallBook]:
    """Make a book in a folder with a short name, for the sockets of its kernels; remove it."""
    with tempfile.TemporaryDirectory(prefix="fault-") as folder:
        book = SmallBook(Path(folder), **options)
        try:
            yield book
        finally:
            book.close()
