"""Features: what a published backbone makes of examples; the head learns from them, the audit compares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone, pooled
from core.backbones.card import Card
from core.features.groups import InGroups
from core.modalities.prepared_rows import Recipe
from core.process.device import this_device
from core.storage.files import sha256_of

#: a change in how features are computed must change this
FEATURES_VERSION = 1


def features_key(digest: str, preprocessing: Recipe, frontier: Sequence[str], trained: Mapping[str, str]) -> str:
    """Return the name under which features are kept: a hash of all that decides them, but for the example and its view.

    Another processor rounds otherwise, so that it has a name of its own: values of two are never mixed.
    """
    arithmetic = this_device().arithmetic
    return sha256_of(FEATURES_VERSION, arithmetic, digest, preprocessing.key, list(frontier), dict(trained))


def pooled_dtype(card: Card) -> np.dtype:
    return np.dtype([("0", np.float32, (card.feature_width,))])


def pooled_prefix(backbone: Backbone) -> Callable[[tf.Tensor], list[tf.Tensor]]:
    """Return the function from prepared rows to one vector each."""
    prefix = backbone.frost_line([]).prefix()
    return lambda examples: [tf.cast(pooled(prefix(*backbone.feeds(examples))[0]), tf.float32)]


class PooledFeatures:
    """Give what a head learns from: one vector an example, from the whole backbone, opened when first asked."""

    def __init__(self, backbone_folder: Path, preprocessing: Recipe, backbone: Backbone | None = None):
        """`backbone` is the one in the folder where it has just been opened, and nothing has changed in it yet."""
        self._folder, self._preprocessing, self._just_opened = backbone_folder, preprocessing, backbone

    def of(self, examples: np.ndarray) -> np.ndarray:
        """Turn prepared rows [n, …] to float32 [n, width]."""
        return self._compute.of(examples)

    @cached_property
    def _compute(self) -> InGroups:
        shape, backbone = self._preprocessing.row_shape, self._just_opened
        if backbone is None or not backbone.is_for_rows(shape):
            backbone = open_backbone(self._folder, shape)
        return InGroups(pooled_prefix(backbone), self._preprocessing, backbone.takes_any_length)
