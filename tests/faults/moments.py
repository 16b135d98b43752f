"""A book that is struck many times: before each strike it is as it was before the first."""

import shutil
import signal
import time

from tests.faults.small_book import ARTEFACTS, Ended, SmallBook

# what a command does to files of the book: the moments at which it can be struck
FILES = "/(chapters|_build|t)(/|$)"


class Struck:
    """A book with commands that would change it.

    Parameters
    ----------
    book : SmallBook
        Executed and printed, and then changed.
    """

    def __init__(self, book: SmallBook):
        self.book = book
        self.old = book.artefacts()
        self._saved = book.root.with_name("saved")
        shutil.copytree(book.root, self._saved)
        self._whole: dict[str, tuple[dict, float]] = {}

    def whole(self, command: str) -> tuple[dict[str, str], float]:
        """Return what a command makes if nothing strikes it, and the seconds it takes."""
        if command not in self._whole:
            self._restore()
            began = time.monotonic()
            ended = self.book.run(command)
            seconds = time.monotonic() - began
            assert ended.code == 0, ended.said
            self._whole[command] = self.book.artefacts(), seconds
            assert self._whole[command][0] != self.old
        return self._whole[command]

    def _restore(self) -> None:
        """Bring back the chapters and all that was made of them."""
        for name in ("chapters", "_build"):
            shutil.rmtree(self.book.root / name)
            shutil.copytree(self._saved / name, self.book.root / name)
        shutil.rmtree(self.book.temporary)
        self.book.temporary.mkdir()

    def at_event(self, command: str, act: str, when: int, program: str = "bpbook.cli") -> None:
        """Strike when something happens to a file for the so-many-eth time."""
        new, _ = self.whole(command)
        self._restore()
        plan = {"program": program, "path": FILES, "act": act, "when": when}
        ended = self.book.run(command, plan=plan)
        # bpbook ends in order, with the signal's number; a part of it that is struck is an error
        self._judge(ended, new, getattr(signal, act, 0) if program == "bpbook.cli" else 0)
        if act == "SIGKILL":
            self._go_on(command, new)
        self.book.assert_clean()

    def after(self, command: str, share: float, act: str) -> None:
        """Strike after a share of the time that the command takes."""
        new, seconds = self.whole(command)
        self._restore()
        process = self.book.start(command)
        time.sleep(share * seconds)
        process.send_signal(getattr(signal, act))
        self._judge(self.book.end(process), new, getattr(signal, act))
        if act == "SIGKILL":
            self._go_on(command, new)
        self.book.assert_clean()

    def _judge(self, ended: Ended, new: dict[str, str], number: int) -> None:
        """Check what must hold whenever a command is struck."""
        found = self.book.artefacts()
        for kind in ARTEFACTS:
            part, before, after = (_part(state, kind) for state in (found, self.old, new))
            assert part in (before, after), f"{kind} is neither old nor new: {ended}"
        if ended.code == 0:
            assert found == new, ended
        elif ended.code != -number or not number:  # that is how it ends before or after all work
            assert ended.code == (128 + number if number else 1), ended
            assert "bpbook: " in ended.said, ended
            assert "\nTraceback" not in "\n" + ended.said, ended

    def _go_on(self, command: str, new: dict[str, str]) -> None:
        """After a kill the next command works, and tidies up."""
        self.book.wait_until_nothing_runs()
        ended = self.book.run(command)
        assert ended.code == 0, ended
        assert self.book.artefacts() == new


def _part(state: dict[str, str], kind: str) -> dict[str, str]:
    return {name: value for name, value in state.items() if name.startswith(kind)}
