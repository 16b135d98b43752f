"""What a claim can come to, in words for people.

A claim that holds is a :class:`~bpbook.symbolic.claims.Claim`. Every other outcome stops the
page: it is raised, and prints what was found, where, and what can be done.
"""

from __future__ import annotations


class ClaimError(AssertionError):
    """A claim that was not proved."""

    def __init__(self, text: str, **details):
        super().__init__(text)
        self.text = text
        self.details = details

    def _render_traceback_(self):  # what Jupyter shows instead of a traceback
        return [f"{type(self).__name__}: {self.text}"]


class FalseClaim(ClaimError):  # noqa: N818 -- the name is what the reader sees
    """The two sides differ at a point that is shown."""


class ImpossibleShape(ClaimError):  # noqa: N818 -- the name is what the reader sees
    """An index or a matrix has a range that cannot be right."""


class Undecided(ClaimError):  # noqa: N818 -- the name is what the reader sees
    """Neither proved nor refuted: the calculus does not reach it."""


class VacuousClaim(ClaimError):  # noqa: N818 -- the name is what the reader sees
    """Both sides are the same formula, or 0 everywhere: nothing is said."""


class WrongVersionHolds(ClaimError):  # noqa: N818 -- the name is what the reader sees
    """A version that the author calls wrong is true."""


class ProverBug(ClaimError):  # noqa: N818 -- the name is what the reader sees
    """The prover and the numbers disagree: please report it."""
