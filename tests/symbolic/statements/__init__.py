"""Statements of the book, each proved once here until its chapter is written.

A case names its statement, its two sides, and the mistakes that people make, each with its reason.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from bpbook.symbolic import claim, induction



@dataclass(frozen=True)
class Case:
    """A statement that can be proved."""

    id: str
    prove: Callable






