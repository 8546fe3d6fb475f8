"""The activations page where texts are learnt from. The engine is real."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core import tasks
from core.jobs import Job
from core.project.project import Project
from gui.job_runner import JobRunner
from gui.pages.activations.page import ActivationsPage
from gui.session import Session
from gui.widgets.thumbnails import Thumbnails
from tests.core.small_texts import CLASSES, sentence, small_text_plan
from tests.gui.engines import ScriptedEngine
from tests.gui.opening import open_project

TEXT = "the pump was broken and leaking."
TOKENS = ("[CLS]", "the", "pump", "was", "broken", "and", "leaking", ".", "[SEP]")


@pytest.fixture(scope="module")
def trained_on_texts(small_text_library: Path, small_texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained-on-texts") / "project"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_text_library))
        tasks.train(Project(folder=folder), small_text_plan(), Job(), small_texts)
    return folder


@pytest.fixture
def page(
    runner: JobRunner,
    engine: ScriptedEngine,
    thumbnails: Thumbnails,
    trained_on_texts: Path,
    tmp_path: Path,
    small_encoder: Path,
    qtbot: QtBot,
) -> Iterator[ActivationsPage]:
    engine.answers["look_into_text"] = lambda job, **arguments: tasks.look_into_text(job=job, **arguments)
    engine.answers["look_inside_text"] = lambda job, **arguments: tasks.look_inside_text(job=job, **arguments)
    shutil.copytree(trained_on_texts, tmp_path / "project")
    session = Session(runner)
    open_project(session, tmp_path / "project")
    qtbot.waitUntil(lambda: session.dataset is not None)
    made = ActivationsPage(session, runner, thumbnails)
    made.resize(1072, 760)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    session.close_project()


def open_text(page: ActivationsPage, text: str, qtbot: QtBot) -> None:
    page.texts.look_at(text)
    qtbot.waitUntil(lambda: page.texts.tokens.contributions is not None, timeout=30000)


def choose_layer(page: ActivationsPage, ending: str, qtbot: QtBot) -> None:
    layers = page.texts.layers.list
    paths = [layers.item(row).data(Qt.ItemDataRole.UserRole) for row in range(layers.count())]
    layers.setCurrentRow(next(row for row, path in enumerate(paths) if path.endswith(ending)))
    qtbot.waitUntil(lambda: page.texts.panel.title.text() == ending.rpartition("/")[2], timeout=30000)


def test_what_is_about_images_alone_is_absent(page: ActivationsPage) -> None:
    assert page.texts.isVisible()
    assert page.texts.first_button.isVisible()
    for made in (page.images.choose_button, page.images.image, page.images.maps, page.images.invitation):
        assert not made.isVisible()


def test_a_text_is_shown_by_its_tokens_coloured_for_the_predicted_class(page: ActivationsPage, qtbot: QtBot) -> None:
    open_text(page, TEXT, qtbot)

    assert page.texts.tokens.tokens == TOKENS
    contributions = page.texts.tokens.contributions
    assert contributions
    assert contributions.label == page.texts.classes.chosen_class
    assert contributions.probability >= 0.5
    strongest = int(abs(contributions.values).argmax())
    assert page.texts.tokens.shade(strongest) != page.texts.tokens.shade(int(abs(contributions.values).argmin()))
    assert page.texts.tokens.described(strongest).startswith(TOKENS[strongest])


def test_another_class_can_be_explained(page: ActivationsPage, qtbot: QtBot) -> None:
    open_text(page, TEXT, qtbot)
    other = next(name for name in CLASSES if name != page.texts.classes.chosen_class)

    page.texts.classes.classes.setCurrentIndex(page.texts.classes.classes.findData(other))
    page.texts.classes.classes.activated.emit(page.texts.classes.classes.currentIndex())

    def label() -> str:
        shown = page.texts.tokens.contributions
        return shown.label if shown else ""

    qtbot.waitUntil(lambda: label() == other)
    assert other in page.texts.classes.says.text()


def test_the_attention_of_each_head_is_a_map_of_tokens(page: ActivationsPage, qtbot: QtBot) -> None:
    open_text(page, TEXT, qtbot)
    assert not page.texts.panel.attention_button.isEnabled()  # of the embeddings
    choose_layer(page, "layer_0/output", qtbot)
    assert not page.texts.panel.heads.isVisible()

    qtbot.mouseClick(page.texts.panel.attention_button, Qt.MouseButton.LeftButton)
    panel = page.texts.panel
    assert panel.heads.isVisible()
    assert panel.map.values.shape == (9, 9)
    mean = panel.map.values
    panel.heads.setCurrentIndex(1)
    panel.heads.activated.emit(1)
    assert (panel.map.values != mean).any()
    assert "attends to" in panel.map.described(1, 2)


def test_the_values_of_a_layer_are_a_map_of_tokens_and_channels(page: ActivationsPage, qtbot: QtBot) -> None:
    open_text(page, TEXT, qtbot)
    choose_layer(page, "layer_1/intermediate", qtbot)

    assert page.texts.panel.map.values.shape == (9, 12)
    assert "channel 3" in page.texts.panel.map.described(4, 2)
    assert "12" in page.texts.panel.says.text()
    qtbot.mouseClick(page.texts.panel.gradient_button, Qt.MouseButton.LeftButton)
    assert page.texts.panel.map.values.shape == (9, 12)
    assert page.texts.facts.value("gradient") != "–"


def test_a_text_of_the_dataset_is_found_and_chosen(page: ActivationsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.texts.first_button, Qt.MouseButton.LeftButton)
    dialog = page.texts.dialog
    assert dialog
    qtbot.waitUntil(lambda: len(dialog.texts.list.texts) > 1)
    dialog.texts.search.setText(sentence(1, 0, 0))
    assert len(dialog.texts.list.texts) == 1
    qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: page.texts.tokens.contributions is not None, timeout=30000)
    assert page.texts.example == sentence(1, 0, 0)
    assert page.texts.choose_button.isVisible()


def test_a_text_of_ones_own_comes_first(page: ActivationsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.texts.first_button, Qt.MouseButton.LeftButton)
    dialog = page.texts.dialog
    assert dialog
    dialog.typed.setPlainText(f" {TEXT}\n")
    qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)

    assert page.texts.example == TEXT
    qtbot.waitUntil(lambda: page.texts.tokens.contributions is not None, timeout=30000)


def test_with_the_project_the_text_is_forgotten(page: ActivationsPage, qtbot: QtBot) -> None:
    open_text(page, TEXT, qtbot)

    page.session.close_project()
    assert page.texts.example is None
    assert page.texts.tokens.tokens == ()
