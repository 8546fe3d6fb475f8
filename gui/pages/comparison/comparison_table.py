"""The table of a comparison."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from core.evaluation.comparison import Comparison
from gui.pages.comparison.comparison_model import ComparisonModel
from gui.widgets.theme import colour, theme

SMALL = 0.9
PADDING_X, PADDING_Y = 8, 6
NARROWEST = 130

Index = QModelIndex | QPersistentModelIndex


class ComparisonTable(QTableView):
    """A table as high as its rows. Ctrl+C copies it whole, for a spreadsheet."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = ComparisonModel()
        self.setModel(self.rows)
        self.setItemDelegate(_Cells(self))
        self.setAccessibleName(self.tr("Results of the compared runs"))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(NARROWEST)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        theme().changed.connect(self.viewport().update)

    def show_comparison(self, comparison: Comparison) -> None:
        self.rows.show_comparison(comparison)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.updateGeometry()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.rows.as_tsv())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)


class _Cells(QStyledItemDelegate):
    """The second line of a text is small and muted; the names of metrics are muted altogether."""

    def __init__(self, parent: QWidget):
        super().__init__(parent)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour("accent_soft"))
        if index.row() < index.model().rowCount() - 1:
            painter.setPen(colour("border"))
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        place = option.rect.adjusted(PADDING_X, PADDING_Y, -PADDING_X, -PADDING_Y)
        lines = index.data().split("\n")
        for number, text in enumerate(lines):
            font = option.font if number == 0 else _small(option.font)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(colour("muted" if number or index.column() == 0 else "text"))
            line = QRect(place.left(), place.top(), place.width(), metrics.height())
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
            place.setTop(line.bottom() + 1)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        lines = index.data().split("\n")
        all_metrics = [
            QFontMetrics(option.font if number == 0 else _small(option.font)) for number in range(len(lines))
        ]
        width = max(metrics.horizontalAdvance(text) for metrics, text in zip(all_metrics, lines, strict=True))
        height = sum(metrics.height() for metrics in all_metrics)
        return QSize(width + 2 * PADDING_X + 2, height + 2 * PADDING_Y)


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * SMALL)
    return small
