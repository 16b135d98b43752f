"""Every number that the book draws, initial weights above all, off by about 1e-12 of itself.

The row puts this file into the environment of a copy under another name, where Python imports
it as it starts. The draws, in their order, are those of NumPy; only their last digits differ.
"""

import numpy as np

SIZE = 1e-12
NAMES = ("normal", "standard_normal", "uniform", "random")
_Generator, _default_rng = np.random.Generator, np.random.default_rng


class Shaken(_Generator):
    """A generator whose real numbers are slightly off."""

    def __init__(self, bits):
        super().__init__(bits)
        self.noise = _Generator(np.random.PCG64(12))

    def shaken(self, drawn):
        """Multiply each number by 1 + 1e-12 u, u normal."""
        off = 1 + SIZE * self.noise.standard_normal(np.shape(drawn))
        return (drawn * off).astype(drawn.dtype) if isinstance(drawn, np.ndarray) else drawn * off


def _shaken_method(name):
    def method(self, *arguments, **options):
        return self.shaken(getattr(_Generator, name)(self, *arguments, **options))

    return method


for _name in NAMES:
    setattr(Shaken, _name, _shaken_method(_name))


def default_rng(seed=None):
    """Return what `numpy.random.default_rng` returns, shaken."""
    return seed if isinstance(seed, Shaken) else Shaken(_default_rng(seed).bit_generator)


def install():
    """Let every program of this environment draw from here."""
    np.random.default_rng = default_rng
