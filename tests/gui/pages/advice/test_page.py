"""The advice page: asking, what is shown of the advice, and making it the plan of the next run."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from core.advice.advice import Advice
from core.errors import UserError
from core.features.augmentation import Flips
from core.jobs import Job
from core.messages import as_written
from core.project.project import Project
from core.training.draft import Draft
from gui.job_runner import JobRunner, Task
from gui.pages.advice.page import AdvicePage
from gui.session import Session
from gui.stages import Stage, StageState, state
from gui.widgets.thumbnails import Thumbnails
from tests.core.advice.advices import REASONS, advice
from tests.core.advice.measured import depth
from tests.gui.engines import TRAIN, ScriptedEngine, wait_until_stopped
from tests.gui.opening import open_project


@pytest.fixture
def page(
    session_with_images: Session, runner: JobRunner, engine: ScriptedEngine, thumbnails: Thumbnails, qtbot: QtBot
) -> AdvicePage:
    """Without any advice yet. The engine gives it without TensorFlow."""

    def advise(job: Job, project: Project) -> Advice:
        assert project.dataset
        given = advice(project.dataset)
        project.save_advice(given)
        return given

    engine.answers["advise"] = advise
    made = AdvicePage(session_with_images, runner, thumbnails)
    made.resize(1280, 900)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def advised(page: AdvicePage, qtbot: QtBot) -> AdvicePage:
    qtbot.mouseClick(page.ask_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.view.isVisible)
    qtbot.waitUntil(page.view.use_button.isEnabled)
    return page


def give(page: AdvicePage, given: Advice, qtbot: QtBot) -> None:
    """As if the engine had."""
    assert page.session.project
    page.session.project.save_advice(given)
    with qtbot.waitSignal(page.session.advice_changed):
        page.session.reload_dataset()


def rows(table: object) -> list[list[str]]:
    model = table.model()  # type: ignore[attr-defined]
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def test_without_advice_the_page_invites_to_ask_for_it(page: AdvicePage) -> None:
    assert page.invitation.isVisible()
    assert page.ask_button.isEnabled()
    assert not page.again_button.isVisible()
    assert state(Stage.ADVICE, page.session) is StageState.OPEN


def test_a_distance_that_no_backbone_tells_has_no_column(advised: AdvicePage) -> None:
    given = advised.session.advice
    assert given
    assert "Domain distance" in advised.view.of_backbones.text()
    without = [replace(backbone, domain_distance=None) for backbone in given.measures.backbones]
    advised.view.show_advice(replace(given, measures=replace(given.measures, backbones=tuple(without))))
    assert rows(advised.view.backbones)[0] == ["Good  ✓", "−0.100", "0.900 ± 0.010"]
    assert "Domain distance" not in advised.view.of_backbones.text()


def test_asking_measures_the_projects_images_and_shows_what_comes_of_it(
    advised: AdvicePage, engine: ScriptedEngine
) -> None:
    session = advised.session
    assert session.project
    assert session.project.settings
    assert engine.calls[-1] == ("advise", {"project": session.project})
    assert advised.view.heading.text() == "Fine-tune Good: its last 4 blocks."
    assert advised.view.reasons.texts == list(REASONS)
    assert not advised.stale.isVisible()
    assert not advised.view.caution.isVisible()
    assert state(Stage.ADVICE, session) is StageState.DONE


def test_the_tables_hold_the_numbers_and_mark_what_is_recommended(advised: AdvicePage) -> None:
    backbones, depths = rows(advised.view.backbones), rows(advised.view.depths)
    assert backbones == [["Good  ✓", "−0.100", "0.900 ± 0.010", "0.50"], ["Other", "−0.200", "0.900 ± 0.010", "0.50"]]
    assert [row[0] for row in depths][:4] == [
        "head only", "last block, block_19", "last 2, from block_18", "last 4, from block_16  ✓"
    ]  # fmt: skip
    assert depths[3][2:] == ["≈ 4.0 s", "≈ 250\u00a0MB", "≈ 10\u00a0MB"]
    assert [row[0] for row in rows(advised.view.classes)] == ["ill", "well"]


def test_one_click_makes_it_the_plan_and_leads_to_training(advised: AdvicePage, qtbot: QtBot) -> None:
    session = advised.session
    session.change_draft(replace(Draft(), flips=Flips.NONE, seed=3, unfrozen=("other",)))
    with qtbot.waitSignal(advised.stage_wanted) as wanted:
        qtbot.mouseClick(advised.view.use_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [Stage.TRAINING]
    assert session.draft.backbone == "good"
    assert session.draft.unfrozen == depth(4).layers
    assert session.draft.fine_tuning.learning_rate == 3e-5
    assert (session.draft.flips, session.draft.seed) == (Flips.NONE, 3)


def test_advice_to_train_only_the_head_unticks_all_layers(advised: AdvicePage, qtbot: QtBot) -> None:
    session = advised.session
    assert session.dataset
    session.unfreeze(["something"])
    give(advised, advice(session.dataset, blocks=0), qtbot)
    assert rows(advised.view.depths)[0][0] == "head only  ✓"
    qtbot.mouseClick(advised.view.use_button, Qt.MouseButton.LeftButton)
    assert session.draft.unfrozen == ()


def test_advice_on_other_images_says_that_it_is_stale_and_can_be_asked_for_again(
    advised: AdvicePage, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    session = advised.session
    assert session.dataset
    other = session.dataset.with_examples(session.dataset.examples[1:])
    give(advised, advice(other, blocks=1), qtbot)
    assert advised.stale.isVisible()
    assert state(Stage.ADVICE, session) is StageState.OPEN
    qtbot.mouseClick(advised.again_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not advised.stale.isVisible())
    assert engine.calls[-1][0] == "advise"


def test_what_to_know_before_relying_on_it_is_shown(advised: AdvicePage, qtbot: QtBot) -> None:
    assert advised.session.dataset
    give(advised, advice(advised.session.dataset, cautions=(as_written("The audit found errors."),)), qtbot)
    assert advised.view.caution.isVisible()
    assert advised.view.caution.text() == "The audit found errors."


def test_while_a_task_runs_nothing_can_be_asked_or_used(
    advised: AdvicePage, runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    engine.answers["train"] = wait_until_stopped
    runner.start(Task(TRAIN, "Training"), lambda outcome: None)
    for made in (advised.ask_button, advised.again_button, advised.view.use_button):
        assert not made.isEnabled()
        assert "Training" in made.toolTip()
    runner.stop()
    qtbot.waitUntil(advised.view.use_button.isEnabled)
    assert not advised.view.use_button.toolTip()


def test_why_no_advice_could_be_given_is_told_on_the_page(
    page: AdvicePage, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    def fail(job: Job, **arguments: Any) -> None:
        raise UserError(as_written("There is no backbone yet.", "Import one first."))

    engine.answers["advise"] = fail
    qtbot.mouseClick(page.ask_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.notices.texts))
    assert page.notices.texts == ["There is no backbone yet."]
    assert page.invitation.isVisible()


def test_it_is_kept_with_the_project(advised: AdvicePage, qtbot: QtBot) -> None:
    session = advised.session
    assert session.project
    folder = session.project.folder
    session.close_project()
    assert session.advice is None
    open_project(session, folder)
    qtbot.waitUntil(lambda: session.advice is not None)
    assert not session.is_advice_stale
    assert advised.view.isVisible()


def test_tab_goes_through_what_can_be_pressed(advised: AdvicePage, qtbot: QtBot) -> None:
    advised.again_button.setFocus()
    qtbot.keyClick(advised.again_button, Qt.Key.Key_Tab)
    seen = set()
    for _ in range(12):
        focused = advised.focusWidget()
        seen.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert {advised.view.use_button, advised.view.backbones, advised.view.depths} <= seen
