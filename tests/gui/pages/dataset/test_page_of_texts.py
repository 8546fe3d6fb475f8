"""The dataset page given texts, of every kind of file; what is for images alone is then absent."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.dataset.columns import Role
from core.dataset.folder_meaning import FolderMeaning
from core.wording.spoken_of import OF_IMAGES, OF_TEXTS
from gui.pages.dataset.columns_dialog import ColumnsDialog
from gui.pages.dataset.page import DatasetPage
from gui.pages.dataset.texts.dataset_texts import SUBJECT
from gui.pages.dataset.texts.text_reading_panel import CLASSES
from gui.widgets.kind_words import speak_of_kind
from tests.gui.pages.dataset.pages import LEFT, dropped

ROWS = [
    {
        "text": f"The staff of ward {number} was {'kind' if number % 2 else 'rude'}.",
        "class": ("bad", "good")[number % 2],
    }
    for number in range(12)
]


@pytest.fixture(autouse=True)
def of_images_again(page: DatasetPage) -> Iterator[None]:
    page.session.kind_changed.connect(speak_of_kind)
    yield
    speak_of_kind(OF_IMAGES)


def write_csv(folder: Path) -> Path:
    with (folder / "notes.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ROWS[0])
        writer.writeheader()
        writer.writerows(ROWS)
    return folder / "notes.csv"


def write_excel(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in ([*ROWS[0]], *(list(row.values()) for row in ROWS)):
        book.worksheets[0].append(row)
    book.save(folder / "notes.xlsx")
    return folder / "notes.xlsx"


def write_json_lines(folder: Path) -> Path:
    (folder / "notes.jsonl").write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
    return folder / "notes.jsonl"


def write_folders(folder: Path) -> Path:
    for number, row in enumerate(ROWS):
        (folder / "notes" / row["class"]).mkdir(parents=True, exist_ok=True)
        (folder / "notes" / row["class"] / f"note {number}.txt").write_text(row["text"], encoding="utf-8")
    return folder / "notes"


def scanned(page: DatasetPage, source: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.session.dataset_changed, timeout=30000):
        assert dropped(page, source)
    qtbot.waitUntil(lambda: page.session.dataset is not None and not page.runner.is_busy)
    qtbot.waitUntil(page.overview.look_button.isEnabled)


@pytest.mark.parametrize("write", [write_csv, write_excel, write_json_lines, write_folders])
def test_texts_are_dropped_in_every_form(
    write: Callable[[Path], Path], page: DatasetPage, tmp_path: Path, qtbot: QtBot
) -> None:
    scanned(page, write(tmp_path), qtbot)

    assert page.session.kind == OF_TEXTS
    assert page.overview.summary.text().startswith("12 texts · 2 classes")
    texts = page.overview.texts
    qtbot.waitUntil(lambda: texts.view.text.toPlainText() in {row["text"] for row in ROWS})
    assert texts.isVisible()
    assert texts.model.rowCount() == 12
    assert texts.table.isColumnHidden(SUBJECT)  # none is known


def test_only_before_there_are_texts_dicom_files_are_offered(page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    assert page.drop_area.tag_button.isVisible()
    source = write_csv(tmp_path)
    scanned(page, source, qtbot)

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(source))])
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page, enter)
    assert page.drop_area.isVisible()
    assert not page.drop_area.tag_button.isVisible()


def test_the_columns_of_a_table_of_texts_have_no_frames(page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    scanned(page, write_csv(tmp_path), qtbot)
    QTest.mouseClick(page.overview.columns_button, LEFT)
    qtbot.waitUntil(lambda: page.findChild(ColumnsDialog) is not None)
    dialog = page.findChild(ColumnsDialog)
    assert dialog.boxes[Role.TEXT].currentText() == "text"
    assert not dialog.boxes[Role.FRAME].isVisible()
    dialog.boxes[Role.TEXT].setFocus()
    QTest.keyClick(dialog.boxes[Role.TEXT], Qt.Key.Key_Home)  # none: then files of images may be named
    assert dialog.boxes[Role.FRAME].isVisible()
    assert not dialog.action_button.isEnabled()
    dialog.reject()


def test_what_folders_mean_is_set_for_texts_too(page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    scanned(page, write_folders(tmp_path), qtbot)
    overview, panel = page.overview, page.overview.text_reading
    overview.tabs.setCurrentIndex(1)
    panel.sections.choose(CLASSES)
    assert panel.classes.meaning.isVisible()
    assert not panel.classes.tag.isVisible()  # of DICOM files
    assert not panel.apply_button.isEnabled()

    panel.classes.meaning.setFocus()
    QTest.keyClick(panel.classes.meaning, Qt.Key.Key_End)
    assert panel.read().folders is FolderMeaning.CLASSES
    with qtbot.waitSignal(page.session.dataset_changed, timeout=30000):
        QTest.mouseClick(panel.apply_button, LEFT)
    qtbot.waitUntil(lambda: page.session.settings is not None and not page.runner.is_busy)
    assert page.session.settings
    assert page.session.settings.reading.folders is FolderMeaning.CLASSES


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (0, "“notes” holds neither images nor texts."),
        (3, "The files in “notes” are not in folders, so their classes are not known."),
    ],
)
def test_a_first_source_that_is_refused_is_not_spoken_of_as_images(
    texts: int, told: str, page: DatasetPage, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "notes").mkdir()
    for number in range(texts):
        (tmp_path / "notes" / f"{number}.txt").write_text("The staff was kind.", encoding="utf-8")
    assert dropped(page, tmp_path / "notes")
    qtbot.waitUntil(lambda: bool(page.notices.texts), timeout=30000)
    assert page.notices.texts == [told]
