"""Images to predict: files and folders of them, decoded by workers, one picture after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.images.decoding import DecodePool, failure_of
from core.modalities.images.prepared_frames import prepared_frames
from core.modalities.images.preparing import FRAMES_AT_ONCE
from core.modalities.images.preprocessing import ImageProblem, Preprocessing
from core.modalities.images.readers import is_image, reader_of
from core.prediction.asked_paths import check_paths, files_of
from core.prediction.to_predict import Given
from core.process.device import this_device
from core.process.worker_pool import Failure, WorkerPool

FIND_STEP = Message("finding-the-images")
STEP = Message("predicting")
NOTHING = Message("no-images-to-predict")
#: groups of images that are decoded before they are classified
GROUPS = 4

#: the frames that were asked for, each or why there is none; or why there is none of them
Read = list[np.ndarray | Failure] | Failure


@dataclass(frozen=True)
class _Frames:
    path: Path
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class ImagesToPredict:
    """The `ToPredict` of images."""

    paths: Sequence[Path]
    preprocessing: Preprocessing
    #: None for one that is started for this alone
    pool: WorkerPool[Any] | None = None

    number_column: str = "frame"
    nothing: Message = NOTHING

    @property
    def batch(self) -> int:
        """Return a few groups: the next are decoded meanwhile."""
        return GROUPS * this_device().group

    def is_example(self, path: Path) -> bool:
        """Return whether it is called as an image is."""
        return is_image(path)

    def named_alike(self, table: Path) -> Message:
        """Return that a table is called as an example is."""
        return Message("table-named-as-image", table=table.name)

    def check(self) -> None:
        """Raise UserError where a path is not there."""
        check_paths(self.paths)

    def count(self, job: Job) -> tuple[int, int]:
        """Return how many files there are, and how many are passed over."""
        skipped = Counter[str]()
        total = sum(1 for _ in job.steps(FIND_STEP, files_of(self.paths, is_image, skipped), None))
        return total, skipped.total()

    def examples(self, total: int | None, job: Job) -> Generator[Given, None, None]:
        """Yield all pictures of all files, in order. Of a file with very many a few are in memory at a time."""
        with DecodePool() if self.pool is None else nullcontext(self.pool) as pool:
            yield from _decoded(files_of(self.paths, is_image, Counter()), total, self.preprocessing, job, pool)


def _decoded(
    files: Iterable[Path], total: int | None, preprocessing: Preprocessing, job: Job, pool: WorkerPool[Any]
) -> Generator[Given, None, None]:
    here, most_pixels = Path.cwd(), pool.limits.pixels
    open_file = partial(_opened, here=here, preprocessing=preprocessing, most_pixels=most_pixels)
    read_frames = partial(_read, here=here, preprocessing=preprocessing, most_pixels=most_pixels)
    with closing(pool.map(open_file, files, job)) as opened:
        for path, found in job.steps(STEP, opened, total):
            if isinstance(found, np.ndarray | Failure):
                yield Given(path, None, found)
            elif isinstance(found, int):
                yield from _frames_of(path, found, lambda some: pool.map(read_frames, some, job))


def _frames_of(
    path: Path,
    count: int,
    read: Callable[[Iterable[_Frames]], Generator[tuple[_Frames, Read], None, None]],
) -> Iterator[Given]:
    starts = range(0, count, FRAMES_AT_ONCE)
    with closing(
        read(_Frames(path, tuple(range(start, min(start + FRAMES_AT_ONCE, count)))) for start in starts)
    ) as chunks:
        for frames, images in chunks:
            if not isinstance(images, Failure):
                yield from (Given(path, *pair) for pair in zip(frames.numbers, images, strict=True))
                continue
            with closing(read(_Frames(path, (number,)) for number in frames.numbers)) as singles:
                for frame, image in singles:  # one that makes its reader crash must not cost the others
                    yield Given(path, frame.numbers[0], image if isinstance(image, Failure) else image[0])


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
