"""Prediction: a trained model on any number of images, to one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from core.dataset.decoding import DecodePool, Failure
from core.dataset.preprocessing import ImageProblem, Preprocessing, prepare
from core.dataset.readers import is_image, reader_of
from core.errors import UserError
from core.files import written_beside
from core.image_files import image_files
from core.jobs import Job
from core.prediction_table import prediction_row, prediction_table, problem_row

if TYPE_CHECKING:  # the workers import this module, and need no TensorFlow
    from core.training.trained_model import TrainedModel

FIND_STEP = "Finding the images"
STEP = "Predicting"
#: images that pass the model together
BATCH = 16

PREDICTED, PROBLEM = "predicted", "problem"

T = TypeVar("T")
Decoded = tuple[Path, "np.ndarray | Failure"]


@dataclass(frozen=True, kw_only=True)
class PredictionCount:
    """How many files got a row with a prediction, how many one with a problem, and how many in folders none."""

    predicted: int
    problems: int
    #: hidden files and files of other types
    skipped: int


def predict(
    model: TrainedModel, paths: Sequence[Path], csv: Path, job: Job, pool: DecodePool | None = None
) -> PredictionCount:
    """Classify files and all images in folders, and write one row for each to `csv`, in the order of the files.

    The columns are file (as given: what was relative stays so), predicted class, a probability per class, problem.
    A file that is named in `paths` always gets a row, with the reason where it cannot be read. The table appears when
    it is whole: when the job is stopped, or anything fails, whatever was at `csv` before is still there.
    Memory does not grow with the number of files.
    Raises UserError, before any image is read, where a path is not there, there is no image or `csv` cannot be written.
    """
    _check_paths(paths)
    _check_table(csv)
    skipped = Counter[str]()
    total = sum(1 for _ in job.steps(FIND_STEP, _files(paths, skipped), None))
    if not total:
        raise UserError(
            "There are no images in what was chosen.", hint="Choose images, or folders with images in them."
        )
    if pool is not None:
        rows = _write_table(model, paths, total, csv, job, pool)
    else:
        with DecodePool() as own_pool:
            rows = _write_table(model, paths, total, csv, job, own_pool)
    return PredictionCount(predicted=rows[PREDICTED], problems=rows[PROBLEM], skipped=skipped.total())


def _check_paths(paths: Iterable[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise UserError(
                f"There is no file or folder “{path}”.", hint="Check its name, and that its disk is connected."
            )


def _check_table(csv: Path) -> None:
    """What would otherwise be noticed only when all is done."""
    if is_image(csv.name):
        raise UserError(f"“{csv.name}” is the name of an image.", hint="Choose a name for the table that ends in .csv.")
    if csv.exists():
        with _told_when_not_writable(csv), open(csv, "rb+"):  # a spreadsheet may hold it open
            pass


def _files(paths: Iterable[Path], skipped: Counter[str]) -> Iterator[Path]:
    try:
        yield from image_files(paths, is_image, skipped)
    except OSError as error:
        raise UserError(
            f"The folder “{error.filename}” may not be opened.", hint="Ask for the right to read it, or leave it out."
        ) from error


def _write_table(
    model: TrainedModel, paths: Sequence[Path], total: int, csv: Path, job: Job, pool: DecodePool
) -> Counter[str]:
    """Returns how many rows there are of each kind."""
    recipe, most_pixels = model.preprocessing, pool.limits.pixels
    decode = partial(_decoded, here=Path.cwd(), preprocessing=recipe, most_pixels=most_pixels)
    rows = Counter[str]()
    with (
        _told_when_not_writable(csv),
        written_beside(csv) as beside,
        open(beside, "w", encoding="utf-8", errors="surrogateescape", newline="") as file,
        closing(pool.map(decode, _files(paths, Counter()), job)) as images,
    ):
        table = prediction_table(file, model.classes)
        for batch in _batches(job.steps(STEP, images, total)):
            table.writerows(_rows(model, batch))
            rows.update(PROBLEM if isinstance(image, Failure) else PREDICTED for _, image in batch)
    return rows


def _rows(model: TrainedModel, batch: Sequence[Decoded]) -> Iterator[list[str | float]]:
    images = [image for _, image in batch if not isinstance(image, Failure)]
    probabilities = iter(model.probabilities(np.stack(images)) if images else ())
    for path, image in batch:
        if isinstance(image, Failure):
            yield problem_row(path, model.classes, image.reason)
        else:
            yield prediction_row(path, model.classes, next(probabilities))


def _batches(items: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _decoded(path: Path, here: Path, preprocessing: Preprocessing, most_pixels: int) -> np.ndarray | Failure:
    """Runs in a worker, which may have been started in another folder than `here`."""
    try:
        return prepare(reader_of(path).read(here / path, most_pixels), preprocessing)
    except ImageProblem as problem:
        return Failure(str(problem))


@contextmanager
def _told_when_not_writable(csv: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = f": {error.strerror}" if error.strerror else ""
        raise UserError(
            f"The table “{csv.name}” cannot be written{reason}.",
            hint="Choose another place for it, or free some space.",
        ) from error
