"""ImageGrid: as many pictures as there are, and only those on the screen are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.modalities.images.frame import Frame
from gui.widgets.image_grid import CaptionedImage, ImageGrid, PictureModel
from gui.widgets.theme import colour
from tests.gui.pictures import PaintedThumbnails

TESTER = QAbstractItemModelTester.FailureReportingMode.Fatal


def at(path: str) -> Frame:
    return Frame(Path(path))


def pictures(count: int) -> list[CaptionedImage]:
    return [CaptionedImage(at(f"/images/{number}.png"), f"{number}.png") for number in range(count)]


@pytest.fixture
def painted(qtbot: QtBot) -> PaintedThumbnails:
    return PaintedThumbnails()


@pytest.fixture
def grid(painted: PaintedThumbnails, qtbot: QtBot) -> ImageGrid:
    made = ImageGrid(painted)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(640, 480)
    with qtbot.waitExposed(made):
        made.show()
    return made


def colours(grid: ImageGrid, row: int) -> set[str]:
    """That are seen in a tile."""
    image = grid.viewport().grab(grid.visualRect(grid.model().index(row, 0))).toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}


def test_the_model_is_sound(painted: PaintedThumbnails) -> None:
    model = PictureModel(painted)  # type: ignore[arg-type]
    tester = QAbstractItemModelTester(model, TESTER)
    model.show(pictures(5))
    model.show(pictures(2))
    model.show(())
    assert tester.model() is model


def test_only_pictures_on_the_screen_are_asked_for(grid: ImageGrid, painted: PaintedThumbnails) -> None:
    grid.show_pictures(pictures(10_000))
    grid.grab()

    assert 0 < len(set(painted.asked)) < 40
    assert at("/images/0.png") in painted.asked


def test_scrolling_asks_for_what_comes_into_sight(grid: ImageGrid, painted: PaintedThumbnails) -> None:
    grid.show_pictures(pictures(10_000))
    grid.scrollToBottom()
    painted.asked.clear()
    grid.grab()

    assert at("/images/9999.png") in painted.asked
    assert at("/images/0.png") not in painted.asked


def test_pictures_that_fly_by_are_not_asked_for_and_those_that_rest_are(
    grid: ImageGrid, painted: PaintedThumbnails, qtbot: QtBot
) -> None:
    grid.show_pictures(pictures(10_000))
    grid.grab()
    painted.asked.clear()
    bar = grid.verticalScrollBar()
    for share in (0.25, 0.5, 0.75, 1):
        bar.setValue(round(bar.maximum() * share))
        grid.viewport().repaint()
    seen_flying = set(painted.asked)

    qtbot.waitUntil(lambda: at("/images/9999.png") in painted.asked)
    assert not seen_flying & {at(f"/images/{number}.png") for number in range(4_000, 10_000)}


def test_enter_opens_the_picture_to_which_the_arrow_keys_led(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.show_pictures(pictures(20))
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_Right)

    with qtbot.waitSignal(grid.opened) as opened:
        qtbot.keyClick(grid, Qt.Key.Key_Return)

    assert opened.args == [1]


def test_the_arrow_down_leads_to_the_row_below(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.show_pictures(pictures(20))
    grid.setCurrentIndex(grid.model().index(0, 0))
    qtbot.keyClick(grid, Qt.Key.Key_Down)

    below = grid.visualRect(grid.currentIndex())
    assert below.left() == grid.visualRect(grid.model().index(0, 0)).left()
    assert grid.currentIndex().row() > 1


def test_a_double_click_opens_the_picture(grid: ImageGrid, qtbot: QtBot) -> None:
    grid.show_pictures(pictures(20))
    place = grid.visualRect(grid.model().index(2, 0)).center()

    with qtbot.waitSignal(grid.opened) as opened:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert opened.args == [2]


def test_a_wrong_picture_has_a_mark_and_says_so(grid: ImageGrid) -> None:
    grid.show_pictures([CaptionedImage(at("/a.png"), "a.png"), CaptionedImage(at("/b.png"), "b.png", "wrong")])

    assert colour("danger").name() in colours(grid, 1)
    assert colour("danger").name() not in colours(grid, 0)
    assert grid.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "b.png, wrong"


def test_a_picture_that_cannot_be_shown_says_so(grid: ImageGrid, painted: PaintedThumbnails) -> None:
    painted.problems[at("/a.png")] = "The file is damaged."
    grid.show_pictures([CaptionedImage(at("/a.png"), "a.png"), CaptionedImage(at("/b.png"), "b.png")])

    assert colour("muted").name() in colours(grid, 0)
    assert "#ff0000" not in colours(grid, 0)
    assert "#ff0000" in colours(grid, 1)
    assert grid.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "a.png, The file is damaged."


def test_a_thumbnail_that_has_come_is_painted(grid: ImageGrid, painted: PaintedThumbnails, qtbot: QtBot) -> None:
    frame = at("/a.png")
    painted.problems[frame] = "not yet"
    grid.show_pictures([CaptionedImage(frame, "a.png")])
    grid.grab()
    painted.problems.clear()
    painted.asked.clear()

    painted.ready.emit(frame)

    qtbot.waitUntil(lambda: frame in painted.asked)


def test_names_are_never_taken_for_html(grid: ImageGrid) -> None:
    grid.show_pictures([CaptionedImage(at("/x.png"), "<b>x</b>.png")])

    assert "&lt;b&gt;x" in grid.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_without_pictures_it_says_so(grid: ImageGrid) -> None:
    grid.show_pictures(())
    image = grid.viewport().grab().toImage()
    seen = {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}

    assert colour("muted").name() in seen
