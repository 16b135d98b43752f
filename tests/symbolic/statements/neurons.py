"""Chapter 1: a neuron and a network."""

from bpbook.symbolic import (
    width,
)
from statements import case

d, q, outputs = width("d q l")

CASES = [
    case(
        "parameter-count",
        d * q + q * outputs + q + outputs,
        (d + outputs + 1) * q + outputs,
        wrong={"thresholds of the output units forgotten": (d + outputs + 1) * q},
    ),
]
