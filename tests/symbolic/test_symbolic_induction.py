"""Induction: the step needs its hypothesis, the base must hold, a wrong step is refused."""

import pytest

from bpbook.symbolic import array, equal, induction, integer, scalar
from bpbook.symbolic.outcomes import FalseClaim, VacuousClaim, WrongVersionHolds

t = integer("t", at_least=1)
S, v = array("S v")
mu = scalar("mu", positive=True)


def triangle(t):
    return S[t], t * (t + 1) / 2


def prove(statement=triangle, base=1, rule=None, **options):
    rule = equal(S[t + 1], S[t] + t + 1) if rule is None else rule
    rules = {"base_rules": [equal(S[1], base)], "step_rules": [rule]}
    return induction("sum", statement, base=1, step=(t, t + 1), **rules, **options)


def test_statement_base_and_rules_are_displayed():
    c = prove(wrong={"the last number forgotten": S[t] + t})
    assert c.latex == (
        r"\begin{aligned}S_{t} &= \frac{t \, (t + 1)}{2} \\ S_{1} &= 1 \\ "
        r"S_{t+1} &= S_{t} + t + 1\end{aligned}"
    )
    assert c.scope == "every integer t >= 1"
    assert c.method.startswith("induction: base 1, step from t to t + 1; each by normal form")
    assert c.wrong_refuted["authored"] == 1
    assert c.assumptions == []


def test_false_base_is_refused():
    with pytest.raises(FalseClaim):
        prove(base=2)


def test_false_step_is_refused():
    with pytest.raises(FalseClaim):
        prove(rule=equal(S[t + 1], S[t] + t))


def test_step_without_its_hypothesis_is_no_induction():
    def plain(t):
        return v[t], mu**t

    with pytest.raises(VacuousClaim, match="holds without its hypothesis"):
        induction(
            "plain", plain, base=1, step=(t, t + 1),
            base_rules=[equal(v[1], mu)], step_rules=[equal(v[t + 1], mu * mu**t)],
        )  # fmt: skip


def test_wrong_step_that_is_right_is_an_error():
    with pytest.raises(WrongVersionHolds):
        prove(wrong={"the same": t + 1 + S[t]})


@pytest.mark.parametrize(
    ("base", "step", "message"),
    [
        (5, (t, t + 1), "t begins at 1, and the base is 5"),
        (1, (t, t + 2), r"goes from t to t \+ 2"),
        (1, (t + 1, t), r"goes from t \+ 1 to t"),
        (1, (t, t), "goes from t to t"),
    ],
)
def test_a_step_that_leaves_cases_out_proves_nothing(base, step, message):
    with pytest.raises(ValueError, match=message):
        induction("sum", triangle, base=base, step=step, base_rules=[], step_rules=[])
