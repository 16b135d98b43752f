"""Chapters 13, 14 and 17: weight decay, sparsity, clipping, dead units, symmetry, autoencoders."""

from bpbook.symbolic import (
    derivative,
    log,
    scalar,
)
from statements import case

lam, rho, beta, eta, c = scalar("lambda rho beta eta c", positive=True)


CASES = [
    case(
        "sparsity-penalty",
        derivative(rho * log(rho / c) + (1 - rho) * log((1 - rho) / (1 - c)), c),
        (1 - rho) / (1 - c) - rho / c,
        assuming=[rho < 1, c < 1],
    ),
]
