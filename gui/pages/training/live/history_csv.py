"""The metrics of runs as a table, one row an epoch and a batch, for another program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from core.figures.training_history import TrainingHistory
from core.training.epoch_record import EpochRecord

Row = dict[str, object]


def as_csv(runs: Iterable[tuple[str, TrainingHistory]]) -> bytes:
    """Return one row an epoch and, where they are known, one a batch.

    Epochs and batches count from 1, as in the window.
    """
    text = io.StringIO(newline="")
    all_runs = list(runs)
    writer = csv.DictWriter(text, _columns(history.score_name for _, history in all_runs))
    writer.writeheader()
    for title, history in all_runs:
        writer.writerows(_epoch_row(title, history, place, epoch) for place, epoch in enumerate(history.epochs))
        writer.writerows(_batch_rows(title, history))
    return text.getvalue().encode("utf-8")


def _columns(score_names: Iterable[str]) -> tuple[str, ...]:
    """Return the columns, of which scores have those of their metrics."""
    names = tuple(dict.fromkeys(score_names))
    return (
        *("run", "what", "phase", "epoch_of_phase", "epoch", "batch", "loss", *names, "validation_loss"),
        *(f"validation_{name}" for name in names),
        *("learning_rate", "seconds", "best"),
    )


def _epoch_row(title: str, history: TrainingHistory, place: int, epoch: EpochRecord) -> Row:
    return {
        "run": title,
        "what": "epoch",
        "phase": history.name_of(epoch.phase),
        "epoch_of_phase": epoch.epoch + 1,
        "epoch": place + 1,
        "loss": epoch.loss,
        history.score_name: epoch.score,
        "validation_loss": epoch.validation_loss,
        f"validation_{history.score_name}": epoch.validation_score,
        "learning_rate": epoch.learning_rate,
        "seconds": round(epoch.seconds, 3),
        "best": "yes" if place == history.best else "",
    }


def _batch_rows(title: str, history: TrainingHistory) -> Iterable[Row]:
    for x, loss, score, phase, epoch, batch in zip(*(part.tolist() for part in history.batches.values()), strict=True):
        yield {
            "run": title,
            "what": "batch",
            "phase": history.name_of(int(phase)),
            "epoch_of_phase": int(epoch) + 1,
            "epoch": round(x, 6),
            "batch": int(batch) + 1,
            "loss": loss,
            history.score_name: score,
        }
