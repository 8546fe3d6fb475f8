"""The classes of a dataset with their numbers of images, as bars of which one is chosen."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from core.dataset.dataset import Dataset
from core.figures.class_figure import ClassFigure, class_figure
from gui.translation import count, tr
from gui.widgets.entry_list import paint_chosen
from gui.widgets.theme import GAP, colour, theme
from gui.widgets.tool_tip import plain

ROW_HEIGHT = 48
BAR_HEIGHT = 8

Index = QModelIndex | QPersistentModelIndex


class ClassModel(QAbstractListModel):
    """One row for all classes together, then one for each."""

    COUNT = Qt.ItemDataRole.UserRole
    #: of the largest class
    SHARE = Qt.ItemDataRole.UserRole + 1

    def __init__(self) -> None:
        super().__init__()
        self._figure = ClassFigure()

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes in the order of the rows."""
        return tuple(bar.label for bar in self._figure.bars)

    def show(self, dataset: Dataset | None) -> None:
        self.beginResetModel()
        self._figure = class_figure(dataset) if dataset else ClassFigure()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() or not self._figure.bars else len(self._figure.bars) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        bar = self._figure.bars[index.row() - 1] if index.row() else None
        images = bar.count if bar else self._figure.count
        if role == Qt.ItemDataRole.DisplayRole:
            return bar.label if bar else tr("All classes")
        if role == Qt.ItemDataRole.ToolTipRole and bar:
            return plain(bar.label)
        if role == self.COUNT:
            return images
        if role == self.SHARE:
            return bar.share if bar else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            name = bar.label if bar else tr("All classes")
            return tr("{class_name}, %n image(s)", "", images).format(class_name=name)
        return None


class ClassBars(QListView):
    """Chosen by mouse or arrow keys."""

    #: another class was chosen; carries its name, or None for all
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._model = ClassModel()
        self.setModel(self._model)
        self.setItemDelegate(_Bars(self))
        self.setUniformItemSizes(True)
        self.setAccessibleName(self.tr("Classes"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit(self.label))
        theme().changed.connect(self.viewport().update)

    @property
    def label(self) -> str | None:
        """Return the class that is chosen; None for all."""
        row = self.currentIndex().row()
        return self._model.classes[row - 1] if row > 0 else None

    def show_dataset(self, dataset: Dataset | None) -> None:
        """The class that was chosen stays so where it is still there."""
        before = self.label
        blocked = self.selectionModel().blockSignals(True)
        self._model.show(dataset)
        row = self._model.classes.index(before) + 1 if before in self._model.classes else 0
        self.setCurrentIndex(self._model.index(row))
        self.selectionModel().blockSignals(blocked)
        self.viewport().update()


class _Bars(QStyledItemDelegate):
    """The name and, beside it, the number; below them the bar."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        paint_chosen(painter, option)
        inside = option.rect.adjusted(12, 6, -12, -6)
        number = count(index.data(ClassModel.COUNT))
        share = index.data(ClassModel.SHARE)
        text = QRect(inside) if share is None else inside.adjusted(0, 0, 0, -BAR_HEIGHT - 4)
        painter.setPen(colour("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignRight, number)
        room = text.width() - option.fontMetrics.horizontalAdvance(number) - GAP
        name = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(text, middle | Qt.AlignmentFlag.AlignLeft, name)
        if share is not None:
            self._paint_bar(painter, inside, share)

    def _paint_bar(self, painter: QPainter, inside: QRect, share: float) -> None:
        whole = QRect(inside.left(), inside.bottom() - BAR_HEIGHT + 1, inside.width(), BAR_HEIGHT)
        painter.fillRect(whole, colour("raised"))
        painter.fillRect(
            QRect(whole.topLeft(), QSize(max(2, round(whole.width() * share)), BAR_HEIGHT)), colour("accent")
        )
