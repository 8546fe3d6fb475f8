"""Number: a target that is no class, with which tests go through what is made for any target."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.linear_model import Ridge
from sklearn.model_selection import GroupKFold

from core.events import AlarmKind
from core.storage.typed_values import read_as
from core.targets.exported import Exported
from core.targets.linear import Coefficients
from core.targets.results import Metric, Results
from core.targets.selecting import Standing
from core.targets.target import Target
from tests.core.small import CLASSES
from tests.core.targets.number_columns import NumberColumns

ERROR, NAMES = "mean_error", ("number",)


class RidgeOfNumber:
    """Least squares with a penalty, which have a closed form."""

    def folds(self, labels: np.ndarray, groups: np.ndarray, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
        return [(learn, look) for learn, look in GroupKFold(3).split(labels, labels, groups)]

    def fitted(
        self, features: np.ndarray, labels: np.ndarray, weights: np.ndarray, inverse_penalty: float, start: Coefficients
    ) -> Coefficients:
        found = Ridge(alpha=1 / inverse_penalty).fit(features, labels, sample_weight=weights)
        return Coefficients(found.coef_.reshape(-1, 1), np.atleast_1d(found.intercept_))

    def losses(self, labels: np.ndarray, outputs: np.ndarray) -> np.ndarray:
        return np.asarray((labels[:, 0] - outputs[:, 0]) ** 2)


@dataclass(frozen=True, kw_only=True)
class Errors(Results):
    images: int
    subjects: int | None
    mean_error: float

    @property
    def names(self) -> tuple[str, ...]:
        return NAMES

    @property
    def shown(self) -> tuple[Metric, ...]:
        return (Metric(ERROR, self.mean_error),)

    @property
    def compared(self) -> tuple[Metric, ...]:
        return self.shown

    def as_json(self) -> dict[str, Any]:
        return {"images": self.images, "subjects": self.subjects, ERROR: self.mean_error}

    def kept(self) -> dict[str, Any]:
        return {"errors": self.as_json()}


@dataclass(frozen=True)
class Number(Target):
    """The place of a class among all, as a number on a line."""

    kind: ClassVar[str] = "number"
    picks_a_name = False
    loss_name = "mean_squared_error"
    checks = ()
    selecting = ()
    units = 1
    score_name = ERROR
    columns = NumberColumns(NAMES)
    exported = Exported(
        title="A number", predicts="numbers", names="Numbers", names_file="names.json", values="numbers"
    )

    @classmethod
    def of_labels(cls, labels: Collection[str]) -> Self:
        return cls(NAMES)

    def encode(self, labels: Iterable[str]) -> np.ndarray:
        return np.array([[CLASSES.index(label)] for label in labels], np.float32)

    def check_can_learn(self, labels: Collection[str]) -> None:
        assert labels

    def disagree(self, labels: Collection[str]) -> bool:
        """Neighbours do not."""
        return bool(np.ptp(self.encode(labels)) > 1)

    def strata(self, labels: Sequence[str]) -> list[Collection[str]]:
        return [(label,) for label in labels]

    def weights(self, labels: np.ndarray, among: np.ndarray, bound: float | None) -> np.ndarray:
        return np.ones(len(labels), np.float32)

    def predictions(self, outputs: Any) -> Any:
        return outputs

    def batch_loss(self) -> Any:
        import keras

        return keras.losses.MeanSquaredError()

    def losses(self, labels: Any, outputs: Any) -> Any:
        return (labels[:, 0] - outputs[:, 0]) ** 2

    def score(self, labels: Any, outputs: Any) -> Any:
        import tensorflow as tf

        return tf.reduce_mean(tf.abs(labels - outputs))

    def standing(
        self, select_by: str, loss: float, losses: np.ndarray, labels: np.ndarray, outputs: np.ndarray
    ) -> Standing:
        return Standing(loss, -loss, -losses)

    def alarms(self, labels: np.ndarray, outputs: np.ndarray) -> tuple[AlarmKind, ...]:
        return ()

    def decided(self, predictions: np.ndarray) -> np.ndarray:
        return predictions

    def confidence(self, predictions: np.ndarray) -> None:
        return None

    def errors(self, labels: np.ndarray, predictions: np.ndarray) -> np.ndarray:
        return np.abs(labels[:, 0] - predictions[:, 0])

    def decode(self, label: np.ndarray) -> str:
        return f"{float(label[0]):.2f}"

    def measure(self, labels: np.ndarray, predictions: np.ndarray, subjects: Sequence[str]) -> Errors:
        return Errors(images=len(labels), subjects=None, mean_error=float(np.abs(labels - predictions).mean()))

    @classmethod
    def results_from(cls, values: Mapping[str, Any]) -> Errors:
        return read_as(Errors, values["errors"])

    def differences(self, *_: Any) -> dict[str, Any]:
        return {ERROR: None}

    def regressed(self, labels: np.ndarray) -> list[np.ndarray]:
        return [labels[:, 0].astype(np.float64)]

    linear = RidgeOfNumber()

    def probe(self, *_: Any) -> None:
        return None
