"""Fixtures that many tests share."""

import numpy as np
import pytest

collect_ignore = ["website/browse.py"]  # runs in an environment of its own


@pytest.fixture
def rng():
    return np.random.default_rng(0)
