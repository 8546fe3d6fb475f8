"""Export: a trained model in a format of others, with what it takes to use it, once it has passed its check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import tensorflow as tf

from core.export.bundle import write_bundle
from core.export.check import check_export
from core.export.checked_export import CheckedExport
from core.export.destination import check_destination, reported_when_not_writable
from core.export.formats import ExportFormat
from core.export.kinds import IMAGES, TEXTS, kind_of
from core.export.saved_model import write_saved_model
from core.export.text_saved_model import write_text_saved_model
from core.jobs import Job, ProgressReport
from core.messages import Message
from core.storage.files import folder_written_beside
from core.training.names import BIAS, KERNEL
from core.training.trained_model import TrainedModel

STEP = Message("exporting-the-model")
#: each writes the model itself to a folder
WRITERS: dict[tuple[ExportFormat, str], Callable[[TrainedModel, Path], None]] = {
    (ExportFormat.SAVED_MODEL, IMAGES): write_saved_model,
    (ExportFormat.SAVED_MODEL, TEXTS): write_text_saved_model,
}


def export_model(model: TrainedModel, folder: Path, export_format: ExportFormat, job: Job) -> CheckedExport:
    """Write the model to `folder`, with predict.py, README.md and NOTICE beside its files.

    It appears only once it has been checked in a fresh process, and takes the place of an earlier export. Nothing in it
    names a file, a user or a place. Raise UserError where `folder` holds anything else or cannot be written, or where
    the check fails; then, and when the job is stopped, whatever was there before is still there.
    """
    folder = folder.absolute()
    check_destination(folder)
    progress = ProgressReport(job, STEP, total=2)
    progress.show()
    with reported_when_not_writable(folder), folder_written_beside(folder) as beside:
        opened = _opened_to_export(model)
        job.checkpoint()
        WRITERS[export_format, kind_of(opened.preprocessing)](opened, beside)
        write_bundle(opened, export_format, beside)
        progress.advance()
        progress.show()
        job.checkpoint()
        difference = check_export(opened, beside, export_format, job)
        size = sum(file.stat().st_size for file in beside.rglob("*") if file.is_file())
    progress.advance()
    progress.show()
    return CheckedExport(
        folder=folder, export_format=export_format, megabytes=size / 1e6, largest_difference=difference
    )


def _opened_to_export(model: TrainedModel) -> TrainedModel:
    """Return the same model with variables of its own, also for the head: a constant would stand in each function."""
    head = {name: tf.Variable(model.weights[name], name=name) for name in (KERNEL, BIAS)}
    return replace(model, weights={**model.weights, **head})
