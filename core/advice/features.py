"""The features on which advice rests: those that training learns from, kept in the same place under the same key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from core.backbones.backbone import Backbone
from core.backbones.card import read_card
from core.backbones.digest import module_digest
from core.dataset.dataset import Example
from core.features.feature_cache import FeatureCache
from core.features.views import Views
from core.jobs import Job
from core.modalities.prepared_rows import PreparedRows


def pooled_features(
    folder: Path,
    opened: Callable[[], Backbone],
    prepared: PreparedRows,
    cache: Path,
    parts: Sequence[Sequence[Example]],
    chosen: Sequence[Example],
    job: Job,
) -> np.ndarray:
    """Return float32 [len(chosen), width]: what the backbone in `folder` makes of each of these images.

    Of all images in `parts` the features are there afterwards. Each part is computed by itself, as training does it:
    which images are computed together shows in the last bits. `opened` is asked only where a feature is missing.
    """
    views = Views(None, seed=0)
    with ExitStack() as stack:
        features = FeatureCache(cache, read_card(folder), module_digest(folder), prepared, views, opened, stack)
        inputs = features.inputs(None)
        for part in parts:
            inputs.make_ready([image.key for image in part], 0, job)
        return inputs.read([image.key for image in chosen], 0)[0]
