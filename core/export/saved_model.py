"""SavedModel: a trained model as one TensorFlow file format, from images to probabilities, and a script to use it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import tensorflow as tf

from core.errors import UserError
from core.export.check import check_export
from core.export.model_card import model_card
from core.export.report import ExportReport
from core.export.script import predict_script
from core.jobs import Job, ProgressReport
from core.storage.disk import as_os_error, told_that
from core.storage.files import folder_written_beside, write_json
from core.storage.kept_json import read_kept
from core.storage.temporary import temporary_folder
from core.training.names import BIAS, KERNEL
from core.training.trained_model import TrainedModel
from resources import ROOT

STEP = "Exporting the model"
NOTICE = ROOT / "NOTICE"
#: what an export consists of
ENTRIES = {"saved_model.pb", "fingerprint.pb", "variables", "assets", "predict.py", "README.md", "NOTICE"}


def export_saved_model(model: TrainedModel, folder: Path, job: Job) -> ExportReport:
    """Write a SavedModel to `folder`, with predict.py, README.md and NOTICE beside its files.

    It appears only once it has been checked in a fresh process, and takes the place of an earlier export. Nothing in it
    names a file, a user or a place. Raise UserError where `folder` holds anything else or cannot be written, or where
    the check fails; then, and when the job is stopped, whatever was there before is still there.
    """
    folder = folder.absolute()
    _check_destination(folder)
    progress = ProgressReport(job, STEP, total=2)
    progress.show()
    with _told_when_not_writable(folder), folder_written_beside(folder) as beside:
        exported = _opened_to_export(model)
        job.checkpoint()
        _write(exported, beside)
        progress.advance()
        progress.show()
        job.checkpoint()
        difference = check_export(exported, beside, job)
        size = sum(file.stat().st_size for file in beside.rglob("*") if file.is_file())
    progress.advance()
    progress.show()
    return ExportReport(folder=folder, megabytes=size / 1e6, largest_difference=difference)


class Classifier(tf.Module):
    """What is saved: the functions, the variables that they read, and two assets.

    Called with uint8 images in 0..255 or float32 ones in 0..1, [n, height, width, 3], it gives probabilities
    float32 [n, classes]. As a signature for TensorFlow Serving the default takes uint8: it is a quarter of the bytes,
    and a client that sends values in 0..1 is refused instead of misunderstood.
    """

    def __init__(self, model: TrainedModel, assets: Path):
        super().__init__()
        function = tf.function(model.function(), autograph=False)
        # traced here, once for each type: whatever is traced below only calls one of the two
        self._of_bytes = function.get_concrete_function(_images(model, tf.uint8))
        self._of_floats = function.get_concrete_function(_images(model, tf.float32))
        self.backbone_variables = list(model.backbone.variables.values())
        self.head_variables = [model.weights[KERNEL], model.weights[BIAS]]
        self.classes = _asset(assets / "classes.json", list(model.target.names))
        self.preprocessing = _asset(assets / "preprocessing.json", model.preprocessing.as_json())

    @tf.function(autograph=False)
    def __call__(self, images: tf.Tensor) -> tf.Tensor:
        return self._of_bytes(images) if images.dtype == tf.uint8 else self._of_floats(images)

    @tf.function(autograph=False)
    def serve(self, images: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"probabilities": self(images)}


def _opened_to_export(model: TrainedModel) -> TrainedModel:
    """Return the same model with variables of its own, also for the head: a constant would stand in each function."""
    head = {name: tf.Variable(model.weights[name], name=name) for name in (KERNEL, BIAS)}
    return replace(model, weights={**model.weights, **head})


def _write(model: TrainedModel, folder: Path) -> None:
    with temporary_folder() as assets:
        classifier = Classifier(model, assets)
        signatures = {
            "serving_default": classifier.serve.get_concrete_function(_images(model, tf.uint8)),
            "serving_float": classifier.serve.get_concrete_function(_images(model, tf.float32)),
        }
        try:
            tf.saved_model.save(classifier, str(folder), signatures)
        except tf.errors.OpError as error:  # how TensorFlow says that a disk is full
            raise as_os_error(error, error.message) from error
    (folder / "predict.py").write_text(predict_script(), encoding="utf-8")
    (folder / "README.md").write_text(model_card(model), encoding="utf-8")
    (folder / "NOTICE").write_bytes(NOTICE.read_bytes())


def _images(model: TrainedModel, dtype: tf.DType) -> tf.TensorSpec:
    return tf.TensorSpec([None, *model.preprocessing.row_shape], dtype, name="images")


def _asset(file: Path, value: object) -> tf.saved_model.Asset:
    write_json(file, value)
    return tf.saved_model.Asset(str(file))


def _check_destination(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UserError(f"“{folder.name}” is a file.", hint="Choose a folder for the exported model.")
    if folder.is_dir() and any(folder.iterdir()) and not _is_earlier_export(folder):
        raise UserError(
            f"The folder “{folder.name}” holds other files, which the export would replace.",
            hint="Choose a new or an empty folder, or one that holds an earlier export and nothing else.",
        )


def _is_earlier_export(folder: Path) -> bool:
    names = {entry.name for entry in folder.iterdir()}
    return names <= ENTRIES and (folder / "predict.py").is_file() and _is_recipe(folder / "assets/preprocessing.json")


def _is_recipe(file: Path) -> bool:
    try:
        return "depth" in read_kept(file)
    except (OSError, ValueError):
        return False


def _told_when_not_writable(folder: Path) -> AbstractContextManager[None]:
    return told_that(f"The model cannot be exported to “{folder.name}”", "Choose another folder, or free some space.")
