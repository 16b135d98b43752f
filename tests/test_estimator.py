"""scikit-learn's own suite for estimators, and a pipeline like the ones people write."""

import subprocess
import sys
from unittest import SkipTest

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits, load_iris
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

from bpbook.estimator import MLPClassifier, MLPRegressor


def checks():
    for estimator in (MLPClassifier(), MLPRegressor()):
        for _, check in estimator_checks_generator(estimator):
            name = getattr(check, "func", check).__name__
            if name != "check_array_api_input":  # for estimators that say they take such arrays
                yield pytest.param(estimator, check, id=f"{type(estimator).__name__}-{name}")


@pytest.mark.parametrize(("estimator", "check"), list(checks()))
def test_scikit_learn_suite(estimator, check):
    try:
        check(clone(estimator))
    except SkipTest as reason:  # the last part of two checks; what came before it has passed
        assert "pandas is not installed" in str(reason)  # noqa: PT017


def test_the_suite_is_the_whole_one():
    assert len(list(checks())) > 90


def test_it_learns_digits_from_rows():
    X, y = load_digits(return_X_y=True)
    model = MLPClassifier((64,), epochs=30, random_state=0).fit(X[::2], y[::2])
    assert model.score(X[1::2], y[1::2]) > 0.93
    shares = model.predict_proba(X[:5])
    assert shares.shape == (5, 10)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert model.history_.epochs <= 30


def test_it_stands_in_a_pipeline_and_a_search():
    X, y = load_iris(return_X_y=True)
    pipeline = make_pipeline(StandardScaler(), MLPClassifier((8,), epochs=60, random_state=0))
    assert cross_val_score(pipeline, X, y, cv=3).mean() > 0.9
    search = GridSearchCV(MLPClassifier(epochs=30, random_state=0), {"rate": [1e-5, 0.1]}, cv=3)
    assert search.fit(X, y).best_params_ == {"rate": 0.1}


def test_labels_can_be_words_and_numbers_can_be_far_from_zero():
    X = np.array([[0.0], [1.0], [10.0], [11.0]])
    model = MLPClassifier((3,), epochs=300, random_state=0).fit(X, ["low", "low", "high", "high"])
    assert model.predict([[0.5], [10.5]]).tolist() == ["low", "high"]
    assert model.classes_.tolist() == ["high", "low"]
    regressor = MLPRegressor((8,), epochs=500, patience=500, random_state=0)
    regressor.fit(X, 1e6 + 1e3 * X.ravel())
    assert regressor.predict([[5.0]]) == pytest.approx(1.005e6, abs=2e3)


def test_one_class_is_too_few():
    with pytest.raises(ValueError, match=r"y holds one class only, np.int64\(1\): it takes two"):
        MLPClassifier().fit([[0.0], [1.0]], [1, 1])


def test_without_scikit_learn_it_says_what_to_install():
    program = "import sys; sys.modules['sklearn'] = None; import bpbook.estimator"
    found = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert "bpbook.estimator needs scikit-learn" in found.stderr
