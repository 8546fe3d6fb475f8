"""The check of every export: in a fresh process, without Frostline, it must predict what Frostline predicts."""

from __future__ import annotations

import csv
import logging
import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from core.errors import UserError
from core.export.formats import ExportFormat
from core.export.kinds import IMAGES, TEXTS, kind_of
from core.export.script import trial_script
from core.export.synthetic_images import ImageTrial
from core.export.synthetic_texts import TextTrial
from core.jobs import Job
from core.messages import Message
from core.process.device import PROCESSOR, WITHOUT_GRAPHICS
from core.process.packaged import fresh_python
from core.storage.temporary import temporary_folder
from core.targets.columns import Columns
from core.training.trained_model import TrainedModel

#: between two predictions: of numbers above 1, as a share of the largest
TOLERANCE = 1e-5
MOST_SECONDS = 900.0
SECONDS_BETWEEN_CHECKPOINTS = 0.2

logger = logging.getLogger(__name__)


class Trial(Protocol):
    """What both sides are given: examples that show nothing and nobody."""

    def write(self, scratch: Path) -> Sequence[Path]:
        """Write what the script of the trial reads. Return the files for predict.py."""

    def expected(self) -> dict[str, np.ndarray]:
        """Return what Frostline predicts, by the name that the trial gives it."""


TRIALS: dict[str, Callable[[TrainedModel], Trial]] = {IMAGES: ImageTrial, TEXTS: TextTrial}


def check_export(model: TrainedModel, folder: Path, export_format: ExportFormat, job: Job) -> float:
    """Compare the export in `folder` with `model` on synthetic examples, given in every way that it takes.

    Return the largest difference between two predictions. Raise UserError where it is above `TOLERANCE`, or where
    the fresh process fails; JobStopped when the job is stopped.
    """
    kind = kind_of(model.preprocessing)
    trial = TRIALS[kind](model)
    with temporary_folder() as scratch:
        files = trial.write(scratch)
        with PROCESSOR.scope():  # on both sides: a graphics card rounds differently from one program to the next
            expected = trial.expected()
        _run_trial(folder, trial_script(export_format.facts, kind), scratch, files, job)
        found = _found(scratch, model.target.columns)
    difference = max(_difference(expected[name], found.get(name)) for name in expected)
    if not difference <= TOLERANCE:  # also where it is not a number
        raise UserError(Message("export-differs", difference=difference))
    return difference


def _found(scratch: Path, columns: Columns) -> dict[str, np.ndarray]:
    """Return what the trial has left."""
    with np.load(scratch / "probabilities.npz") as archive:
        found = {name: archive[name] for name in archive.files}
    with open(scratch / "predictions.csv", encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return {**found, "files": np.array([columns.predictions(row[2:-1]) for row in rows])}


def _difference(expected: np.ndarray, found: np.ndarray | None) -> float:
    if found is None or found.shape != expected.shape:
        return np.inf
    return float(np.abs(expected - found).max() / max(1.0, np.abs(expected).max()))


def _run_trial(folder: Path, script: str, scratch: Path, files: Sequence[Path], job: Job) -> None:
    trial, errors = scratch / "trial.py", scratch / "errors.txt"
    trial.write_text(script, encoding="utf-8")
    command = fresh_python(str(trial), [str(path) for path in (folder.absolute(), scratch, *files)])
    environment = {**os.environ, **WITHOUT_GRAPHICS, "TF_CPP_MIN_LOG_LEVEL": "3"}
    with open(errors, "wb") as file:
        process = subprocess.Popen(
            command, cwd=scratch, env=environment, stdin=subprocess.DEVNULL, stdout=file, stderr=file
        )
        try:
            status = _ended(process, job)
        finally:
            process.kill()
            process.wait()
    if status != 0:
        logger.error("an exported model failed in a fresh process: %s", errors.read_text(errors="replace")[-400:])
        raise UserError(Message("export-does-not-run"))


def _ended(process: subprocess.Popen[bytes], job: Job) -> int | None:
    """Return the exit status; None where it takes too long."""
    deadline = time.monotonic() + MOST_SECONDS
    while time.monotonic() < deadline:
        try:
            return process.wait(timeout=SECONDS_BETWEEN_CHECKPOINTS)
        except subprocess.TimeoutExpired:
            job.checkpoint()
    return None
