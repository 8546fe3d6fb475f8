"""Predictions: a table that `predict` has written, read again to be looked at."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from core.dataset.natural_order import natural_key
from core.errors import UserError
from core.messages import Message, message_in
from core.modalities.images.frame import Frame
from core.prediction.destination import reported_when_not_writable
from core.prediction.table import PredictionTable
from core.storage.files import written_beside
from core.targets.target import Target
from core.wording.catalogue import text_of


@dataclass(frozen=True, kw_only=True, eq=False)
class Predictions:
    """A row for each picture, in the order of the table."""

    target: Target
    files: tuple[str, ...]
    #: the number of the picture in its file, from 0; None where the file holds just one
    frames: tuple[int | None, ...]
    #: float64 [files, names of the target]; not a number where a file could not be read
    values: np.ndarray
    #: why a file could not be read; None where it could
    problems: tuple[Message | None, ...]
    #: what the number of an example in its file is called
    number_column: str = "frame"

    def __len__(self) -> int:
        return len(self.files)

    @property
    def names(self) -> tuple[str, ...]:
        """Return what each number of a row stands for, as the classes of a classifier."""
        return self.target.names

    @cached_property
    def is_read(self) -> np.ndarray:
        """Return whether there is a prediction, bool [files]."""
        return ~np.isnan(self.values).any(axis=1)

    @cached_property
    def file_names(self) -> tuple[str, ...]:
        """Return the files as seen from the folder that holds all, each with its picture's number in it, from 1."""
        folder = self._common_folder
        shown = (file.removeprefix(folder).lstrip(os.sep) for file in self.files)
        return tuple(
            name if frame is None else f"{name} · {frame + 1}" for name, frame in zip(shown, self.frames, strict=True)
        )

    @cached_property
    def place_by_name(self) -> np.ndarray:
        """Return the place of each file where they are sorted by name, int [files]."""
        names = [(natural_key(file), frame or 0) for file, frame in zip(self.files, self.frames, strict=True)]
        places = np.empty(len(names), int)
        places[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
        return places

    def frame(self, place: int) -> Frame:
        """Return the picture of this row."""
        return Frame(Path(self.files[place]), self.frames[place] or 0)

    @property
    def _common_folder(self) -> str:
        try:
            return os.path.commonpath({os.path.dirname(file) for file in self.files})  # noqa: PTH120  of many files
        except ValueError:  # no files, or on several drives
            return ""

    @cached_property
    def problem_files(self) -> int:
        """Return how many files could not be read, or not all of their pictures."""
        return len({file for file, problem in zip(self.files, self.problems, strict=True) if problem})

    @cached_property
    def problem_count(self) -> int:
        return int(np.count_nonzero(~self.is_read))


@dataclass(frozen=True, kw_only=True, eq=False)
class ClassPredictions(Predictions):
    """Those of a target that picks one of its names for each example, as a classifier does."""

    @cached_property
    def predicted(self) -> np.ndarray:
        """Return places among the classes, int [files]; -1 where a file could not be read."""
        return np.where(self.is_read, self.target.decided(np.nan_to_num(self.values)), -1)

    @cached_property
    def probability(self) -> np.ndarray:
        """Return that of the predicted class, float [files]; nan where a file could not be read."""
        confidence = self.target.confidence(self.values)
        assert confidence is not None, "a target that picks a name says how probable it is"
        return confidence

    @cached_property
    def counts(self) -> dict[str, int]:
        """Return images predicted to be of each class."""
        numbers = np.bincount(self.predicted[self.predicted >= 0], minlength=len(self.names))
        return dict(zip(self.names, numbers.tolist(), strict=True))

    def most_probable(self, place: int, most: int) -> list[tuple[str, float]]:
        """Return classes with their probabilities, the most probable first; none where the file could not be read."""
        if self.problems[place]:
            return []
        probabilities = self.values[place]
        best = np.argsort(-probabilities, kind="stable")[:most]
        return [(self.names[number], float(probabilities[number])) for number in best]


def save_predictions(predictions: Predictions, target: Path) -> None:
    """Write the table as `predict` does, its reasons in words.

    Raise UserError where `target` cannot be written; it is then as before.
    """
    with (
        reported_when_not_writable(target),
        written_beside(target) as beside,
        open(beside, "w", encoding="utf-8", errors="surrogateescape", newline="") as file,
    ):
        table = PredictionTable(file, predictions.target.columns, predictions.number_column)
        for place, (name, number) in enumerate(zip(predictions.files, predictions.frames, strict=True)):
            if problem := predictions.problems[place]:
                table.write_problem(Path(name), number, text_of(problem))
            else:
                table.write(Path(name), number, predictions.values[place])


def read_predictions(table: Path, target: Target) -> Predictions:
    """Raise UserError where `table` is none that `predict` has written with a model of this target."""
    try:
        with open(table, encoding="utf-8", errors="surrogateescape", newline="") as file:
            rows = csv.reader(file, strict=True)
            _, number_column, *head, _ = next(rows)
            if head != target.columns.head:
                raise ValueError("the columns of another target")
            return _predictions(target, number_column, rows)
    except (OSError, ValueError, StopIteration, csv.Error) as error:
        raise UserError(Message("predictions-unreadable", table=table.name)) from error


def _predictions(target: Target, number_column: str, rows: Iterator[list[str]]) -> Predictions:
    files, frames, problems, values = [], [], [], []
    columns, width = target.columns, len(target.names)
    nothing = (np.nan,) * width
    for file, frame, *cells, problem in rows:
        files.append(file)
        frames.append(int(float(frame)) - 1 if frame else None)
        problems.append(message_in(problem))
        values.append(nothing if problem else columns.predictions(cells))
    kind = ClassPredictions if target.picks_a_name else Predictions
    return kind(
        target=target,
        number_column=number_column,
        files=tuple(files),
        frames=tuple(frames),
        values=np.array(values, np.float64).reshape(len(files), width),
        problems=tuple(problems),
    )
