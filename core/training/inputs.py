"""What a phase reads of each image: its values at the frost line, kept on disk; or the image itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import tensorflow as tf

from core.backbones.frost_line import as_constant_function
from core.dataset.prepared import PreparedImages
from core.jobs import Job
from core.row_store import RowStore
from core.training.augmentation import Views

#: images that pass the frozen layers together: few enough that what they leave behind fits in the processor's caches
FEATURE_BATCH = 4

Compute = Callable[[tf.Tensor], Sequence[tf.Tensor]]


class Inputs(Protocol):
    """`images` are the sha256 of the files, in the order wanted."""

    specs: list[tf.TensorSpec]

    def make_ready(self, images: Sequence[str], view: int, job: Job) -> None:
        """Compute what is not there yet, before training reads it."""

    def read(self, images: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        """One array [n, …] for each spec."""


class ImageInputs:
    """The prepared images as they are: no layer is frozen below the first thawed one."""

    def __init__(self, prepared: PreparedImages, views: Views):
        self._prepared, self._views = prepared, views
        recipe = prepared.preprocessing
        self.specs = [tf.TensorSpec([None, *recipe.row_shape], recipe.dtype)]

    def make_ready(self, images: Sequence[str], view: int, job: Job) -> None:
        """Images are ready when they are prepared; views are drawn as they are read."""

    def read(self, images: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        return (self._views.apply(self._prepared.read(images), images, view),)


class FeatureInputs:
    """The values at the frost line: computed once for each view of an image, then read from disk."""

    def __init__(
        self,
        folder: Path,
        row_dtype: np.dtype,
        prefix: Callable[[], Compute],
        prepared: PreparedImages,
        views: Views,
    ):
        """`prefix` makes the function from prepared images to the values; it is asked for only when one is missing."""
        self._store = RowStore(folder, row_dtype)
        self._fields = row_dtype.names or ()
        self._prefix = prefix
        self._prepared, self._views = prepared, views
        self.specs = [tf.TensorSpec([None, *row_dtype[name].shape], row_dtype[name].base) for name in self._fields]

    def close(self) -> None:
        self._store.close()

    def make_ready(self, images: Sequence[str], view: int, job: Job) -> None:
        keys = dict(zip(self._views.keys(images, view), images, strict=True))
        missing = set(self._store.missing(keys, job))
        if not missing:
            return
        compute = self._compiled_prefix
        # always in the same groups: how many images are computed together shows in the last bits
        groups = [group for group in _groups(list(keys), FEATURE_BATCH) if missing.intersection(group)]
        for group in job.steps(_step(view), groups, len(groups)):
            files = [keys[key] for key in group]
            pixels = self._views.apply(self._prepared.read(files), files, view)
            self._store.append(group, self._as_rows(compute(tf.constant(pixels))))
        self._store.sync()

    def read(self, images: Sequence[str], view: int) -> tuple[np.ndarray, ...]:
        rows = self._store.read(self._views.keys(images, view))
        return tuple(rows[name] for name in self._fields)

    @property
    def _compiled_prefix(self) -> Compute:
        recipe = self._prepared.preprocessing
        if not hasattr(self, "_compiled"):
            signature = [tf.TensorSpec([None, *recipe.row_shape], recipe.dtype)]
            self._compiled = as_constant_function(self._prefix(), signature)
        return self._compiled

    def _as_rows(self, values: Sequence[tf.Tensor]) -> np.ndarray:
        rows = np.empty(len(values[0]), self._store.dtype)
        for name, value in zip(self._fields, values, strict=True):
            rows[name] = value.numpy()
        return rows


def _groups(keys: Sequence[str], size: int) -> list[Sequence[str]]:
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def _step(view: int) -> str:
    return "Computing features" if view == 0 else f"Computing features of view {view + 1}"
