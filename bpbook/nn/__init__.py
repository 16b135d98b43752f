"""Witness 2: activations, costs and networks in NumPy alone."""

from bpbook.nn.activations import (
    identity,
    identity_prime_from_output,
    relu,
    relu_prime_from_output,
    sigmoid,
    sigmoid_prime_from_output,
    softmax,
    softmax_jacobian,
    softmax_pullback,
    softplus,
    softplus_prime,
    steep_sigmoid,
    steep_sigmoid_prime_from_output,
    tanh,
    tanh_prime_from_output,
)
from bpbook.nn.costs import (
    accuracy,
    binary_cross_entropy,
    binary_cross_entropy_prime,
    cross_entropy,
    cross_entropy_prime,
    sigmoid_binary_cross_entropy,
    softmax_cross_entropy,
    squared_error,
    squared_error_prime,
)
from bpbook.nn.kernels import Activation, SteepSigmoid
from bpbook.nn.network import Network
from bpbook.nn.parameters import Parameters

__all__ = [
    "Activation",
    "Network",
    "Parameters",
    "SteepSigmoid",
    "accuracy",
    "binary_cross_entropy",
    "binary_cross_entropy_prime",
    "cross_entropy",
    "cross_entropy_prime",
    "identity",
    "identity_prime_from_output",
    "relu",
    "relu_prime_from_output",
    "sigmoid",
    "sigmoid_binary_cross_entropy",
    "sigmoid_prime_from_output",
    "softmax",
    "softmax_cross_entropy",
    "softmax_jacobian",
    "softmax_pullback",
    "softplus",
    "softplus_prime",
    "squared_error",
    "squared_error_prime",
    "steep_sigmoid",
    "steep_sigmoid_prime_from_output",
    "tanh",
    "tanh_prime_from_output",
]
