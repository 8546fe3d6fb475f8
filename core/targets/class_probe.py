"""Probe: how well a linear classifier on frozen features classifies the images of subjects that it has not seen."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

from core.jobs import Job
from core.messages import Message
from core.statistics.intervals import auc_interval, wilson_interval
from core.targets.metrics import BALANCED_ACCURACY
from core.targets.probe import CurvePoint, Probe, Score

FOLDS = 5
#: of the subjects that a fold leaves to learn from; each holds the ones before it
SHARES = (0.25, 0.5, 1.0)
#: inverse strength of the penalty: there are more features than subjects, so weights are held small, as early
#: stopping does with the head
PENALTY = 0.01
MOST_ITERATIONS = 300
STEP = Message("training-linear-probes")


# several threads for matrices this small wait for each other more than they work
@threadpool_limits.wrap(limits=1)
def probe(features: np.ndarray, labels: np.ndarray, groups: np.ndarray, job: Job, seed: int = 0) -> Probe | None:
    """Cross-validate over whole subjects: `features` float [n, d], `labels` int [n], `groups` [n] name the subjects.

    Logistic regression on standardised features, as linear probes are usually made (Kornblith, Shlens and Le 2019), in
    which each class has the same say. None where a class is found in fewer than two subjects.
    """
    classes, labels = np.unique(labels, return_inverse=True)
    folds = min(FOLDS, *(len(np.unique(groups[labels == label])) for label in range(len(classes))))
    if folds < 2:
        return None
    divided = list(StratifiedGroupKFold(folds, shuffle=True, random_state=seed).split(features, labels, groups))
    work = [(share, learn, look) for share in SHARES for learn, look in divided]
    predictions = {share: np.zeros((len(labels), len(classes))) for share in SHARES}
    subjects = dict.fromkeys(SHARES, 0.0)
    for share, learn, look in job.steps(STEP, work, len(work)):
        some = learn[_is_among_first(share, labels[learn], groups[learn], seed)]
        predictions[share][look] = _predicted(features, labels, some, look, len(classes))
        subjects[share] += len(np.unique(groups[some])) / folds
    curve = tuple(
        CurvePoint(subjects=round(subjects[share]), score=score_of(labels, predictions[share].argmax(1), groups))
        for share in SHARES
    )
    of_all = predictions[SHARES[-1]]
    return Probe(
        score=curve[-1].score,
        auc=_auc(labels, of_all),
        auc_interval=auc_interval(labels, _ranked(of_all), groups),
        folds=folds,
        curve=curve,
    )


def score_of(labels: np.ndarray, predicted: np.ndarray, groups: np.ndarray) -> Score:
    """Return balanced accuracy; all three arrays are [n]. The error is that of a sum over independent subjects.

    The interval is Wilson's (1927), for as many independent images as would vary like these subjects.
    """
    sizes = np.bincount(labels)
    right = labels == predicted
    of_class = np.bincount(labels, right) / sizes
    value = float(of_class.mean())
    pulls = (right - of_class[labels]) / (sizes[labels] * len(sizes))
    subjects, places = np.unique(groups, return_inverse=True)
    variance = float(np.sum(np.bincount(places, pulls) ** 2)) * len(subjects) / (len(subjects) - 1)
    independent = min(value * (1 - value) / variance, len(labels)) if variance else len(subjects)
    low, high = wilson_interval(value, independent)
    return Score(metric=BALANCED_ACCURACY, value=value, standard_error=variance**0.5, low=low, high=high)


def _is_among_first(share: float, labels: np.ndarray, groups: np.ndarray, seed: int) -> np.ndarray:
    """Return which images belong to this share of each class's subjects, so that a larger share holds a smaller."""
    draw = np.random.default_rng(seed)
    chosen: list[np.ndarray] = []
    for label in np.unique(labels):
        of_class = draw.permutation(np.unique(groups[labels == label]))
        chosen.append(of_class[: max(1, round(share * len(of_class)))])
    return np.isin(groups, np.concatenate(chosen))


def _predicted(
    features: np.ndarray, labels: np.ndarray, learn: np.ndarray, look: np.ndarray, classes: int
) -> np.ndarray:
    """Return probabilities [len(look), classes] of a classifier that has learnt from the images `learn`."""
    scaler = StandardScaler().fit(features[learn])
    model = LogisticRegression(C=PENALTY, class_weight="balanced", max_iter=MOST_ITERATIONS)
    model.fit(scaler.transform(features[learn]), labels[learn])
    probabilities = np.zeros((len(look), classes))
    probabilities[:, model.classes_] = model.predict_proba(scaler.transform(features[look]))
    return probabilities


def _ranked(probabilities: np.ndarray) -> np.ndarray:
    """Return the probabilities of the second of two classes, from which all else follows; of more, those of all."""
    return probabilities[:, 1] if probabilities.shape[1] == 2 else probabilities


def _auc(labels: np.ndarray, probabilities: np.ndarray) -> float:
    if probabilities.shape[1] == 2:
        return float(roc_auc_score(labels, _ranked(probabilities)))
    return float(roc_auc_score(labels, probabilities, multi_class="ovr"))
