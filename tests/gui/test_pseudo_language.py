"""Every page in a language that nobody speaks: what does not stand in its brackets cannot be translated."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.process.notices import RESEARCH_USE_ONLY
from gui.job_runner import JobRunner
from gui.stages import Stage
from gui.window.main_window import MainWindow
from tests.gui.opening import open_project

#: how much longer than English other languages are
LONGER = 0.3
#: of a table so many rows are read
MOST_ROWS = 50
#: names, which stay as they are in every language
NAMES = re.compile(
    r"Lungs|EfficientNet-\u200b?Lite0|MobileNetV2|\bpx\b|ImageNet|run-001|predict\.py|README\.md|"
    r"TensorFlow SavedModel|small"
)
#: what core words itself, in `core.wording` and `core.process.notices`, for the window and for the command line alike
OF_CORE = re.compile(
    rf"{re.escape(RESEARCH_USE_ONLY)}|"
    r"<qt>\w+<br>[^⟦]*by way of the package [^⟦]*</qt>"
)
WORD = re.compile(r"[^\W\d_]{3,}")
INSIDE = re.compile(r"⟦[^⟦⟧]*⟧")


class PseudoLanguage(QTranslator):
    """Brackets every text, and makes it as long as it may become."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, text: str, comment: str | None = None, n: int = -1) -> str:
        return f"⟦{text}{'·' * round(len(text) * LONGER)}⟧" if text.strip() else text


@pytest.fixture
def pseudo_language(qapp: QApplication) -> Iterator[PseudoLanguage]:
    language = PseudoLanguage()
    QCoreApplication.installTranslator(language)
    yield language
    QCoreApplication.removeTranslator(language)


@pytest.fixture
def window(
    pseudo_language: PseudoLanguage, runner: JobRunner, trained_project: Path, tmp_path: Path, qtbot: QtBot
) -> MainWindow:
    """With a project that has been scanned and trained."""
    folder = Path(shutil.copytree(trained_project, tmp_path / "Lungs"))
    made = MainWindow(runner)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    open_project(made, folder)
    qtbot.waitUntil(lambda: made.session.dataset is not None and bool(made.session.finished_runs))
    return made


def untranslated(text: str) -> str:
    """Return what of a text stands outside of the brackets; nested ones are taken out from within."""
    while (left := INSIDE.sub("", text)) != text:
        text = left
    return NAMES.sub("", OF_CORE.sub("", text))


def texts(widget: QWidget) -> Iterator[str]:
    """Return what a widget shows itself."""
    match widget:
        case QLabel() | QAbstractButton():
            yield widget.text()
        case QComboBox():
            yield from (widget.itemText(place) for place in range(widget.count()))
        case QTabBar():
            yield from (widget.tabText(place) for place in range(widget.count()))
        case QLineEdit():
            yield widget.placeholderText()
        case pg.PlotWidget():
            axes = (axis["item"] for axis in widget.getPlotItem().axes.values())
            yield from (axis.labelText for axis in axes if axis.isVisible())
            legend = widget.getPlotItem().legend
            yield from (shown.text for _, shown in legend.items) if legend else ()
        case QTableView():
            cells = widget.model()
            if cells:
                yield from (
                    str(cells.index(line, column).data() or "")
                    for line in range(min(cells.rowCount(), MOST_ROWS))
                    for column in range(cells.columnCount())
                )
        case QHeaderView():
            model: QAbstractItemModel | None = widget.model()
            if model:
                yield from (
                    str(model.headerData(place, widget.orientation(), Qt.ItemDataRole.DisplayRole) or "")
                    for place in range(widget.count())
                )


def is_cut_off(widget: QWidget) -> bool:
    """Whether a line of text has less room than it wants; what wraps, and tabs that scroll, are not asked."""
    match widget:
        case QLabel():
            is_line = not widget.wordWrap() and bool(widget.text())
            return is_line and widget.contentsRect().width() < widget.fontMetrics().horizontalAdvance(widget.text())
        case QPushButton():
            return bool(widget.text()) and widget.width() < widget.minimumSizeHint().width()
    return False


def visible(window: MainWindow) -> list[QWidget]:
    return [widget for widget in window.findChildren(QWidget) if widget.isVisible()]


@pytest.mark.parametrize("stage", Stage)
def test_what_a_page_says_can_be_translated(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    window.show_stage(stage)
    qtbot.wait(50)

    said = (text for widget in visible(window) for text in (*texts(widget), widget.toolTip()))
    plain = {text for text in said if WORD.search(untranslated(text))}
    assert plain == set()


@pytest.mark.parametrize("stage", Stage)
def test_longer_texts_are_not_cut_off(window: MainWindow, stage: Stage, qtbot: QtBot) -> None:
    window.show_stage(stage)
    qtbot.wait(50)

    cut = [text for widget in visible(window) if is_cut_off(widget) for text in texts(widget)]
    assert cut == []
