"""GroupView: the pictures of a group side by side, and only those on the screen are asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from core.modalities.images.frame import Frame
from gui.pages.dataset.audit.group_view import TILE_WIDTH, GroupView
from gui.widgets.theme import colour
from tests.gui.audits import ACROSS, DATASET
from tests.gui.pictures import PaintedThumbnails

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def painted(qtbot: QtBot) -> PaintedThumbnails:
    return PaintedThumbnails()


@pytest.fixture
def view(painted: PaintedThumbnails, qtbot: QtBot) -> GroupView:
    made = GroupView(painted)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(3 * TILE_WIDTH + 40, 420)
    made.show_groups(DATASET, ACROSS)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_images_of_a_group_stand_side_by_side(view: GroupView, painted: PaintedThumbnails) -> None:
    view.grab()

    assert view.model().columnCount() == 3
    assert view.model().rowCount() == 2
    assert Frame(Path("/images/b/3.dcm"), 4) in painted.asked


def test_a_narrow_view_breaks_groups_into_lines(view: GroupView) -> None:
    view.resize(2 * TILE_WIDTH + 40, 420)

    assert view.model().columnCount() == 2
    assert view.model().rowCount() == 3


def test_only_groups_on_the_screen_are_asked_for(view: GroupView, painted: PaintedThumbnails) -> None:
    painted.asked.clear()
    view.show_groups(DATASET, replace(ACROSS, groups=((0, 1), *(((2, 3),) * 5000))))
    view.scrollToBottom()
    view.repainting.is_racing = False
    painted.asked.clear()
    view.grab()

    assert Frame(Path("/images/b/2.png")) in painted.asked
    assert Frame(Path("/images/a/0.png")) not in painted.asked
    assert len(painted.asked) < 30


def test_a_click_opens_the_group_at_the_image(view: GroupView, qtbot: QtBot) -> None:
    place = view.visualRect(view.model().index(1, 1)).center()
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.mouseClick(view.viewport(), LEFT, pos=place)

    pictures, at = opened.args
    assert [picture.caption for picture in pictures] == ["2.png", "3.dcm · 5", "0.png"]
    assert at == 1


def test_the_keyboard_does_the_same(view: GroupView, qtbot: QtBot) -> None:
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)

    assert opened.args[1] == 1


def test_a_click_beside_the_images_opens_nothing(view: GroupView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.opened):
        qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(0, 2)).center())


def test_what_differs_within_a_group_is_set_off(view: GroupView) -> None:
    image = view.viewport().grab(view.visualRect(view.model().index(0, 0))).toImage()
    seen = {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}

    assert colour("danger").name() in seen


def test_a_thumbnail_that_has_come_is_painted(view: GroupView, painted: PaintedThumbnails, qtbot: QtBot) -> None:
    view.grab()
    painted.asked.clear()

    painted.ready.emit(Frame(Path("/images/a/0.png")))

    qtbot.waitUntil(lambda: bool(painted.asked))
