"""A language that nobody speaks, and what of a window is not in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyqtgraph as pg
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QTabBar,
    QWidget,
)

#: how much longer than English other languages are
LONGER = 0.3
#: of a table so many rows are read
MOST_ROWS = 50
#: what stays as it is in every language: names of programs, of files and of what the test made
NAMES = re.compile(
    r"Lungs|Frostline|\{subject\}_\*|EfficientNet-\u200b?Lite0|MobileNetV2|\bpx\b|ImageNet|run-\d+|predict\.py|README\.md|"
    r"TensorFlow SavedModel|ONNX|A small (network|encoder)|small_?\u200b?(encoder)?|"
    r"\b(circle|square|stripes|fault|fine)\b|[\w/.-]+\.(png|txt|csv)\b|block_\d_\w+|"
    r"\b[0-9a-f]{8}\b|MiniLM, 6 layers, English sentences|drawn at random|Apache-\u200b?2\.\u200b?0"
)
#: where a bundled backbone comes from, as its card has it
OF_CORE = re.compile(r"<qt>\w+<br>[^⟦]*by way of the package [^⟦]*</qt>")
WORD = re.compile(r"[^\W\d_]{3,}")
INSIDE = re.compile(r"⟦[^⟦⟧]*⟧")
#: what of a cell is read to a person, or shown
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class PseudoLanguage(QTranslator):
    """Brackets every text, and makes it as long as it may become."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, comment: str | None = None, n: int = -1) -> str:
        return f"⟦{text}{'·' * round(len(text) * LONGER)}⟧" if text.strip() else text


def untranslated(text: str) -> str:
    """Return what of a text stands outside of the brackets; nested ones are taken out from within."""
    while (left := INSIDE.sub("", text)) != text:
        text = left
    return NAMES.sub("", OF_CORE.sub("", text))


def plain_texts(widgets: list[QWidget], data: tuple[str, ...] = ()) -> set[str]:
    """Return what these show that cannot be translated; `data` are texts of the user, which stay as they are."""
    found = set()
    for widget in widgets:
        for text in texts(widget):
            rest = text
            for own in sorted(data, key=len, reverse=True):
                rest = rest.replace(own, "")
            if WORD.search(untranslated(rest)):
                found.add(text)
    return found


def texts(widget: QWidget) -> Iterator[str]:
    """Return what a widget itself shows and says."""
    yield from shown(widget)
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription())
    if isinstance(widget, QDialog):
        yield widget.windowTitle()


def shown(widget: QWidget) -> Iterator[str]:
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QComboBox():
            yield from (widget.itemText(place) for place in range(widget.count()))
        case QTabBar():
            yield from (widget.tabText(place) for place in range(widget.count()))
            yield from (widget.tabToolTip(place) for place in range(widget.count()))
        case QLineEdit() | QPlainTextEdit():
            yield widget.placeholderText()
        case QAbstractSpinBox():
            yield widget.specialValueText()
        case QMenu():
            yield from (action.text() for action in widget.actions())
        case pg.PlotWidget():
            axes = (axis["item"] for axis in widget.getPlotItem().axes.values())
            yield from (axis.labelText for axis in axes if axis.isVisible())
            legend = widget.getPlotItem().legend
            yield from (shown.text for _, shown in legend.items) if legend else ()
        case QHeaderView():
            model: QAbstractItemModel | None = widget.model()
            if model:
                for role in ROLES[:2]:
                    yield from (
                        str(model.headerData(place, widget.orientation(), role) or "")
                        for place in range(widget.count())
                    )
        case QAbstractItemView():
            if widget.model():
                yield from cells(widget.model(), QModelIndex())


def cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    """Return what stands in the first rows of a table or a list, and in all branches of a tree."""
    for line in range(min(model.rowCount(parent), MOST_ROWS)):
        for column in range(1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)):
            index = model.index(line, column, parent)
            yield from (text for role in ROLES if isinstance(text := index.data(role), str))
        yield from cells(model, model.index(line, 0, parent))


def is_cut_off(widget: QWidget) -> bool:
    """Whether a line of text has less room than it wants; what wraps, and tabs that scroll, are not asked."""
    match widget:
        case QLabel():
            is_line = not widget.wordWrap() and bool(widget.text())
            return is_line and widget.contentsRect().width() < widget.fontMetrics().horizontalAdvance(widget.text())
        case QPushButton():
            return bool(widget.text()) and widget.width() < widget.minimumSizeHint().width()
    return False
