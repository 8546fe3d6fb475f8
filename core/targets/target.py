"""Target: what is predicted of an example, and all that training, evaluation and export ask about it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from core.errors import UserError
from core.events import AlarmKind
from core.messages import Message
from core.targets.checks import Check
from core.targets.columns import Columns
from core.targets.exported import Exported
from core.targets.linear import LinearModel
from core.targets.metrics import LOSS
from core.targets.results import Results
from core.targets.selecting import Standing, choice_of

if TYPE_CHECKING:  # only what is called with tensors needs it
    import keras
    import tensorflow as tf

    from core.jobs import Job
    from core.statistics.paired import Tested
    from core.targets.probe import Probe


@dataclass(frozen=True)
class Target(ABC):
    """Define what a model learns to predict: from the labels as people write them to metrics as people read them.

    A head gives *outputs*, float [n, units]; what follows from them for a person are *predictions*, float [n, names].
    """

    #: what each number of a prediction stands for, as the classes of a classifier
    names: tuple[str, ...]

    #: what kept files call it
    kind: ClassVar[str]
    #: whether an example is of one of the names, and its predictions say how probable each of them is
    picks_a_name: ClassVar[bool]
    #: what the loss is; see `core.targets.metrics`
    loss_name: ClassVar[str]
    #: what an audit looks for in its labels
    checks: ClassVar[tuple[Check, ...]]
    #: the metrics by which the best epoch can be chosen, beside the loss, which always can
    selecting: ClassVar[tuple[str, ...]]

    # ---- labels

    @classmethod
    @abstractmethod
    def of_labels(cls, labels: Collection[str]) -> Self:
        """Return the target of a dataset with these labels, as people write them."""

    @abstractmethod
    def encode(self, labels: Iterable[str]) -> np.ndarray:
        """Return the labels of n examples as numbers: an array [n, …] of a type and a shape that all labels share."""

    @abstractmethod
    def check_can_learn(self, labels: Collection[str]) -> None:
        """Raise UserError where examples with these labels are not enough to learn anything from."""

    @abstractmethod
    def disagree(self, labels: Collection[str]) -> bool:
        """Return whether at least one of these labels must be wrong if all are of one and the same example."""

    @abstractmethod
    def strata(self, labels: Sequence[str]) -> list[Collection[str]]:
        """Return of what each of n examples is, one thing or more, so that each part of a split gets its share of it.

        Equal labels are of the same.
        """

    @abstractmethod
    def weights(self, labels: np.ndarray, among: np.ndarray, bound: float | None) -> np.ndarray:
        """Return what each example counts in the loss, float32 [n], so that what is rare has its say.

        `labels` are encoded; what is rare is told by `among`, the encoded labels that are learnt from. An example
        counts at most `bound` times as much as one of the most frequent kind; None is no bound.
        """

    # ---- the head

    @property
    @abstractmethod
    def units(self) -> int:
        """Return how many numbers the head gives for an example."""

    @abstractmethod
    def predictions(self, outputs: tf.Tensor) -> tf.Tensor:
        """Return what outputs [n, units] mean for a person, [n, names]. Called while TensorFlow traces."""

    @abstractmethod
    def batch_loss(self) -> keras.losses.Loss:
        """Return the loss that is learnt from, which Keras calls with labels, outputs and weights of a batch."""

    @abstractmethod
    def losses(self, labels: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """Return the same loss of each example by itself, unweighted, [n]."""

    @abstractmethod
    def score(self, labels: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """Return the mean over a batch of the metric that is shown beside the loss, and that is called `score_name`."""

    # ---- watching training

    @property
    @abstractmethod
    def score_name(self) -> str:
        """Return which of `core.targets.metrics` the score is."""

    @abstractmethod
    def standing(
        self, select_by: str, loss: float, losses: np.ndarray, labels: np.ndarray, outputs: np.ndarray
    ) -> Standing:
        """Return what a model is worth by the metric that selects, one of the `choices`.

        It has this mean loss, these losses of examples [n], and outputs [n, units] for encoded labels.
        """

    @property
    def choices(self) -> tuple[str, ...]:
        """Return all by which the best epoch can be chosen, as plans call them."""
        return tuple(map(choice_of, (LOSS, *self.selecting)))

    def check_can_select(self, select_by: str, labels: Collection[str]) -> None:
        """Raise UserError where validation examples with these labels cannot give the metric that selects."""
        if select_by not in self.choices:
            raise UserError(Message("metric-of-another-target", metric=select_by, others=self.choices))

    @abstractmethod
    def alarms(self, labels: np.ndarray, outputs: np.ndarray) -> tuple[AlarmKind, ...]:
        """Return what is wrong with the answers to the validation examples, beside that they are bad."""

    @property
    @abstractmethod
    def columns(self) -> Columns:
        """Return the columns in which a table shows predictions."""

    @property
    @abstractmethod
    def exported(self) -> Exported:
        """Return what an exported model says of it."""

    # ---- what predictions are worth

    @abstractmethod
    def decided(self, predictions: np.ndarray) -> np.ndarray:
        """Return what each example is taken for, encoded as labels are, from predictions [n, names]."""

    @abstractmethod
    def confidence(self, predictions: np.ndarray) -> np.ndarray | None:
        """Return how sure of that each prediction is, from 0 to 1, float [n]; None where predictions do not say it."""

    @abstractmethod
    def errors(self, labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
        """Return how wrong each prediction is, float [n], the more the worse: 0 where it is right."""

    @abstractmethod
    def decode(self, label: np.ndarray) -> str:
        """Return the encoded label of one example as people write it."""

    @abstractmethod
    def measure(self, labels: np.ndarray, predictions: np.ndarray, subjects: Sequence[str]) -> Results:
        """Return the metrics of predictions [n, names] for encoded labels [n, …]; n is at least 1.

        `subjects` [n], "" where an example stands for itself: the intervals know that those of one resemble another.
        """

    @classmethod
    @abstractmethod
    def results_from(cls, values: Mapping[str, Any]) -> Results:
        """Return results of this kind that a run has kept. Raise KeyError or ValueError where they are damaged."""

    @abstractmethod
    def differences(
        self, labels: np.ndarray, predictions: np.ndarray, reference: np.ndarray, subjects: np.ndarray | None
    ) -> dict[str, Tested | None]:
        """Return by the metric how much better predictions are than the reference's, both [n, names], of the same.

        None for a metric that is not known. `subjects` [n] name the subject of each; None: each is its own.
        """

    # ---- what frozen features are worth

    @property
    @abstractmethod
    def linear(self) -> LinearModel | None:
        """Return how the best linear head is found without steps; None where the loss has no single least."""

    @abstractmethod
    def regressed(self, labels: np.ndarray) -> list[np.ndarray]:
        """Return the columns, float64 [n] each, that a linear regression of encoded labels explains."""

    @abstractmethod
    def probe(self, features: np.ndarray, labels: np.ndarray, groups: np.ndarray, job: Job) -> Probe | None:
        """Return how well a linear model on features [n, d] does on subjects that it has not learnt from.

        `groups` [n] name the subjects. None where there are too few of them.
        """
