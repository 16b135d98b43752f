"""What a caller can get wrong, said in one sentence: what, where, what to do."""

import numpy as np


def check_sizes(sizes):
    """Widths as a list of ints.

    Raises
    ------
    ValueError, TypeError
        If they are fewer than two or not all positive integers.
    """
    if isinstance(sizes, str) or not np.iterable(sizes):
        raise TypeError(f"sizes must be a list of widths like [64, 32, 10], not {sizes!r}")
    sizes = list(sizes)
    if len(sizes) < 2:
        raise ValueError(f"sizes needs an input and an output at least, like [2, 1], not {sizes}")
    for layer, n in enumerate(sizes):
        if isinstance(n, (bool, np.bool)) or not isinstance(n, (int, np.integer)):
            raise TypeError(f"sizes[{layer}] must be an integer, not {n!r}")
        if n < 1:
            raise ValueError(
                f"sizes[{layer}] must be at least 1, not {n}: layer {layer} would be empty"
            )
    return [int(n) for n in sizes]


def check_dtype(dtype):
    """Return float32 or float64 as a dtype.

    Raises
    ------
    ValueError
        If it is another.
    """
    try:
        checked = np.dtype(dtype)
    except TypeError:
        checked = None
    if checked not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64, not {dtype!r}")
    return checked


def check_columns(name, values, rows, dtype, meaning):
    """Return a matrix of finite real numbers with `rows` rows, in `dtype`, one sample a column.

    Parameters
    ----------
    name : str
        "X" or "T": how the message calls it.
    values : array_like
    rows : int
    dtype : dtype
    meaning : str
        What the rows are, like "inputs; sizes are [64, 30, 10]".

    Raises
    ------
    TypeError, ValueError
        If it is none.
    """
    try:
        values = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name} is not a table of numbers: its rows differ in length") from error
    if values.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold real numbers, not {values.dtype}")
    if values.ndim != 2:
        raise ValueError(
            f"{name} must have shape ({rows}, m), one sample a column, not {values.shape}:"
            f" use {name}.reshape({rows}, -1) for a single sample"
        )
    if len(values) != rows:
        turned = f": the samples seem to lie in rows, pass {name}.T" * (values.shape[1] == rows)
        raise ValueError(
            f"{name} has shape {values.shape}, but needs {rows} rows ({meaning}){turned}"
        )
    if values.shape[1] == 0:
        raise ValueError(f"{name} has shape {values.shape}: there is no sample in it")
    if not np.isfinite(values).all():
        row, column = np.argwhere(~np.isfinite(values))[0]
        raise ValueError(
            f"{name}[{row}, {column}] is {values[row, column]}: row {row} of sample {column};"
            " remove the sample or fill the gap"
        )
    return values.astype(dtype, copy=False)


def check_targets(T, cost):
    """Raise ValueError if the cost is not defined for these targets."""
    if cost == "squared error":
        return
    if T.min() < 0 or T.max() > 1:
        raise ValueError(
            f"{cost} needs targets between 0 and 1, but T reaches from {T.min():g} to {T.max():g}:"
            " use cost='squared error' for other numbers"
        )
    if cost == "cross-entropy":
        sums = T.sum(axis=0)
        worst = int(np.abs(sums - 1).argmax())
        if abs(sums[worst] - 1) > 1e-5:
            raise ValueError(
                f"cross-entropy needs columns of T that sum to 1, but column {worst} sums to"
                f" {sums[worst]:g}: use datasets.one_hot(labels, {len(T)}),"
                " or cost='binary cross-entropy' for independent outputs"
            )


def check_batch(net, X, T):
    """Return X and T as matrices in the network's dtype, or say what is wrong with them.

    Raises
    ------
    TypeError, ValueError
        If a shape, a number or a target does not fit the network.
    """
    X = check_inputs(net, X)
    T = check_columns("T", T, net.sizes[-1], net.dtype, f"outputs; sizes are {net.sizes}")
    if X.shape[1] != T.shape[1]:
        raise ValueError(
            f"X has {X.shape[1]} samples and T has {T.shape[1]}: each sample is a column in both"
        )
    check_targets(T, net.output.name)
    return X, T


def check_inputs(net, X):
    """Return X as a matrix in the network's dtype, or say what is wrong with it."""
    return check_columns("X", X, net.sizes[0], net.dtype, f"inputs; sizes are {net.sizes}")
