"""Curves and figures to take away: as a picture, as a drawing, and as a table of their values."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from pyqtgraph import GraphicsItem
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from core.events import EpochEnded
from gui.pages.training.live.training_history import TrainingHistory
from gui.widgets.theme import SPACE, colour

#: pixels of the picture for one of the screen, so that it can be printed
PICTURE_SCALE = 2
COLUMNS = (
    "run", "what", "phase", "epoch_of_phase", "epoch", "batch", "loss", "accuracy", "validation_loss",
    "validation_accuracy", "learning_rate", "seconds", "best",
)  # fmt: skip

Row = dict[str, object]


def as_png(plots: Sequence[QGraphicsView]) -> bytes:
    return _png(_size(plots), "surface", lambda painter: _paint(painter, plots))


def picture_of(widget: QWidget) -> bytes:
    """A widget with all that is in it as a PNG, however little of it the screen shows."""
    margins = QSize(2 * SPACE, 2 * SPACE)
    return _png(widget.size() + margins, "window", lambda painter: widget.render(painter, QPoint(SPACE, SPACE)))


def as_svg(plots: Sequence[QGraphicsView]) -> bytes:
    size = _size(plots)
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(0, 0), size))
    generator.setTitle("Frostline")
    painter = QPainter(generator)
    painter.fillRect(QRect(QPoint(0, 0), size), colour("surface"))
    _paint(painter, plots)
    painter.end()
    return bytes(buffer.data().data())


def as_csv(runs: Iterable[tuple[str, TrainingHistory]]) -> bytes:
    """One row an epoch and, where they are known, one a batch. Epochs and batches count from 1, as in the window."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    for title, history in runs:
        writer.writerows(_epoch_row(title, history, place, epoch) for place, epoch in enumerate(history.epochs))
        writer.writerows(_batch_rows(title, history))
    return text.getvalue().encode("utf-8")


def _epoch_row(title: str, history: TrainingHistory, place: int, epoch: EpochEnded) -> Row:
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


def _png(size: QSize, background: str, paint: Callable[[QPainter], object]) -> bytes:
    image = QImage(size * PICTURE_SCALE, QImage.Format.Format_RGB32)
    image.fill(colour(background))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(PICTURE_SCALE, PICTURE_SCALE)
    paint(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _size(plots: Sequence[QGraphicsView]) -> QSize:
    """Side by side, however the window has them."""
    width = sum(plot.width() for plot in plots) + SPACE * (len(plots) - 1)
    return QSize(width, max(plot.height() for plot in plots))


def _paint(painter: QPainter, plots: Sequence[QGraphicsView]) -> None:
    left = 0
    for plot in plots:
        with _uncached(plot):
            plot.render(painter, QRectF(left, 0, plot.width(), plot.height()))
        left += plot.width() + SPACE


@contextmanager
def _uncached(plot: QGraphicsView) -> Iterator[None]:
    """Lines, marks and texts instead of the pictures of them that are kept for the screen."""
    modes = {item: item.cacheMode() for item in plot.items()}
    for item in modes:
        item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        _export_mode(item, True)
    try:
        yield
    finally:
        for item, mode in modes.items():
            item.setCacheMode(mode)
            _export_mode(item, False)


def _export_mode(item: QGraphicsItem, is_on: bool) -> None:
    """Pyqtgraph's items then draw their marks anew."""
    if isinstance(item, GraphicsItem):
        item.setExportMode(is_on, {})
