"""WindowPreview: follows the window that is being set, one picture at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.modalities.images.frame import Frame
from core.modalities.images.preprocessing import Preprocessing, ReadOptions, Window
from gui.pages.dataset.reading.window_preview import WindowPreview
from gui.widgets.image_grid import CaptionedImage
from tests.gui.pictures import PaintedThumbnails

PICTURES = [CaptionedImage(Frame(Path(f"/images/{number}.dcm")), f"{number}.dcm") for number in range(3)]
PREPROCESSING = Preprocessing(height=24, width=32)
LEFT = Qt.MouseButton.LeftButton


def options(centre: float) -> ReadOptions:
    return ReadOptions(window=Window(centre=centre, width=100))


@pytest.fixture
def painted(qtbot: QtBot) -> PaintedThumbnails:
    return PaintedThumbnails()


@pytest.fixture
def preview(painted: PaintedThumbnails, qtbot: QtBot) -> WindowPreview:
    made = WindowPreview(painted)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show_as(options(0), PREPROCESSING)
    made.show_pictures(PICTURES)
    return made


def shown(preview: WindowPreview, qtbot: QtBot) -> WindowPreview:
    with qtbot.waitExposed(preview):
        preview.show()
    return preview


def test_nothing_is_decoded_before_it_is_seen(preview: WindowPreview, painted: PaintedThumbnails, qtbot: QtBot) -> None:
    assert painted.loaded == []

    shown(preview, qtbot)

    assert painted.loaded == [(PICTURES[0].frame, PREPROCESSING)]
    assert painted.loaded_with == [options(0)]
    assert preview.picture.pixmap is not None
    assert preview.network.isVisible()


def test_while_dragging_one_request_is_under_way_and_the_newest_wins(
    preview: WindowPreview, painted: PaintedThumbnails, qtbot: QtBot
) -> None:
    shown(preview, qtbot)
    painted.loads_at_once = False
    for centre in (1, 2, 3, 4):
        preview.show_as(options(centre), PREPROCESSING)
    assert painted.loaded_with == [options(0), options(1)]

    painted.load_waiting()
    painted.load_waiting()

    assert painted.loaded_with == [options(0), options(1), options(4)]


def test_the_buttons_lead_through_the_images(preview: WindowPreview, painted: PaintedThumbnails, qtbot: QtBot) -> None:
    shown(preview, qtbot)
    with qtbot.waitSignal(preview.place_changed) as changed:
        qtbot.mouseClick(preview.next_button, LEFT)

    assert changed.args == [1]
    assert painted.loaded[-1][0] == PICTURES[1].frame
    qtbot.mouseClick(preview.next_button, LEFT)
    assert not preview.next_button.isEnabled()
    qtbot.mouseClick(preview.previous_button, LEFT)
    assert preview.place == 1


def test_dragging_tells_how_far(preview: WindowPreview, qtbot: QtBot) -> None:
    shown(preview, qtbot)
    moves: list[tuple[int, int]] = []
    preview.dragged.connect(lambda right, down: moves.append((right, down)))
    QTest.mousePress(preview.picture, LEFT, pos=QPoint(50, 50))
    QTest.mouseMove(preview.picture, QPoint(60, 45))
    QTest.mouseMove(preview.picture, QPoint(62, 48))
    QTest.mouseRelease(preview.picture, LEFT, pos=QPoint(62, 48))
    QTest.mouseMove(preview.picture, QPoint(90, 90))

    assert (sum(right for right, _ in moves), sum(down for _, down in moves)) == (12, -2)


def test_without_a_backbone_only_the_picture_is_shown(preview: WindowPreview, qtbot: QtBot) -> None:
    preview.show_as(options(0), None)

    assert not shown(preview, qtbot).network.isVisible()


def test_an_image_that_cannot_be_shown_says_why(
    preview: WindowPreview, painted: PaintedThumbnails, qtbot: QtBot
) -> None:
    painted.problems[PICTURES[0].frame] = "The file is damaged."

    assert shown(preview, qtbot).picture.problem == "The file is damaged."


def test_other_images_keep_the_place_where_they_can(preview: WindowPreview, qtbot: QtBot) -> None:
    shown(preview, qtbot)
    qtbot.mouseClick(preview.next_button, LEFT)
    preview.show_pictures(PICTURES)
    assert preview.place == 1
    preview.show_pictures(PICTURES[:1])
    assert preview.place == 0
    preview.show_pictures(())
    assert preview.picture.pixmap is None
