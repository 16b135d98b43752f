"""What is remembered of a training run."""

from dataclasses import dataclass, field


@dataclass(repr=False)
class History:
    """The course of a training run, one entry an epoch.

    Attributes
    ----------
    cost : list of float
        Mean over the epoch's samples of the cost each had when its batch was used, before that
        step; with the whole data as one batch, the cost before the step.
    validation_cost, validation_accuracy : list of float
        Measured after each epoch, if validation data were given.
    unit : str
        Of the costs.
    stopped : str
        Why training ended.

    Examples
    --------
    >>> History(cost=[2.31, 0.7, 0.25], unit="nats per sample", stopped="epochs done")
    History: 3 epochs, cost 2.31 to 0.25 nats per sample; epochs done
    """

    cost: list = field(default_factory=list)
    validation_cost: list = field(default_factory=list)
    validation_accuracy: list = field(default_factory=list)
    unit: str = ""
    stopped: str = ""

    @property
    def epochs(self):
        """Number of epochs that were completed."""
        return len(self.cost)

    def curves(self):
        """Return the costs by name, as `bpbook.plots.cost_curve` draws them.

        Examples
        --------
        >>> History(cost=[2.0, 1.0], validation_cost=[1.5, 1.2]).curves()
        {'training': [2.0, 1.0], 'validation': [1.5, 1.2]}
        """
        named = {"training": self.cost, "validation": self.validation_cost}
        return {name: costs for name, costs in named.items() if costs}

    def __repr__(self):
        if not self.cost:
            return f"History: no epoch completed; {self.stopped}".rstrip("; ")
        costs = f"cost {self.cost[0]:.3g} to {self.cost[-1]:.3g} {self.unit}".rstrip()
        if self.validation_cost:
            costs += f", validation cost {self.validation_cost[-1]:.3g}"
        if self.validation_accuracy:
            costs += f", validation accuracy {self.validation_accuracy[-1]:.3g}"
        epochs = f"{self.epochs} epoch" + "s" * (self.epochs != 1)
        return f"History: {epochs}, {costs}; {self.stopped}".rstrip("; ")
