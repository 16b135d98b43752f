"""Rows one after the other, each result kept as soon as it is known."""

import json
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TextIO

from bpbook.notebooks import store
from tests.stress import Outcome, Status, failed


@dataclass(frozen=True)
class Record:
    """What is kept of a row: its outcome, how long it took, and for which files it holds."""

    status: str
    figure: str
    detail: str
    seconds: float
    key: str
    at: str = ""
    earlier: bool = False


class Records:
    """The results of this run and of earlier ones, in a JSON file.

    Parameters
    ----------
    path : Path
        The file; it is written after each row.
    key : str
        What the results depend on. A result for another key is as good as none.
    """

    def __init__(self, path: Path, key: str):
        self.path, self.key = path, key
        self._records = {name: replace(r, earlier=True) for name, r in _read(path).items()}

    def of(self, name: str) -> Record | None:
        """Return the result of a row for these files, if there is one."""
        record = self._records.get(name)
        return record if record and record.key == self.key else None

    def passed(self, name: str) -> bool:
        """Tell whether a row passed for these files."""
        record = self.of(name)
        return record is not None and record.status == Status.PASS

    def add(self, name: str, outcome: Outcome, seconds: float) -> Record:
        """Keep a result."""
        at = time.strftime("%Y-%m-%d %H:%M")
        told = (str(outcome.status), outcome.figure, outcome.detail)
        record = self._records[name] = Record(*told, round(seconds, 1), self.key, at)
        kept = _read(self.path) | {name: record}  # another run may have written meanwhile
        rows = [{"row": name} | asdict(record) for name, record in kept.items()]
        for row in rows:
            del row["earlier"]
        self.path.parent.mkdir(exist_ok=True)
        store.write(self.path, json.dumps(rows, indent=1, ensure_ascii=False) + "\n")
        return record

    def forget(self, rows: Sequence) -> None:
        """Let rows run again."""
        for row in rows:
            self._records.pop(row.name, None)


def _read(path: Path) -> dict[str, Record]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {row.pop("row"): Record(**row) for row in rows}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}  # none yet, or not ours to understand: the rows run


def run(rows: Sequence, records: Records, stream: TextIO) -> bool:
    """Run rows and tell of each.

    Parameters
    ----------
    rows : sequence of Listed
        In the order in which they shall run.
    records : Records
        Where results are kept. Rows that passed according to it do not run.
    stream : text stream
        Where progress goes.

    Returns
    -------
    bool
        Whether the user interrupted; the row that ran then is not run, like those after it.
    """
    for number, row in enumerate(rows, 1):
        if records.passed(row.name):
            continue
        head = f"[{number}/{len(rows)}] {row.name:<34}"
        began = time.monotonic()
        try:
            with _ticking(head, began, stream):
                outcome = attempt(row)
        except KeyboardInterrupt:
            stream.write(f"{head} interrupted\n")
            return True
        record = records.add(row.name, outcome, time.monotonic() - began)
        stream.write(f"{head} {record.status:<8} {record.seconds:6.1f} s  {record.figure}\n")
        stream.flush()
    return False


def attempt(row) -> Outcome:
    """Run one row; an exception is a fail with its message."""
    try:
        outcome = row.run()
        if not isinstance(outcome, Outcome):
            raise TypeError(f"the row returned {outcome!r}, not an Outcome")
        return outcome
    except Exception as error:  # whatever a row raises
        first = str(error).partition("\n")[0]
        return failed(f"{type(error).__name__}: {first}", traceback.format_exc())


@contextmanager
def _ticking(head: str, began: float, stream: TextIO) -> Iterator[None]:
    """Show in a terminal how long a row has run; elsewhere say that it begins."""
    if not stream.isatty():
        stream.write(f"{head} ...\n")
        stream.flush()
        yield
        return
    ended = threading.Event()

    def tick() -> None:
        while not ended.wait(0.5):
            stream.write(f"\r{head} {time.monotonic() - began:6.0f} s ")
            stream.flush()

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        stream.write("\r" + " " * (len(head) + 12) + "\r")


def exit_code(rows: Sequence, records: Records) -> int:
    """Return 0 if every row passed for these files, else 1."""
    return 0 if rows and all(records.passed(row.name) for row in rows) else 1
