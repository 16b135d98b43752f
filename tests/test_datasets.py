"""The data sets: shapes, meaning, and the stored digits against their source."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from bpbook import datasets


def test_xor():
    X, T = datasets.xor()
    assert X.shape == (2, 4)
    assert T.tolist() == [[float(a != b) for a, b in X.T]]


@pytest.mark.parametrize(("bits", "symmetric"), [(2, 2), (5, 8), (6, 8)])
def test_symmetry(bits, symmetric):
    X, T = datasets.symmetry(bits)
    assert X.shape == (bits, 2**bits)
    assert len({tuple(x) for x in X.T}) == 2**bits
    assert T.sum() == symmetric
    for x, t in zip(X.T, T[0], strict=True):
        assert t == (list(x) == list(x)[::-1])


def test_spirals():
    X, T = datasets.spirals(50, classes=4, noise=0.0)
    assert X.shape == (2, 200)
    np.testing.assert_array_equal(T.sum(axis=0), 1)
    np.testing.assert_array_equal(T.sum(axis=1), 50)
    np.testing.assert_allclose(np.hypot(*X)[:50], np.linspace(0.05, 1, 50))
    np.testing.assert_array_equal(*(datasets.spirals(seed=s)[0] for s in (1, 1)))
    assert not np.array_equal(*(datasets.spirals(seed=s)[0] for s in (1, 2)))


def test_digits_are_those_of_scikit_learn():
    X, T = datasets.digits()
    source = load_digits()
    np.testing.assert_array_equal(X.T * 16, source.data)
    np.testing.assert_array_equal(T.argmax(axis=0), source.target)
    np.testing.assert_array_equal(T.sum(axis=0), 1)
    assert X.min() == 0
    assert X.max() == 1


def test_digits_are_stored_small_without_pickle_and_with_their_licence():
    folder = Path(datasets.__file__).parent / "data"
    assert (folder / "digits.npz").stat().st_size < 60_000
    with np.load(folder / "digits.npz", allow_pickle=False) as stored:
        assert {name: stored[name].dtype for name in stored} == {
            "images": np.uint8,
            "labels": np.uint8,
        }
    text = (folder / "README.md").read_text(encoding="utf-8")
    for word in ("Alpaydin", "Kaynak", "CC BY 4.0", "10.24432/C50P49"):
        assert word in text


def test_one_hot_and_back():
    labels = np.array([3, 0, 2, 3])
    T = datasets.one_hot(labels, 4)
    assert T.shape == (4, 4)
    np.testing.assert_array_equal(T.argmax(axis=0), labels)
    np.testing.assert_array_equal(T.sum(axis=0), 1)


def test_split_keeps_every_sample_once_and_pairs_together():
    X = np.arange(20.0).reshape(2, 10)
    X_train, T_train, X_test, T_test = datasets.split(X, X[:1] * 3, held_out=0.3, seed=1)
    assert (X_train.shape, X_test.shape) == ((2, 7), (2, 3))
    assert sorted([*X_train[0], *X_test[0]]) == list(range(10))
    np.testing.assert_array_equal(T_train, X_train[:1] * 3)
    np.testing.assert_array_equal(T_test, X_test[:1] * 3)


def test_split_by_seed_and_in_file_order():
    X = np.arange(10.0)[None]
    one, again, other = (datasets.split(X, X, seed=s)[2].tolist() for s in (1, 1, 2))
    assert one == again != other
    X_train, _, X_test, _ = datasets.split(X, X, held_out=0.2, order="file")
    assert X_test.tolist() == [[8, 9]]
    X_train[:] = -1
    assert X.min() == 0
