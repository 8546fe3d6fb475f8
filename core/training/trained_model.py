"""TrainedModel: what a run has learnt, ready to classify prepared images."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone, pooled
from core.backbones.digest import module_digest
from core.errors import UserError
from core.features.groups import InGroups
from core.messages import Message
from core.modalities.modalities import recipe_of
from core.modalities.prepared_rows import Recipe
from core.storage.arrays import read_arrays, write_arrays
from core.storage.disk import refusal_by_disk
from core.storage.files import folder_written_beside
from core.storage.kept_json import LaterFormat, read_kept, write_kept
from core.storage.typed_values import read_as
from core.targets.kinds import naming, target_of
from core.targets.target import Target
from core.training.names import BACKBONE, BIAS, KERNEL
from core.training.run import Run
from core.training.run_files import MODEL_FILE, WEIGHTS_FILE
from core.training.weights_digest import ModelFacts, digest_of


@dataclass(frozen=True, kw_only=True)
class TrainedModel:
    """The backbone as it was published, the variables that training changed, and the head."""

    backbone_folder: Path
    backbone_digest: str
    target: Target
    preprocessing: Recipe
    #: head/kernel [features, units], head/bias [units], backbone/<path> as trained
    weights: Mapping[str, np.ndarray]
    #: which epoch of its run it is made of; None where that is not known
    origin: Message | None = None

    @functools.cached_property
    def backbone(self) -> Backbone:
        """Return it opened, with the trained values. Raise UserError where it is not the one trained on."""
        if not self.backbone_folder.is_dir() or module_digest(self.backbone_folder) != self.backbone_digest:
            raise UserError(Message("backbone-of-run-changed", backbone=self.backbone_folder.name))
        backbone = open_backbone(self.backbone_folder, self.preprocessing.row_shape)
        for name, values in self.weights.items():
            if name.startswith(BACKBONE):
                backbone.variables[name.removeprefix(BACKBONE)].assign(values)
        return backbone

    def function(self) -> Callable[[tf.Tensor], tf.Tensor]:
        """Turn images, uint8 in 0..255 or float in 0..1, to predictions float32 [n, names]; for a tf.function."""
        backbone = self.backbone
        features = backbone.frost_line([]).prefix()
        kernel, bias = self.weights[KERNEL], self.weights[BIAS]

        def predictions(images: tf.Tensor) -> tf.Tensor:
            vector = tf.cast(pooled(features(*backbone.feeds(images))[0]), tf.float32)
            return self.target.predictions(tf.matmul(vector, kernel) + bias)

        return predictions

    def predictions(self, rows: np.ndarray, after_group: Callable[[], None] = lambda: None) -> np.ndarray:
        """Turn prepared rows [n, …] to what the target makes of them, float32 [n, names]."""
        if not len(rows):
            return np.empty((0, len(self.target.names)), np.float32)
        return self._compiled.of(rows, after_group)

    @property
    def read_together(self) -> int:
        """Return how many rows it is best to give at a time."""
        return self._compiled.read_together

    @functools.cached_property
    def _compiled(self) -> InGroups:
        function = self.function()
        return InGroups(lambda images: [function(images)], self.preprocessing, self.backbone.takes_any_length)

    def save(self, folder: Path) -> None:
        """Write beside and rename: the folder holds a whole model, or none."""
        facts = {
            "backbone_digest": self.backbone_digest,
            "classes": list(self.target.names),
            "preprocessing": self.preprocessing.as_json(),
            "weights_digest": digest_of(self.backbone_digest, self.weights),
            **naming(self.target.kind),
        }
        with folder_written_beside(folder) as beside:
            write_arrays(beside / WEIGHTS_FILE, self.weights)
            write_kept(beside / MODEL_FILE, facts)


def load_model(run: Run) -> TrainedModel:
    """Load the model of a finished run. Raise UserError where it is not finished or its files are damaged."""
    if not run.is_finished:
        raise UserError(Message("model-missing", run=run.name))
    try:
        facts = read_as(ModelFacts, read_kept(run.files.model))
        weights = read_arrays(run.files.weights)
        target = target_of(facts.target, facts.classes, run.files.model.name)
        return TrainedModel(
            backbone_folder=run.backbone_folder,
            backbone_digest=facts.backbone_digest,
            target=target,
            preprocessing=recipe_of(facts.preprocessing, run.backbone_folder),
            weights=_checked(weights, target.units),
            origin=run.origin,
        )
    except LaterFormat as error:
        raise UserError(Message("model-of-later-version", run=run.name)) from error
    except (OSError, ValueError) as error:
        damaged = UserError(Message("model-damaged", run=run.name))
        raise refusal_by_disk(error) or damaged from error


def _checked(weights: dict[str, np.ndarray], units: int) -> dict[str, np.ndarray]:
    """Raise ValueError where they are not of so many units: each would go by the name of another."""
    shapes = [weights[name].shape[-1:] for name in (KERNEL, BIAS) if name in weights]
    if shapes != [(units,), (units,)]:
        raise ValueError("a head of another target")
    return weights
