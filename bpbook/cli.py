"""The command ``bpbook``: execute the notebooks, build the book, list what it proves."""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from bpbook.notebooks.errors import (
    BookError,
    BusyError,
    CellFailedError,
    NotebookError,
    PressError,
    explained,
)

WRONG_INPUT = 2

_DESCRIPTION = """\
Execute and print the book on error backpropagation.

  bpbook run 2          execute chapter 2 and its solutions, store their outputs
  bpbook book           execute what changed, then make _build/html and _build/book.pdf
  bpbook claims         every equation the book proves, and how
  bpbook new 21_nouns   begin a chapter
  bpbook handout 2      chapter 2 for students, with blank answers and checks
  bpbook slides 2       chapter 2 as slides, in one file that needs no network
"""
_CHAPTER = "a chapter by number (8), name (matrix_form or 08_matrix_form) or path"
_CHAPTERS = "chapters by number (8), name (matrix_form or 08_matrix_form) or path; default: all"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after ``bpbook``; those of the process by default.

    Returns
    -------
    int
        0 if all went well, 1 if a notebook or the press failed, 2 for wrong input, and 128
        plus the signal's number after an interruption.
    """
    options = _parser().parse_args(arguments)
    with _interruptible() as received:
        try:
            return options.command(options)
        except (BookError, NotebookError) as error:
            _complain(str(error))
            return WRONG_INPUT
        except (BusyError, PressError) as error:
            _complain(str(error))
            return 1
        except OSError as error:
            _complain(explained(error))
            return 1
        except KeyboardInterrupt:
            number = received[-1] if received else signal.SIGINT
            _complain("interrupted; nothing half-written was kept")
            return 128 + number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bpbook",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="`bpbook COMMAND --help` says more about a command.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, command: Callable, summary: str, more: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.\n\n{more}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(command=command)
        return sub

    run = add("run", _run, "execute chapters and store their outputs", _RUN)
    run.add_argument("chapters", nargs="*", metavar="CHAPTER", help=_CHAPTERS)
    for kinds in (("html", "pdf"), ("html",), ("pdf",), ("print",)):
        name = kinds[0] if len(kinds) == 1 else "book"
        made = " and ".join(_MADE[kind] for kind in kinds)
        sub = add(name, _book, f"execute what changed and make {made}", _BOOK)
        sub.set_defaults(kinds=kinds)
    claims = add("claims", _claims, "list the claims that the stored notebooks display", _CLAIMS)
    claims.add_argument("chapters", nargs="*", metavar="CHAPTER", help=_CHAPTERS)
    claims.add_argument("--json", action="store_true", help="print them as a JSON list")
    claims.add_argument(
        "--time", action="store_true", help="prove them again, and add the seconds"
    )
    guides = add("guides", _guides, "measure the chapters against the guides", _GUIDES)
    guides.add_argument("chapters", nargs="*", metavar="CHAPTER", help=_CHAPTERS)
    new = add("new", _new, "begin a chapter and its solutions", _NEW)
    new.add_argument("stem", metavar="NN_noun", help="number and name, as in 03_losses")
    handout = add("handout", _handout, "make a notebook for students, without solutions", _HANDOUT)
    handout.add_argument("chapter", metavar="CHAPTER", help=_CHAPTER)
    handout.add_argument("--out", type=Path, metavar="DIR", help="default: _build/handouts")
    handout.add_argument("--force", action="store_true", help="replace a handout that is there")
    slides = add("slides", _slides, "make slides of a chapter", _SLIDES)
    slides.add_argument("chapter", metavar="CHAPTER", help=_CHAPTER)
    slides.add_argument("--out", type=Path, metavar="FILE", help="default: in _build/slides")
    slides.add_argument("--force", action="store_true", help="replace a file that is there")
    return parser


_DIFF_LINES = 30  # of each notebook, in the terminal
_MADE = {
    "html": "_build/html",
    "pdf": "_build/book.pdf",
    "print": "_build/book-print.pdf, by XeLaTeX",
}
_RUN = """\
Each notebook runs in a fresh kernel, two at a time, and the solutions of a chapter with it.
What is stored is canonical: execution counts from 1, nothing of the machine. A notebook
that fails stays as it was.

  bpbook run              the whole book
  bpbook run 2 08_matrix_form
  bpbook run chapters/solutions/02_activations.ipynb     these solutions alone
"""
_BOOK = """\
A notebook runs again if it, the package, the data, the lock file or Python changed. Where
fresh outputs differ from the stored ones, the difference is shown, and the page gets a
banner; an error stops the build, and what was built before stays.
"""
_CLAIMS = """\
The stored notebooks are read, nothing is executed. With --time each notebook runs again in a
fresh kernel, so that every claim is proved again; what is stored stays as it is.

  bpbook claims 8         those of chapter 8
  bpbook claims --json    all, with their LaTeX and assumptions
  bpbook claims --time    all proved again, with the seconds that each took
"""
_GUIDES = """\
Words, code cells, their median and longest length in lines, claims, figures and exercises of
each chapter, and the exceptions that are marked in its cells. Nothing is judged or executed.

  bpbook guides           the whole book
  bpbook guides 7 8
"""
_NEW = """\
  bpbook new 03_losses    writes chapters/03_losses.ipynb and its solutions
Nothing is overwritten. The new notebooks hold the sections of a chapter and pass the tests.
"""
_HANDOUT = """\
The chapter as it is stored, and after each exercise a blank cell for the answer and a cell that
checks it. The check says right or wrong, and why; it holds a digest of the solution, not the
solution. What is asked stands in chapters/handouts; the answers come from the solutions, which
are executed for it.

  bpbook handout 8        writes _build/handouts/08_matrix_form.ipynb
  bpbook handout 8 --out ~/course
"""
_SLIDES = """\
One file of HTML with everything in it: it opens in any browser and needs no network. Arrow keys
turn the slides; ?print-pdf behind the address lays them out for printing. The slides show the
headings, claims, formulas, short code and figures of the chapter as it is stored, and of its
text the sentences that lead; ?showNotes=true shows the rest beside them.

  bpbook slides 8         writes _build/slides/08_matrix_form.html
"""


def _run(options: argparse.Namespace) -> int:
    from bpbook.notebooks import book, build, canonical, hold, launch, store

    root = _root()
    chosen = book.select(root, options.chapters)
    with hold.alone(root):
        results = _executed(launch.brought_up_to_date(build.jobs(chosen), root))
        failures = {}
        for notebook in chosen:
            result = results[notebook.name]
            if isinstance(result, CellFailedError):
                failures[notebook.name] = result
            elif store.write(notebook.path, canonical.text(canonical.canonical(result))):
                _tell(f"stored {notebook.name}")
    _tell(f"{len(chosen) - len(failures)} of {_notebooks(len(chosen))} executed")
    return _report_failures(failures, "it is stored as it was")


def _book(options: argparse.Namespace) -> int:
    from bpbook.notebooks import build, hold

    root = _root()
    with hold.alone(root) as lock:
        keys = build.stale(root)
        work = build.jobs(list(keys))
        with closing(_progress(work)) as progress:
            refreshed = build.refresh(keys, work, root, progress)
        if refreshed.failures:
            return _report_failures(refreshed.failures, "what was built before is as it was")
        _tell(f"{_notebooks(refreshed.executed)} executed")
        for kind in options.kinds:
            pressed = build.press(root, kind, lock, also=options.kinds)
            target = build.build_folder(root) / build.OUTPUTS[kind]
            _tell(f"{target.relative_to(root)} {'printed' if pressed else 'is up to date'}")
    _report_differences(refreshed.diffs)
    return 0


def _claims(options: argparse.Namespace) -> int:
    from bpbook.notebooks import book, build, claims, hold

    root = _root()
    chosen = book.select(root, options.chapters)
    executed = None
    if options.time:
        with hold.alone(root):
            executed = _executed(build.jobs(chosen), {"BPBOOK_TIME_CLAIMS": "1"})
        failures = {k: v for k, v in executed.items() if isinstance(v, CellFailedError)}
        if failures:
            return _report_failures(failures, "no claim is listed")
    found = claims.ledger(chosen, executed)
    if options.json:
        sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(claims.table(found))
    return 0


def _guides(options: argparse.Namespace) -> int:
    from bpbook.notebooks import book, guides

    sys.stdout.write(guides.table(book.select(_root(), options.chapters)))
    return 0


def _new(options: argparse.Namespace) -> int:
    from bpbook.notebooks import hold

    root = _root()
    with hold.alone(root):
        return _begin(root, options.stem)


def _begin(root: Path, stem: str) -> int:
    """Execute the skeletons of a chapter and its solutions, and write both or nothing."""
    from bpbook.notebooks import book, canonical, execute, launch, store, template

    places = book.places_for(root, stem)
    skeletons = (template.chapter(stem), template.solutions(stem))
    work = [
        execute.Job(place.name, skeleton, str(root))
        for place, skeleton in zip(places, skeletons, strict=True)
    ]
    results = _executed(launch.brought_up_to_date(work, root))
    failures = {k: v for k, v in results.items() if isinstance(v, CellFailedError)}
    if failures:
        return _report_failures(failures, "nothing was written")
    for place in places:
        store.write(place.path, canonical.text(results[place.name]))
        _tell(f"wrote {place.name}")
    return 0


def _handout(options: argparse.Namespace) -> int:
    from bpbook.notebooks import book, build, canonical, handouts, store

    root = _root()
    chapter, solved = handouts.pair(root, options.chapter)
    path = (options.out or build.build_folder(root) / "handouts") / f"{chapter.stem}.ipynb"
    _require_free(path, options.force)
    result = _executed([handouts.job(chapter, solved)])[solved.name]
    if isinstance(result, CellFailedError):
        return _report_failures({solved.name: result}, "no handout was written")
    page = handouts.make(chapter, result, book.setting(root, "repository"))
    store.write(path, canonical.text(page))
    for number in handouts.unchecked(page):
        _tell(f"exercise {number} asks for nothing: {handouts.sheet_path(chapter)} has no answer")
    _tell(f"wrote {path}")
    return 0


def _slides(options: argparse.Namespace) -> int:
    from bpbook.notebooks import book, build

    root = _root()
    chapter = book.one_chapter(root, options.chapter, "a deck of slides", "slides")
    path = options.out or build.build_folder(root) / "slides" / f"{chapter.stem}.html"
    _require_free(path, options.force)
    build.press_slides(chapter, path)
    _tell(f"wrote {path}")
    return 0


def _require_free(path: Path, force: bool) -> None:
    if path.exists() and not force:
        raise BookError(f"{path} is there already: move it, or say --force to replace it")


def _root() -> Path:
    from bpbook.notebooks import book

    root = book.find_root(Path.cwd())
    book.require_own_package(root)
    return root


def _executed(work, variables=None):
    """Execute notebooks and show how far it is."""
    from bpbook.notebooks import execute

    with closing(_progress(work)) as progress:
        return execute.execute(work, progress, variables=variables)


def _progress(work):
    from bpbook.notebooks import build
    from bpbook.notebooks.progress import Progress

    return Progress(sys.stderr, {job.name: build.code_cells(job) for job in work})


def _notebooks(count: int) -> str:
    return f"{count} notebook{'s' if count != 1 else ''}"


def _report_failures(failures: dict, consequence: str) -> int:
    for failure in failures.values():
        _tell("\n" + failure.detail if failure.detail else "")
        _complain(f"{failure}\n    {consequence}")
    return 1 if failures else 0


def _report_differences(diffs: dict[str, str]) -> None:
    if not diffs:
        return
    names = ", ".join(diffs)
    _tell("\n" + "\n".join(map(_beginning, diffs.values())))
    _tell(
        f"{'=' * 72}\n{_notebooks(len(diffs))} with other outputs than the stored ones: "
        f"{names}.\nTheir pages carry a banner. `bpbook run` stores the fresh outputs.\n{'=' * 72}"
    )


def _beginning(diff: str) -> str:
    lines = diff.splitlines()
    if len(lines) > _DIFF_LINES:
        lines[_DIFF_LINES:] = [f"... {len(lines) - _DIFF_LINES} more lines; the page shows them"]
    return "\n".join(lines) + "\n"


def _tell(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _complain(text: str) -> None:
    _tell(f"bpbook: {text}")


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Let SIGTERM and SIGHUP end a run as Ctrl-C does: in order, with every kernel ended."""
    received: list[int] = []

    def as_interrupt(number, _frame):
        received.append(number)
        signal.raise_signal(signal.SIGINT)

    wanted = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: as_interrupt}
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        wanted[signal.SIGHUP] = as_interrupt
    before = {number: signal.signal(number, handler) for number, handler in wanted.items()}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
