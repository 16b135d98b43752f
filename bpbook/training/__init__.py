"""Training: optimisers, the loop, rules for stopping, and what is remembered of a run."""

from bpbook.training.history import History
from bpbook.training.loop import DivergenceError, train
from bpbook.training.model import FunctionModel, Model
from bpbook.training.optimizers import GradientDescent, Optimizer
from bpbook.training.stopping import CostBelow, MaximumEpochs, NoImprovement

__all__ = [
    "CostBelow",
    "DivergenceError",
    "FunctionModel",
    "GradientDescent",
    "History",
    "MaximumEpochs",
    "Model",
    "NoImprovement",
    "Optimizer",
    "train",
]
