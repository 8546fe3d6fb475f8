"""A run with what its evaluation found: which images stand in a cell of the confusion matrix, which are most wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.dataset.dataset import Dataset, Example, Split
from core.evaluation.results import PartResult, load_results, looks_at_test_set
from core.messages import Message
from core.modalities.images.frame import Frame
from core.modalities.prepared_rows import Recipe
from core.modalities.text.facts import text_facts
from core.targets.results import Results
from core.training.run import Run


@dataclass(frozen=True, kw_only=True)
class PredictedExample:
    frame: Frame
    label: str
    predicted: str
    #: from 0 to 1; of a class its probability; None where a prediction does not say how sure it is
    confidence: float | None
    #: of a text; "" where it is no longer at hand, and of an image
    text: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class EvaluatedPart:
    """The images of one part, and what the run's model predicted of them."""

    metrics: Results
    #: float32 [images, names of the target]
    predictions: np.ndarray
    images: tuple[Example, ...]
    dataset: Dataset

    @property
    def classes(self) -> tuple[str, ...]:
        return self.metrics.names

    def in_cell(self, true: int, predicted: int) -> list[PredictedExample]:
        """Return those of one class that were taken for another, or rightly for itself: the most confident first."""
        is_meant = (self._labels == true) & (self._predicted == predicted)
        return self._images(is_meant, self._confidence if self._confidence is not None else np.ones(len(is_meant)))

    def most_wrong(self) -> list[PredictedExample]:
        """Return those that were not predicted rightly, the worst first: of classes the most confident."""
        errors = self.dataset.target.errors(self._labels, self.predictions)
        return self._images(errors != 0, errors)

    @property
    def knows_confidence(self) -> bool:
        return self._confidence is not None

    @cached_property
    def _labels(self) -> np.ndarray:
        return self.dataset.target.encode(image.label for image in self.images)

    @cached_property
    def _predicted(self) -> np.ndarray:
        return self.dataset.target.decided(self.predictions)

    @cached_property
    def _confidence(self) -> np.ndarray | None:
        return self.dataset.target.confidence(self.predictions)

    def _images(self, is_meant: np.ndarray, by: np.ndarray) -> list[PredictedExample]:
        """Return those that are meant, in falling order."""
        places = np.flatnonzero(is_meant)
        places = places[np.argsort(-by[places], kind="stable")]
        return [self._predicted_example(place, self.images[place]) for place in places.tolist()]

    def _predicted_example(self, place: int, image: Example) -> PredictedExample:
        return PredictedExample(
            frame=Frame(self.dataset.path(image), image.frame or 0),
            label=image.label,
            predicted=self.dataset.target.decode(self._predicted[place]),
            confidence=None if self._confidence is None else float(self._confidence[place]),
            text=text_facts(image).text,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class EvaluatedRun:
    run: Run
    preprocessing: Recipe
    #: images in each part of the run's dataset
    sizes: dict[Split, int]
    #: those that were evaluated
    parts: dict[Split, EvaluatedPart]
    test_looks: int
    #: why the run began in spite of what the audit had found; "" where it had found no error
    audit_override: str = ""
    #: which epoch of its run the model is made of; None where nobody knows
    origin: Message | None = None


def read_evaluated_run(run: Run, dataset: Dataset | None = None) -> EvaluatedRun:
    """Return it; `dataset` is that of the run with its texts, as far as they are at hand.

    Raise UserError where the run or its list of images is damaged.
    """
    dataset = dataset or run.dataset
    parts = {part: _evaluated(dataset, part, result) for part, result in load_results(run).items()}
    return EvaluatedRun(
        run=run,
        preprocessing=run.preprocessing,
        sizes={part: len(dataset.of(part)) for part in Split},
        parts={part: evaluated for part, evaluated in parts.items() if _belong_together(evaluated)},
        test_looks=looks_at_test_set(run),
        audit_override=run.audit_override,
        origin=run.origin,
    )


def _evaluated(dataset: Dataset, part: Split, result: PartResult) -> EvaluatedPart:
    return EvaluatedPart(
        metrics=result.metrics, predictions=result.predictions, images=dataset.of(part), dataset=dataset
    )


def _belong_together(part: EvaluatedPart) -> bool:
    """Someone may have put in a file of another run."""
    return len(part.images) == len(part.predictions) and part.classes == part.dataset.target.names
