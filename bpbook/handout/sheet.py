"""The sheet of a handout: which answers it asks for, and what it says of them."""

import base64
import json
import zlib

import numpy as np

from bpbook.handout.seal import Failed, judge, kind


def tried(function, *arguments):
    """Call a student's function, or a function of a student's answer, if there is one.

    Parameters
    ----------
    function : callable
        ``...`` as long as there is none.
    *arguments : object
        What it is called with; ``...`` for what is not there yet.

    Returns
    -------
    object
        Its value, ``...``, or a `Failed` that says why there is no value.
    """
    if any(part is ... for part in (function, *arguments)):
        return ...
    if not callable(function):
        return Failed(f"expected a function, got {kind(function)}")
    try:
        with np.errstate(all="ignore"):
            return function(*arguments)
    except Exception as error:
        return Failed(f"calling it raises {type(error).__name__}: {error}")


def packed(sealed: dict[str, dict]) -> str:
    """Return the sealed answers of a handout as one word, for the text of a cell."""
    text = json.dumps(sealed, sort_keys=True, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


class Report:
    """What a check says, a line for each answer."""

    def __init__(self, lines: list[str]):
        self.lines = lines

    def __repr__(self):
        return "\n".join(self.lines)


class Sheet:
    """The sealed answers of a handout.

    Parameters
    ----------
    text : str
        What `packed` made: for each exercise its answers, and what it leaves to the student.
    """

    def __init__(self, text: str):
        self._exercises = json.loads(zlib.decompress(base64.b64decode(text)))

    def check(self, exercise: str, **answers) -> Report:
        """Say of each answer to an exercise whether it is right.

        Parameters
        ----------
        exercise : str
            Its number, ``2.1``.
        **answers : object
            What was found, by name.

        Returns
        -------
        Report
            It displays a line for each answer.

        Raises
        ------
        ValueError
            If the handout has no such exercise, or the exercise no such answer.
        """
        if exercise not in self._exercises:
            known = ", ".join(self._exercises)
            raise ValueError(f"no exercise {exercise!r} in this handout; there are {known}")
        about = self._exercises[exercise]
        unknown = sorted(set(answers) - set(about["answers"]))
        if unknown:
            raise ValueError(
                f"exercise {exercise} asks for no {', '.join(unknown)}; "
                f"it asks for {', '.join(about['answers']) or 'nothing that is compared'}"
            )
        lines = [
            f"{name}: {judge(f'{exercise} {name}', sealed, answers.get(name, ...))}"
            for name, sealed in about["answers"].items()
        ]
        return Report(lines + [f"not checked here: {about['alone']}"] * bool(about["alone"]))
