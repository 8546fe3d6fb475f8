"""Prediction: a trained model on any number of examples, to one table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from core.errors import UserError
from core.jobs import Job
from core.messages import cell_of
from core.prediction.asked import AS_USUAL, Asked
from core.prediction.destination import check_destination, reported_when_not_writable
from core.prediction.kinds import to_predict
from core.prediction.table import PredictionTable
from core.prediction.to_predict import Given, ToPredict
from core.process.worker_pool import Failure, WorkerPool
from core.storage.files import written_beside
from core.wording.catalogue import text_of

if TYPE_CHECKING:
    from core.training.trained_model import TrainedModel

PREDICTED, PROBLEM, PROBLEM_FILES = "predicted", "problem", "files with problems"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class PredictionCount:
    """Count examples that got a row with a prediction, rows that name a problem, and files that got none."""

    predicted: int
    problems: int
    #: in which these rows stand: a file of several examples may have several
    problem_files: int = 0
    #: hidden files and files of other types
    skipped: int = 0


def predict(
    model: TrainedModel,
    paths: Sequence[Path],
    csv: Path,
    job: Job,
    pool: WorkerPool[Any] | None = None,
    asked: Asked = AS_USUAL,
) -> PredictionCount:
    """Predict files and what is in folders, and write one row for each example to `csv`, in the order of the files.

    The columns are file (as given: what was relative stays so), the number in it (from 1, where a file holds several
    examples), predicted class, a probability per class, problem, in words or as a code; and the text itself where that
    was asked for.
    A file that is named in `paths` always gets a row, with the reason where it cannot be read. The table appears when
    it is whole: when the job is stopped, or anything fails, whatever was at `csv` before is still there.
    Memory does not grow with the number of examples.
    Raise UserError, before anything is predicted, where a path is not there, there is nothing in any, or `csv` cannot
    be written.
    """
    wanted = to_predict(model.preprocessing, paths, asked, pool)
    wanted.check()
    check_destination(csv, wanted, paths)
    total, skipped = wanted.count(job)
    if total == 0:
        raise UserError(wanted.nothing)
    rows = _write_table(model, wanted, wanted.examples(total, job), csv, asked, job)
    return PredictionCount(
        predicted=rows[PREDICTED], problems=rows[PROBLEM], problem_files=rows[PROBLEM_FILES], skipped=skipped
    )


def _write_table(
    model: TrainedModel, wanted: ToPredict, examples: Generator[Given, None, None], csv: Path, asked: Asked, job: Job
) -> Counter[str]:
    """Return how many rows there are of each kind."""
    rows, last = Counter[str](), None
    with (
        reported_when_not_writable(csv),
        written_beside(csv) as beside,
        open(beside, "w", encoding="utf-8", errors="surrogateescape", newline="") as file,
        closing(examples),
    ):
        table = PredictionTable(file, model.target.columns, wanted.number_column, asked.with_text)
        for batch in _batches(examples, wanted.batch):
            _write_rows(table, model, batch, asked, job)
            for one in batch:
                is_problem = isinstance(one.row, Failure)
                rows[PROBLEM if is_problem else PREDICTED] += 1
                rows[PROBLEM_FILES] += is_problem and one.path != last
                last = one.path if is_problem else last
    return rows


def _write_rows(table: PredictionTable, model: TrainedModel, batch: Sequence[Given], asked: Asked, job: Job) -> None:
    written = cell_of if asked.with_codes else text_of
    rows = [one.row for one in batch if not isinstance(one.row, Failure)]
    predictions = iter(model.predictions(np.stack(rows), job.checkpoint) if rows else ())
    for one in batch:
        if isinstance(one.row, Failure):
            table.write_problem(one.path, one.number, written(one.row.reason), one.text)
        else:
            table.write(one.path, one.number, next(predictions), one.text)


def _batches(items: Iterator[T], size: int) -> Iterator[list[T]]:
    while batch := list(islice(items, size)):
        yield batch
