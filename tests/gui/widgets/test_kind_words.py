"""The window speaks of texts where these are what is learnt from, on widgets that are there already, too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.messages import Message
from core.wording.catalogue import text_of
from core.wording.spoken_of import OF_IMAGES, OF_TEXTS
from gui.translation import tr
from gui.widgets.kind_words import speak_of_kind
from gui.widgets.parts import button
from gui.widgets.tool_tip import plain


@pytest.fixture(autouse=True)
def of_images_again() -> Iterator[None]:
    yield
    speak_of_kind(OF_IMAGES)


def test_what_is_counted_are_texts() -> None:
    speak_of_kind(OF_TEXTS)
    assert [tr("%n image(s)", "", number) for number in (1, 2, 1000)] == ["1 text", "2 texts", "1,000 texts"]
    assert text_of(Message("counted-images", images=1)) == "1 text"


def test_what_a_widget_says_changes_with_the_kind_and_back(qtbot: QtBot) -> None:
    label = QLabel(QCoreApplication.translate("Page", "Drop the images here"))
    label.setToolTip(plain(tr("Finds images")))
    qtbot.addWidget(label)
    speak_of_kind(OF_TEXTS)
    assert (label.text(), label.toolTip()) == ("Drop the texts here", "<qt>Finds texts</qt>")
    speak_of_kind(OF_IMAGES)
    assert (label.text(), label.toolTip()) == ("Drop the images here", "<qt>Finds images</qt>")


def test_an_icon_of_examples_changes_with_the_kind_and_back(qtbot: QtBot) -> None:
    made = button("Choose …", "image")
    qtbot.addWidget(made)
    of_images = picture(made)
    speak_of_kind(OF_TEXTS)
    assert picture(made) != of_images
    speak_of_kind(OF_IMAGES)
    assert picture(made) == of_images


def picture(made: QPushButton) -> QImage:
    return made.icon().pixmap(24).toImage()


def test_what_is_said_of_nothing_in_particular_stays(qtbot: QtBot) -> None:
    label = QLabel(tr("Classes"))
    qtbot.addWidget(label)
    speak_of_kind(OF_TEXTS)
    assert label.text() == "Classes"
