"""Activation functions and their derivatives, as the chapters print them (chapter 2).

Small functions of arrays: they return new arrays, keep the dtype, do not overflow and take
complex numbers, so that the complex step can pass through them.  A derivative is written with
the output a = f(z) wherever that is possible: the forward pass has computed a already.
"""

import numpy as np


def identity(z):
    """Return z unchanged: the output of a regression.

    Parameters
    ----------
    z : ndarray of any shape

    Returns
    -------
    ndarray of the shape of z, a copy
    """
    return np.array(z)


def identity_prime_from_output(a):
    """Return the derivative of the identity: 1 everywhere, in the shape of a."""
    return np.ones_like(a)


def sigmoid(z):
    """Logistic function 1 / (1 + exp(-z)), equation (2.9) in its stable form.

    The exponential is only ever taken of a number that is not positive, so it cannot overflow.

    Parameters
    ----------
    z : ndarray of any shape, real or complex

    Returns
    -------
    ndarray of the shape of z, between 0 and 1 for real z

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    z = np.asarray(z)
    e = np.exp(np.where(z.real > 0, -z, z))
    return np.where(z.real > 0, 1, e) / (1 + e)


def sigmoid_prime_from_output(a):
    """Return the derivative of the sigmoid where its output is a: a (1 - a), equation (2.1).

    Examples
    --------
    >>> float(sigmoid_prime_from_output(sigmoid(0.0)))
    0.25
    """
    return a * (1 - a)


def tanh(z):
    """Hyperbolic tangent, 2 sigmoid(2 z) - 1, equation (2.3)."""
    return np.tanh(z)


def tanh_prime_from_output(a):
    """Return the derivative of tanh where its output is a: 1 - a^2, equation (2.4)."""
    return 1 - a * a


def relu(z):
    """Rectified linear unit: z where it is positive, else 0.

    A complex z is judged by its real part, so that a complex step does not cross the kink.

    Examples
    --------
    >>> relu(np.array([-2.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 2.0]
    """
    z = np.asarray(z)
    return np.where(z.real > 0, z, 0)


def relu_prime_from_output(a):
    """Return the derivative of the ReLU where its output is a: 1 where a > 0, else 0.

    At z = 0, where there is no derivative, the value is 0: one of the subgradients in [0, 1].

    Examples
    --------
    >>> relu_prime_from_output(relu(np.array([-2.0, 0.0, 2.0]))).tolist()
    [0.0, 0.0, 1.0]
    """
    return np.sign(a)


def softplus(z):
    """Smooth version of the ReLU, log(1 + exp(z)), without overflow at either end.

    Examples
    --------
    >>> softplus(np.array([-1000.0, 1000.0])).tolist()
    [0.0, 1000.0]
    """
    z = np.asarray(z)
    return relu(z) + np.log1p(np.exp(np.where(z.real > 0, -z, z)))


def softplus_prime(z):
    """Return the derivative of the softplus: the sigmoid of z, equation (2.8)."""
    return sigmoid(z)


def steep_sigmoid(z, kappa_s):
    """Sigmoid of z / kappa_s: steeper for kappa_s < 1, flatter for kappa_s > 1.

    Parameters
    ----------
    z : ndarray of any shape, real or complex
    kappa_s : float, > 0
        The steepness factor of the Chinese literature (equation 2.7).
    """
    return sigmoid(np.asarray(z) / kappa_s)


def steep_sigmoid_prime_from_output(a, kappa_s):
    """Return the derivative of the steep sigmoid where its output is a: a (1 - a) / kappa_s."""
    return a * (1 - a) / kappa_s


def softmax(z):
    """Exponentials of each column divided by their sum: a probability for each class.

    The largest real part of a column is subtracted first, which changes nothing but the range
    of the exponentials.

    Parameters
    ----------
    z : ndarray, shape (n,) or (n, m), real or complex
        One sample a column.

    Returns
    -------
    ndarray of the shape of z; each column sums to 1

    References
    ----------
    Blanchard, Higham and Higham (2021), "Accurately computing the log-sum-exp and softmax
    functions", IMA Journal of Numerical Analysis 41.

    Examples
    --------
    >>> softmax(np.array([[0.0, 1000.0], [0.0, 0.0]])).tolist()
    [[0.5, 1.0], [0.5, 0.0]]
    """
    z = np.asarray(z)
    e = np.exp(z - z.real.max(axis=0))
    return e / e.sum(axis=0)


def softmax_jacobian(p):
    """Jacobian diag(p) - p p^T of the softmax where its output is p, equation (3.2).

    Parameters
    ----------
    p : ndarray, shape (n,) or (n, 1)
        The output for one sample.

    Returns
    -------
    ndarray, shape (n, n): entry (i, j) is dp_i / dz_j

    Raises
    ------
    ValueError
        If p holds more than one column.
    """
    p = np.asarray(p)
    if p.ndim > 2 or (p.ndim == 2 and p.shape[1] != 1):
        raise ValueError(
            "softmax_jacobian takes the output of one sample, shape (n,) or (n, 1), not"
            f" {p.shape}: pass one column, or use softmax_pullback for a batch"
        )
    p = p.ravel()
    return np.diag(p) - np.outer(p, p)


def softmax_pullback(a, delta):
    """Jacobian of the softmax, transposed, times delta, for every column of a batch.

    Parameters
    ----------
    a : ndarray, shape (n, m)
        Outputs of the softmax.
    delta : ndarray, shape (n, m)
        Derivatives of the samples' costs with respect to a.

    Returns
    -------
    ndarray, shape (n, m): derivatives with respect to z, a * (delta - sum_i a_i delta_i)
    """
    return a * (delta - (a * delta).sum(axis=0))
