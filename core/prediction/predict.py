"""Prediction: a trained model on any number of images, to one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.images.decoding import DecodePool, failure_of
from core.modalities.images.prepared_frames import prepared_frames
from core.modalities.images.preparing import FRAMES_AT_ONCE
from core.modalities.images.preprocessing import ImageProblem, Preprocessing
from core.modalities.images.readers import is_image, reader_of
from core.modalities.images.recipe import image_recipe
from core.prediction.destination import check_destination, reported_when_not_writable
from core.prediction.image_files import image_files
from core.prediction.table import prediction_row, prediction_table, problem_row
from core.process.device import this_device
from core.process.worker_pool import Failure
from core.storage.files import written_beside
from core.wording.images import problem_text

if TYPE_CHECKING:  # the workers import this module, and need no TensorFlow
    from core.training.trained_model import TrainedModel

FIND_STEP = Message("finding-the-images")
STEP = Message("predicting")
#: groups of images that are decoded before they are classified
GROUPS = 4

PREDICTED, PROBLEM, PROBLEM_FILES = "predicted", "problem", "files with problems"

T = TypeVar("T")
#: the frames that were asked for, each or why there is none; or why there is none of them
Read = list[np.ndarray | Failure] | Failure


@dataclass(frozen=True)
class _Decoded:
    """A picture as the model wants it, or why there is none; its number where the file holds several."""

    path: Path
    frame: int | None
    image: np.ndarray | Failure


@dataclass(frozen=True)
class _Frames:
    path: Path
    numbers: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PredictionCount:
    """Count pictures that got a row with a prediction, rows that name a problem, and files that got none."""

    predicted: int
    problems: int
    #: in which these rows stand: a file of several pictures may have several
    problem_files: int = 0
    #: hidden files and files of other types
    skipped: int = 0


def predict(
    model: TrainedModel, paths: Sequence[Path], csv: Path, job: Job, pool: DecodePool | None = None
) -> PredictionCount:
    """Classify files and all images in folders, and write one row for each picture to `csv`, in the order of the files.

    The columns are file (as given: what was relative stays so), frame (from 1, where a file holds several pictures),
    predicted class, a probability per class, problem.
    A file that is named in `paths` always gets a row, with the reason where it cannot be read. The table appears when
    it is whole: when the job is stopped, or anything fails, whatever was at `csv` before is still there.
    Memory does not grow with the number of files.
    Raise UserError, before any image is read, where a path is not there, there is no image or `csv` cannot be written.
    """
    _check_paths(paths)
    check_destination(csv)
    skipped = Counter[str]()
    total = sum(1 for _ in job.steps(FIND_STEP, _files(paths, skipped), None))
    if not total:
        raise UserError(Message("no-images-to-predict"))
    if pool is not None:
        rows = _write_table(model, paths, total, csv, job, pool)
    else:
        with DecodePool() as own_pool:
            rows = _write_table(model, paths, total, csv, job, own_pool)
    return PredictionCount(
        predicted=rows[PREDICTED],
        problems=rows[PROBLEM],
        problem_files=rows[PROBLEM_FILES],
        skipped=skipped.total(),
    )


def _check_paths(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise UserError(Message("path-not-there", path=path))


def _files(paths: Iterable[Path], skipped: Counter[str]) -> Iterator[Path]:
    try:
        yield from image_files(paths, is_image, skipped)
    except OSError as error:
        raise UserError(Message("folder-may-not-be-opened-to-predict", folder=error.filename)) from error


def _write_table(
    model: TrainedModel, paths: Sequence[Path], total: int, csv: Path, job: Job, pool: DecodePool
) -> Counter[str]:
    """Return how many rows there are of each kind."""
    rows, last = Counter[str](), None
    decoded = _decoded(_files(paths, Counter()), total, image_recipe(model.preprocessing), job, pool)
    with (
        reported_when_not_writable(csv),
        written_beside(csv) as beside,
        open(beside, "w", encoding="utf-8", errors="surrogateescape", newline="") as file,
        closing(decoded) as pictures,
    ):
        table = prediction_table(file, model.target.columns)
        for batch in _batches(pictures):
            table.writerows(_rows(model, batch))
            for one in batch:
                is_problem = isinstance(one.image, Failure)
                rows[PROBLEM if is_problem else PREDICTED] += 1
                rows[PROBLEM_FILES] += is_problem and one.path != last
                last = one.path if is_problem else last
    return rows


def _rows(model: TrainedModel, batch: Sequence[_Decoded]) -> Iterator[list[str | float]]:
    images = [one.image for one in batch if not isinstance(one.image, Failure)]
    predictions = iter(model.predictions(np.stack(images)) if images else ())
    for one in batch:
        if isinstance(one.image, Failure):
            yield problem_row(one.path, one.frame, model.target.columns, problem_text(one.image.reason))
        else:
            yield prediction_row(one.path, one.frame, model.target.columns, next(predictions))


def _decoded(
    files: Iterable[Path], total: int, preprocessing: Preprocessing, job: Job, pool: DecodePool
) -> Generator[_Decoded, None, None]:
    """Yield all pictures of all files, in order. Of a file with very many a few are in memory at a time."""
    here, most_pixels = Path.cwd(), pool.limits.pixels
    open_file = partial(_opened, here=here, preprocessing=preprocessing, most_pixels=most_pixels)
    read_frames = partial(_read, here=here, preprocessing=preprocessing, most_pixels=most_pixels)
    with closing(pool.map(open_file, files, job)) as opened:
        for path, found in job.steps(STEP, opened, total):
            if isinstance(found, np.ndarray | Failure):
                yield _Decoded(path, None, found)
            elif isinstance(found, int):
                yield from _frames_of(path, found, lambda some: pool.map(read_frames, some, job))


def _frames_of(
    path: Path,
    count: int,
    read: Callable[[Iterable[_Frames]], Generator[tuple[_Frames, Read], None, None]],
) -> Iterator[_Decoded]:
    starts = range(0, count, FRAMES_AT_ONCE)
    with closing(
        read(_Frames(path, tuple(range(start, min(start + FRAMES_AT_ONCE, count)))) for start in starts)
    ) as chunks:
        for frames, images in chunks:
            if not isinstance(images, Failure):
                yield from (_Decoded(path, *pair) for pair in zip(frames.numbers, images, strict=True))
                continue
            with closing(read(_Frames(path, (number,)) for number in frames.numbers)) as singles:
                for frame, image in singles:  # one that makes its reader crash must not cost the others
                    yield _Decoded(path, frame.numbers[0], image if isinstance(image, Failure) else image[0])


def _batches(items: Iterator[T]) -> Iterator[list[T]]:
    size = GROUPS * this_device().group
    while batch := list(islice(items, size)):
        yield batch


def _opened(path: Path, here: Path, preprocessing: Preprocessing, most_pixels: int) -> np.ndarray | int | Failure:
    """Return the picture in a file, or how many there are.

    Runs in a worker, which may have started elsewhere than `here`.
    """
    try:
        options = preprocessing.read_options(most_pixels)
        count = reader_of(here / path).header(here / path, options, "").frames
    except (ImageProblem, OSError) as error:
        return failure_of(error)
    if count > 1:
        return count
    frames = _read(_Frames(path, (0,)), here, preprocessing, most_pixels)
    return frames if isinstance(frames, Failure) else frames[0]


def _read(frames: _Frames, here: Path, preprocessing: Preprocessing, most_pixels: int) -> Read:
    """Return each frame, or why there is none. Runs in a worker."""
    options = preprocessing.read_options(most_pixels)
    try:
        found = list(prepared_frames(here / frames.path, frames.numbers, preprocessing, options))
    except OSError as error:
        return failure_of(error)
    return [failure_of(frame) if isinstance(frame, ImageProblem) else frame for frame in found]
