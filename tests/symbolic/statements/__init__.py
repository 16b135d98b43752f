"""Statements of the book, each proved once here until its chapter is written.

A case names its statement, its two sides, and the mistakes that people make, each with its reason.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from bpbook.symbolic import claim, induction

TOPICS = (
    "neurons",
    "activations",
    "losses",
    "descent",
    "layers",
    "networks",
    "batch_layers",
    "convolution",
    "recurrence",
    "normalisation",
    "attention",
    "optimisers",
    "regularisation",
    "second_order",
    "sampling",
    "misprints",
    "explicit_sizes",
)


@dataclass(frozen=True)
class Case:
    """A statement that can be proved."""

    id: str
    prove: Callable


def case(id: str, left, right=None, **options) -> Case:
    """Return a case that ``claim`` proves."""
    return Case(id, lambda **more: claim(id, left, right, **{**options, **more}))


def by_induction(id: str, statement, **options) -> Case:
    """Return a case that ``induction`` proves."""
    return Case(id, lambda **more: induction(id, statement, **{**options, **more}))


def all_cases() -> list[Case]:
    """Return the cases of every topic, in the order of the book."""
    return [c for topic in TOPICS for c in importlib.import_module(f"statements.{topic}").CASES]
