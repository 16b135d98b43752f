# ruff: noqa: E741 -- l is the layer, as in the formulas
"""Matrix formulas: shapes, entries, printing; each statement is in statements/batch_layers.py."""

import numpy as np
import pytest

from bpbook.symbolic import (
    claim,
    column,
    diag,
    function,
    identity_matrix,
    index,
    jacobian,
    layer,
    layer_widths,
    matrix,
    norm_squared,
    ones,
    total,
    trace,
    width,
    zeros,
)
from bpbook.symbolic.bridge import to_numpy
from bpbook.symbolic.outcomes import ImpossibleShape

n, m, p = width("n m p")
A, B, x, y = matrix("A", n, m), matrix("B", m, p), column("x", m), column("y", n)
i, j, k = index("i", n), index("j", p), index("k", m)
f = function("f")


def test_product_is_the_sum_over_the_inner_index():
    assert repr((A @ B)[i, j]) == "sum_k A[i,k]*B[k,j]"
    assert (A @ B).shape == (n, p)
    assert repr((A @ x)[i]) == "sum_k A[i,k]*x[k]"


def test_bound_index_of_a_nested_product_is_renamed():
    chain = A @ B @ matrix("C", p, n)
    value = to_numpy(chain[i, index("q", n)], i, index("q", n))
    rng = np.random.default_rng(0)
    a, b, c = rng.normal(size=(2, 3)), rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    found = value(n=2, m=3, p=4, A=a, B=b, C=c)
    assert np.allclose(found, a @ b @ c, atol=1e-12)


@pytest.mark.parametrize(
    "make",
    [
        lambda: A @ A,
        lambda: A * B,
        lambda: A + A.T,
        lambda: A - x,
        lambda: trace(A),
        lambda: diag(A),
        lambda: jacobian(A, x),
        lambda: x @ y.T @ y @ x,
    ],
)
def test_impossible_shapes_are_refused_when_written(make):
    with pytest.raises(ImpossibleShape, match="x"):
        make()


@pytest.mark.parametrize(
    ("formula", "text", "tex"),
    [
        (A.T @ y, "A.T @ y", r"A^{\mathsf{T}} \, y"),
        ((A @ x) * f.prime(y), "(A @ x) * f'(y)", r"\left(A \, x\right) \odot f'(y)"),
        (A - 2 * A, "A - 2 * A", r"A - 2 \, A"),
        (y @ ones(p).T, "y @ 1[p,1].T", r"y \, \mathbf{1}_{p}^{\mathsf{T}}"),
        (-(A @ B), "-A @ B", r"-A \, B"),
        (A.T.T, "A", "A"),
        (diag(y) @ A, "diag(y) @ A", r"\operatorname{diag}(y) \, A"),
    ],
)
def test_printing(formula, text, tex):
    assert repr(formula) == text
    assert formula._repr_latex_() == f"$\\displaystyle {tex}$"


def test_layer_is_a_superscript():
    sizes, l = layer_widths("n"), layer("l")
    W = matrix("W", sizes(l + 1), sizes(l), layer=l + 1)
    assert W._repr_latex_() == r"$\displaystyle W^{l+1}$"
    assert W.T._repr_latex_() == r"$\displaystyle \left(W^{l+1}\right)^{\mathsf{T}}$"


def test_identities():
    assert claim("identity", identity_matrix(n) @ A, 1 * A)
    assert claim("zero", A + zeros(n, m), 1 * A)
    assert claim("diagonal", diag(y) @ A, (y @ ones(m).T) * A)
    assert claim("norm", norm_squared(y), (y.T @ y)[1, 1])
    assert claim("sum", A.sum(), (ones(n).T @ A @ ones(m))[1, 1])
    assert claim("trace", trace(A @ A.T), norm_squared(A))


def test_jacobian_has_a_row_for_each_output():
    assert claim("jacobian", jacobian(A @ x, x), 1 * A, wrong={"transposed": lambda: A.T})
    softmax = jacobian(f(y), y)
    assert claim("elementwise", softmax, diag(f.prime(y)))
    assert repr(total((A @ x)[i] * y[i], i)) == "sum_i (sum_k A[i,k]*x[k])*y[i]"
    assert k.size == m
