"""Checks for handouts: they tell right from wrong, and do not hold the solution."""

from bpbook.handout.seal import judge, seal
from bpbook.handout.sheet import Sheet, packed, tried

__all__ = ["Sheet", "judge", "packed", "seal", "tried"]
