"""The trusted core against random terms: 2,400 cases here, more with HYPOTHESIS_MAX_EXAMPLES."""

import os
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from random_terms import Terms, shuffled

from bpbook.symbolic import derivative
from bpbook.symbolic.calculus import differentiate
from bpbook.symbolic.certificate import (
    NoPointError,
    Point,
)
from bpbook.symbolic.drawing import (
    differ,
)
from bpbook.symbolic.expressions import ZERO
from bpbook.symbolic.normal_form import NormalForm
from bpbook.symbolic.prover import residual

CASES = int(os.environ.get("FUZZ_CASES", "600"))
seeds = st.integers(0, 10**9)
fuzz = settings(max_examples=CASES, deadline=None, derandomize=True, database=None)


def values(point, *terms):
    """Return the values of terms at a point, or None where one has none."""
    try:
        return [point.evaluate(e) for e in terms]
    except NoPointError:
        return None


@given(seeds)
@fuzz
def test_normal_form_keeps_the_value(seed):
    e = Terms(seed).term()
    normal = NormalForm().term(e)
    found = values(Point(f"fuzz {seed}", 0, [e, normal]), e, normal)
    assert found is None or not differ(*found), (e, normal)


@given(seeds)
@fuzz
def test_equal_terms_have_one_normal_form(seed):
    e = Terms(seed).term()
    other = shuffled(e, random.Random(seed + 1))
    assert residual(e, other) == ZERO, (e, other)


@given(seeds)
@fuzz
def test_derivative_agrees_with_differences(seed):
    source = Terms(seed)
    e, x = source.term(), source.variable()
    by_rule = differentiate(e, x)
    point = Point(f"fuzz {seed}", 0, [e, x, by_rule])
    found = values(point, derivative(e, x), by_rule)
    assert found is None or not differ(*found), (e, x, by_rule)


@given(seeds)
@fuzz
def test_different_values_never_have_residual_zero(seed):
    source = Terms(seed)
    e = source.term()
    other = e + source.term(1) / 7
    found = values(Point(f"fuzz {seed}", 0, [e, other]), e, other)
    if found is not None and differ(*found):
        assert residual(e, other) != ZERO, (e, other)
