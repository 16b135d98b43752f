"""Answers under seal: a handout tells right from wrong, and does not hold the solution.

A sealed answer is its shape, its precision, and a digest of each rounded entry. A digest hides
an answer from the eye, not from somebody who tries all numbers: it serves a student who wants
to know, and is no lock on an examination.
"""

import hashlib
import math
from collections.abc import Iterator

import numpy as np

NOT_YET = "not answered yet"
DIGITS = 4  # significant, of the largest entry
_WHOLE = 1e-6  # how far from a whole number a count may be
_FACTORS = {"the sign": -1.0, "a factor of 2": 2.0, "a factor 1/2": 0.5}


class Failed:
    """What came of a student's function that could not be called."""

    def __init__(self, why: str):
        self.why = why


def seal(salt: str, answer: object, digits: int = DIGITS) -> dict:
    """Seal a solution.

    Parameters
    ----------
    salt : str
        The name of the answer; equal answers with other names get other digests.
    answer : float, array_like, str, list of str or Claim
        The solution.
    digits : int
        To how many significant digits of its largest entry an answer must agree.

    Returns
    -------
    dict
        JSON that `judge` compares with; the solution cannot be read from it.

    Raises
    ------
    TypeError
        If the solution is something else, which no check could compare.

    Examples
    --------
    >>> judge("a", seal("a", [1.0, 2.0]), [1, 2])
    'right'
    >>> judge("a", seal("a", [1.0, 2.0]), [1, 2, 3])
    'wrong: expected shape (2,), got shape (3,)'
    """
    if _is_claim(answer):
        return {"kind": "claim"}
    words = _words(answer)
    if words is not None:
        return {"kind": "words", "shape": list(words.shape), "marks": _marks(salt, words)}
    numbers = _numbers(answer)
    if numbers is None:
        raise TypeError(f"{salt}: {kind(answer)} cannot be sealed: give numbers, words or a claim")
    if _counts(numbers):
        unit, exact = 1.0, True
    else:
        unit, exact = _unit(numbers, digits), False
    marks = _marks(salt, _rounded(numbers, unit))
    shape = list(numbers.shape)
    return {"kind": "numbers", "shape": shape, "unit": unit, "exact": exact, "marks": marks}


def judge(salt: str, sealed: dict, answer: object) -> str:
    """Compare an answer with a sealed solution.

    Parameters
    ----------
    salt : str
        The name under which the solution was sealed.
    sealed : dict
        The result of `seal`.
    answer : object
        What the student found; ``...``, also within a list, for nothing yet.

    Returns
    -------
    str
        ``right``, ``wrong: `` and why, or ``not answered yet``.
    """
    if answer is ... or (isinstance(answer, list | tuple) and any(a is ... for a in answer)):
        return NOT_YET
    if isinstance(answer, Failed):
        return f"wrong: {answer.why}"
    judges = {"claim": _judge_claim, "words": _judge_words, "numbers": _judge_numbers}
    return judges[sealed["kind"]](salt, sealed, answer)


def _judge_claim(salt: str, sealed: dict, answer: object) -> str:
    if not _is_claim(answer):
        return f"wrong: expected what claim(...) returns, got {kind(answer)}"
    stated = repr(answer).splitlines()[0]
    return f"right, the claim was accepted; compare it with the exercise: {stated}"


def _judge_words(salt: str, sealed: dict, answer: object) -> str:
    words = _words(answer)
    if words is None:
        return f"wrong: expected {_wanted(sealed, 'text')}, got {kind(answer)}"
    if list(words.shape) != sealed["shape"]:
        return f"wrong: expected {_wanted(sealed, 'text')}, got {_shape(words.shape)}"
    return _where([{mark} for mark in _marks(salt, words)], sealed)


def _judge_numbers(salt: str, sealed: dict, answer: object) -> str:
    numbers = _numbers(answer)
    if numbers is None:
        return f"wrong: expected {_wanted(sealed, 'number')}, got {kind(answer)}"
    shape = tuple(sealed["shape"])
    if numbers.size == 1 and shape == ():
        numbers = numbers.reshape(())
    if numbers.shape != shape:
        hint = ": is it transposed?" if numbers.shape == shape[::-1] else ""
        return f"wrong: expected {_wanted(sealed, 'number')}, got {_shape(numbers.shape)}{hint}"
    verdict = _where(_accepted(salt, sealed, numbers), sealed)
    if verdict == "right":
        return verdict
    for name, other in _variants(numbers):
        if _where(_accepted(salt, sealed, other), sealed) == "right":
            return f"wrong: it is right but for {name}"
    return verdict


def _variants(numbers: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Yield what the answer would be without a common slip."""
    for name, factor in _FACTORS.items():
        yield name, numbers / factor
    if numbers.ndim == 2 and numbers.shape[0] == numbers.shape[1]:
        yield "a transposition", numbers.T


def _accepted(salt: str, sealed: dict, numbers: np.ndarray) -> list[set[str]]:
    """Return for each entry the marks that it may bear: its own, and those beside it."""
    if sealed["exact"]:
        whole = np.where(np.abs(numbers - np.round(numbers)) < _WHOLE, numbers, np.nan)
        return [{mark} for mark in _marks(salt, _rounded(whole, 1.0))]
    tokens = (_rounded(numbers + by * sealed["unit"], sealed["unit"]) for by in (-1, 0, 1))
    return [set(marks) for marks in zip(*(_marks(salt, t) for t in tokens), strict=True)]


def _where(found: list[set[str]], sealed: dict) -> str:
    wrong = [i for i, mark in enumerate(sealed["marks"]) if mark not in found[i]]
    if not wrong:
        return "right"
    if sealed["shape"] == []:
        return "wrong: another value is expected"
    first = ", ".join(map(str, map(int, np.unravel_index(wrong[0], sealed["shape"]))))
    return f"wrong: {len(wrong)} of {len(found)} entries, the first of them at [{first}]"


def _wanted(sealed: dict, one: str) -> str:
    return f"a {one}" if sealed["shape"] == [] else _shape(sealed["shape"])


def _shape(shape) -> str:
    return f"shape {tuple(shape)}"


def kind(answer: object) -> str:
    """Name what somebody gave in place of an answer."""
    return f"a value of type {type(answer).__name__}"


def _is_claim(answer: object) -> bool:
    return hasattr(answer, "wrong_refuted") and hasattr(answer, "scope")


def _words(answer: object) -> np.ndarray | None:
    """Return text as an array of text without capitals and outer spaces; None if it is none."""
    words = [answer] if isinstance(answer, str) else answer
    if not isinstance(words, list | tuple) or not words:
        return None
    if not all(isinstance(word, str) for word in words):
        return None
    plain = np.array([" ".join(word.casefold().split()) for word in words], dtype=object)
    return plain.reshape(()) if isinstance(answer, str) else plain


def _numbers(answer: object) -> np.ndarray | None:
    """Return numbers, exact fractions among them, as an array; None if they are none."""
    if answer is None:
        return None
    try:
        with np.errstate(all="ignore"):
            found = np.asarray(answer)
            if found.dtype.kind not in "biufO":
                return None
            return found.astype(float)
    except (TypeError, ValueError):
        return None


def _counts(numbers: np.ndarray) -> bool:
    return bool(np.isfinite(numbers).all() and (numbers == np.round(numbers)).all())


def _unit(numbers: np.ndarray, digits: int) -> float:
    finite = np.abs(numbers[np.isfinite(numbers)])
    largest = finite.max() if finite.size else 0.0
    exponent = math.floor(math.log10(largest)) if largest > 0 else 0
    return 10.0 ** (exponent - digits + 1)


def _rounded(numbers: np.ndarray, unit: float) -> np.ndarray:
    """Return each entry as text: how many units it has, or that it is infinite or no number."""
    with np.errstate(all="ignore"):
        scaled = np.round(numbers / unit)
    tokens = [f"{value:.0f}" if np.isfinite(value) else f"{value}" for value in scaled.ravel()]
    return np.array(["0" if t == "-0" else t for t in tokens], dtype=object)


def _marks(salt: str, tokens: np.ndarray) -> list[str]:
    return [
        hashlib.sha256(f"{salt} {i} {token}".encode()).hexdigest()[:12]
        for i, token in enumerate(tokens.ravel())
    ]
