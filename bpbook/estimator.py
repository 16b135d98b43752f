"""The network with scikit-learn's manners, for people with a table of rows.

`MLPClassifier` and `MLPRegressor` take a table with one sample a row, turn it into columns (in
`_fit_columns` and `_outputs`, and nowhere else in the package), and can stand in any pipeline,
search or cross-validation.  This module alone needs scikit-learn: its base classes, tags, errors
and checks of a table are what "its manners" means.
"""

import numpy as np

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, check_random_state, validate_data
except ImportError as error:
    raise ImportError(
        "bpbook.estimator needs scikit-learn: install it with pip install scikit-learn"
    ) from error

from bpbook.datasets import one_hot
from bpbook.nn import Network
from bpbook.training import GradientDescent, NoImprovement, train


class _Perceptron(BaseEstimator):
    """What classifier and regressor share; their docstrings name the parameters."""

    def __init__(
        self,
        hidden_sizes=(32,),
        activation="sigmoid",
        rate=0.1,
        momentum=0.9,
        epochs=200,
        batch=32,
        patience=20,
        random_state=None,
    ):
        self.hidden_sizes = hidden_sizes
        self.activation = activation
        self.rate = rate
        self.momentum = momentum
        self.epochs = epochs
        self.batch = batch
        self.patience = patience
        self.random_state = random_state

    def _fit_columns(self, X, T, output, cost):
        """Train a network on a table X (m, n_0) with targets T (n_L, m) in columns."""
        seed = int(check_random_state(self.random_state).randint(2**31))
        self._mean, self._size = X.mean(axis=0), X.std(axis=0)
        self._size[self._size == 0] = 1.0  # a constant column stays at 0
        sizes = [X.shape[1], *self.hidden_sizes, len(T)]
        self.network_ = Network(sizes, self.activation, output, cost, seed=seed)
        self.history_ = train(
            self.network_,
            self._columns(X),
            T,
            GradientDescent(self.rate, self.momentum),
            epochs=self.epochs,
            batch=min(self.batch, len(X)),
            stop=[NoImprovement(self.patience, minimum=1e-6)],
            seed=seed,
        )
        return self

    def _columns(self, X):
        return ((X - self._mean) / self._size).T

    def _outputs(self, X):
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return self.network_.forward(self._columns(X)).T


class MLPClassifier(ClassifierMixin, _Perceptron):
    """A multilayer perceptron with softmax and cross-entropy that learns classes.

    The columns of the table are centred and scaled to variance 1 inside.

    Parameters
    ----------
    hidden_sizes : sequence of int
        Widths of the hidden layers.
    activation : str
        Of the hidden layers: "sigmoid", "tanh", "relu", "softplus", "identity".
    rate, momentum : float
        Of gradient descent.
    epochs : int
        Largest number of passes through the table.
    batch : int
        Samples in a step; all of them if the table is shorter.
    patience : int
        Epochs without improvement of the cost after which training ends.
    random_state : int, RandomState instance or None
        Of the initial weights and the order of the samples.

    Attributes
    ----------
    classes_ : ndarray
        The labels, in the order of the columns of `predict_proba`.
    n_features_in_ : int
    network_ : Network
    history_ : History

    Examples
    --------
    >>> X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), ["no", "yes", "yes", "no"]
    >>> model = MLPClassifier(hidden_sizes=(4,), epochs=500, patience=500, random_state=0)
    >>> model.fit(X, y).predict(X).tolist()
    ['no', 'yes', 'yes', 'no']
    """

    def fit(self, X, y):
        """Learn the classes y, shape (m,), of the rows of X, shape (m, n_0)."""
        X, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, labels = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(
                f"y holds one class only, {self.classes_[0]!r}: it takes two to learn"
            )
        T = one_hot(labels, len(self.classes_))
        return self._fit_columns(X, T, "softmax", "cross-entropy")

    def predict_proba(self, X):
        """Probability of each class for each row, shape (m, number of classes)."""
        return self._outputs(X)

    def predict(self, X):
        """Return the most probable class of each row, shape (m,)."""
        probabilities = self._outputs(X)
        return self.classes_[probabilities.argmax(axis=1)]


class MLPRegressor(RegressorMixin, _Perceptron):
    """A multilayer perceptron with identity output and squared error that learns a number.

    The columns of the table and the targets are centred and scaled to variance 1 inside.

    Parameters
    ----------
    hidden_sizes, activation, rate, momentum, epochs, batch, patience, random_state
        As for `MLPClassifier`.

    Attributes
    ----------
    n_features_in_ : int
    network_ : Network
    history_ : History

    Examples
    --------
    >>> X = np.linspace(-1, 1, 50).reshape(-1, 1)
    >>> MLPRegressor(random_state=0).fit(X, X.ravel() ** 2).score(X, X.ravel() ** 2) > 0.95
    True
    """

    def fit(self, X, y):
        """Learn the numbers y, shape (m,), of the rows of X, shape (m, n_0)."""
        X, y = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        self._target_mean, self._target_size = y.mean(), y.std() or 1.0
        T = ((y - self._target_mean) / self._target_size).reshape(1, -1)
        return self._fit_columns(X, T, "identity", "squared error")

    def predict(self, X):
        """Return the number predicted for each row, shape (m,)."""
        outputs = self._outputs(X).ravel()
        return self._target_mean + self._target_size * outputs
