"""Witness 1: equations with symbolic widths, proved by a normal form and certified by numbers.

How to read it, in this order: ``expressions`` (the terms), ``language`` (what an author writes),
then the trusted core: ``calculus`` (the derivative), ``polynomials``, ``normal_form`` and ``sums``
(the normal form), ``signs``, ``assumptions`` and ``prover`` (the residual). ``certificate``
evaluates each statement by a second route, ``mistakes`` makes wrong versions, ``claims`` puts the
parts together. What an author writes, its shapes and its display (``language``, ``functions``,
``matrices``, ``statements``, ``scopes``, ``domains``, ``display``) stand before both routes: an
error there would be seen by neither, only by a reader and by the tests.

What a proof rests on:

1. Finite sums of real numbers obey the laws of a commutative ring; sums may be exchanged, renamed,
   shifted, split at an end, and contracted with a Kronecker delta.
2. Denominators are not 0, logarithms and roots have positive arguments where a statement is used;
   ``a^p a^q = a^(p+q)`` for broken powers, and ``log(ab) = log a + log b``, only for ``a, b > 0``.
3. ``exp(x + y) = exp(x) exp(y)``, ``log exp x = x``; exp' = exp, log' = 1/x; everything else that
   has a name (sigmoid, tanh, softplus, ReLU) is its definition.
4. The sum, product, power and chain rules; entries of different arrays, and different entries of
   one array, are independent.
5. An arbitrary cost C of a family v obeys ``dC/dx = sum_k (dC/dv_k) dv_k/dx``. (The recursion is
   also proved for depths 1 to 4 without this, from the whole network written out.)
6. ``step`` is 1 for positive and 0 for negative arguments and has derivative 0; the point between
   is excluded, and the claim says so.
7. What a claim says it assumes; for a statement about every depth, induction.

The proofs are verified by computer algebra, not checked by a proof kernel.
"""

from bpbook.symbolic.claims import claim
from bpbook.symbolic.counting import operations
from bpbook.symbolic.functions import (
    absolute,
    exp,
    function,
    identity,
    log,
    maximum,
    relu,
    sigmoid,
    sign,
    softplus,
    sqrt,
    step,
    tanh,
)
from bpbook.symbolic.induction import induction
from bpbook.symbolic.language import (
    anything,
    array,
    define,
    derivative,
    distinct,
    equal,
    index,
    integer,
    kronecker,
    layer,
    layer_widths,
    mean,
    rational,
    scalar,
    total,
    width,
    within,
)
from bpbook.symbolic.matrix_language import (
    column,
    diag,
    identity_matrix,
    jacobian,
    matrix,
    mean_cost,
    norm_squared,
    ones,
    trace,
    zeros,
)
from bpbook.symbolic.outcomes import ClaimError

__all__ = [
    "ClaimError",
    "absolute",
    "anything",
    "array",
    "claim",
    "column",
    "define",
    "derivative",
    "diag",
    "distinct",
    "equal",
    "exp",
    "function",
    "identity",
    "identity_matrix",
    "index",
    "induction",
    "integer",
    "jacobian",
    "kronecker",
    "layer",
    "layer_widths",
    "log",
    "matrix",
    "maximum",
    "mean",
    "mean_cost",
    "norm_squared",
    "ones",
    "operations",
    "rational",
    "relu",
    "scalar",
    "sigmoid",
    "sign",
    "softplus",
    "sqrt",
    "step",
    "tanh",
    "total",
    "trace",
    "width",
    "within",
    "zeros",
]
