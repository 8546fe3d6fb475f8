"""Another target than classes goes through training and evaluation without a changed line: here a number."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest

from core import tasks
from core.dataset.dataset import Dataset, Split
from core.evaluation.results import load_results
from core.events import AlarmKind
from core.jobs import Job
from core.project.project import Project
from core.storage.typed_values import read_as
from core.targets import kinds
from core.targets.columns import ClassColumns
from core.targets.exported import Exported
from core.targets.results import Metric, Results
from core.targets.selecting import SelectBy, Standing
from core.targets.target import Target
from tests.core.small import CLASSES, small_plan

ERROR = "mean_error"


@dataclass(frozen=True, kw_only=True)
class Errors(Results):
    images: int
    subjects: int | None
    mean_error: float

    @property
    def names(self) -> tuple[str, ...]:
        return ("number",)

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
    units = 1
    score_name = ERROR
    columns = ClassColumns(("number",))
    exported = Exported(title="", predicts="", names="", names_file="names.json", values="numbers")

    def encode(self, labels: Iterable[str]) -> np.ndarray:
        return np.array([[CLASSES.index(label)] for label in labels], np.float32)

    def check_can_learn(self, labels: Collection[str]) -> None:
        assert labels

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
        self, select_by: SelectBy, loss: float, losses: np.ndarray, labels: np.ndarray, outputs: np.ndarray
    ) -> Standing:
        return Standing(loss, -loss, -losses)

    def check_can_select(self, select_by: SelectBy, labels: Collection[str]) -> None:
        assert select_by is SelectBy.LOSS

    def alarms(self, labels: np.ndarray, outputs: np.ndarray) -> tuple[AlarmKind, ...]:
        return ()

    def decided(self, predictions: np.ndarray) -> np.ndarray:
        return predictions

    def confidence(self, predictions: np.ndarray) -> np.ndarray:
        return np.ones(len(predictions))

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

    def probe(self, *_: Any) -> None:
        return None


def test_a_number_is_learnt_measured_and_kept(
    new_project: Callable[..., Project], small_images: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, Number))
    monkeypatch.setattr(Dataset, "target", property(lambda self: Number(("number",))))

    run = tasks.train(new_project(features=True), small_plan(), Job(), small_images)
    found = tasks.evaluate(run, Job(), (Split.VALIDATION,)).parts[Split.VALIDATION]

    last = run.history[-1]
    assert last.score_name == ERROR
    kept = load_results(run)[Split.VALIDATION]
    assert kept.metrics == found
    assert kept.predictions.shape == (found.images, 1)
    best = next(epoch for epoch in reversed(run.history) if epoch.best)
    assert found.metric(ERROR).value == pytest.approx(best.validation_score, abs=1e-4)
