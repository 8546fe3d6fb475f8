"""ClassesForm and TagDialog: the class by folders, a table or a DICOM tag."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.dataset.folder_meaning import FolderMeaning
from core.errors import UserError
from gui.pages.dataset.reading.classes_form import ClassesForm
from gui.pages.dataset.tag_dialog import TagDialog


@pytest.fixture
def form(qtbot: QtBot) -> ClassesForm:
    made = ClassesForm(of_images=True)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("tag", ["", "Modality", "SliceThickness"])
def test_what_is_shown_is_read_back(form: ClassesForm, tag: str) -> None:
    form.show_tag(tag)

    assert form.read() == tag
    assert form.tag.isEnabled() == bool(tag)


@pytest.mark.parametrize("meaning", list(FolderMeaning))
def test_what_folders_mean_is_read_back(form: ClassesForm, qtbot: QtBot, meaning: FolderMeaning) -> None:
    form.show_meaning(meaning)
    assert form.read_meaning() is meaning

    with qtbot.waitSignal(form.changed):
        form.meaning.setCurrentIndex((form.meaning.currentIndex() + 1) % 3)
    assert form.read_meaning() is not meaning


def test_any_tag_can_be_typed(form: ClassesForm, qtbot: QtBot) -> None:
    form.by_tag.setChecked(True)
    form.tag.lineEdit().selectAll()
    with qtbot.waitSignal(form.changed):
        qtbot.keyClicks(form.tag.lineEdit(), "PatientAge")

    assert form.read() == "PatientAge"


@pytest.mark.parametrize("tag", ["PatientName", "NoSuchTag", "PixelData", ""])
def test_a_tag_that_cannot_be_used_says_why(form: ClassesForm, tag: str) -> None:
    form.by_tag.setChecked(True)
    form.tag.setCurrentText(tag)

    assert form.wrong.isVisible()
    with pytest.raises(UserError):
        form.read()
    form.folders.setChecked(True)
    assert not form.wrong.isVisible()
    assert form.read() == ""


def test_the_dialog_gives_a_tag_that_can_be_used(qtbot: QtBot) -> None:
    dialog = TagDialog()
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.box.setCurrentText("PatientName")
    assert not dialog.action_button.isEnabled()
    assert dialog.wrong.isVisible()

    dialog.box.setCurrentText("BodyPartExamined")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.action_button, Qt.MouseButton.LeftButton)
    assert dialog.tag == "BodyPartExamined"
