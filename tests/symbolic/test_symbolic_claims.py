# ruff: noqa: E741 -- l is the layer, as in the formulas
"""What a claim does with each kind of statement, and what it tells a person."""

import json
import os
import subprocess
import sys

import pytest

from bpbook.symbolic import (
    absolute,
    anything,
    array,
    claim,
    column,
    define,
    derivative,
    distinct,
    equal,
    exp,
    function,
    index,
    integer,
    kronecker,
    layer,
    layer_widths,
    log,
    matrix,
    mean,
    rational,
    relu,
    scalar,
    sigmoid,
    sqrt,
    step,
    total,
    width,
)
from bpbook.symbolic.outcomes import (
    ClaimError,
    FalseClaim,
    ImpossibleShape,
    ProverBug,
    Undecided,
    VacuousClaim,
    WrongVersionHolds,
)
from bpbook.symbolic.results import MIME

z, x = scalar("z x")
n, m = width("n m")
i, j = index("i j", n)
k = index("k", m)
v, w, a, t, delta = array("v w a t delta")
f = function("f")


def refusal(kind, *args, **options) -> str:
    """Return the message with which a claim is refused."""
    with pytest.raises(kind) as caught:
        claim(*args, **options)
    return caught.value.text


def recursion():
    l = layer("l")
    rest = anything(
        "C",
        of=total(w[l + 1, k, i] * f(v[l, i]), i) + a[l + 1, k],
        over=k,
        gradient=delta[l + 1, k],
    )
    right = total(w[l + 1, k, j] * delta[l + 1, k], k) * f.prime(v[l, j])
    return derivative(rest, v[l, j]), right


# ---- proved --------------------------------------------------------------------------------


def test_a_claim_of_an_appendix_bears_its_letter():
    c = claim("eq-E-1", sigmoid.prime(z), sigmoid(z) * (1 - sigmoid(z)))
    assert (c.number, c.chapter) == ("E.1", "E")


def test_proved_claim_says_for_what_it_holds():
    c = claim("eq-8-2", *recursion())
    assert c.number == "8.2"
    assert c.chapter == 8
    assert c.scope == "every width and every layer, any differentiable f and C"
    assert c.latex == (
        r"\frac{\partial C}{\partial v^{l}_{j}} = \left(\sum_{k} w^{l+1}_{k j} \, "
        r"\delta^{l+1}_{k}\right) \, f'(v^{l}_{j})"
    )
    assert c.assumptions == [
        "C is any differentiable function of the sum_i w[l+1,k,i]*f(v[l,i]) + a[l+1,k], "
        "with derivatives delta[l+1,k]"
    ]


@pytest.mark.parametrize(
    ("sides", "assuming", "scope"),
    [
        ((derivative(1 / (1 + exp(-z)), z), sigmoid(z) * (1 - sigmoid(z))), (), "every real z"),
        ((relu.prime(z), 1), z > 0, "every z > 0"),
        ((relu.prime(z), 1), [z > 0, z < 1], "every z > 0 and z < 1"),
        ((total(v[i] * 2, i), 2 * total(v[j], j)), (), "every width"),
        ((f(z + 0 * x) * 2, f(z) + f(z)), (), "every real z, any differentiable f"),
        ((v[1] + v[2], v[2] + v[1]), (), "every real value"),
    ],
)
def test_scope_is_computed(sides, assuming, scope):
    assert claim("scope", *sides, assuming=assuming).scope == scope


def test_sizes_restrict_the_scope():
    c = claim("sized", total(v[i], i), v[1] + v[2] + v[3], sizes={n: 3})
    assert c.scope == "the sizes n = 3"


def test_kink_is_an_assumption_unless_the_claim_excludes_it():
    assert claim("kink", relu.prime(z), step(z)).assumptions == ["z != 0"]
    assert claim("right", relu.prime(z), 1, assuming=z > 0).assumptions == ["z > 0"]


def test_bundle_has_four_forms_and_no_seconds():
    bundle = claim("eq-2-1", sigmoid.prime(z), sigmoid(z) * (1 - sigmoid(z)))._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "text/latex", "text/markdown", MIME]
    assert bundle["text/latex"] == r"$$\sigma'(z) = \sigma(z) \, (1 - \sigma(z)) \tag{2.1}$$"
    assert bundle["text/markdown"].startswith('<a id="eq-2-1"></a>\n\n$$\n')
    assert bundle["text/markdown"].rstrip().endswith("*")
    record = bundle[MIME]
    assert set(record) >= {
        "id", "chapter", "latex", "scope", "method", "assumptions", "wrong_refuted",
    }  # fmt: skip
    assert json.loads(json.dumps(record)) == record
    assert "second" not in json.dumps(record)


def test_one_letter_changed_in_a_displayed_result_is_refused():
    assert claim("eq-2-1", sigmoid.prime(z), sigmoid(z) * (1 - sigmoid(z)))
    refusal(FalseClaim, "eq-2-1", sigmoid.prime(z), sigmoid(z) * (1 - sigmoid(x)))


def test_table_of_wrong_versions_shows_counterexamples():
    c = claim("eq-2-1", sigmoid.prime(z), sigmoid(z) * (1 - sigmoid(z)), wrong={"tanh's": 1 - z})
    table = c.wrong_versions._repr_mimebundle_()["text/markdown"]
    assert "| $\\sigma'(z) = 1 - z$ | tanh's | at z = " in table
    assert len(c.wrong_versions) == len(c.refuted) == table.count("\n") - 2
    assert repr(c.wrong_versions).startswith("authored: tanh's; at z = ")


TWICE = """
from bpbook.symbolic import *
n, m = width("n m"); i, j = index("i j", n); k = index("k", m)
f = function("f"); v, w, b, d = array("v w b d")
C = anything("C", of=total(w[k, i] * f(v[i]), i) + b[k], over=k, gradient=d[k])
c = claim("eq-8-2", derivative(C, v[j]), total(w[k, j] * d[k], k) * f.prime(v[j]))
print(c._repr_mimebundle_()); print(c.wrong_versions)
try:
    claim("eq-8-3", derivative(C, v[j]), total(w[k, j] * d[k], k))
except ClaimError as error:
    print(error)
"""


def test_output_is_the_same_in_every_run():
    def run(seed):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", TWICE], env=environment, capture_output=True, check=True
        )
        return done.stdout

    first = run("0")
    assert b"is false" in first
    assert first == run("1")


# ---- refused -------------------------------------------------------------------------------


def test_false_claim_shows_point_values_and_difference():
    left, right = recursion()
    text = refusal(FalseClaim, "eq-8-2", left, right / f.prime(v[layer("l"), j]))
    for part in ("eq-8-2 is false", "stated", "n = ", "m = ", "j = ", "left side", "right side"):
        assert part in text
    assert "normal form" in text


def test_transposed_weights_are_an_impossible_shape():
    l = layer("l")
    left, _ = recursion()
    wrong = total(w[l + 1, j, k] * delta[l + 1, k], k) * f.prime(v[l, j])
    text = refusal(ImpossibleShape, "eq-8-2", left, wrong)
    assert "subscript 2 of w runs over 1..m in w[l+1,k,i] but over 1..n in w[l+1,j,k]" in text


def test_ranges_may_depend_on_the_layer():
    l, sizes = layer("l"), layer_widths("n")
    p, q, r = index("p", sizes(l)), index("q", sizes(l - 1)), index("r", sizes(l + 1))
    forward = total(w[l, p, q] * a[l - 1, q], q)
    assert claim(
        "layers", total(w[l + 1, r, p] * forward, p) * 2, total(2 * w[l + 1, r, p] * forward, p)
    )
    with pytest.raises(ImpossibleShape, match="subscript 2 of w"):
        claim("layers", total(w[l, p, q] * a[l - 1, q], q), total(w[l, q, p] * a[l - 1, q], q))


def test_wrong_number_of_subscripts():
    assert "v has 1 subscripts in v[i] but 2" in refusal(
        ImpossibleShape, "count", total(v[i], i), total(v[i, i], i)
    )


def test_matrix_is_not_a_number_and_shapes_must_agree():
    A, B = matrix("A", n, m), matrix("B", m, n)
    assert "the left side is n x m, the right side m x n" in refusal(ImpossibleShape, "s", A, B)
    assert "a matrix equal to a number" in refusal(ImpossibleShape, "s", A, z)
    with pytest.raises(
        ImpossibleShape, match=r"A \(n x m\) has m columns, A \(n x m\) has n rows"
    ):
        A @ A
    with pytest.raises(ImpossibleShape, match=r"a sum: A .* meets B"):
        A + B


def test_undecided_says_what_it_could_not_see():
    text = refusal(Undecided, "root", sqrt(z**2), absolute(z))
    assert "both sides agree at 3 random points" in text
    assert "sqrt(z^2)" in text


def test_missing_assumption_is_suggested():
    i_sum = -total(t[i] * log(exp(v[i]) / total(exp(v[j]), j)), i)
    softmax = exp(v[j]) / total(exp(v[i]), i)
    assert claim("ce", derivative(i_sum, v[j]), softmax - t[j], assuming=equal(total(t[i], i), 1))
    text = refusal(FalseClaim, "ce", derivative(i_sum, v[j]), softmax - t[j])
    assert "sum_k1 t[k1]" in text


@pytest.mark.parametrize(
    "sides", [(z, z), (derivative(v[i], w[i]), derivative(v[j], w[j])), (f(z), f(z))]
)
def test_nothing_said_is_vacuous(sides):
    refusal(VacuousClaim, "empty", *sides)


def test_zero_may_be_claimed():
    q = index("q", n)
    softmax = exp(v[i]) / total(exp(v[j]), j)
    assert claim("rows", total(derivative(softmax, v[q]), q), 0)


def test_wrong_version_that_is_true_is_an_error():
    text = refusal(
        WrongVersionHolds,
        "eq",
        sigmoid.prime(z),
        sigmoid(z) * (1 - sigmoid(z)),
        wrong={"written out": sigmoid(z) - sigmoid(z) ** 2},
    )
    assert "'written out'" in text
    assert "is true" in text


def test_a_wrong_version_is_counted_once():
    left, right = recursion()
    by_author = claim("eq-8-2", left, right, wrong={"upside down": -right})
    by_machine = claim("eq-8-2", left, right)
    assert by_author.wrong_refuted["authored"] == 1
    assert len(by_author.refuted) == len(by_machine.refuted)
    assert "the sign" in [r.name for r in by_machine.refuted]
    assert "the sign" not in [r.name for r in by_author.refuted]


def test_versions_that_differ_are_all_counted():
    left, right = recursion()
    c = claim("eq-8-2", left, right, wrong={"one": 2 * right, "other": 3 * right})
    assert len(c.refuted) == len(claim("eq-8-2", left, right).refuted) + 1


def test_generated_version_that_is_true_is_not_counted():
    symmetric = claim("square", total(v[i] * v[j], i, j), total(v[i], i) ** 2)
    assert all("f'" not in r.name for r in symmetric.refuted)
    swapped = claim("sum", total(w[i, j], i, j) * 3, 3 * total(total(w[j, i], i), j))
    assert not [r.name for r in swapped.refuted if r.name == "w[i,j] for w[j,i]"]


def test_prover_bug_is_noticed(monkeypatch):
    from bpbook.symbolic import claims
    from bpbook.symbolic.expressions import ZERO

    monkeypatch.setattr(claims, "residual", lambda *args: ZERO)
    assert "bug of the prover" in refusal(ProverBug, "bug", z, 2 * z)


@pytest.mark.parametrize(
    ("assumption", "message"),
    [
        (z >= 0, "assume a strict sign"),
        (z * x > 0, "assume a strict sign"),
        (equal(v[1] + v[2], 1), "the left side must be one entry or one sum"),
    ],
)
def test_unusable_assumptions_are_named(assumption, message):
    assert message in refusal(Undecided, "a", sqrt(z**2 * x**2), z * x, assuming=assumption)


def test_text_is_no_assumption():
    with pytest.raises(TypeError, match="is no assumption"):
        claim("a", sqrt(z**2), z, assuming="z > 0")


def test_assumption_without_a_point():
    text = refusal(Undecided, "none", sqrt(z**2), z, assuming=[z > 1, z < 0])
    assert "no point was found" in text


def test_two_costs_may_not_share_the_name_of_their_derivatives():
    first = anything("C", of=f(v[i]), over=i, gradient=delta[i])
    second = anything("D", of=v[i], over=i, gradient=delta[i])
    text = refusal(ImpossibleShape, "two", derivative(first + second, v[j]), delta[j])
    assert "use two names" in text


@pytest.mark.parametrize(
    ("sides", "message"),
    [
        ((scalar("y") * 2, scalar("y", positive=True) + z), "y is used with two meanings"),
        ((f(z), function("f", lambda u: 2 * u)(z)), "f is used with two meanings"),
        ((a[j], define("a", lambda j: f(v[j]))[j]), "a is used with two meanings"),
    ],
)
def test_one_name_has_one_meaning(sides, message):
    assert message in refusal(ImpossibleShape, "names", *sides)


def test_second_derivative_of_an_arbitrary_cost_is_refused():
    cost = anything("C", of=f(v[i]), over=i, gradient=delta[i])
    left = derivative(cost, v[k3 := index("q", n)], v[j])
    text = refusal(ClaimError, "second", left, delta[j] * f.second(v[j]) * kronecker(j, k3))
    assert "is false" in text


def test_inequality_needs_a_visible_certificate():
    quarter = rational(1, 4)
    assert claim(
        "bound", sigmoid.prime(z) <= quarter, certificate=(sigmoid(z) - rational(1, 2)) ** 2
    )
    assert "is not the difference" in refusal(
        Undecided, "bound", sigmoid.prime(z) <= quarter, certificate=(sigmoid(z) - 1) ** 2
    )
    assert "not visibly" in refusal(Undecided, "bound", sigmoid.prime(z) <= quarter)
    assert "is false" in refusal(FalseClaim, "bound", sigmoid.prime(z) <= rational(1, 1000))
    with pytest.raises(TypeError, match="has no other side"):
        claim("bound", sigmoid.prime(z) <= quarter, z)


def test_error_shows_itself_without_a_traceback():
    with pytest.raises(FalseClaim) as caught:
        claim("eq-2-1", sigmoid.prime(z), sigmoid(z))
    lines = caught.value._render_traceback_()
    assert lines[0].startswith("FalseClaim: eq-2-1 is false.")
    assert "Traceback" not in "".join(lines)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: 0.5 * z, "rounded: write an exact number"),
        (lambda: total(v[i]), "needs an index"),
        (lambda: derivative(z, n), "taken by a scalar or an entry"),
        (lambda: derivative(z, define("a", lambda j: f(v[j]))[j]), "stands for another term"),
        (lambda: bool(z > 0), "write a < b < c as two conditions"),
        (lambda: bool(z), "neither true nor false"),
        (lambda: float(z), "not a number"),
        (lambda: z + "x", "cannot stand in an index formula"),
        (lambda: function("g", lambda x, y: x), "must take one argument"),
        (lambda: function("g", lambda x: x * v[i]), "uses an index"),
        (lambda: function("exp"), "has a meaning already"),
        (lambda: anything("C", of=f(v[i]), over=i), "gradient names the derivatives"),
        (lambda: total(v[i], i, index("s", i)), "a sum within a sum"),
        (lambda: width(" "), "a name is needed"),
        (lambda: claim("one-side", z), "needs two sides"),
    ],
)
def test_errors_say_what_to_do(action, message):
    with pytest.raises((TypeError, ValueError), match=message):
        action()


def test_division_by_zero_is_refused():
    with pytest.raises(ZeroDivisionError):
        z / 0


def test_hidden_index_in_a_definition_is_refused():
    s = index("s", m)
    broken = define("a", lambda j: f(w[j, s]))
    with pytest.raises(TypeError, match="make it a subscript"):
        claim("hidden", total(broken[j], s), m * broken[j])


def test_distinct_indices():
    assert claim("off", derivative(v[i] * v[j], v[i]), v[j], assuming=distinct(i, j))
    assert claim("delta", kronecker(i, j) * f(v[i]), kronecker(i, j) * f(v[j]))


def test_mean_divides_by_the_number_of_terms():
    s = index("s", m)
    c = claim("mean", mean(v[s], s), total(v[s], s) / m, generated=False)
    assert c.latex == r"\frac{1}{m} \sum_{s} v_{s} = \frac{1}{m} \sum_{s} v_{s}"


def test_column_entry_and_integer_powers():
    y, p = column("y", n), integer("p", at_least=1)
    assert claim("entry", (y.T @ y)[1, 1], total(y[i] ** 2, i))
    assert claim("power", exp(z) ** p * exp(z), exp(z * (p + 1)))


def test_roots_of_numbers_do_not_loop():
    assert claim("roots", 1 / (1 + sqrt(2)), sqrt(2) - 1).scope == "these numbers"
    with pytest.raises(Undecided):
        claim("roots", sqrt(3 + 2 * sqrt(2)), 1 + sqrt(2))
