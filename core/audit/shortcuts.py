"""Shortcuts: whether the classes can be separated by facts of the files alone, so that a network could cheat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg, stats
from threadpoolctl import threadpool_limits

from core.messages import Message
from core.statistics.intervals import wilson_interval

#: a class that is found in fewer subjects is left out
FEWEST_SUBJECTS = 5
FOLDS = 5
#: of larger datasets so many are looked at, from all subjects alike
MOST_IMAGES = 10_000

#: how often the classes are dealt out to the subjects at random, and the share of deals that may do as well
DEALS, LEVEL = 199, 0.01
DEALS_AT_ONCE = 50
#: so many deals that do as well are enough to know: it is chance
ENOUGH_AS_GOOD = 20
TINY = 1e-6
#: in standard deviations: the truth, dealt once more, is rounded otherwise
SAME = 1e-3

#: values of a text that are told apart, the most frequent first, and steps into which numbers are cut
MOST_VALUES, STEPS = 20, 6
#: what keeps the coefficients small, as a share of the subjects, and how much more freely a number's rank acts
RIDGE, FREEDOM_OF_RANK = 0.1, 3

#: numbers of at most so many different values are told by the share of each
FEW_VALUES = 4
UNKNOWN = Message("value-unknown")


@dataclass(frozen=True, kw_only=True)
class FactDifference:
    """How well a fact alone distinguishes the classes."""

    name: str
    auc: float
    #: for each of the classes that were looked at: “SIEMENS 80 %, GE 20 %” or “1,857 px (median)”
    summary: tuple[Message, ...]


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """How well all facts together distinguish classes of unseen subjects, and which do by themselves."""

    #: area under the ROC curve: .5 is chance; of several classes the mean of one against the rest
    auc: float
    #: its 95 % interval
    low: float
    high: float
    #: the share of random deals of the classes to the subjects in which all facts or any one stand out as much
    p_value: float
    is_above_chance: bool
    #: the labels that were looked at, in the order of the summaries
    classes: tuple[int, ...]
    #: the facts that surely separate the classes by themselves, the strongest first; none where it takes all together
    differences: tuple[FactDifference, ...]


# several threads for matrices this small wait for each other more than they work, tenfold on a busy computer
@threadpool_limits.wrap(limits=1)
def find_shortcut(
    facts: Mapping[str, np.ndarray],
    labels: np.ndarray,
    groups: np.ndarray,
    units: Mapping[str, str],
    seed: int = 0,
) -> Shortcut | None:
    """`facts` are arrays [n] of numbers or texts by their names, `labels` int [n], `groups` [n] name the subjects.

    `units` say by the same names in what numbers are counted; “%” stands for shares.

    Ridge regression on the facts, cut into steps, is cross-validated over whole subjects, of which each weighs the
    same. Its AUC, and how strongly each fact by itself goes with the classes, are held against what they reach with the
    classes dealt out to the subjects at random (Ojala and Garriga 2010): each deal is cross-validated anew, and so
    accounts for what is learnt by chance from few subjects. What stands out most must do so more than what stands out
    most in the deals (Westfall and Young 1993), however many facts there are. None where no fact varies, or where fewer
    than two classes have enough subjects.
    """
    draw = np.random.default_rng(seed)
    rows = _rows(labels, groups, draw)
    values = _varying(facts, rows)
    classes, targets = np.unique(labels[rows], return_inverse=True)
    if len(classes) < 2 or not values:
        return None
    subjects = np.unique(groups[rows], return_inverse=True)[1]
    folds = _folds(subjects, draw)
    columns = {name: _columns(of_fact) for name, of_fact in values.items()}
    together = _Validation(np.hstack(list(columns.values())), subjects, folds)
    strengths = _Strengths(list(columns.values()), subjects)
    (p_value, *of_facts), spread = _p_values(together, strengths, _Deal(targets, subjects), draw)
    guilty = [name for name, p_of_fact in zip(columns, of_facts, strict=True) if p_of_fact <= LEVEL]
    differences = [
        FactDifference(
            name=name,
            auc=_auc(targets, _Validation(columns[name], subjects, folds).scores(_against_rest(targets))),
            summary=_summary(values[name], targets, units.get(name, "")),
        )
        for name in guilty
    ]
    p_value = min(p_value, *of_facts)
    auc = _auc(targets, together.scores(_against_rest(targets)))
    low, high = wilson_interval(auc, 1 / (2 * spread) ** 2)  # as many cases as by chance would vary like the deals
    return Shortcut(
        auc=auc,
        low=low,
        high=high,
        p_value=p_value,
        is_above_chance=p_value <= LEVEL,
        classes=tuple(classes.tolist()),
        differences=tuple(sorted(differences, key=lambda difference: -difference.auc)),
    )


# ---- what is looked at


def _rows(labels: np.ndarray, groups: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return images of classes with enough subjects: one of each subject, then a second of each, up to MOST_IMAGES."""
    usual = [label for label in np.unique(labels) if len(np.unique(groups[labels == label])) >= FEWEST_SUBJECTS]
    rows = draw.permutation(np.flatnonzero(np.isin(labels, usual)))
    return rows[np.lexsort((draw.random(len(rows)), _turns(groups[rows])))[:MOST_IMAGES]]


def _turns(subjects: np.ndarray) -> np.ndarray:
    """Return 0 for the first image of each subject, 1 for its second, and so on."""
    order = np.argsort(subjects, kind="stable")
    _, first, counts = np.unique(subjects[order], return_index=True, return_counts=True)
    turns = np.empty(len(subjects), int)
    turns[order] = np.arange(len(subjects)) - np.repeat(first, counts)
    return turns


def _varying(facts: Mapping[str, np.ndarray], rows: np.ndarray) -> dict[str, np.ndarray]:
    """Return numbers as float64, all else as text."""
    arrays = {name: np.asarray(values)[rows] for name, values in facts.items()}
    typed = {name: values.astype(float if values.dtype.kind in "biuf" else str) for name, values in arrays.items()}
    return {name: values for name, values in typed.items() if len(np.unique(values)) > 1}


def _columns(values: np.ndarray) -> np.ndarray:
    """Return a column for each frequent text; of numbers one for each step, and their rank: float32 [n, columns]."""
    if values.dtype.kind == "U":
        _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
        return (places[:, None] == np.argsort(-counts)[:MOST_VALUES]).astype(np.float32)
    values = np.nan_to_num(values, nan=-np.inf)
    edges = np.unique(np.quantile(values, np.linspace(0, 1, STEPS + 1)[1:-1], method="nearest"))
    # from both sides, so that a value that many images share becomes a step of its own
    steps = np.searchsorted(edges, values, "left") + np.searchsorted(edges, values, "right")
    ranks = FREEDOM_OF_RANK * stats.rankdata(values) / len(values)
    return np.column_stack([steps[:, None] == np.unique(steps), ranks]).astype(np.float32)


# ---- how well it tells the classes


def _folds(subjects: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Return the fold of each image, by its subject, without the classes, or the deals would be unlike the truth."""
    count = subjects.max() + 1
    return draw.permutation(np.arange(count) % FOLDS)[subjects]


class _Validation:
    """Ridge regression of any number of targets on columns [n, k], cross-validated; each subject weighs the same."""

    def __init__(self, columns: np.ndarray, subjects: np.ndarray, folds: np.ndarray):
        weights = _weights(subjects)
        self._folds = [_fold(columns, weights, folds == fold) for fold in np.unique(folds)]

    def scores(self, targets: np.ndarray) -> np.ndarray:
        """Return what the other folds foretell of targets [n, t], less their mean, so that folds can be compared."""
        scores = np.empty(targets.shape, np.float32)
        for is_tested, tested, learnt, square in self._folds:
            scores[is_tested] = tested @ np.linalg.solve(square, learnt.T @ targets[~is_tested])
        return scores


def _fold(columns: np.ndarray, weights: np.ndarray, is_tested: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return which images are tested, their centred columns, all others' weighted ones, and the matrix to be solved."""
    centre, weighted, square = _ridge(columns[~is_tested], weights[~is_tested])
    return is_tested, columns[is_tested] - centre, weighted, square


def _ridge(columns: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the columns' means, the centred and weighted columns, and their products with the penalty."""
    subjects = weights.sum()
    centre = weights @ columns / subjects
    centred = columns - centre
    weighted = centred * weights[:, None]
    penalty = RIDGE * subjects * np.eye(columns.shape[1], dtype=np.float32)
    return centre, weighted, weighted.T @ centred + penalty


def _weights(subjects: np.ndarray) -> np.ndarray:
    weights: np.ndarray = (1 / np.bincount(subjects)[subjects]).astype(np.float32)
    return weights


class _Strengths:
    """How much of the spread of targets each fact explains, as a length: its deals lie as a bell curve."""

    def __init__(self, facts: Sequence[np.ndarray], subjects: np.ndarray):
        weights = _weights(subjects)
        self._columns = np.hstack([_explaining(columns, weights) for columns in facts])
        self._starts = np.cumsum([0, *(columns.shape[1] for columns in facts[:-1])])

    def of(self, targets: np.ndarray) -> np.ndarray:
        """Return [facts, t] of targets [n, t]."""
        return np.add.reduceat((self._columns.T @ targets) ** 2, self._starts, axis=0)


def _explaining(columns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return columns whose squared products with a target add up to what ridge regression explains of it."""
    _, weighted, square = _ridge(columns, weights)
    return linalg.solve_triangular(np.linalg.cholesky(square), weighted.T, lower=True).T


def _p_values(
    together: _Validation, strengths: _Strengths, deal: _Deal, draw: np.random.Generator
) -> tuple[list[float], float]:
    """Return p of all facts together, then of each by itself; and the standard deviation of the AUC by chance.

    It ends early where all is chance (Besag and Clifford 1991).
    """

    def reached(targets: list[np.ndarray]) -> np.ndarray:
        at_once = np.hstack([_against_rest(one) for one in targets])
        aucs = _aucs(at_once, together.scores(at_once)).reshape(len(targets), -1).mean(axis=1)
        explained = strengths.of(at_once)
        return np.vstack([aucs, np.sqrt(explained.reshape(len(explained), len(targets), -1).sum(axis=2))])

    found = reached([deal.truth])
    while found.shape[1] <= DEALS:
        count = min(DEALS_AT_ONCE, DEALS + 1 - found.shape[1])
        found = np.hstack([found, reached([deal.dealt(draw) for _ in range(count)])])
        spread = np.maximum(found.std(axis=1, keepdims=True), TINY)  # of a fact of one subject there may be none
        outstanding = (found - found.mean(axis=1, keepdims=True)) / spread
        as_good = np.count_nonzero(outstanding[:, 1:].max(axis=0) >= outstanding[:, :1] - SAME, axis=1)
        if as_good.min() >= ENOUGH_AS_GOOD:
            break
    return [float(share) for share in (1 + as_good) / found.shape[1]], float(np.std(found[0, 1:])) + TINY


class _Deal:
    """Gives each subject the classes of another; where it has more images than that one, the same ones again."""

    def __init__(self, targets: np.ndarray, subjects: np.ndarray):
        order = np.argsort(subjects, kind="stable")
        _, self._first, self._counts = np.unique(subjects[order], return_index=True, return_counts=True)
        self.truth = targets
        self._targets, self._subjects, self._turns = targets[order], subjects, _turns(subjects)

    def dealt(self, draw: np.random.Generator) -> np.ndarray:
        giver = draw.permutation(len(self._first))[self._subjects]
        return self._targets[self._first[giver] + self._turns % self._counts[giver]]


def _against_rest(targets: np.ndarray) -> np.ndarray:
    """Return a column a class, 1 where an image is of it, float32 [n, t]; of two classes for the second alone."""
    classes = targets.max() + 1
    return (targets[:, None] == (np.arange(classes) if classes > 2 else [1])).astype(np.float32)


def _aucs(targets: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Return the AUC of each column [n, t], by ranks; scikit-learn takes one at a time, at eight times the cost."""
    of_class = targets.sum(axis=0, dtype=float)
    ranks = np.sum(stats.rankdata(scores, axis=0) * targets, axis=0)
    with np.errstate(invalid="ignore"):
        aucs = (ranks - of_class * (of_class + 1) / 2) / (of_class * (len(targets) - of_class))
    return np.nan_to_num(aucs, nan=0.5)


def _auc(targets: np.ndarray, scores: np.ndarray) -> float:
    return float(_aucs(_against_rest(targets), scores).mean())


# ---- what is said of it


def _summary(values: np.ndarray, targets: np.ndarray, unit: str) -> tuple[Message, ...]:
    by_class = [values[targets == place] for place in range(targets.max() + 1)]
    if values.dtype.kind == "U" or len(np.unique(values)) <= FEW_VALUES:
        return tuple(_shares(of_class, unit) for of_class in by_class)
    known = [of_class[~np.isnan(of_class)] for of_class in by_class]
    medians = [_number(float(np.median(of_class)), unit) if len(of_class) else "" for of_class in known]
    if len(set(medians)) > 1:
        return tuple(Message("median", value=median) if median else UNKNOWN for median in medians)
    return tuple(Message("mean", value=_number(float(of_class.mean()), unit)) for of_class in known)


def _shares(values: np.ndarray, unit: str) -> Message:
    """Return the two most frequent values."""
    found, counts = np.unique(values, return_counts=True)
    most = np.argsort(-counts, kind="stable")[:2]
    shares = ((_value(found[place], unit), float(counts[place] / len(values))) for place in most)
    return Message("shares-of-values", shares=[Message("share", value=value, share=share) for value, share in shares])


def _value(value: np.ndarray, unit: str) -> str | Message:
    return _number(float(value), unit) if value.dtype.kind == "f" else str(value) or UNKNOWN


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value * 100:.3g} %"
    return f"{value:,.0f} {unit}".rstrip() if value >= 100 else f"{value:.3g} {unit}".rstrip()
