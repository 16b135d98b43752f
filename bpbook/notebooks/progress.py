"""What a person sees while notebooks run: a bar in a terminal, plain lines elsewhere."""

import shutil
import time
from typing import TextIO

_WIDTH = 24


class Progress:
    """Report on a run, cell by cell.

    Parameters
    ----------
    stream : text stream
        Where it goes, normally ``sys.stderr``. In a terminal the last line is a bar that is
        drawn again at each cell; elsewhere there is one line a notebook.
    cells : dict of str to int
        For each notebook how many code cells it has.
    """

    def __init__(self, stream: TextIO, cells: dict[str, int]):
        self._stream = stream
        self._live = stream.isatty()
        self._cells = cells
        self._done = dict.fromkeys(cells, 0)
        self._running: dict[str, float] = {}
        self._began = time.monotonic()
        self._bar_length = 0

    def start(self, name: str) -> None:
        """Note that a notebook begins."""
        self._running[name] = time.monotonic()
        self._draw()

    def cell(self, name: str) -> None:
        """Note that a code cell of a notebook has run."""
        self._done[name] += 1
        self._draw()

    def finish(self, name: str, result: str = "") -> None:
        """Note that a notebook has ended, and how if not well."""
        seconds = time.monotonic() - self._running.pop(name)
        self._done[name] = self._cells[name]
        self.line(f"  {name:<44} {seconds:5.1f} s{'  ' if result else ''}{result}")
        self._draw()

    def line(self, text: str) -> None:
        """Write a line that stays."""
        self._clear()
        self._stream.write(text + "\n")
        self._stream.flush()

    def close(self) -> None:
        """Take the bar away."""
        self._clear()
        self._stream.flush()

    def _draw(self) -> None:
        if not self._live:
            return
        self._clear()
        room = shutil.get_terminal_size().columns - 1
        text = self.bar()[:room]
        self._bar_length = len(text)
        self._stream.write(text)
        self._stream.flush()

    def bar(self) -> str:
        """Return the bar: the share of all cells that have run, the time, what runs now."""
        total = max(1, sum(self._cells.values()))
        done = sum(self._done.values())
        filled = _WIDTH * done // total
        seconds = time.monotonic() - self._began
        now = ", ".join(
            f"{name.removeprefix('chapters/').removesuffix('.ipynb')} "
            f"{self._done[name]}/{self._cells[name]}"
            for name in self._running
        )
        bar = "#" * filled + "." * (_WIDTH - filled)
        return f"[{bar}] {done}/{total} cells  {seconds:.0f} s  {now}"

    def _clear(self) -> None:
        if self._bar_length:
            self._stream.write("\r" + " " * self._bar_length + "\r")
            self._bar_length = 0
