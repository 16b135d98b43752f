"""Witness 1: equations with symbolic widths, proved by a normal form and certified by numbers."""

from bpbook.symbolic.claims import claim
from bpbook.symbolic.counting import operations
from bpbook.symbolic.induction import induction
from bpbook.symbolic.language import (
    absolute,
    anything,
    array,
    define,
    derivative,
    distinct,
    equal,
    exp,
    function,
    identity,
    index,
    integer,
    kronecker,
    layer,
    layer_widths,
    log,
    maximum,
    mean,
    rational,
    relu,
    scalar,
    sigmoid,
    sign,
    softplus,
    sqrt,
    step,
    tanh,
    total,
    width,
    within,
)
from bpbook.symbolic.matrices import (
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

__all__ = [name for name in dir() if not name.startswith("_")]
