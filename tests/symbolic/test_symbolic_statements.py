"""Every statement of the book as far as it is algebra: proved, certified, its mistakes refuted."""

import functools

import pytest
from statements import all_cases

CASES = all_cases()
# right sides that are 0 or given elsewhere leave the generator nothing to get wrong
NOTHING_TO_GET_WRONG = 20


@functools.cache
def proved(case):
    """Prove a case once for all the tests of this process."""
    return case.prove()


@pytest.mark.parametrize("case", CASES, ids=[c.id for c in CASES])
def test_statement_is_proved_and_its_wrong_versions_are_refuted(case):
    claim = proved(case)
    assert claim.id == case.id
    assert all(r.because for r in claim.refuted)


def test_ids_are_unique():
    ids = [c.id for c in CASES]
    assert len(ids) == len(set(ids))


def test_coverage_is_as_wide_as_the_issue_asks():
    claims = [proved(c) for c in CASES]
    every_width = [c for c in claims if c.scope.startswith("every width")]
    generated = sum(c.wrong_refuted["generated"] for c in claims)
    authored = sum(c.wrong_refuted["authored"] for c in claims)
    assert len(every_width) >= 120
    assert generated + authored >= 500
    assert authored >= 100
    unopposed = [c.id for c in claims if not c.refuted]
    assert len(unopposed) <= NOTHING_TO_GET_WRONG, unopposed
