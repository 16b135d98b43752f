"""Training: optimisers, the loop, rules for stopping, and what is remembered of a run."""

from bpbook.training.adaptive import AdaGrad, Adam, BoldDriver, RMSProp, Rprop
from bpbook.training.history import History
from bpbook.training.loop import DivergenceError, train
from bpbook.training.model import FunctionModel, Model
from bpbook.training.optimizers import Clipped, GradientDescent, Nesterov, Optimizer
from bpbook.training.schedules import cosine, inverse_decay, step_decay, warm_up
from bpbook.training.stopping import CostBelow, MaximumEpochs, NoImprovement

__all__ = [
    "AdaGrad",
    "Adam",
    "BoldDriver",
    "Clipped",
    "CostBelow",
    "DivergenceError",
    "FunctionModel",
    "GradientDescent",
    "History",
    "MaximumEpochs",
    "Model",
    "Nesterov",
    "NoImprovement",
    "Optimizer",
    "RMSProp",
    "Rprop",
    "cosine",
    "inverse_decay",
    "step_decay",
    "train",
    "warm_up",
]
