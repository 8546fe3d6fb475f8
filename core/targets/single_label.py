"""One class of several: the target of a classifier."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from core.errors import UserError
from core.events import AlarmKind
from core.messages import Message
from core.targets.checks import Check
from core.targets.class_metrics import Metrics
from core.targets.columns import ClassColumns
from core.targets.exported import Exported
from core.targets.metrics import ACCURACY, AUC, BALANCED_ACCURACY, CROSS_ENTROPY
from core.targets.selecting import Standing, metric_of
from core.targets.target import Target

if TYPE_CHECKING:
    import keras
    import tensorflow as tf

    from core.jobs import Job
    from core.statistics.paired import Tested
    from core.targets.linear import LinearModel
    from core.targets.probe import Probe


@dataclass(frozen=True)
class SingleLabel(Target):
    """Each example is of one class, whose place among the names is its number; a softmax says how probable each is."""

    kind: ClassVar[str] = "single label"
    picks_a_name = True
    loss_name = CROSS_ENTROPY
    checks = tuple(Check)
    selecting = (BALANCED_ACCURACY, AUC)

    # ---- labels

    @classmethod
    def of_labels(cls, labels: Collection[str]) -> Self:
        """Return that of these classes in alphabetical order."""
        return cls(tuple(sorted(set(labels))))

    def encode(self, labels: Iterable[str]) -> np.ndarray:
        """Return the places of their classes, int32 [n]."""
        number = {name: place for place, name in enumerate(self.names)}
        return np.array([number[label] for label in labels], np.int32)

    def check_can_learn(self, labels: Collection[str]) -> None:
        for name in self.names:
            if name not in labels:
                raise UserError(Message("no-image-of-class-readable", label=name))
        if len(set(labels)) < 2:
            raise UserError(Message("fewer-than-two-classes"))

    def disagree(self, labels: Collection[str]) -> bool:
        return len(set(labels)) > 1

    def strata(self, labels: Sequence[str]) -> list[Collection[str]]:
        """Return the classes."""
        return [(label,) for label in labels]

    def weights(self, labels: np.ndarray, among: np.ndarray, bound: float | None) -> np.ndarray:
        """Each class has the same say, within a bound; the mean over all of `among` is 1.

        An example counts the more, the rarer its class is, but at most `bound` times as much as one of the most
        frequent class. It is truncated importance weighting (Ionides, 2008): without a bound a class of one or two
        images pulls the whole model after them, and with it goes the use of all others. By Kish (1965) weighted images
        are worth (sum of weights)² / (sum of squared weights) equal ones: of 351 images in classes of 207, 88, 33, 20
        and 3 that is 58 without a bound, and 169 with one of 10. A class without images weighs nothing.
        """
        counts = np.bincount(among, minlength=len(self.names)).astype(np.float64)
        relative = np.divide(counts.max(), counts, out=np.zeros_like(counts), where=counts > 0)
        if bound is not None:
            relative = np.minimum(relative, bound)
        of_class = (relative * counts.sum() / (relative * counts).sum()).astype(np.float32)
        return of_class[labels]

    # ---- the head

    @property
    def units(self) -> int:
        return len(self.names)

    def predictions(self, outputs: tf.Tensor) -> tf.Tensor:
        import tensorflow as tf

        return tf.nn.softmax(outputs)

    def batch_loss(self) -> keras.losses.Loss:
        import keras

        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def losses(self, labels: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        import tensorflow as tf

        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=outputs)

    def score(self, labels: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """Return the share of examples whose most probable class is theirs."""
        import tensorflow as tf

        is_right = tf.equal(tf.argmax(outputs, -1, tf.int32), tf.cast(labels, tf.int32))
        return tf.reduce_mean(tf.cast(is_right, tf.float32))

    # ---- watching training

    @property
    def score_name(self) -> str:
        return ACCURACY

    def standing(
        self, select_by: str, loss: float, losses: np.ndarray, labels: np.ndarray, outputs: np.ndarray
    ) -> Standing:
        from core.targets.class_selecting import balanced_accuracy, mean_area_of, probabilities_of

        metric = metric_of(select_by)
        if metric == BALANCED_ACCURACY:
            value, pulls = balanced_accuracy(labels, outputs.argmax(axis=1))
        elif metric == AUC:
            value, pulls = mean_area_of(labels, probabilities_of(outputs))
        else:
            return Standing(loss, -loss, -losses)
        return Standing(value, value, value + pulls * len(labels))

    def check_can_select(self, select_by: str, labels: Collection[str]) -> None:
        super().check_can_select(select_by, labels)
        if metric_of(select_by) == AUC and len(set(labels)) < 2:
            raise UserError(Message("auc-of-one-class"))

    def alarms(self, labels: np.ndarray, outputs: np.ndarray) -> tuple[AlarmKind, ...]:
        is_one_class = len(np.unique(outputs.argmax(axis=1))) == 1 and len(np.unique(labels)) > 1
        return (AlarmKind.ONE_CLASS,) if is_one_class else ()

    @property
    def columns(self) -> ClassColumns:
        return ClassColumns(self.names)

    @property
    def exported(self) -> Exported:
        return Exported(
            title="A classifier of {examples}",
            predicts="the classes of {examples}",
            names="Classes",
            names_file="classes.json",
            values="probabilities",
        )

    # ---- what predictions are worth

    def decided(self, predictions: np.ndarray) -> np.ndarray:
        return predictions.argmax(axis=1)

    def confidence(self, predictions: np.ndarray) -> np.ndarray:
        """Return the probability of the most probable class."""
        return predictions.max(axis=1)

    def errors(self, labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
        """Return how sure a wrong answer was."""
        return np.where(self.decided(predictions) == labels, 0.0, self.confidence(predictions))

    def decode(self, label: np.ndarray) -> str:
        return self.names[int(label)]

    def measure(self, labels: np.ndarray, predictions: np.ndarray, subjects: Sequence[str]) -> Metrics:
        from core.targets.class_measures import measure

        return measure(labels, predictions, self.names, subjects)

    @classmethod
    def results_from(cls, values: Mapping[str, Any]) -> Metrics:
        return Metrics.from_kept(values)

    def differences(
        self, labels: np.ndarray, predictions: np.ndarray, reference: np.ndarray, subjects: np.ndarray | None
    ) -> dict[str, Tested | None]:
        from core.statistics.paired import accuracy_difference, auc_difference
        from core.targets.class_measures import scores_of

        correct, correct_before = (self.decided(answers) == labels for answers in (predictions, reference))
        return {
            ACCURACY: accuracy_difference(correct, correct_before, subjects),
            AUC: auc_difference(labels, scores_of(predictions), scores_of(reference), subjects),
        }

    # ---- what frozen features are worth

    @property
    def linear(self) -> LinearModel:
        from core.targets.class_linear import ClassLinear

        return ClassLinear()

    def regressed(self, labels: np.ndarray) -> list[np.ndarray]:
        """Return each class that is there against the rest."""
        return [(labels == label).astype(np.float64) for label in np.unique(labels)]

    def probe(self, features: np.ndarray, labels: np.ndarray, groups: np.ndarray, job: Job) -> Probe | None:
        from core.targets.class_probe import probe

        return probe(features, labels, groups, job)
