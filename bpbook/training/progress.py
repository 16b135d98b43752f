"""A progress bar for a terminal; a notebook or a file sees nothing of it."""

import sys
import time

WIDTH = 30


class ProgressBar:
    """One line on standard error, redrawn at most ten times a second.

    Parameters
    ----------
    epochs : int or None
        How many there will be at most.
    wanted : bool
        False for silence, even in a terminal.
    """

    def __init__(self, epochs, wanted=True):
        self.epochs, self.drawn = epochs, 0.0
        self.stream = sys.stderr if wanted and sys.stderr and sys.stderr.isatty() else None

    def show(self, epoch, cost):
        """Draw the state after `epoch` epochs."""
        if self.stream is None or time.monotonic() - self.drawn < 0.1:
            return
        self.drawn = time.monotonic()
        share = epoch / self.epochs if self.epochs else 0.0
        bar = ("=" * round(WIDTH * share)).ljust(WIDTH)
        self.stream.write(f"\r[{bar}] epoch {epoch}/{self.epochs or '?'}  cost {cost:.4g}  ")
        self.stream.flush()

    def close(self):
        """Wipe the line."""
        if self.stream is not None and self.drawn:
            self.stream.write("\r" + " " * (WIDTH + 50) + "\r")
            self.stream.flush()
