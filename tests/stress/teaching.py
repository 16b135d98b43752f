"""Rows for teachers: every handout left blank, solved as the book solves it, answered wrongly."""

from bpbook.notebooks import book, canonical, handouts
from tests import handout_trial
from tests.stress import Outcome, Row, failed, passed
from tests.stress.commands import ROOT


def _chapters() -> list[book.Notebook]:
    """Return the chapters whose answers are listed."""
    return [
        notebook
        for notebook in book.notebooks(ROOT)
        if not notebook.is_solution and handouts.sheet_path(notebook).is_file()
    ]


def every_handout() -> Outcome:
    """Try every handout; the figure counts the answers that were told apart."""
    found, answers, chapters = [], 0, _chapters()
    for chapter in chapters:
        said = handout_trial.verdicts(ROOT, chapter.stem)
        numbers = handouts.exercises(canonical.read(chapter.path))
        if set(said) != {(p, n) for p in handout_trial.PHASES for n in numbers}:
            found.append(f"{chapter.stem}: not every exercise was tried in every way")
        found += [f"{chapter.stem}: {line}" for line in handout_trial.complaints(said)]
        answers += sum(handout_trial.answers(text) for text in said.values())
    figure = f"{len(chapters)} handouts, {answers // 3} answers: blank, solved, wrong"
    return failed(figure, "\n".join(found)) if found or not answers else passed(figure)


ROWS = [Row("every handout, solved and answered wrongly", every_handout, minutes=5)]
