"""ImageDialog: one picture large, as the network sees it, and its neighbours by the arrow keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.modalities.images.frame import Frame
from core.modalities.images.preprocessing import Preprocessing
from gui.widgets.image_dialog import ImageDialog
from gui.widgets.image_grid import CaptionedImage
from tests.gui.pictures import PaintedThumbnails

FRAMES = [Frame(Path(f"/images/{number}.png")) for number in range(3)]
PICTURES = [CaptionedImage(frame, f"caption {frame.path.stem}") for frame in FRAMES]
PREPROCESSING = Preprocessing(height=24, width=32)


@pytest.fixture
def painted(qtbot: QtBot) -> PaintedThumbnails:
    return PaintedThumbnails()


def opened(
    painted: PaintedThumbnails, qtbot: QtBot, place: int = 1, preprocessing: Preprocessing | None = PREPROCESSING
) -> ImageDialog:
    dialog = ImageDialog(PICTURES, place, painted, preprocessing)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def test_the_picture_and_what_the_network_sees_stand_side_by_side(painted: PaintedThumbnails, qtbot: QtBot) -> None:
    dialog = opened(painted, qtbot)

    assert painted.loaded == [(FRAMES[1], PREPROCESSING)]
    assert dialog.caption.text() == "caption 1"
    assert dialog.picture.pixmap is not None
    assert dialog.picture.pixmap.width() == 640
    assert dialog.network.pixmap is not None
    assert (dialog.network.pixmap.width(), dialog.network.pixmap.height()) == (32, 24)
    assert dialog.network.isVisible()


def test_without_a_backbone_only_the_picture_is_shown(painted: PaintedThumbnails, qtbot: QtBot) -> None:
    dialog = opened(painted, qtbot, preprocessing=None)

    assert dialog.picture.isVisible()
    assert not dialog.network.isVisible()


def test_arrow_keys_lead_to_the_neighbours_and_stop_at_the_ends(painted: PaintedThumbnails, qtbot: QtBot) -> None:
    dialog = opened(painted, qtbot)
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert (dialog.place, dialog.caption.text()) == (2, "caption 2")
    assert not dialog.next_button.isEnabled()

    for _ in range(5):
        qtbot.keyClick(dialog, Qt.Key.Key_Left)

    assert dialog.place == 0
    assert not dialog.previous_button.isEnabled()
    assert dialog.next_button.isEnabled()


def test_the_buttons_lead_to_the_neighbours(painted: PaintedThumbnails, qtbot: QtBot) -> None:
    dialog = opened(painted, qtbot)
    qtbot.mouseClick(dialog.next_button, Qt.MouseButton.LeftButton)
    assert dialog.place == 2

    qtbot.mouseClick(dialog.previous_button, Qt.MouseButton.LeftButton)
    assert dialog.place == 1


def test_a_picture_that_cannot_be_shown_says_why(painted: PaintedThumbnails, qtbot: QtBot) -> None:
    painted.problems[FRAMES[1]] = "The file is damaged."
    dialog = opened(painted, qtbot)

    assert dialog.picture.problem == "The file is damaged."
    assert dialog.picture.accessibleDescription() == "The file is damaged."
    assert dialog.picture.pixmap is None

    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert dialog.picture.problem == ""
    assert dialog.picture.pixmap is not None


def test_who_leafs_through_quickly_waits_only_for_the_last_picture(painted: PaintedThumbnails, qtbot: QtBot) -> None:
    painted.loads_at_once = False
    dialog = opened(painted, qtbot, place=0)
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert [frame for frame, _ in painted.loaded] == [FRAMES[0]]

    painted.load_waiting()
    painted.load_waiting()

    assert [frame for frame, _ in painted.loaded] == [FRAMES[0], FRAMES[2]]
    assert dialog.picture.pixmap is not None
    assert dialog.picture.pixmap.width() == 640


def test_a_picture_that_comes_after_closing_changes_nothing(painted: PaintedThumbnails, qtbot: QtBot) -> None:
    painted.loads_at_once = False
    dialog = opened(painted, qtbot)
    dialog.accept()

    painted.load_waiting()

    assert dialog.network.pixmap is None
