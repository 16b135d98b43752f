"""Chapter 5: the chain rule and computational graphs."""

from bpbook.symbolic import (
    anything,
    array,
    derivative,
    exp,
    function,
    index,
    log,
    maximum,
    scalar,
    sqrt,
    total,
    width,
)
from statements import case

n, m, p = width("n m p")
i, j, k, r = index("i", n), index("j", m), index("k", p), index("r", n)
x, y, z = scalar("x y z")
f, g, h = function("f"), function("g"), function("h")
a, b, c, d, v = array("a b c d v")
pos = scalar("y", positive=True)
C = anything("C", of=v[i] * f(x), over=i, gradient=d[i])
inner = total(b[j, i] * g(v[i]), i)
middle = total(c[k, j] * f(inner), j)
out = total(a[k] * h(middle), k)
paths = total(a[k] * h.prime(middle) * c[k, j] * f.prime(inner) * b[j, r] * g.prime(v[r]), j, k)

CASES = [
    case(
        "chain-rule",
        derivative(f(g(x)), x),
        f.prime(g(x)) * g.prime(x),
        wrong={
            "the outer derivative at x": f.prime(x) * g.prime(x),
        },
    ),
    case(
        "chain-rule-second",
        derivative(f(g(x)), x, x),
        f.second(g(x)) * g.prime(x) ** 2 + f.prime(g(x)) * g.second(x),
        wrong={
            "the second term forgotten": f.second(g(x)) * g.prime(x) ** 2,
        },
    ),
    case("chain-rule-many", derivative(C, x), total(d[i] * v[i] * f.prime(x), i)),
    case("path-sum", derivative(out, v[r]), paths),
    case(
        "product-node",
        derivative(f(x) * g(x), x),
        f.prime(x) * g(x) + f(x) * g.prime(x),
        wrong={
            "the product of the derivatives": f.prime(x) * g.prime(x),
        },
    ),
    case("sum-node", derivative(f(x) + g(x), x), f.prime(x) + g.prime(x)),
    case(
        "quotient-node",
        derivative(f(x) / g(x), x),
        (f.prime(x) * g(x) - f(x) * g.prime(x)) / g(x) ** 2,
    ),
    case("reciprocal-node", derivative(1 / x, x), -1 / x**2),
    case("exp-node", derivative(exp(f(x)), x), exp(f(x)) * f.prime(x)),
    case("log-node", derivative(log(f(x)), x), f.prime(x) / f(x), assuming=f(x) > 0),
    case("root-node", derivative(sqrt(pos), pos), 1 / (2 * sqrt(pos))),
    case("power-node", derivative(pos**x, x), pos**x * log(pos)),
    case("maximum-node-left", derivative(maximum(x, y), x), 1, assuming=x > y),
    case("maximum-node-right", derivative(maximum(x, y), x), 0, assuming=x < y),
    case(
        "branch-adds",
        derivative(f(x) * f(x), x),
        2 * f(x) * f.prime(x),
        wrong={
            "one branch only: = for += ": f(x) * f.prime(x),
        },
    ),
    case("one-over-one-plus-exp", derivative(1 / (1 + exp(-x)), x), exp(-x) / (1 + exp(-x)) ** 2),
]
