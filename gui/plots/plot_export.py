"""Curves and figures to take away: as a picture, as a drawing, and as a table of their values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from pyqtgraph import GraphicsItem
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget

from gui.widgets.theme import SPACE, colour

#: pixels of the picture for one of the screen, so that it can be printed
PICTURE_SCALE = 2


def as_png(plots: Sequence[QGraphicsView]) -> bytes:
    return _png(_size(plots), "surface", lambda painter: _paint(painter, plots))


def picture_of(widget: QWidget) -> bytes:
    """Return a widget with all that is in it as a PNG, however little of it the screen shows."""
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
    """Return the size side by side, however the window has them."""
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
    """Draw lines, marks and texts instead of the pictures of them that are kept for the screen."""
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
