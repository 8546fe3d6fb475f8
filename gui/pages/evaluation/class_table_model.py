"""The metrics of each class as a Qt model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.targets.class_metrics import ClassMetrics
from gui.translation import count
from gui.widgets.tool_tip import plain
from gui.widgets.words import percent

Index = QModelIndex | QPersistentModelIndex


class ClassTableModel(QAbstractTableModel):
    """A row for each class: its name, sensitivity, specificity, precision and images."""

    def __init__(self) -> None:
        super().__init__()
        self._classes: Sequence[ClassMetrics] = ()

    @property
    def _heads(self) -> tuple[tuple[str, str], ...]:
        """Return what stands above each column, with its tool tip: of images, or of texts in a project of these."""
        return (
            (self.tr("Class"), ""),
            (self.tr("Sensitivity"), self.tr("Of the images of this class, those that were predicted correctly.")),
            (self.tr("Specificity"), self.tr("Of the images of all other classes, those not taken for this one.")),
            (self.tr("Precision"), self.tr("Of the images predicted to be of this class, those that are.")),
            (self.tr("Images"), self.tr("Of this class, in this part of the dataset.")),
        )

    def show_classes(self, classes: Sequence[ClassMetrics]) -> None:
        self.beginResetModel()
        self._classes = classes
        self.endResetModel()

    def as_tsv(self) -> str:
        """Return the whole table with its head, as a spreadsheet takes it from the clipboard."""
        rows = [[head for head, _ in self._heads], *(self._texts(one) for one in self._classes)]
        return "\n".join("\t".join(" ".join(text.split()) for text in row) for row in rows)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._classes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._texts(self._classes[index.row()])[index.column()]
            case Qt.ItemDataRole.ToolTipRole if index.column() == 0:
                return plain(self._classes[index.row()].label)
            case Qt.ItemDataRole.TextAlignmentRole if index.column() > 0:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._heads):
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._heads[section][0]
            case Qt.ItemDataRole.ToolTipRole:
                return plain(self._heads[section][1])
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _texts(self, one: ClassMetrics) -> list[str]:
        shares = (one.sensitivity, one.specificity, one.precision)
        return [one.label, *(percent(share) for share in shares), count(one.support)]
