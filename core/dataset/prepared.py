"""Prepared images: decoded and resized once, kept on disk, and read from there ever after."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np

from core.dataset.dataset import Dataset
from core.dataset.decoding import DecodePool, Failure
from core.dataset.preprocessing import ImageProblem, Preprocessing, prepare
from core.dataset.readers import reader_of
from core.files import sha256_of_file
from core.jobs import Job
from core.row_store import RowStore

CHECK_STEP = "Checking the prepared images"
STEP = "Preparing the images"


@dataclass(frozen=True, kw_only=True)
class PreparedImages:
    """Images of one size on disk, by the hash of their file's content."""

    preprocessing: Preprocessing
    rows: RowStore

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read(self, keys: Sequence[str]) -> np.ndarray:
        """A copy of the images with these hashes, in this order: [n, height, width, 3] uint8, or float16 0..1."""
        return self.rows.read(keys)

    def close(self) -> None:
        self.rows.close()


@dataclass(frozen=True, kw_only=True)
class _File:
    path: Path
    sha256: str


def prepare_images(
    dataset: Dataset, preprocessing: Preprocessing, cache: Path, job: Job, pool: DecodePool | None = None
) -> tuple[PreparedImages, Dataset]:
    """Prepare the readable images that are not in `cache` yet; stopped or killed, the next call goes on from there.

    The dataset comes back with the reason at each image that could not be decoded after all.
    Raises UserError when the disk is full.
    """
    rows = RowStore(cache / preprocessing.key, np.dtype((preprocessing.dtype, preprocessing.row_shape)))
    try:
        reasons = _fill(rows, dataset, preprocessing, job, pool)
    except BaseException:
        rows.close()
        raise
    images = [replace(image, problem=image.problem or reasons.get(image.sha256, "")) for image in dataset.images]
    return PreparedImages(preprocessing=preprocessing, rows=rows), dataset.with_images(images)


def _fill(
    rows: RowStore, dataset: Dataset, preprocessing: Preprocessing, job: Job, pool: DecodePool | None
) -> dict[str, str]:
    """Append what is missing. Returns the reason for each hash that failed."""
    path_of = {image.sha256: dataset.path(image) for image in dataset.readable}
    files = [_File(path=path_of[key], sha256=key) for key in rows.missing(path_of, job, CHECK_STEP)]
    if not files:
        return {}
    if pool is None:
        with DecodePool() as own_pool:
            return _decode(files, rows, preprocessing, job, own_pool)
    return _decode(files, rows, preprocessing, job, pool)


def _decode(
    files: list[_File], rows: RowStore, preprocessing: Preprocessing, job: Job, pool: DecodePool
) -> dict[str, str]:
    reasons: dict[str, str] = {}
    prepare_file = partial(_prepared, preprocessing=preprocessing, most_pixels=pool.limits.pixels)
    with closing(pool.map(prepare_file, files, job)) as results:
        for file, result in job.steps(STEP, results, len(files)):
            if isinstance(result, Failure):
                reasons[file.sha256] = result.reason
            else:
                rows.append([file.sha256], result[np.newaxis])
    return reasons


def _prepared(file: _File, preprocessing: Preprocessing, most_pixels: int) -> np.ndarray | Failure:
    """Runs in a worker."""
    try:
        if sha256_of_file(file.path) != file.sha256:
            return Failure("The file has changed since it was scanned.")
        return prepare(reader_of(file.path).read(file.path, most_pixels), preprocessing)
    except ImageProblem as problem:
        return Failure(str(problem))
    except FileNotFoundError:
        return Failure("The file is not there.")
    except OSError:
        return Failure("The file may not be read.")
