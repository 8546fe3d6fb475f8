"""Preparing images: each file opened in a worker, each picture decoded and resized."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from core.jobs import Job
from core.messages import Message
from core.modalities.images.decoding import DecodePool, failure_of
from core.modalities.images.file_state import content_hash, state_of
from core.modalities.images.prepared import PreparedImages
from core.modalities.images.preprocessing import ImageProblem, Preprocessing, is_grey, prepare
from core.modalities.images.readers import reader_of
from core.process.worker_pool import Failure

STEP = Message("preparing-the-images")
#: of one file, in a worker at once: it is opened once for them, and they have the time of one image together
FRAMES_AT_ONCE = 16


class Pictured(Protocol):
    """What must be known of an example to read its picture."""

    @property
    def sha256(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def frame(self) -> int | None: ...
    @property
    def size(self) -> int: ...
    @property
    def modified(self) -> int: ...


@dataclass(frozen=True, kw_only=True)
class _Frames:
    """Pictures of one file, and the keys under which they are kept."""

    path: Path
    sha256: str
    #: bytes, and the time of change in nanoseconds, as the file was when it was scanned
    state: tuple[int, int]
    numbers: tuple[int, ...]
    keys: tuple[str, ...]

    def one_by_one(self) -> Iterator[_Frames]:
        for number, key in zip(self.numbers, self.keys, strict=True):
            yield replace(self, numbers=(number,), keys=(key,))


def fill(
    prepared: PreparedImages,
    images: Iterable[tuple[Path, Pictured]],
    job: Job,
    pool: DecodePool,
) -> dict[str, Message]:
    """Append these images, each with the path of its file. Return the reason for each key that failed."""
    files = list(_frames_of(images))
    return _decode(files, prepared, job, pool) if files else {}


def _frames_of(images: Iterable[tuple[Path, Pictured]]) -> Iterator[_Frames]:
    """Yield each once, together with others of its file."""
    frames: dict[str, dict[str, int]] = defaultdict(dict)
    one_of: dict[str, tuple[Path, Pictured]] = {}
    for path, image in images:
        frames[image.sha256][image.key] = image.frame or 0
        one_of[image.sha256] = path, image
    for sha256, number_of in frames.items():
        keys, numbers, (path, one) = tuple(number_of), tuple(number_of.values()), one_of[sha256]
        for start in range(0, len(keys), FRAMES_AT_ONCE):
            some = slice(start, start + FRAMES_AT_ONCE)
            yield _Frames(
                path=path,
                sha256=sha256,
                state=(one.size, one.modified),
                numbers=numbers[some],
                keys=keys[some],
            )


def _decode(files: list[_Frames], prepared: PreparedImages, job: Job, pool: DecodePool) -> dict[str, Message]:
    preprocessing = prepared.preprocessing
    reasons: dict[str, Message] = {}
    alone: list[_Frames] = []
    for frames, result in _prepared_by(pool, files, preprocessing, job):
        if not isinstance(result, Failure):
            prepared.append(frames.keys, result)
        elif len(frames.keys) == 1:
            reasons[frames.keys[0]] = result.reason
        else:  # one bad picture must not cost the others of its file
            alone += frames.one_by_one()
    for frames, result in _prepared_by(pool, alone, preprocessing, job) if alone else ():
        if isinstance(result, Failure):
            reasons[frames.keys[0]] = result.reason
        else:
            prepared.append(frames.keys, result)
    return reasons


def _prepared_by(
    pool: DecodePool, files: Sequence[_Frames], preprocessing: Preprocessing, job: Job
) -> Iterator[tuple[_Frames, np.ndarray | Failure]]:
    prepare_file = partial(_prepared, preprocessing=preprocessing, most_pixels=pool.limits.pixels)
    with closing(pool.map(prepare_file, files, job)) as results:
        yield from job.steps(STEP, results, len(files))


def _prepared(frames: _Frames, preprocessing: Preprocessing, most_pixels: int) -> np.ndarray | Failure:
    """Return [n, height, width, 3] of one file; 1 instead of 3 where all are grey. Runs in a worker."""
    try:
        if _has_changed(frames):
            return Failure(Message("changed-since-scan"))
        options = preprocessing.read_options(most_pixels)
        return _stacked(reader_of(frames.path).read(frames.path, frames.numbers, options), preprocessing)
    except (ImageProblem, OSError) as error:
        return failure_of(error)


def _has_changed(frames: _Frames) -> bool:
    """Content is compared only where size or time are others than when it was scanned, as a scan does it, too."""
    return state_of(frames.path) != frames.state and content_hash(frames.path) != frames.sha256


def _stacked(pictures: Iterable[np.ndarray], preprocessing: Preprocessing) -> np.ndarray:
    """One plane of grey images is enough, on the way to the main process and on disk: a third of the bytes."""
    prepared = [prepare(pixels, preprocessing) for pixels in pictures]
    return np.stack([image[..., :1] for image in prepared] if all(map(is_grey, prepared)) else prepared)
