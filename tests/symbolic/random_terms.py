"""Random terms for fuzzing the trusted core, and copies of them that are equal by construction."""

from __future__ import annotations

import random

from bpbook.symbolic import (
    anything,
    array,
    exp,
    function,
    index,
    kronecker,
    log,
    rational,
    scalar,
    sigmoid,
    sqrt,
    tanh,
    total,
    width,
    within,
)
from bpbook.symbolic.calculus import opened
from bpbook.symbolic.expressions import (
    Add,
    Anything,
    Entry,
    Expr,
    Index,
    Mul,
    Sum,
    add,
    mul,
)
from bpbook.symbolic.substitution import (
    substitute,
)

WIDTHS = dict(zip("nm", width("n m"), strict=True))
ARRAYS = {"x": "n", "y": "n", "u": "m", "w": "mn", "q": "nn"}
f = function("f")
z, c = scalar("z"), scalar("c", positive=True)


class Terms:
    """A source of random terms with the free indices i, j (over n) and k (over m)."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.count = 0
        self.free = {"n": list(index("i j", WIDTHS["n"])), "m": [index("k", WIDTHS["m"])]}

    def term(self, depth: int = 3) -> Expr:
        """Return a random term."""
        return self.draw(self.free, depth)

    def entry(self, scope) -> Expr:
        """Return a random entry."""
        name = self.random.choice(sorted(ARRAYS))
        return array(name)[tuple(self.random.choice(scope[r]) for r in ARRAYS[name])]

    def variable(self) -> Expr:
        """Return something to differentiate by."""
        return self.random.choice([self.entry(self.free), z])

    def bound(self, scope, kind: str):
        """Return a new index and the scope that knows it."""
        self.count += 1
        i = index(f"{kind}{self.count}", WIDTHS[kind])
        return i, {**scope, kind: [*scope[kind], i]}

    def draw(self, scope, depth: int) -> Expr:
        """Return a random term over the indices in scope."""
        if depth <= 0:
            leaf = self.random.random()
            if leaf < 0.75:
                return self.entry(scope)
            return self.random.choice([z, c, rational(-3, 2), rational(2), WIDTHS["n"]])
        return self.random.choice(self.makers)(self, scope, depth - 1)

    def sum_of_two(self, scope, depth):
        return self.draw(scope, depth) + self.draw(scope, depth)

    def product(self, scope, depth):
        return self.draw(scope, depth) * self.draw(scope, depth)

    def sum(self, scope, depth):
        i, wider = self.bound(scope, self.random.choice("nm"))
        return total(self.draw(wider, depth), i)

    def square(self, scope, depth):
        return self.draw(scope, min(depth, 1)) ** 2

    def call(self, scope, depth):
        g = self.random.choice([f, f.prime, tanh, sigmoid])
        return g(self.draw(scope, min(depth, 1)) / 4)

    def softmax(self, scope, depth):
        i, _ = self.bound(scope, "n")
        x = array(self.random.choice("xy"))
        return (
            exp(x[self.random.choice(scope["n"])]) / total(exp(x[i]), i) * self.draw(scope, depth)
        )

    def root(self, scope, depth):
        i, _ = self.bound(scope, "n")
        q = self.random.choice([rational(-1, 2), rational(1, 2), rational(-1), rational(-3, 2)])
        return (c + total(array("x")[i] ** 2, i)) ** q * self.draw(scope, depth)

    def broken_power(self, scope, depth):
        i, _ = self.bound(scope, "n")
        base = c + total(array("x")[i] ** 2, i)
        p, q = (self.random.choice([-3, -1, 1, 2, 3]) for _ in range(2))
        nested = (base ** rational(p, 2) * c) ** rational(q, 2)
        return nested ** self.random.choice([-2, -1, 1]) * self.draw(scope, depth)

    def logarithm(self, scope, depth):
        i, _ = self.bound(scope, "n")
        return log(total(exp(array("x")[i]), i) * c) + sqrt(c) * self.draw(scope, depth)

    def delta(self, scope, depth):
        kind = self.random.choice("nm")
        i, wider = self.bound(scope, kind)
        j = self.random.choice(scope[kind])
        return total(kronecker(i, j) * self.draw(wider, depth), i)

    def bracket(self, scope, depth):
        i, _ = self.bound(scope, "n")
        shifted = self.random.choice(scope["n"]) + self.random.choice([-1, 0, 1])
        return within(shifted, i) * self.draw(scope, depth)

    def cost(self, scope, depth):
        i, wider = self.bound(scope, "n")
        self.count += 1
        return anything(
            f"C{self.count}",
            of=self.draw(wider, min(depth, 1)),
            over=i,
            gradient=array(f"g{self.count}")[tuple(x for r in "nm" for x in wider[r])],
        )

    makers = (
        sum_of_two, sum_of_two, product, product, sum, sum, square, call, softmax, root,
        logarithm, delta, broken_power, bracket, cost,
    )  # fmt: skip


def shuffled(e: Expr, chance: random.Random) -> Expr:
    """Return an equal term: indices renamed, orders changed, products partly multiplied out."""
    if isinstance(e, Sum):
        body, indices = opened(e, frozenset())
        new = [Index(f"b{chance.randrange(10**6)}", i.lower, i.upper) for i in indices]
        body = shuffled(substitute(body, dict(zip(indices, new, strict=True))), chance)
        chance.shuffle(new)
        return Sum(body, *new)
    if isinstance(e, (Entry, Anything)) or not e.args:
        return e
    args = [shuffled(a, chance) for a in e.args]
    if isinstance(e, (Add, Mul)):
        chance.shuffle(args)
    if isinstance(e, Mul) and chance.random() < 0.6:
        place = next((r for r, a in enumerate(args) if isinstance(a, Add)), None)
        if place is not None:
            others = [*args[:place], *args[place + 1 :]]
            return add(*(mul(t, *others) for t in args[place].args))
    return e.rebuild(tuple(args))
