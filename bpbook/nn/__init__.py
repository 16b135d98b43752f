"""Witness 2: activations, costs, networks and layers in NumPy alone."""

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
from bpbook.nn.affine import affine, affine_pullback
from bpbook.nn.attention import attention, attention_pullback, attention_shares
from bpbook.nn.convolution import convolution, convolution_pullback
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
from bpbook.nn.dropout import dropout, dropout_mask, dropout_pullback
from bpbook.nn.kernels import Activation, SteepSigmoid
from bpbook.nn.network import Network
from bpbook.nn.normalisation import (
    batch_norm,
    batch_norm_pullback,
    layer_norm,
    layer_norm_pullback,
)
from bpbook.nn.parameters import Parameters
from bpbook.nn.penalties import sparsity, sparsity_prime, weight_decay, weight_decay_prime
from bpbook.nn.pooling import (
    max_pooling,
    max_pooling_pullback,
    mean_pooling,
    mean_pooling_pullback,
)
from bpbook.nn.recurrence import recurrence, recurrence_pullback
from bpbook.nn.residual import residual_block, residual_block_pullback

__all__ = [
    "Activation",
    "Network",
    "Parameters",
    "SteepSigmoid",
    "accuracy",
    "affine",
    "affine_pullback",
    "attention",
    "attention_pullback",
    "attention_shares",
    "batch_norm",
    "batch_norm_pullback",
    "binary_cross_entropy",
    "binary_cross_entropy_prime",
    "convolution",
    "convolution_pullback",
    "cross_entropy",
    "cross_entropy_prime",
    "dropout",
    "dropout_mask",
    "dropout_pullback",
    "identity",
    "identity_prime_from_output",
    "layer_norm",
    "layer_norm_pullback",
    "max_pooling",
    "max_pooling_pullback",
    "mean_pooling",
    "mean_pooling_pullback",
    "recurrence",
    "recurrence_pullback",
    "relu",
    "relu_prime_from_output",
    "residual_block",
    "residual_block_pullback",
    "sigmoid",
    "sigmoid_binary_cross_entropy",
    "sigmoid_prime_from_output",
    "softmax",
    "softmax_cross_entropy",
    "softmax_jacobian",
    "softmax_pullback",
    "softplus",
    "softplus_prime",
    "sparsity",
    "sparsity_prime",
    "squared_error",
    "squared_error_prime",
    "steep_sigmoid",
    "steep_sigmoid_prime_from_output",
    "tanh",
    "tanh_prime_from_output",
    "weight_decay",
    "weight_decay_prime",
]
