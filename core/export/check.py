"""The check of every export: in a fresh process, without Frostline, it must predict what Frostline predicts."""

from __future__ import annotations

import csv
import logging
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf
from PIL import Image

from core.errors import UserError
from core.export.formats import ExportFormat
from core.export.script import trial_script
from core.jobs import Job
from core.messages import Message
from core.modalities.images.preprocessing import prepare
from core.modalities.images.readers import read_picture_of
from core.modalities.images.recipe import image_recipe
from core.process.device import PROCESSOR, WITHOUT_GRAPHICS
from core.process.packaged import fresh_python
from core.storage.disk import named
from core.storage.temporary import temporary_folder
from core.targets.columns import Columns
from core.training.trained_model import TrainedModel

#: between two predictions: of numbers above 1, as a share of the largest
TOLERANCE = 1e-5
SEED = 20
MOST_SECONDS = 900.0
SECONDS_BETWEEN_CHECKPOINTS = 0.2

logger = logging.getLogger(__name__)


def check_export(model: TrainedModel, folder: Path, export_format: ExportFormat, job: Job) -> float:
    """Compare the export in `folder` with `model` on synthetic images, given as uint8, as float, and as PNG files.

    Return the largest difference between two predictions. Raise UserError where it is above `TOLERANCE`, or where
    the fresh process fails; JobStopped when the job is stopped.
    """
    with temporary_folder() as scratch:
        images = _images(model)
        with named(scratch):  # it may lie on another disk than the export
            np.savez(scratch / "images.npz", uint8=images["uint8"], float32=images["float32"])
            pictures = _write_pictures(scratch)
        expected = _expected(model, images, pictures)
        _run_trial(folder, export_format, scratch, pictures, job)
        found = _found(scratch, model.target.columns)
    difference = max(_difference(expected[name], found.get(name)) for name in expected)
    if not difference <= TOLERANCE:  # also where it is not a number
        raise UserError(Message("export-differs", difference=difference))
    return difference


# ---- images that show nothing and nobody


def _images(model: TrainedModel) -> dict[str, np.ndarray]:
    """Return noise, a gradient and soft blobs, [3, height, width, 3]: uint8 0..255 and float32 0..1."""
    height, width, _ = model.preprocessing.row_shape
    floats = np.stack([_noise(height, width), _gradient(height, width), _blobs(height, width)])
    return {"uint8": np.rint(floats * 255).astype(np.uint8), "float32": floats}


def _write_pictures(folder: Path) -> list[Path]:
    """PNG files of another size than the model's: 8 bits in colour, 16 bits in grey."""
    colours, grey = folder / "8-bit.png", folder / "16-bit.png"
    Image.fromarray(np.rint(_blobs(301, 257) * 255).astype(np.uint8)).save(colours)
    Image.fromarray(np.rint(1_000 + 9_000 * _blobs(257, 301)[..., 0]).astype(np.uint16)).save(grey)
    return [colours, grey]


def _noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(SEED).random((height, width, 3), np.float32)


def _gradient(height: int, width: int) -> np.ndarray:
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    return np.stack([down, across, 1 - down], axis=-1)


def _blobs(height: int, width: int) -> np.ndarray:
    coarse = np.random.default_rng(SEED).integers(0, 256, (6, 6, 3)).astype(np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)) / np.float32(255)


# ---- both sides


def _expected(model: TrainedModel, images: dict[str, np.ndarray], pictures: Sequence[Path]) -> dict[str, np.ndarray]:
    """Return what Frostline predicts, by the name that the trial gives it."""
    with PROCESSOR.scope():  # on both sides: a graphics card rounds differently from one program to the next
        of = {name: _predictions(model, values) for name, values in images.items()}
        recipe = image_recipe(model.preprocessing)
        prepared = np.stack([prepare(read_picture_of(picture, recipe.read_options()), recipe) for picture in pictures])
        of_pictures = model.predictions(prepared)
    serving = {f"serving_{name}": values for name, values in of.items()}
    return {**of, **serving, "pictures": of_pictures}


def _predictions(model: TrainedModel, images: np.ndarray) -> np.ndarray:
    if images.dtype == model.preprocessing.dtype:
        return model.predictions(images)
    return tf.function(model.function(), autograph=False)(tf.constant(images)).numpy()


def _found(scratch: Path, columns: Columns) -> dict[str, np.ndarray]:
    """Return what the trial has left."""
    with np.load(scratch / "probabilities.npz") as archive:
        found = {name: archive[name] for name in archive.files}
    with open(scratch / "predictions.csv", encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    return {**found, "pictures": np.array([columns.predictions(row[2:-1]) for row in rows])}


def _difference(expected: np.ndarray, found: np.ndarray | None) -> float:
    if found is None or found.shape != expected.shape:
        return np.inf
    return float(np.abs(expected - found).max() / max(1.0, np.abs(expected).max()))


def _run_trial(folder: Path, export_format: ExportFormat, scratch: Path, pictures: Sequence[Path], job: Job) -> None:
    trial, errors = scratch / "trial.py", scratch / "errors.txt"
    trial.write_text(trial_script(export_format.facts), encoding="utf-8")
    command = fresh_python(str(trial), [str(path) for path in (folder.absolute(), scratch, *pictures)])
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
