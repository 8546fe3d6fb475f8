"""The figures of runs as a table, one row an epoch and a batch, for another program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from core.figures.training_history import TrainingHistory
from core.training.epoch_record import EpochRecord

COLUMNS = (
    "run", "what", "phase", "epoch_of_phase", "epoch", "batch", "loss", "accuracy", "validation_loss",
    "validation_accuracy", "learning_rate", "seconds", "best",
)  # fmt: skip


Row = dict[str, object]


def as_csv(runs: Iterable[tuple[str, TrainingHistory]]) -> bytes:
    """Return one row an epoch and, where they are known, one a batch.

    Epochs and batches count from 1, as in the window.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for title, history in runs:
        writer.writerows(_epoch_row(title, history, place, epoch) for place, epoch in enumerate(history.epochs))
        writer.writerows(_batch_rows(title, history))
    return text.getvalue().encode("utf-8")


def _epoch_row(title: str, history: TrainingHistory, place: int, epoch: EpochRecord) -> Row:
    return {
        "run": title,
        "what": "epoch",
        "phase": history.name_of(epoch.phase),
        "epoch_of_phase": epoch.epoch + 1,
        "epoch": place + 1,
        "loss": epoch.loss,
        "accuracy": epoch.accuracy,
        "validation_loss": epoch.validation_loss,
        "validation_accuracy": epoch.validation_accuracy,
        "learning_rate": epoch.learning_rate,
        "seconds": round(epoch.seconds, 3),
        "best": "yes" if place == history.best else "",
    }


def _batch_rows(title: str, history: TrainingHistory) -> Iterable[Row]:
    for x, loss, accuracy, phase, epoch, batch in zip(
        *(part.tolist() for part in history.batches.values()), strict=True
    ):
        yield {
            "run": title,
            "what": "batch",
            "phase": history.name_of(int(phase)),
            "epoch_of_phase": int(epoch) + 1,
            "epoch": round(x, 6),
            "batch": int(batch) + 1,
            "loss": loss,
            "accuracy": accuracy,
        }
