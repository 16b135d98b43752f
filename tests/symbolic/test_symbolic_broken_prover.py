# ruff: noqa: E731 -- an abbreviation of a formula reads best on one line
"""The prover broken on purpose, one rule at a time: the statements or the fuzzing must notice."""

import random
from fractions import Fraction

import pytest
from random_terms import Terms, shuffled
from statements import all_cases

from bpbook.symbolic import (
    absolute,
    array,
    assumptions,
    calculus,
    derivative,
    equal,
    exp,
    function,
    index,
    kronecker,
    log,
    normal_form,
    prover,
    rational,
    relu,
    scalar,
    sigmoid,
    sqrt,
    total,
    width,
    within,
)
from bpbook.symbolic import polynomials as ring
from bpbook.symbolic.certificate import (
    NoPointError,
    Point,
)
from bpbook.symbolic.drawing import (
    differ,
)
from bpbook.symbolic.expressions import (
    ONE,
    ZERO,
    Add,
    Anything,
    Call,
    Derivative,
    Entry,
    Index,
    Kronecker,
    Mul,
    Pow,
    Sum,
    Within,
    add,
    mul,
    power,
    term,
)
from bpbook.symbolic.normal_form import NormalForm
from bpbook.symbolic.substitution import (
    substitute,
)
from bpbook.symbolic.sums import Summation

TOPICS = (
    "sigmoid",
    "softmax",
    "relu",
    "batch-norm",
    "delta",
    "every-depth",
    "adam",
    "convolution",
)
STATEMENTS = [c for c in all_cases() if c.id.startswith(TOPICS)]
FUZZ_SEEDS = range(40)

n, m = width("n m")
i, j, r = index("i j r", n)
k, t = index("k t", m)
x, y, u, v, w, q = array("x y u v w q")
z, c = scalar("z"), scalar("c", positive=True)
f = function("f")
beyond = index("i", n + 1)
shifted = index("s", n + m, lower=m + 1)
later = index("s", n, lower=2)
steep = function("s", lambda u: sigmoid(u / c))
softmax = exp(w[k, i]) / total(exp(w[k, j]), j)
one = equal(total(w[k, i], k), 1)
product = total(exp(x[i]) / (1 + exp(x[i])), i)

# each rule is needed by one of these
EQUAL = [
    (absolute(z) ** 2, z**2, ()),
    (kronecker(i, j) ** 2 * z, kronecker(i, j) * z, ()),
    (total(w[k, i] * x[i], k, i), total(x[i], i), (one,)),
    (total(softmax * u[k], i, k), total(u[k], k), ()),
    (total(x[beyond], beyond), total(x[i], i) + x[n + 1], ()),
    (total(x[later], later), total(x[i], i) - x[1], ()),
    (total(x[shifted], shifted), total(x[i + m], i), ()),
    (product, n - total(1 / (1 + exp(x[i])), i), ()),
    (total(u[k] * total(w[k, i], i) ** 2, k), total(u[k] * w[k, i] * w[k, j], k, i, j), ()),
    (
        total(q[i, j] * q[j, r] * q[r, i] * x[j], i, j, r),
        total(q[j, r] * q[i, j] * x[i] * q[r, i], r, i, j),
        (),
    ),
    (
        total(u[t] * within(r - t + 1, i) * v[r - t + 1], t),
        total(u[r - i + 1] * within(r - i + 1, t) * v[i], i),
        (),
    ),
    (total(kronecker(i, j) * f(x[i]) * w[k, j], i), f(x[j]) * w[k, j], ()),
    (kronecker(i, j) * f(x[i]), kronecker(i, j) * f(x[j]), ()),
    (within(j, i), 1, ()),
    (kronecker(i, n + 1), 0, ()),
    (sqrt(c * exp(z)) ** 2, c * exp(z), ()),
    (log(c**2 * exp(z)), 2 * log(c) + z, ()),
    (exp(z + 2 * log(c)), c**2 * exp(z), ()),
    (1 / (z**2 + 1) ** rational(3, 2), (z**2 + 1) ** rational(-3, 2), ()),
    (1 / (z + 1) - 1 / (z + 2), 1 / ((z + 1) * (z + 2)), ()),
    (relu(-2 * z), -2 * z, (z < 0,)),
    (total(total(x[i], j), i), n * total(x[i], i), ()),
    ((x[i] + y[i]) ** 3, x[i] ** 3 + 3 * x[i] ** 2 * y[i] + 3 * x[i] * y[i] ** 2 + y[i] ** 3, ()),
    (
        derivative(total(x[i] * x[j] * q[i, j], i, j), x[i]),
        total((q[i, j] + q[j, i]) * x[j], j),
        (),
    ),
    (derivative(c**z, z), c**z * log(c), ()),
    (derivative(log(c + z**2), z), 2 * z / (c + z**2), ()),
    (derivative(z**3, z, z), 6 * z, ()),
    (derivative(steep(z), c), -z / c**2 * sigmoid.prime(z / c), ()),
    (
        total(q[i, j] * q[j, r] * q[r, i], i, j, r),
        total(q[j, i] * q[i, r] * q[r, j], i, j, r),
        (),
    ),
]
# and an unsound rule would accept one of these
DIFFERENT = [
    (sqrt(z**2), z),
    (log(z**2), 2 * log(z)),
    (kronecker(i, j), 1),
    (kronecker(i, j), 0),
    (within(j + 1, i), 1),
    (total(x[i], i), x[j]),
    (total(x[i] ** 2, i), total(x[i], i) ** 2),
    (relu(z), z),
    (exp(z + c), exp(z) + exp(c)),
    (x[i] ** 2, x[i]),
    (total(u[k] / total(exp(w[k, i]), i), k), 1),
    (total(w[k, i] * x[i], k, i), total(x[i], i)),
]


def sides_hold() -> bool:
    """Tell whether the equal sides have residual 0, and the different ones have not."""
    return all(
        prover.residual(a, term(b), NormalForm(prover.facts_of(facts))) == ZERO
        for a, b, facts in EQUAL
    ) and all(prover.residual(a, term(b)) != ZERO for a, b in DIFFERENT)


def noticed() -> bool:
    """Tell whether a check, a random term or a statement shows that the prover is broken."""
    try:
        if not sides_hold():
            return True
        for seed in FUZZ_SEEDS:
            if not fuzz_case_holds(seed):
                return True
        for case in STATEMENTS:
            case.prove(generated=False)
    except Exception:  # whatever a broken prover raises
        return True
    return False


def fuzz_case_holds(seed: int) -> bool:
    source = Terms(seed)
    e, x = source.term(), source.variable()
    normal, by_rule = NormalForm().term(e), calculus.differentiate(e, x)
    if prover.residual(e, shuffled(e, random.Random(seed))) != ZERO:
        return False
    point = Point(f"broken {seed}", 0, [e, x, normal, by_rule])
    pairs = [(e, normal), (derivative(e, x), by_rule)]
    try:
        return not any(differ(point.evaluate(a), point.evaluate(b)) for a, b in pairs)
    except NoPointError:  # the term has no value there
        return True


def test_sound_prover_is_not_accused():
    assert not noticed()


# ---- the derivative ------------------------------------------------------------------------


def without_inner(e, x):
    return calculus.outer_derivative(e)


def wrong_derivatives():
    """Rules of the derivative, each replaced by a wrong one."""
    d = lambda e, x: calculus.differentiate(e, x)
    return {
        "an entry forgets its deltas": (Entry, lambda e, x: ONE if e.array is x.array else ZERO),
        "an entry compares the first subscript only": (
            Entry,
            lambda e, x: (
                Kronecker(e.args[0], x.args[0])
                if isinstance(x, Entry) and e.array.name == x.array.name and not e.array.definition
                else calculus._entry(e, x)
                if e.array.definition
                else ZERO
            ),
        ),
        "a sum drops its last term": (Add, lambda e, x: add(*(d(t, x) for t in e.args[:-1]))),
        "a product drops its last factor's term": (
            Mul,
            lambda e, x: add(
                *(mul(*e.args[:r], d(t, x), *e.args[r + 1 :]) for r, t in enumerate(e.args[:-1]))
            ),
        ),
        "a power forgets its exponent": (
            Pow,
            lambda e, x: mul(power(e.args[0], e.args[1] - 1), d(e.args[0], x)),
        ),
        "a power with a variable exponent": (
            Pow,
            lambda e, x: mul(e.args[1], power(e.args[0], e.args[1] - 1), d(e.args[0], x)),
        ),
        "a function forgets the chain rule": (Call, without_inner),
        "a parameter of a definition is constant": (
            Call,
            lambda e, x: mul(calculus.outer_derivative(e), d(e.args[0], x)),
        ),
        "a sum captures": (Sum, lambda e, x: Sum(d(e.args[0], x), *e.indices)),
        "a cost forgets its gradient": (
            Anything,
            lambda e, x: Sum(d(e.args[0], x), *e.indices),
        ),
        "a cost keeps one member": (
            Anything,
            lambda e, x: mul(e.args[1], d(e.args[0], x)),
        ),
        "a second derivative is a first": (Derivative, lambda e, x: d(e.args[0], x)),
    }


@pytest.mark.parametrize("name", wrong_derivatives())
def test_a_wrong_derivative_is_noticed(name, monkeypatch):
    kind, rule = wrong_derivatives()[name]
    monkeypatch.setitem(calculus.RULES, kind, rule)
    assert noticed()


def test_the_derivative_of_log_is_noticed(monkeypatch):
    right = calculus.outer_derivative
    monkeypatch.setattr(
        calculus, "outer_derivative", lambda e: e.args[0] if e.function is log else right(e)
    )
    assert noticed()


# ---- the normal form -----------------------------------------------------------------------


def settle_without_zero_or_one(self, monomial, right=NormalForm.settle):
    kept = tuple((a, q) for a, q in monomial if normal_form.is_zero_or_one(a) and q > 1)
    if kept:
        return {monomial: Fraction(1)}
    return right(self, monomial)


def contract_without_substitution(self, indices, monomial):
    for atom, _ in monomial:
        for i in indices:
            if isinstance(atom, Kronecker) and self.solve(atom.args[0], i) is not None:
                rest = tuple((a, q) for a, q in monomial if a != atom)
                return self.over([k for k in indices if k != i], {rest: Fraction(1)})
    return None


def contract_without_range(self, indices, monomial):
    for atom, _ in monomial:
        for i in indices:
            s = self.solve(atom.args[0], i) if isinstance(atom, Kronecker) else None
            if s is not None:
                rest = tuple((a, q) for a, q in monomial if a != atom)
                body = substitute(ring.monomial_term(rest), {i: s})
                return self.over_term([k for k in indices if k != i], body)
    return None


def from_one_without_shift(self, indices, monomial):
    for i in indices:
        if i.lower != ONE:
            new = Index(i.name, ONE, self.normal.term(i.size), i.serial)
            body = substitute(ring.monomial_term(monomial), {i: new})
            return self.over_term([new if k == i else k for k in indices], body)
    return None


def peel_without_remainder(self, indices, monomial):
    for i in indices:
        form = dict(self.normal.of(i.upper))
        if form.pop(ring.UNIT, 0) and form:
            new = Index(i.name, ONE, ring.as_term(form), i.serial)
            body = substitute(ring.monomial_term(monomial), {i: new})
            return self.over_term([new if k == i else k for k in indices], body)
    return None


def exchange_without_range(self, indices, monomial):
    for atom, _ in monomial:
        for i in indices:
            if isinstance(atom, Within) and i in atom.free:
                rest = tuple((a, q) for a, q in monomial if a != atom)
                return self.over(indices, {rest: Fraction(1)})
    return None


def collapse_without_condition(self, indices, monomial):
    for i in indices if len(indices) > 1 else ():
        for a, q in monomial:
            if isinstance(a, Sum) and q < 0:
                rest = tuple((b, p) for b, p in monomial if b != a and i not in b.free)
                return self.over([k for k in indices if k != i], {rest: Fraction(1)})
    return None


def unused_index_counts_once(self, indices, monomial, right=Summation.connected):
    used = [i for i in indices if any(i in a.free for a, _ in monomial)]
    return right(self, used, monomial) if used else {monomial: Fraction(1)}


def join_once(self, indices, monomial):
    """A square of a sum flattened as if it were a sum of squares."""
    joined, factors = list(indices), ring.UNIT
    for atom, q in monomial:
        if self.joins(atom, indices) and q > 0:
            body, new = calculus.opened(atom, frozenset(indices))
            joined += new
            (inner,) = self.normal.of(body)
            factors = ring.merge(factors, tuple((a, p * q) for a, p in inner))
        else:
            factors = ring.merge(factors, ((atom, q),))
    return joined, factors


def rules_with(name: str, rule=None):
    """Return the rules for sums with one replaced, or left out."""
    names = [r.__name__ for r in Summation.rules]
    assert name in names
    kept = [rule if r.__name__ == name else r for r in Summation.rules]
    return tuple(r for r in kept if r)


BROKEN = {
    "0 or 1 squared is kept as a square": (NormalForm, "settle", settle_without_zero_or_one),
    "roots of products split without positivity": (
        NormalForm,
        "_root",
        lambda self, b, q: self.raise_to(self.of(b), q),
    ),
    "everything is positive": (NormalForm, "atom_sign", lambda self, atom: 1),
    "exp of a sum is a sum": (
        NormalForm,
        "_exp",
        lambda self, p: {
            ((Call(exp, 0, ring.as_term({m: Fraction(1)})), c),): Fraction(1) for m, c in p.items()
        },
    ),
    "log of anything is 0": (NormalForm, "_log", lambda self, p: {}),
    "step is always 1": (NormalForm, "_step", lambda self, p: ring.constant(1)),
    "all indices are equal": (normal_form.RULES, Kronecker, lambda self, e: ring.constant(1)),
    "different indices are never equal": (normal_form.RULES, Kronecker, lambda self, e: {}),
    "everything is in its range": (normal_form.RULES, Within, lambda self, e: ring.constant(1)),
    "any bound holds": (NormalForm, "at_least", lambda self, form, bound: True),
    "no bound is known": (NormalForm, "lowest", lambda self, form: None),
    "the common factor is lost": (
        NormalForm,
        "factors",
        lambda self, p: (Fraction(1), ring.UNIT, ring.as_term(p)),
    ),
    "deltas are contracted without substitution": (
        Summation,
        "rules",
        rules_with("contract", contract_without_substitution),
    ),
    "deltas are contracted without their range": (
        Summation,
        "rules",
        rules_with("contract", contract_without_range),
    ),
    "deltas are not contracted": (Summation, "rules", rules_with("contract")),
    "ranges are shifted without their bodies": (
        Summation,
        "rules",
        rules_with("from_one", from_one_without_shift),
    ),
    "ranges are not brought to 1": (Summation, "rules", rules_with("from_one")),
    "the last terms are lost": (Summation, "rules", rules_with("peel", peel_without_remainder)),
    "the last terms are not split off": (Summation, "rules", rules_with("peel")),
    "brackets are dropped": (Summation, "rules", rules_with("exchange", exchange_without_range)),
    "brackets are not exchanged": (Summation, "rules", rules_with("exchange")),
    "denominators in sums are not divided": (Summation, "rules", rules_with("divide")),
    "inner sums are not cancelled": (Summation, "rules", rules_with("collapse")),
    "any denominator is cancelled": (
        Summation,
        "rules",
        rules_with("collapse", collapse_without_condition),
    ),
    "an unused index counts once": (Summation, "connected", unused_index_counts_once),
    "the square of a sum is a sum of squares": (Summation, "join_inner_sums", join_once),
    "inner sums stay closed": (
        Summation,
        "join_inner_sums",
        lambda self, indices, monomial: (list(indices), monomial),
    ),
    "alike indices are not permuted": (
        Summation,
        "orders",
        lambda self, group, factors: iter([group]),
    ),
    "deltas between free indices are not used": (prover, "settle_deltas", lambda normal, p: p),
    "denominators are not cleared": (prover, "clear_denominators", lambda normal, p: p),
    "assumptions match anything": (assumptions, "_match", lambda *args: True),
    "assumptions match nothing": (assumptions, "_match", lambda *args: False),
    "bound indices are not renamed apart": (calculus, "fresh", lambda i, avoid: i),
    "functions lose their order": (calculus, "outer_derivative", lambda e: e),
    "exponents are forgotten when monomials meet": (
        ring,
        "merge",
        lambda a, b: tuple(sorted(dict([*a, *b]).items(), key=lambda aq: aq[0].key)),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_noticed(name, monkeypatch):
    owner, attribute, replacement = BROKEN[name]
    patch = monkeypatch.setitem if isinstance(owner, dict) else monkeypatch.setattr
    patch(owner, attribute, replacement)
    assert noticed()
