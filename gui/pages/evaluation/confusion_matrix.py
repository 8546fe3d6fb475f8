"""The confusion matrix: which classes the model takes for which."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.figures.confusion import Cell, ConfusionFigure
from gui.pages.evaluation.confusion_model import ConfusionModel, cell_percent
from gui.translation import count
from gui.widgets.parts import label
from gui.widgets.shades import mixed, readable_on
from gui.widgets.theme import colour, theme

SMALLEST_CELL = QSize(58, 42)
#: for the names of the true classes
WIDEST_NAME = 130
#: of the strongest shade, so that text on it stays readable
STRONGEST = 0.85
STYLE = """
QTableCornerButton::section { border: none; background: transparent; }
QHeaderView::section:vertical { border: none; }
"""

Index = QModelIndex | QPersistentModelIndex


class ConfusionMatrix(QWidget):
    """A table with the true classes at its side and the predicted ones above. Arrow keys move, Enter opens a cell."""

    #: the user wants to see the images of a cell; carries the places of the true and of the predicted class
    cell_opened = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self.table = _Table()
        self.table.opened.connect(lambda index: self.cell_opened.emit(index.row(), index.column()))
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(self.tr("Predicted class"), "muted"), 0, 1, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(_Upright(self.tr("True class")), 1, 0)
        layout.addWidget(self.table, 1, 1)

    def show_figure(self, figure: ConfusionFigure) -> None:
        """Show another matrix."""
        self.table.matrix.show_figure(figure)


class _Table(QTableView):
    opened = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.matrix = ConfusionModel()
        self.setModel(self.matrix)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header, smallest in (
            (self.horizontalHeader(), SMALLEST_CELL.width()),
            (self.verticalHeader(), SMALLEST_CELL.height()),
        ):
            header.setMinimumSectionSize(smallest)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
            header.setSectionsClickable(False)
            header.setHighlightSections(False)
        self.verticalHeader().setMaximumWidth(WIDEST_NAME)
        self.setStyleSheet(STYLE)
        self.clicked.connect(self.opened)
        theme().changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_wanted = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if is_wanted and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _Cells(QStyledItemDelegate):
    """Shaded by the share of the true class: blue on the diagonal, which is framed as well, orange elsewhere."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: Cell = index.data(ConfusionModel.CELL)
        shade = _shade(cell)
        place = option.rect.adjusted(1, 1, -1, -1)
        painter.save()
        painter.fillRect(place, shade)
        if cell.is_right:
            painter.setPen(QPen(colour("accent"), 1))
            painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.setPen(readable_on(shade) if cell.count else colour("muted"))
        self._paint_texts(painter, option.font, cell, place)
        self._paint_focus(painter, option.state, place)
        painter.restore()

    def _paint_texts(self, painter: QPainter, font: QFont, cell: Cell, place: QRect) -> None:
        middle = place.center().y()
        number = QFont(font)
        number.setPointSizeF(font.pointSizeF() * 1.15)
        number.setWeight(QFont.Weight.DemiBold if cell.count else QFont.Weight.Normal)
        painter.setFont(number)
        above = QRect(place.left(), place.top(), place.width(), middle - place.top() + 2)
        bottom = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        painter.drawText(above, bottom, count(cell.count))
        share = QFont(font)
        share.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(share)
        below = QRect(place.left(), middle + 2, place.width(), place.bottom() - middle)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, cell_percent(cell))

    def _paint_focus(self, painter: QPainter, state: QStyle.StateFlag, place: QRect) -> None:
        has_focus = bool(state & QStyle.StateFlag.State_HasFocus)
        if has_focus or state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(colour("text"), 3 if has_focus else 1))
            painter.drawRect(place.adjusted(1, 1, -2, -2))


class _Upright(QWidget):
    """A label that is read from below."""

    def __init__(self, text: str):
        super().__init__()
        self._text = text
        self.setFixedWidth(self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(colour("muted"))
        painter.translate(0, self.height())
        painter.rotate(-90)
        painter.drawText(QRect(0, 0, self.height(), self.width()), Qt.AlignmentFlag.AlignCenter, self._text)


def _shade(cell: Cell) -> QColor:
    ink = colour("accent" if cell.is_right else "validation")
    return mixed(colour("surface"), ink, STRONGEST * (cell.share or 0))
