"""PreparedImages: decoded and resized once, kept on disk, and read from there ever after."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.images.preprocessing import Preprocessing
from core.storage.row_store import RowStore

CHECK_STEP = Message("checking-the-prepared-images")


class PreparedImages:
    """Images of one size on disk, each by the hash of its content.

    Of what its reader gives as grey, only one plane is kept. Raises UserError when the disk is full.
    """

    def __init__(self, preprocessing: Preprocessing, folder: Path):
        self.preprocessing = preprocessing
        height, width, _ = preprocessing.row_shape
        self._grey = RowStore(folder / "grey", np.dtype((preprocessing.dtype, (height, width, 1))))
        self._coloured = RowStore(folder / "coloured", np.dtype((preprocessing.dtype, preprocessing.row_shape)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def count(self) -> int:
        return len(self._grey) + len(self._coloured)

    def missing(self, keys: Iterable[str], job: Job) -> list[str]:
        """Return those of `keys` that are not there, or damaged on disk; once each, in order."""
        return self._coloured.missing(self._grey.missing(keys, job, CHECK_STEP), job, CHECK_STEP)

    def append(self, keys: Sequence[str], images: np.ndarray) -> None:
        """Keep grey images [n, height, width, 1], or coloured ones [n, height, width, 3], each under its key."""
        store = self._grey if images.shape[-1] == 1 else self._coloured
        store.append(keys, images)

    def read(self, keys: Sequence[str]) -> np.ndarray:
        """Return a copy of the images with these hashes, in this order: [n, height, width, 3] uint8, or float16 0..1.

        Raise KeyError for a missing one.
        """
        grey = [place for place, key in enumerate(keys) if key in self._grey]
        if not grey:
            return self._coloured.read(keys)
        coloured = sorted(set(range(len(keys))).difference(grey))
        images = np.empty((len(keys), *self.preprocessing.row_shape), self.preprocessing.dtype)
        images[coloured] = self._coloured.read([keys[place] for place in coloured])
        planes = self._grey.read([keys[place] for place in grey])[..., 0]
        for channel in range(images.shape[-1]):  # all three at once take NumPy eight times as long
            images[grey, ..., channel] = planes
        return images

    def close(self) -> None:
        try:
            self._grey.close()
        finally:
            self._coloured.close()
