"""The backbone page: choosing, importing, ticking, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.backbones.card import Card, read_card, write_card
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.events import Noticed
from core.features.augmentation import Augmentation
from core.jobs import Job
from core.messages import as_written
from core.modalities.images.image_input import ImageInput
from core.modalities.images.input_values import IMAGENET
from gui.job_runner import JobRunner, Task
from gui.pages.backbone.costs import about
from gui.pages.backbone.import_dialog import ImportDialog
from gui.pages.backbone.page import BackbonePage
from gui.session import Session
from gui.widgets.thumbnails import Thumbnails
from tests.gui.engines import TRAIN, ScriptedEngine, wait_until_stopped
from tests.gui.layers import basis_of, tree_of

TREE = tree_of(4)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two backbones, of which only the cards are there."""
    folder = tmp_path / "library"
    monkeypatch.setenv("FROSTLINE_BACKBONES", str(folder))
    monkeypatch.setattr("core.backbones.catalogue.BUNDLED_BACKBONES", tmp_path / "nothing")
    for name in ("one", "two"):
        add_backbone(folder, name)
    return folder


def add_backbone(library: Path, name: str) -> Card:
    card = Card(
        name=name,
        title=f"Network {name}",
        licence="Apache-2.0",
        source="drawn",
        sha256="",
        input=ImageInput(input_size=(32, 32), value_range=(0.0, 1.0)),
        feature_width=16,
        parameters=1200,
    )
    write_card(card, library / name)
    return read_card(library / name)


@pytest.fixture
def answers(engine: ScriptedEngine) -> dict[str, Callable]:
    engine.answers["layer_tree"] = lambda job, backbone: TREE
    engine.answers["estimate_basis"] = lambda job, backbone: basis_of(TREE)
    return engine.answers


@pytest.fixture
def page(
    session: Session,
    runner: JobRunner,
    thumbnails: Thumbnails,
    library: Path,
    answers: dict[str, Callable],
    qtbot: QtBot,
) -> BackbonePage:
    session.change_draft(session.draft.with_backbone("one"))
    made = BackbonePage(session, runner, thumbnails)
    qtbot.addWidget(made)
    made.resize(816, 600)
    return made


@pytest.fixture
def shown(page: BackbonePage, qtbot: QtBot) -> BackbonePage:
    """With the tree and the estimate of the backbone “one”."""
    page.show()
    qtbot.waitUntil(lambda: page.costs.disk.text() not in ("", "–"))
    return page


def test_the_backbones_are_listed_and_the_one_of_the_draft_is_marked(shown: BackbonePage) -> None:
    assert shown.cards.names == ["one", "two"]
    assert shown.cards.card("one").is_chosen


def test_layers_are_read_once_somebody_looks_at_the_page(
    page: BackbonePage, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(page.cards.names))
    assert engine.calls == []
    page.show()
    qtbot.waitUntil(lambda: page.layers.model.tree is TREE)


def test_a_click_on_a_card_chooses_its_backbone(shown: BackbonePage, session: Session, qtbot: QtBot) -> None:
    qtbot.mouseClick(shown.cards.card("two"), LEFT)
    assert session.draft.backbone == "two"
    assert shown.cards.card("two").is_chosen
    qtbot.waitUntil(lambda: shown.costs.disk.text() != "–")


def test_going_back_to_a_backbone_brings_back_its_ticks_without_asking_again(
    shown: BackbonePage, session: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    session.unfreeze(["block_4_conv"])
    qtbot.mouseClick(shown.cards.card("two"), LEFT)
    assert session.draft.unfrozen == ()
    qtbot.waitUntil(lambda: shown.costs.disk.text() != "–")
    qtbot.mouseClick(shown.cards.card("one"), LEFT)
    assert session.draft.unfrozen == ("block_4_conv",)
    asked = [(task, arguments["backbone"]) for task, arguments in engine.calls]
    assert sorted(asked) == [(task, name) for task in ("estimate_basis", "layer_tree") for name in ("one", "two")]


def test_a_backbone_that_is_no_longer_there_is_told(shown: BackbonePage, session: Session, runner: JobRunner) -> None:
    session.change_draft(session.draft.with_backbone("gone"))
    assert not any(shown.cards.card(name).is_chosen for name in shown.cards.names)
    assert "gone" in shown.layers.message


def test_layers_that_cannot_be_read_are_told_with_the_reason(
    page: BackbonePage, answers: dict[str, Callable], qtbot: QtBot
) -> None:
    def refuse(job: Job, backbone: str) -> None:
        raise UserError(as_written("The backbone is damaged."))

    answers["layer_tree"] = refuse
    page.show()
    qtbot.waitUntil(lambda: page.notices.texts == ["The backbone is damaged."])
    assert "could not be read" in page.layers.message


def test_ticks_are_priced_at_once(shown: BackbonePage, session: Session) -> None:
    before = (shown.costs.parameters.text(), shown.costs.epoch.text(), shown.costs.disk.text())
    session.unfreeze(["block_1_conv"])
    after = (shown.costs.parameters.text(), shown.costs.epoch.text(), shown.costs.disk.text())
    assert before[0] == "0"
    assert after[0] == "100"
    assert all(one != other for one, other in zip(before, after, strict=True))


def test_the_head_counts_once_the_classes_are_known(
    page: BackbonePage, session_with_images: Session, qtbot: QtBot
) -> None:
    page.show()
    qtbot.waitUntil(lambda: page.costs.disk.text() not in ("", "–"))
    assert page.costs.parameters.text() == str((16 + 1) * 3)
    assert page.costs.of_once.text() == "once, before training"


def test_without_images_the_estimate_says_for_how_many_it_is(shown: BackbonePage) -> None:
    assert shown.costs.of_once.text() == "once, for 1,000 images"


def test_augmentation_makes_for_more_on_disk(shown: BackbonePage, session: Session) -> None:
    before = shown.costs.disk.text()
    session.change_draft(replace(session.draft, augmentation=Augmentation.LIGHT))
    assert shown.costs.disk.text() != before


def test_while_the_computer_is_measured_the_page_says_so(
    page: BackbonePage, answers: dict[str, Callable], qtbot: QtBot, runner: JobRunner
) -> None:
    answers["estimate_basis"] = wait_until_stopped
    page.show()
    qtbot.waitUntil(lambda: "measuring" in page.costs.of_epoch.text())
    assert page.costs.parameters.text() == "0"


def test_measuring_gives_way_to_a_task_and_goes_on_after_it(
    page: BackbonePage, answers: dict[str, Callable], engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    answers["estimate_basis"] = wait_until_stopped
    answers["train"] = lambda job, **arguments: None
    page.show()
    qtbot.waitUntil(lambda: bool(engine.calls) and engine.calls[-1][0] == "estimate_basis")
    runner.start(Task(TRAIN, "Training"), lambda outcome: None)
    answers["estimate_basis"] = lambda job, backbone: basis_of(TREE)
    qtbot.waitUntil(lambda: page.costs.disk.text() not in ("", "–"))
    assert [task for task, _ in engine.calls[-3:]] == ["estimate_basis", "train", "estimate_basis"]


def test_nothing_can_be_chosen_or_imported_while_training_runs(
    shown: BackbonePage, runner: JobRunner, answers: dict[str, Callable], engine: ScriptedEngine, qtbot: QtBot
) -> None:
    answers["train"] = wait_until_stopped
    runner.start(Task(TRAIN, "Training"), lambda outcome: None)
    assert not shown.import_button.isEnabled()
    assert not shown.cards.card("two").isEnabled()
    qtbot.waitUntil(lambda: engine.calls[-1][0] == "train")
    runner.stop()
    qtbot.waitUntil(shown.import_button.isEnabled)
    assert shown.cards.card("two").isEnabled()


# ---- importing


def drop(page: BackbonePage, path: Path) -> ImportDialog:
    """Let a file fall on the page; gives the dialog that asks about it."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(20, 20), action, data, LEFT, none))
    QApplication.sendEvent(page, QDropEvent(QPointF(20, 20), action, data, LEFT, none))
    return page.findChild(ImportDialog)


def test_a_module_that_is_dropped_is_imported_chosen_and_told(
    shown: BackbonePage, session: Session, engine: ScriptedEngine, library: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    def add(job: Job, **arguments: Any) -> Card:
        job.notice(as_written("The module does not say which pixel values it expects; 0 to 1 is assumed."))
        return add_backbone(library, "mine")

    engine.answers["import_backbone"] = add
    dialog = drop(shown, tmp_path / "module.tar.gz")
    qtbot.mouseClick(dialog.import_button, LEFT)
    qtbot.waitUntil(lambda: shown.cards.names == ["mine", "one", "two"])
    assert session.draft.backbone == "mine"
    assert shown.cards.card("mine").is_chosen
    assert any("0 to 1 is assumed" in text for text in shown.notices.texts)
    assert any("imported" in text for text in shown.notices.texts)
    arguments = next(arguments for task, arguments in engine.calls if task == "import_backbone")
    assert arguments == {"path": tmp_path / "module.tar.gz"}


def test_name_and_pixel_values_can_be_told(
    shown: BackbonePage, engine: ScriptedEngine, library: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    engine.answers["import_backbone"] = lambda job, **arguments: add_backbone(library, "mine")
    dialog = drop(shown, tmp_path / "4")
    qtbot.keyClicks(dialog.name, "mine")
    dialog.range.setCurrentIndex(2)
    qtbot.mouseClick(dialog.import_button, LEFT)
    qtbot.waitUntil(lambda: "mine" in shown.cards.names)
    arguments = next(arguments for task, arguments in engine.calls if task == "import_backbone")
    assert arguments == {"path": tmp_path / "4", "name": "mine", "wishes": Wishes(value_range=(-1.0, 1.0))}


def test_size_and_the_constants_of_imagenet_can_be_told(
    shown: BackbonePage, engine: ScriptedEngine, library: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    engine.answers["import_backbone"] = lambda job, **arguments: add_backbone(library, "mine")
    dialog = drop(shown, tmp_path / "4")
    qtbot.keyClicks(dialog.image_size, "240x320")
    dialog.range.setCurrentText("By ImageNet's mean and standard deviation")
    assert not dialog.mean.isVisible()
    qtbot.mouseClick(dialog.import_button, LEFT)
    qtbot.waitUntil(lambda: "mine" in shown.cards.names)
    arguments = next(arguments for task, arguments in engine.calls if task == "import_backbone")
    assert arguments["wishes"] == Wishes(image_size=(240, 320), normalisation=IMAGENET)


def test_what_is_wrong_with_a_mean_is_said_in_the_dialog(
    shown: BackbonePage, engine: ScriptedEngine, library: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    engine.answers["import_backbone"] = lambda job, **arguments: add_backbone(library, "mine")
    dialog = drop(shown, tmp_path / "4")
    dialog.range.setCurrentText("By another mean and standard deviation…")
    assert dialog.mean.isVisible()
    qtbot.keyClicks(dialog.mean, "a, b")
    qtbot.mouseClick(dialog.import_button, LEFT)
    assert dialog.isVisible()
    assert "is not three numbers" in dialog.problem.text()
    dialog.mean.setText("123.675, 116.28, 103.53")
    dialog.std.setText("58.395")
    qtbot.mouseClick(dialog.import_button, LEFT)
    qtbot.waitUntil(lambda: "mine" in shown.cards.names)
    arguments = next(arguments for task, arguments in engine.calls if task == "import_backbone")
    normalisation = arguments["wishes"].normalisation
    assert (normalisation.mean, normalisation.std) == ((123.675, 116.28, 103.53), (58.395, 58.395, 58.395))


def test_a_module_that_is_refused_leaves_its_reason_on_the_page(
    shown: BackbonePage, session: Session, engine: ScriptedEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    def refuse(job: Job, **arguments: Any) -> None:
        raise UserError(as_written("This module writes files when it runs.", "Choose another module."))

    engine.answers["import_backbone"] = refuse
    qtbot.mouseClick(drop(shown, tmp_path / "module").import_button, LEFT)
    qtbot.waitUntil(lambda: shown.notices.texts == ["This module writes files when it runs."])
    assert session.draft.backbone == "one"
    assert shown.import_button.isEnabled()


def test_a_dialog_that_is_cancelled_imports_nothing(
    shown: BackbonePage, engine: ScriptedEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = drop(shown, tmp_path / "module")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert "import_backbone" not in [task for task, _ in engine.calls]


def test_notices_of_other_tasks_are_none_of_this_page(
    shown: BackbonePage, runner: JobRunner, answers: dict[str, Callable], qtbot: QtBot
) -> None:
    answers["train"] = lambda job, **arguments: job.report(Noticed(message=as_written("something else")))
    with qtbot.waitSignal(runner.event_received):
        runner.start(Task(TRAIN, "Training"), lambda outcome: None)
    assert shown.notices.texts == []


def test_times_are_told_no_more_precisely_than_they_are_known() -> None:
    assert [about(seconds) for seconds in (0.01, 1.24, 25.4, 61, 192, 4000)] == [
        "0.1 s", "1.2 s", "25 s", "1 min 0 s", "3 min 10 s", "1 h 7 min",
    ]  # fmt: skip
