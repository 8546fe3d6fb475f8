"""The activations page: a network and an image are chosen, and its layers are walked through. The engine is real."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core import tasks
from core.inspection.activation import ChannelOrder
from core.jobs import Job
from core.modalities.images.frame import Frame
from gui.job_runner import JobRunner, Task
from gui.pages.activations.page import ActivationsPage
from gui.session import Session
from gui.widgets.thumbnails import Thumbnails
from tests.core.small import BACKBONE, BLOCKS, CLASSES
from tests.gui.engines import TRAIN, ScriptedEngine, wait_until_stopped
from tests.gui.opening import open_project

LAYERS = [f"block_{block}_{kind}" for block in range(1, BLOCKS + 1) for kind in ("conv", "bn")]


@pytest.fixture
def session(
    runner: JobRunner, trained_project: Path, tmp_path: Path, small_backbone: Path, qtbot: QtBot
) -> Iterator[Session]:
    """With a trained model, and the backbone that it was made of."""
    shutil.copytree(trained_project, tmp_path / "project")
    made = Session(runner)
    open_project(made, tmp_path / "project")
    qtbot.waitUntil(lambda: made.dataset is not None)
    yield made
    made.close_project()


@pytest.fixture
def page(
    session: Session, runner: JobRunner, engine: ScriptedEngine, thumbnails: Thumbnails, qtbot: QtBot
) -> ActivationsPage:
    engine.answers["look_into"] = lambda job, **arguments: tasks.look_into(job=job, **arguments)
    engine.answers["look_inside"] = lambda job, **arguments: tasks.look_inside(job=job, **arguments)
    made = ActivationsPage(session, runner, thumbnails)
    made.resize(1072, 760)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.chooser.findData(BACKBONE) >= 0)
    return made


@pytest.fixture
def frame(small_images: Path) -> Frame:
    return Frame(small_images / "pictures" / "circle_0_0.png")


def open_image(page: ActivationsPage, frame: Frame, qtbot: QtBot) -> None:
    page.images.look_at(frame)
    wait_for(page, LAYERS[0], qtbot)


def wait_for(page: ActivationsPage, layer: str, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.images.maps.isVisible() and page.images.maps.title.text() == layer)


def choose(page: ActivationsPage, model: object) -> None:
    place = page.chooser.findData(model)
    page.chooser.setCurrentIndex(place)
    page.chooser.activated.emit(place)


def test_before_an_image_is_chosen_the_page_invites_to_do_so(page: ActivationsPage, qtbot: QtBot) -> None:
    assert page.images.invitation.isVisible()
    assert page.images.first_button.isEnabled()
    assert not page.images.choose_button.isVisible()
    assert page.chooser.chosen_model == page.session.run


def test_an_image_of_the_dataset_is_chosen_by_its_picture(page: ActivationsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.images.first_button, Qt.MouseButton.LeftButton)
    dialog = page.images.dialog
    assert dialog
    assert not dialog.take_button.isEnabled()
    grid = dialog.browser.grid
    grid.setCurrentIndex(grid.model().index(1, 0))
    qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)

    wait_for(page, LAYERS[0], qtbot)
    assert page.images.example == grid.pictures[1].frame
    assert page.images.image.caption.text() == grid.pictures[1].frame.path.name


def test_a_file_can_be_opened_as_well(
    page: ActivationsPage, frame: Frame, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(frame.path), ""))
    qtbot.mouseClick(page.images.first_button, Qt.MouseButton.LeftButton)
    assert page.images.dialog
    qtbot.mouseClick(page.images.dialog.file_button, Qt.MouseButton.LeftButton)

    wait_for(page, LAYERS[0], qtbot)
    assert page.images.example == frame


def test_a_layer_is_shown_in_maps_and_figures(page: ActivationsPage, frame: Frame, qtbot: QtBot) -> None:
    open_image(page, frame, qtbot)

    seen = tasks.look_inside(page.session.run, frame, LAYERS[0], Job())
    assert page.images.maps.grid.count == 8 == seen.facts.channels
    assert page.images.facts.value("output").split("\u2009×\u2009") == ["16", "16", "8"]
    assert page.images.facts.value("mean") == f"{seen.facts.mean:.3g}"
    assert page.images.facts.value("time").endswith("ms")
    assert page.images.facts.value("gradient") == "–"
    assert page.images.maps.channels.text() == "8 channels"
    assert "Channel 1\nmean" in page.images.maps.grid.accessibleDescription()


def test_one_steps_forward_and_back_by_buttons_keys_and_the_list(
    page: ActivationsPage, frame: Frame, qtbot: QtBot
) -> None:
    open_image(page, frame, qtbot)
    assert not page.images.layers.back_button.isEnabled()

    qtbot.mouseClick(page.images.layers.forward_button, Qt.MouseButton.LeftButton)
    wait_for(page, LAYERS[1], qtbot)
    qtbot.mouseClick(page.images.layers.back_button, Qt.MouseButton.LeftButton)
    wait_for(page, LAYERS[0], qtbot)
    page.images.layers.list.setFocus()
    qtbot.keyClick(page.images.layers.list, Qt.Key.Key_End)
    wait_for(page, LAYERS[-1], qtbot)
    assert not page.images.layers.forward_button.isEnabled()
    qtbot.keyClick(page.images.layers.list, Qt.Key.Key_Up)
    wait_for(page, LAYERS[-2], qtbot)


def test_who_steps_on_quickly_sees_the_last_layer(page: ActivationsPage, frame: Frame, qtbot: QtBot) -> None:
    open_image(page, frame, qtbot)
    for _ in LAYERS[1:]:
        qtbot.mouseClick(page.images.layers.forward_button, Qt.MouseButton.LeftButton)
    wait_for(page, LAYERS[-1], qtbot)
    qtbot.wait(50)
    assert page.images.maps.title.text() == LAYERS[-1]


def test_what_speaks_for_a_class_is_laid_over_the_image(page: ActivationsPage, frame: Frame, qtbot: QtBot) -> None:
    open_image(page, frame, qtbot)
    assert [page.images.image.classes.itemData(place) for place in range(4)] == [None, *CLASSES]
    assert not page.images.maps.gradient_button.isEnabled()
    before = page.images.image.view.pixmap
    assert before

    page.images.image.classes.setCurrentIndex(2)
    page.images.image.classes.activated.emit(2)
    qtbot.waitUntil(page.images.maps.gradient_button.isEnabled)

    assert page.images.image.view.pixmap
    assert page.images.image.view.pixmap.toImage() != before.toImage()
    assert float(page.images.facts.value("gradient")) > 0
    values = page.images.maps.grid.grab().toImage()
    qtbot.mouseClick(page.images.maps.gradient_button, Qt.MouseButton.LeftButton)
    assert page.images.maps.grid.grab().toImage() != values
    assert CLASSES[1] in page.images.image.says.text()


def test_a_backbone_by_itself_has_layers_and_no_classes(page: ActivationsPage, frame: Frame, qtbot: QtBot) -> None:
    open_image(page, frame, qtbot)
    page.images.layers.list.setCurrentRow(3)
    wait_for(page, LAYERS[3], qtbot)

    choose(page, BACKBONE)
    qtbot.waitUntil(lambda: not page.images.image.classes.isVisible())
    wait_for(page, LAYERS[3], qtbot)  # the layer stays the same
    assert "no class" in page.images.image.says.text()


def test_a_project_without_a_run_and_without_images_can_look_inside_a_backbone(
    page: ActivationsPage, frame: Frame, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_image(page, frame, qtbot)
    open_project(page.session, tmp_path / "another")
    assert page.images.invitation.isVisible()
    assert page.chooser.chosen_model is not None
    choose(page, BACKBONE)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(frame.path), ""))

    qtbot.mouseClick(page.images.first_button, Qt.MouseButton.LeftButton)
    wait_for(page, LAYERS[0], qtbot)


def test_an_image_that_cannot_be_read_is_told_and_not_tried_again(
    page: ActivationsPage, small_images: Path, frame: Frame, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    page.images.look_at(Frame(small_images / "pictures" / "unreadable_0.png"))
    qtbot.waitUntil(lambda: bool(page.notices.texts))
    assert "cannot be shown" in page.notices.texts[0]
    assert page.images.invitation.isVisible()
    assert len(engine.calls) == 1

    open_image(page, frame, qtbot)
    assert not page.notices.texts


def test_while_another_task_runs_nothing_is_opened_and_afterwards_it_is(
    page: ActivationsPage, frame: Frame, engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    began = threading.Event()

    def train(job: Job, **arguments: object) -> None:
        began.set()
        wait_until_stopped(job)

    engine.answers["train"] = train
    runner.start(Task(TRAIN, "Training"), lambda outcome: None)
    qtbot.waitUntil(began.is_set)
    assert not page.images.first_button.isEnabled()
    page.images.look_at(frame)
    assert [name for name, _ in engine.calls] == ["train"]

    runner.stop()
    wait_for(page, LAYERS[0], qtbot)


def test_the_pictures_of_a_file_are_leafed_through(page: ActivationsPage, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "two.tiff"
    pages = [Image.fromarray(np.full((40, 40), grey, np.uint8)) for grey in (50, 200)]
    pages[0].save(file, save_all=True, append_images=pages[1:])
    open_image(page, Frame(file), qtbot)
    assert page.images.image.frames.isVisible()
    assert page.images.image.frames.text() == "1 of 2"

    qtbot.keyClick(page.images.image.frames, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: page.images.image.caption.text() == "two.tiff · 2")
    assert page.images.example == Frame(file, 1)


def test_another_order_of_channels_is_asked_for(
    page: ActivationsPage, frame: Frame, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    open_image(page, frame, qtbot)
    page.images.maps.order.setCurrentIndex(1)
    page.images.maps.order.activated.emit(1)
    qtbot.waitUntil(lambda: engine.calls[-1][1].get("order") is ChannelOrder.STRENGTH)

    strongest = tasks.look_inside(page.session.run, frame, LAYERS[0], Job(), order=ChannelOrder.STRENGTH).shown[0]
    qtbot.waitUntil(lambda: page.images.maps.grid.accessibleDescription().startswith(f"Channel {strongest + 1}\n"))


def test_a_layer_that_takes_its_time_is_told_to_be_on_its_way(
    page: ActivationsPage, frame: Frame, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    open_image(page, frame, qtbot)
    may_answer, answer = threading.Event(), engine.answers["look_inside"]

    def answer_later(job: Job, **arguments: Any) -> object:
        may_answer.wait(30)
        return answer(job, **arguments)

    engine.answers["look_inside"] = answer_later
    qtbot.mouseClick(page.images.layers.forward_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.images.maps.channels.text() == "Computing …")
    may_answer.set()
    wait_for(page, LAYERS[1], qtbot)
    assert page.images.maps.channels.text() == "8 channels"
