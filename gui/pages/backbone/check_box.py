"""A check box painted in the theme's colours: the style's own is hard to see on a dark surface."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gui.widgets.theme import colour

SIDE = 15
RADIUS = 3


def draw_check_box(painter: QPainter, place: QRect, state: Qt.CheckState, *, is_free: bool) -> None:
    """Draw it in the middle of `place`. Where it is not free it cannot be changed just now."""
    box = QRectF(0, 0, SIDE, SIDE)
    box.moveCenter(QRectF(place).center())
    is_empty = state == Qt.CheckState.Unchecked
    fill = "surface" if is_empty else "unfrozen" if is_free else "muted"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour("muted" if is_empty else fill), 1.4))
    painter.setBrush(colour(fill))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
    painter.setPen(
        QPen(colour("surface"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state == Qt.CheckState.Checked:
        painter.drawPolyline(QPolygonF([_at(box, 0.24, 0.52), _at(box, 0.43, 0.71), _at(box, 0.77, 0.32)]))
    elif state == Qt.CheckState.PartiallyChecked:
        painter.drawLine(_at(box, 0.28, 0.5), _at(box, 0.72, 0.5))
    painter.restore()


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height())
