"""The dataset page: what it shows of a project with images and of one without, and what is dropped on it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core import tasks
from core.backbones.card import write_card
from core.backbones.catalogue import LIBRARY_VARIABLE
from core.dataset.reading import Reading
from core.errors import UserError
from core.jobs import Job
from core.modalities.images.frame import Frame
from core.modalities.images.options import ImageOptions
from core.modalities.images.preprocessing import Preprocessing, ReadOptions, Window
from core.project.project import Project
from core.wording.catalogue import text_of
from gui.job_runner import JobRunner
from gui.pages.dataset.page import DatasetPage
from gui.session import Session
from tests.core.modalities.images.pictures import write_classes
from tests.gui.engines import ScriptedEngine
from tests.gui.opening import open_project
from tests.gui.pages.dataset.pages import CARD, LEFT, dropped, opened_dialog, shown, wait_for_images, wait_until_done
from tests.gui.pictures import PaintedThumbnails


def test_an_empty_project_asks_for_images(page: DatasetPage) -> None:
    assert page.drop_area.isVisible()
    assert page.drop_area.folder_button.isEnabled()
    assert not page.overview.isVisible()


def test_a_folder_that_is_dropped_becomes_the_dataset(page: DatasetPage, small_images: Path, qtbot: QtBot) -> None:
    assert dropped(page, small_images)

    wait_for_images(page, qtbot)
    assert page.overview.isVisible()


def test_several_things_that_are_dropped_are_refused(page: DatasetPage, tmp_path: Path, engine: ScriptedEngine) -> None:
    assert dropped(page, tmp_path / "a", tmp_path / "b")

    assert page.notices.texts == ["Several things were dropped."]
    assert engine.calls == []


def test_nothing_is_taken_while_a_task_runs(page: DatasetPage, small_images: Path, running: None) -> None:
    assert not dropped(page, small_images)
    assert not page.drop_area.folder_button.isEnabled()


def test_a_project_with_images_shows_them(full_page: DatasetPage) -> None:
    assert full_page.overview.isVisible()
    assert len(full_page.overview.browser.pictures) == 62
    assert full_page.overview.tabs.tabText(4) == "Problems (2)"


def test_a_project_whose_folder_has_disappeared_opens(
    session: Session, runner: JobRunner, painted: PaintedThumbnails, tmp_path: Path, qtbot: QtBot
) -> None:
    images = write_classes(tmp_path / "images", count=4)
    assert session.project
    tasks.scan_images(session.project, images, Job())
    shutil.rmtree(images)

    page = shown(session, runner, painted, qtbot)

    qtbot.waitUntil(page.overview.look_button.isEnabled)
    assert page.overview.summary.text() == "8 images · 2 classes · each image its own subject · from “images”"


def test_while_a_task_runs_nothing_can_be_started(full_page: DatasetPage, running: None) -> None:
    overview = full_page.overview
    assert not any(part.isEnabled() for part in (overview.look_button, overview.other_button, overview.split.shares))


def test_what_is_held_over_the_page_is_invited(full_page: DatasetPage, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(full_page, event)
    assert full_page.drop_area.isVisible()

    QApplication.sendEvent(full_page, QDragLeaveEvent())
    assert full_page.overview.isVisible()


def test_another_project_shows_its_own(full_page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    session = full_page.session
    with qtbot.waitSignal(session.dataset_changed):
        open_project(session, tmp_path / "other project")

    assert full_page.drop_area.isVisible()
    assert len(full_page.overview.browser.pictures) == 0


def test_a_damaged_list_of_images_leaves_the_page_usable(full_page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    damaged = Project(folder=tmp_path / "damaged")
    shutil.copytree(full_page.session.project.folder, damaged.folder)
    (damaged.folder / "dataset.csv").write_text("nothing", encoding="utf-8")

    with qtbot.waitSignal(full_page.session.saving_failed) as failed:
        open_project(full_page.session, damaged.folder)

    assert isinstance(failed.args[0], UserError)
    assert full_page.drop_area.isVisible()


def test_unreadable_images_are_listed_and_open_with_their_reason(
    full_page: DatasetPage, painted: PaintedThumbnails, qtbot: QtBot
) -> None:
    table = full_page.overview.problems
    for image in table.images:
        painted.problems[Frame(full_page.session.dataset.path(image))] = text_of(image.problem)
    full_page.overview.tabs.setCurrentIndex(4)
    assert [image.file for image in table.images] == ["pictures/unreadable_0.png", "pictures/unreadable_1.png"]

    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)

    dialog = opened_dialog(full_page)
    assert dialog.caption.text() == "unreadable_1.png"
    assert dialog.picture.problem == text_of(table.images[1].problem)


def test_an_image_opens_as_the_network_of_the_draft_sees_it(
    full_page: DatasetPage, painted: PaintedThumbnails, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LIBRARY_VARIABLE, str(tmp_path / "library"))
    write_card(CARD, tmp_path / "library" / CARD.name)
    session = full_page.session
    session.change_draft(session.draft.with_backbone(CARD.name))
    qtbot.waitUntil(lambda: full_page.preprocessing == Preprocessing(height=24, width=32, depth=8))
    grid = full_page.overview.browser.grid
    place = grid.visualRect(grid.model().index(1, 0)).center()

    qtbot.mouseClick(grid.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(grid.viewport(), LEFT, pos=place)

    dialog = opened_dialog(full_page)
    assert painted.loaded == [(grid.pictures[1].frame, full_page.preprocessing)]
    assert dialog.network.isVisible()


def test_a_backbone_that_is_not_there_leaves_only_the_picture(full_page: DatasetPage, qtbot: QtBot) -> None:
    session = full_page.session
    session.change_draft(session.draft.with_backbone("gone"))

    full_page.open_image(full_page.overview.browser.pictures, 0)

    assert full_page.preprocessing is None
    assert not opened_dialog(full_page).network.isVisible()


def test_pictures_follow_the_projects_reading(full_page: DatasetPage, painted: PaintedThumbnails, qtbot: QtBot) -> None:
    window = Window(centre=-600, width=1500)
    full_page.choice.read_anew(Reading(options=ImageOptions(window=window)))

    wait_until_done(full_page, qtbot)
    qtbot.waitUntil(lambda: painted.options == ReadOptions(window=window))
    qtbot.waitUntil(lambda: full_page.preprocessing is None or full_page.preprocessing.window == window)


def test_another_project_begins_with_its_images(full_page: DatasetPage, tmp_path: Path) -> None:
    full_page.show_audit()
    open_project(full_page.session, tmp_path / "other")

    assert full_page.overview.tabs.currentIndex() == 0
