"""HeadProblem: the head alone on fixed features, a convex problem that is solved instead of approached by steps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from threadpoolctl import threadpool_limits

from core.jobs import Job
from core.messages import Message
from core.targets.linear import Coefficients, LinearModel

STEP = Message("choosing-penalty")
#: inverse strengths of the penalty that are tried, from strong to weak
INVERSE_PENALTIES = tuple(float(f"{10.0**exponent:.1e}") for exponent in np.arange(-4, 1.01, 0.5))
#: where there are too few groups to try any
USUAL = 0.01
#: of examples on which the penalty is chosen: with more it hardly changes, and takes long
MOST_TO_CHOOSE_BY = 4000
#: from the first, strongest penalty of a path to the chosen one
PATH = 1e3
#: of the usual spread of a feature: one that hardly varies in training must not be blown up
LEAST_SPREAD = 0.01
#: several threads for matrices this small wait for each other more than they work, and may sum in another order
_BY_ONE_THREAD = threadpool_limits.wrap(limits=1)


@dataclass(frozen=True, kw_only=True, eq=False)
class HeadProblem:
    """Find the head with the least weighted loss and an L2 penalty, on features that are brought to one scale.

    A linear probe as it is usually made (Kornblith, Shlens and Le, 2019), and the first step of training the head
    before the layers below it (Kumar et al., 2022).
    """

    model: LinearModel
    #: of the head
    units: int
    #: float [n, width]
    features: np.ndarray
    #: encoded, [n, …]
    labels: np.ndarray
    #: float [n]
    weights: np.ndarray
    #: [n]: what belongs to one subject
    groups: np.ndarray

    @_BY_ONE_THREAD
    def inverse_penalty(self, seed: int, job: Job) -> float:
        """Return the one with the least loss on groups that were not learnt from, cross-validated.

        Raise JobStopped when the job is stopped.
        """
        places = self._to_choose_by(seed)
        folds = self.model.folds(self.labels[places], self.groups[places], seed)
        if not folds:
            return USUAL
        losses = np.zeros(len(INVERSE_PENALTIES))
        for learn, look in job.steps(STEP, folds, len(folds)):
            losses += self._losses_on(places[learn], places[look], job)
        return INVERSE_PENALTIES[int(losses.argmin())]

    @_BY_ONE_THREAD
    def solved(self, inverse_penalty: float, start: Coefficients | None) -> Coefficients:
        """Return kernel and bias for the features as they are. `start` is one of a penalty near by."""
        scaled, middle, spread = self._scaled
        width, units = self.features.shape[1], self.units
        before = Coefficients.zero(width, units) if start is None else _on_scale(start, middle, spread)
        found = self.model.fitted(scaled, self.labels, self.weights, inverse_penalty, before)
        return _off_scale(found, middle, spread)

    def _losses_on(self, learn: np.ndarray, look: np.ndarray, job: Job) -> np.ndarray:
        """Return for each penalty the weighted sum of losses at these places."""
        middle, spread = _scale_of(self.features[learn])
        known, unknown = ((self.features[places] - middle) / spread for places in (learn, look))
        found, losses = Coefficients.zero(known.shape[1], self.units), []
        for inverse_penalty in INVERSE_PENALTIES:
            found = self.model.fitted(known, self.labels[learn], self.weights[learn], inverse_penalty, found)
            lost = self.model.losses(self.labels[look], found.outputs(unknown))
            losses.append(float(np.sum(self.weights[look] * lost)))
            job.checkpoint()
        return np.array(losses)

    def _to_choose_by(self, seed: int) -> np.ndarray:
        """Return places of whole groups, as many as it takes."""
        if len(self.labels) <= MOST_TO_CHOOSE_BY:
            return np.arange(len(self.labels))
        names, of_place = np.unique(self.groups, return_inverse=True)
        order = np.random.default_rng(seed).permutation(len(names))
        some = order[: np.searchsorted(np.cumsum(np.bincount(of_place)[order]), MOST_TO_CHOOSE_BY, side="right")]
        return np.flatnonzero(np.isin(of_place, some))

    @cached_property
    def _scaled(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        middle, spread = _scale_of(self.features)
        return (self.features - middle) / spread, middle, spread


def path_to(inverse_penalty: float, steps: int) -> list[float]:
    """Return inverse penalties from a strong one to this one, by equal factors: each fit begins with the one before."""
    return [float(value) for value in np.geomspace(inverse_penalty / PATH, inverse_penalty, steps + 1)[1:]]


def _scale_of(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation of each feature, float64 [width]."""
    middle, spread = features.mean(axis=0, dtype=np.float64), features.std(axis=0, dtype=np.float64)
    usual = float(np.sqrt(np.mean(spread**2))) or 1.0
    return middle, np.maximum(spread, LEAST_SPREAD * usual)


def _on_scale(of_features: Coefficients, middle: np.ndarray, spread: np.ndarray) -> Coefficients:
    return Coefficients(of_features.kernel * spread[:, None], of_features.bias + middle @ of_features.kernel)


def _off_scale(of_scaled: Coefficients, middle: np.ndarray, spread: np.ndarray) -> Coefficients:
    kernel = of_scaled.kernel / spread[:, None]
    return Coefficients(kernel, of_scaled.bias - middle @ kernel)
