"""A handout tried out: left blank, solved as the book solves it, and answered wrongly."""

from nbformat.v4 import new_code_cell

from bpbook.notebooks import canonical, execute, handouts, sheets

_ALONE = "not checked here: "
PHASES = ("blank", "solved", "wrong")
_WRONG = """\
def spoil(answer):
    if callable(answer) and not hasattr(answer, "scope"):
        return lambda *arguments: spoil(answer(*arguments))
    if isinstance(answer, str):
        return answer + "!"
    if isinstance(answer, (list, tuple)) and isinstance(answer[0], str):
        return [word + "!" for word in answer]
    if hasattr(answer, "scope"):
        return 0
    numbers = np.asarray(answer).astype(float)
    spoiled = 1.7 * numbers + 0.3 + 0.1 * np.arange(numbers.size).reshape(numbers.shape)
    return np.where(np.isfinite(spoiled), spoiled, 0)"""


class Quiet:
    """A reporter that says nothing."""

    def start(self, name): ...

    def cell(self, name): ...

    def finish(self, name, result=""): ...


def verdicts(root, word):
    """Make a handout and try it out.

    Returns
    -------
    dict of (phase, exercise) to str
        What the check of each exercise says; raises what stops the handout or the trial.
    """
    chapter, solved = handouts.pair(root, word)
    page = handouts.make(chapter, run(handouts.job(chapter, solved)))
    solutions = canonical.read(solved.path)
    sheet = sheets.read(handouts.sheet_path(chapter))
    cells = _trial(page.cells, dict(sheets.sections(solutions.cells)), sheet)
    page.cells = cells
    executed = run(execute.Job(chapter.name, page, str(solved.path.parent)))
    said = {}
    for cell in executed.cells:
        phase, _, exercise = cell.id.partition("-")
        if phase in PHASES and exercise.startswith("check-"):
            key = phase, exercise.removeprefix("check-").replace("-", ".")
            said[key] = cell.outputs[0]["data"]["text/plain"]
    return said


def run(job):
    result = execute.execute([job], Quiet())[job.name]
    if isinstance(result, Exception):
        raise result
    return result


def _trial(cells, solutions, sheet):
    """Return the cells of a handout with the solutions and wrong answers put in."""
    made, counts = [], {}

    def add(cell):
        made.append(cell)
        if cell.cell_type == "code":
            counts[cell.id] = sum(c.cell_type == "code" for c in made)

    for cell in cells:
        tags = cell.metadata.get("tags", [])
        if handouts.CHECK not in tags:
            add(cell)
            if cell.id.endswith("-sheet"):
                add(new_code_cell(_WRONG, id="spoil"))
                for other in solutions[""]:
                    add(other)
            continue
        number = cell.source.split('"')[1]
        name = number.replace(".", "-")
        add(new_code_cell(cell.source, id=f"blank-check-{name}"))
        for other in solutions[number]:
            add(other)
        asked = sheet.of(number)
        right = [f"{one.name} = {sheets.solution(one, counts)}" for one in asked]
        add(new_code_cell("\n".join(right) or "0", id=f"solved-{name}"))
        add(new_code_cell(cell.source, id=f"solved-check-{name}"))
        wrong = [f"{one.name} = spoil({one.name})" for one in asked]
        add(new_code_cell("\n".join(wrong) or "0", id=f"wrong-{name}"))
        add(new_code_cell(cell.source, id=f"wrong-check-{name}"))
    return made


def answers(text):
    """Count the answers that a check spoke of."""
    return sum(not line.startswith(_ALONE) for line in text.splitlines())


def complaints(said):
    """Say which checks did not say what they should."""
    begins = {"blank": "not answered yet", "solved": "right", "wrong": "wrong: "}
    for (phase, exercise), text in said.items():
        for line in text.splitlines():
            verdict = line.partition(": ")[2]
            if not (line.startswith(_ALONE) or verdict.startswith(begins[phase])):
                yield f"{exercise}, {phase}: {line}"
