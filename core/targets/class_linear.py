"""Multinomial logistic regression: the linear model of one class of several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from core.targets.linear import Coefficients

FOLDS = 5
#: of the largest slope of the mean loss; by then no prediction moves in its third decimal
TOLERANCE = 1e-5
MOST_ITERATIONS = 500
#: below the lowest output of the others: of a class from which nothing was learnt
UNKNOWN = 10.0


class ClassLinear:
    """Fits by L-BFGS, as scikit-learn does (Byrd et al., 1995)."""

    def folds(self, labels: np.ndarray, groups: np.ndarray, seed: int) -> Sequence[tuple[np.ndarray, np.ndarray]]:
        """Return five, or as many as the rarest class has groups."""
        count = min(FOLDS, *(len(np.unique(groups[labels == label])) for label in np.unique(labels)))
        if count < 2:
            return []
        divided = StratifiedGroupKFold(count, shuffle=True, random_state=seed).split(labels, labels, groups)
        return [(learn, look) for learn, look in divided if len(np.unique(labels[learn])) > 1]

    def fitted(
        self, features: np.ndarray, labels: np.ndarray, weights: np.ndarray, inverse_penalty: float, start: Coefficients
    ) -> Coefficients:
        present = np.unique(labels)
        model = LogisticRegression(C=inverse_penalty, tol=TOLERANCE, max_iter=MOST_ITERATIONS, warm_start=True)
        model.coef_, model.intercept_ = _given(start, present)
        model.fit(features, labels, sample_weight=weights)
        return _taken(model.coef_, model.intercept_, present, len(start.bias))

    def losses(self, labels: np.ndarray, outputs: np.ndarray) -> np.ndarray:
        return np.asarray(logsumexp(outputs, axis=1) - outputs[np.arange(len(labels)), labels])


def _given(start: Coefficients, present: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return it as scikit-learn holds it: of two classes the second against the first alone."""
    kernel, bias = start.kernel[:, present].T, start.bias[present]
    return (kernel[1:] - kernel[:1], bias[1:] - bias[:1]) if len(present) == 2 else (kernel, bias)


def _taken(rows: np.ndarray, bias: np.ndarray, present: np.ndarray, classes: int) -> Coefficients:
    if len(present) == 2:
        rows, bias = np.concatenate([-rows, rows]) / 2, np.concatenate([-bias, bias]) / 2
    kernel = np.zeros((rows.shape[1], classes))
    of_all = np.full(classes, bias.min() - UNKNOWN)
    kernel[:, present], of_all[present] = rows.T, bias
    return Coefficients(kernel, of_all)
