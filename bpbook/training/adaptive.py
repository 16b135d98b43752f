"""Optimisers that find their own step sizes (chapter 12).

All of them work in place on flat vectors, with memory made once; the formulas are in the
docstrings, where g^2 and the square root act entry by entry.
"""

import numpy as np

from bpbook.training.optimizers import Optimizer, check_share


class BoldDriver(Optimizer):
    """Gradient descent whose rate grows while the cost falls, and shrinks when it rises.

    After an epoch: if the cost fell, rate <- up * rate; if it rose, the epoch before is undone and
    rate <- down * rate (Vogl, Mangis, Rigler, Zink and Alkon 1988).  For the whole batch.

    Parameters
    ----------
    rate : float
        To start with.
    up, down : float
        Factors, down < 1 < up.
    """

    memory = ("_start", "_good", "_cost")

    def __init__(self, rate, up=1.05, down=0.5):
        super().__init__(rate)
        if not 0 < down < 1 < up:
            raise ValueError(f"the factors must keep 0 < down < 1 < up, not {down!r} and {up!r}")
        self.first_rate, self.up, self.down = rate, up, down

    def start(self, theta):
        """Forget earlier runs."""
        super().start(theta)
        self.rate, self._cost = self.first_rate, np.array(np.inf)

    def begin_epoch(self, epoch, theta):
        """Remember where the epoch starts: its cost is that of this point."""
        self._start[:] = theta

    def step(self, theta, grad):
        """Change theta by -eta g."""
        np.multiply(grad, -self.rate, grad, dtype=grad.dtype)
        np.add(theta, grad, theta)

    def end_epoch(self, cost, theta):
        """Go faster, or back."""
        if cost > self._cost:
            theta[:] = self._good
            self.rate *= self.down
            return
        if cost < self._cost < np.inf:
            self.rate *= self.up
        self._good[:], self._cost[()] = self._start, cost

    def __repr__(self):
        return f"BoldDriver(rate={self.first_rate}, up={self.up}, down={self.down})"


class Rprop(Optimizer):
    """Steps of their own size for every parameter, by the sign of the derivative alone.

    A step grows by `up` while its derivative keeps its sign and shrinks by `down` when it turns;
    after a turn it pauses once (iRprop-: Riedmiller and Braun 1993, Igel and Huesken 2000).  For
    the whole batch: the signs of mini-batches are noise.

    Parameters
    ----------
    rate : float
        First step of every parameter.
    up, down : float
    least, most : float
        Bounds of a step.
    """

    memory = ("_steps", "_before")

    def __init__(self, rate=0.1, up=1.2, down=0.5, least=1e-6, most=50.0):
        super().__init__(rate)
        if not 0 < down < 1 < up:
            raise ValueError(f"the factors must keep 0 < down < 1 < up, not {down!r} and {up!r}")
        if not 0 < least <= rate <= most:
            raise ValueError(f"rate={rate!r} must lie between least={least!r} and most={most!r}")
        self.up, self.down, self.least, self.most = up, down, least, most

    def start(self, theta):
        """Forget earlier runs."""
        super().start(theta)
        self._steps[:] = self.rate
        self._product, self._where = np.zeros_like(theta), np.zeros(theta.shape, bool)

    def step(self, theta, grad):
        """Change theta by the sign of the derivatives."""
        steps, product, where = self._steps, self._product, self._where
        np.multiply(grad, self._before, product)
        np.greater(product, 0, where)
        np.multiply(steps, self.up, out=steps, where=where)
        np.less(product, 0, where)
        np.multiply(steps, self.down, out=steps, where=where)
        np.copyto(grad, 0, where=where)
        np.clip(steps, self.least, self.most, out=steps)
        np.copyto(self._before, grad)
        np.sign(grad, product)
        np.multiply(product, steps, product)
        np.subtract(theta, product, theta)

    def __repr__(self):
        return f"Rprop(rate={self.rate}, up={self.up}, down={self.down})"


class AdaGrad(Optimizer):
    """h <- h + g^2, theta <- theta - eta g / (sqrt(h) + eps) (Duchi, Hazan and Singer 2011).

    Parameters
    ----------
    rate : float or callable
    eps : float, > 0
        Keeps the division finite.
    """

    memory = ("_squares",)

    def __init__(self, rate=0.01, eps=1e-8):
        super().__init__(rate)
        self.eps = _positive("eps", eps)

    def start(self, theta):
        """Forget earlier runs."""
        super().start(theta)
        self._scratch = np.zeros_like(theta)

    def step(self, theta, grad):
        """Change theta."""
        s, h = self._scratch, self._squares
        np.multiply(grad, grad, s)
        self._collect(h, s)
        np.sqrt(h, s)
        np.add(s, self.eps, s, dtype=s.dtype)
        np.divide(grad, s, s)
        np.multiply(s, -self.rate, s, dtype=s.dtype)
        np.add(theta, s, theta)

    def _collect(self, h, squares):
        np.add(h, squares, h)

    def __repr__(self):
        return f"AdaGrad(rate={self.rate})"


class RMSProp(AdaGrad):
    """h <- rho h + (1 - rho) g^2, theta <- theta - eta g / (sqrt(h) + eps) (Hinton 2012).

    Parameters
    ----------
    rate : float or callable
    rho : float, 0 <= rho < 1
        How much of the mean square is kept.
    eps : float, > 0
    """

    def __init__(self, rate=0.001, rho=0.9, eps=1e-8):
        super().__init__(rate, eps)
        check_share("rho", rho)
        self.rho = rho

    def _collect(self, h, squares):
        np.multiply(h, self.rho, h, dtype=h.dtype)
        np.multiply(squares, 1 - self.rho, squares, dtype=h.dtype)
        np.add(h, squares, h)

    def __repr__(self):
        return f"RMSProp(rate={self.rate}, rho={self.rho})"


class Adam(Optimizer):
    """Momentum and mean square, both corrected for their start at 0 (Kingma and Ba 2015).

    v <- rho1 v + (1 - rho1) g, h <- rho2 h + (1 - rho2) g^2, and after n steps
    theta <- theta - eta (v / (1 - rho1^n)) / (sqrt(h / (1 - rho2^n)) + eps).

    Parameters
    ----------
    rate : float or callable
    rho1, rho2 : float, 0 <= rho < 1
        The source calls them beta1 and beta2.
    eps : float, > 0
    """

    memory = ("_mean", "_squares", "_steps")

    def __init__(self, rate=0.001, rho1=0.9, rho2=0.999, eps=1e-8):
        super().__init__(rate)
        check_share("rho1", rho1)
        check_share("rho2", rho2)
        self.rho1, self.rho2, self.eps = rho1, rho2, _positive("eps", eps)

    def start(self, theta):
        """Forget earlier runs."""
        super().start(theta)
        self._steps, self._scratch = np.zeros(()), np.zeros_like(theta)

    def step(self, theta, grad):
        """Change theta."""
        v, h, s = self._mean, self._squares, self._scratch
        self._steps += 1
        n = int(self._steps)
        _blend(v, grad, self.rho1, s)
        np.multiply(grad, grad, grad)
        _blend(h, grad, self.rho2, s)
        np.multiply(h, 1 / (1 - self.rho2**n), s, dtype=s.dtype)
        np.sqrt(s, s)
        np.add(s, self.eps, s, dtype=s.dtype)
        np.divide(v, s, s)
        np.multiply(s, -self.rate / (1 - self.rho1**n), s, dtype=s.dtype)
        np.add(theta, s, theta)

    def __repr__(self):
        return f"Adam(rate={self.rate}, rho1={self.rho1}, rho2={self.rho2})"


def _blend(mean, new, rho, scratch):
    """Write rho * mean + (1 - rho) * new into mean."""
    np.multiply(mean, rho, mean, dtype=mean.dtype)
    np.multiply(new, 1 - rho, scratch, dtype=mean.dtype)
    np.add(mean, scratch, mean)


def _positive(name, value):
    if not 0 < value < np.inf:
        raise ValueError(f"{name} must be positive, not {value!r}")
    return value
