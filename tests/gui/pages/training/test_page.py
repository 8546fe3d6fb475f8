"""The training page: starting, watching, pausing, stopping and resuming runs, and what becomes of them."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from core import tasks
from core.audit.findings import BlockedByAudit
from core.engine import EngineEnded
from core.errors import UserError
from core.events import AlarmKind, CheckpointWritten, DepthDecided, Event, Progress
from core.jobs import Job
from core.project.project import Project
from core.training.draft import Draft
from core.training.monitoring import Monitoring
from core.training.plan import Phase, Plan, incremental_phases
from core.training.rate_finder import RateCurve
from core.training.run import Run
from gui.job_runner import JobRunner, RunnerState, Task
from gui.pages.training.page import TrainingPage
from gui.session import Session
from gui.stages import Stage
from gui.widgets.thumbnails import Thumbnails
from tests.gui.engines import ScriptedEngine, request, wait_until_stopped
from tests.gui.runs import (
    alarm,
    batch_ended,
    begin_run,
    epoch_ended,
    events_of,
    finish,
    layers_measured,
    phase_started,
    plan,
    run_begun,
    watched,
)

LEFT = Qt.MouseButton.LeftButton
PLAN = plan()


@pytest.fixture(scope="module")
def scanned(small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which the small images have been chosen; looking at them once is enough for all tests."""
    project = Project(folder=tmp_path_factory.mktemp("scanned"))
    tasks.scan_images(project, small_images, Job())
    return project.folder


@pytest.fixture
def session_with_images(session: Session, scanned: Path, qtbot: QtBot) -> Session:
    assert session.project
    for name in ("project.json", "dataset.csv"):
        shutil.copy(scanned / name, session.project.folder / name)
    with qtbot.waitSignal(session.dataset_changed):
        session.reload_dataset()
    return session


@pytest.fixture
def page(
    qtbot: QtBot, session_with_images: Session, runner: JobRunner, thumbnails: Thumbnails
) -> Callable[[], TrainingPage]:
    """Makes the page and shows it, with the runs that are there by then."""

    def make() -> TrainingPage:
        session_with_images.reload_runs()
        made = TrainingPage(session_with_images, runner, thumbnails)
        qtbot.addWidget(made)
        made.resize(1072, 740)
        with qtbot.waitExposed(made):
            made.show()
        qtbot.waitUntil(lambda: len(made.runs.facts) == len(session_with_images.runs))
        return made

    return make


class Training:
    """An answer to `train`: reports `events`, then does what it is told."""

    def __init__(self, session: Session, events: Sequence[Event], then: Callable[[Job, Run], Any]) -> None:
        self._session, self._events, self._then = session, events, then
        self.reported = threading.Event()

    def __call__(self, job: Job, project: Any, source: Any, plan: Any) -> Any:
        run = begin_run(project, plan)
        return self.go_on(job, project, run)

    def go_on(self, job: Job, project: Any, run: Run) -> Any:
        for event in [run_begun(run), *self._events]:
            job.report(event)
        self.reported.set()
        return self._then(job, run)


def finishes(job: Job, run: Run) -> Run:
    return finish(run)


def goes_on(job: Job, run: Run) -> None:
    wait_until_stopped(job)


def dies(job: Job, run: Run) -> None:
    raise EngineEnded("SIGKILL")


def says(page: TrainingPage) -> str:
    return f"{page.bar.says.text()} | {page.bar.more.text()}"


def test_it_says_what_a_run_will_do(page: Callable[[], TrainingPage], session_with_images: Session) -> None:
    shown = page()
    assert shown.bar.says.text() == "Trains the new head on 42 images for up to 20 epochs."

    session_with_images.thaw(["block_3_conv", "block_3_bn"])

    assert (
        shown.bar.says.text()
        == "Trains the new head on 42 images for up to 20 epochs, then 2 layers for up to 10 epochs."
    )


def test_what_is_set_is_in_the_draft_at_once_and_the_other_way_round(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    shown = page()
    qtbot.keyClick(shown.form.head.epochs, Qt.Key.Key_Up)
    assert session_with_images.draft.head.epochs == 21

    session_with_images.thaw(["block_3_conv"])

    assert shown.form.fine_tuning.layers.text() == "1 layer"
    assert shown.form.head.epochs.value() == 21


def test_the_way_to_the_layers_leads_to_the_backbone_page(page: Callable[[], TrainingPage], qtbot: QtBot) -> None:
    shown = page()

    with qtbot.waitSignal(shown.stage_wanted) as wanted:
        qtbot.mouseClick(shown.form.go_button, LEFT)

    assert wanted.args == [Stage.BACKBONE]


def test_a_value_that_makes_no_sense_is_told_and_nothing_starts(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, qtbot: QtBot
) -> None:
    shown = page()
    shown.form.head.learning_rate.selectAll()
    qtbot.keyClicks(shown.form.head.learning_rate, "fast")

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    assert "not a number" in shown.form.wrong
    assert engine.calls == []


def test_a_run_is_started_watched_and_finished(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    session_with_images.thaw(["block_3_conv"])
    training = Training(session_with_images, list(events_of(PLAN)), finishes)
    engine.answers["train"] = training
    shown = page()

    with qtbot.waitSignal(session_with_images.run_changed):
        qtbot.mouseClick(shown.bar.start_button, LEFT)

    name, arguments = engine.calls[0]
    assert (name, arguments["plan"]) == ("train", session_with_images.draft.plan)
    assert arguments["source"] == session_with_images.project.settings.source
    assert session_with_images.run == session_with_images.runs[0]
    assert shown.live.epochs.model().rowCount() == 5
    loss = shown.live.plot.loss
    qtbot.waitUntil(lambda: bool(loss._curves) and loss._curves[0].getData()[0] is not None)
    assert len(shown.control.shown.history.batches["x"]) == 5 * 4
    assert list(loss._curves[0].getData()[0]) == [1, 2, 3, 4, 5]
    assert shown.notices.texts == []
    qtbot.waitUntil(shown.result.isVisible)  # and stays: it is no message that goes by itself
    assert shown.result.says.text() == (
        "The model of “run-001” is ready: 88.9 % right on validation. Kept: epoch 30, of fine-tuning (its epoch 10)."
    )
    assert "Chosen by the lowest validation loss" in shown.result.more.text()
    assert "It ended with the last of 10 epochs that fine-tuning was given at most." in shown.result.more.text()
    qtbot.waitUntil(lambda: shown.tabs.tabText(0) == "Curves of run-001")
    assert shown.interrupted.isHidden()


def test_while_it_runs_the_settings_are_locked_and_show_the_runs_plan(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    session_with_images.thaw(["block_3_conv"])
    events = [phase_started(0, PLAN), batch_ended(0, 0, 0), epoch_ended(0, 0), batch_ended(0, 1, 0)]
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: "epoch 2 of at most 3" in says(shown))

    assert "Head (phase 1 of 2)" in says(shown)
    assert "best so far 70.0 % on validation, in epoch 1 (lowest validation loss)" in says(shown)
    assert not shown.form.isEnabled()
    assert not shown.bar.start_button.isEnabled()
    assert shown.bar.start_button.toolTip()
    assert shown.bar.pause_button.hasFocus()
    session_with_images.thaw([])
    assert shown.form.fine_tuning.layers.text() == "1 layer"

    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown.form.isEnabled()
    assert "No layer ticked" in shown.form.fine_tuning.layers.text()


def test_preparing_is_told_before_the_first_phase(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    events = [Progress(step="Preparing images", done=3, total=40, seconds_left=50.0)]
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    qtbot.waitUntil(lambda: says(shown) == "Preparing images, 3 of 40 | 50 s left")
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)


def test_pause_resume_and_stop_by_their_buttons(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    written = CheckpointWritten(phase=0, epoch=0, batch=1)
    events = [phase_started(0, PLAN), batch_ended(0, 0, 0), written]
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()
    assert not shown.bar.pause_button.isEnabled()
    assert "Nothing is being trained." in shown.bar.stop_button.toolTip()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: not shown.control.shown.history.is_empty)

    qtbot.mouseClick(shown.bar.pause_button, LEFT)
    assert runner.state is RunnerState.PAUSED
    assert shown.bar.pause_button.text() == "Resume"
    assert says(shown).startswith("Paused.")
    qtbot.mouseClick(shown.bar.pause_button, LEFT)
    assert runner.state is RunnerState.RUNNING
    qtbot.mouseClick(shown.bar.stop_button, LEFT)

    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown.notices.texts == ["Stopped. What was learnt is kept."]
    qtbot.waitUntil(shown.interrupted.isVisible)


def test_an_error_is_shown_on_the_page(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    def refuse(job: Job, **arguments: Any) -> None:
        raise UserError("The folder “images” is gone.", hint="Choose it again.")

    engine.answers["train"] = refuse
    shown = page()

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    qtbot.waitUntil(lambda: shown.notices.texts == ["The folder “images” is gone."])
    assert shown.bar.start_button.isEnabled()


def test_an_interrupted_run_is_offered_when_the_project_opens_and_goes_on(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    project = session_with_images.project
    run = begin_run(project, PLAN, epochs=3)
    later = list(events_of(PLAN))[-12:]
    training = Training(session_with_images, [phase_started(1, PLAN), *later], finishes)
    engine.answers["resume"] = lambda job, project, run: training.go_on(job, project, run)
    shown = page()

    assert shown.interrupted.isVisible()
    assert shown.interrupted.says.text() == "The run “run-001” was interrupted in epoch 4."
    assert shown.live.epochs.model().rowCount() == 3
    with qtbot.waitSignal(session_with_images.run_changed):
        qtbot.mouseClick(shown.interrupted.resume_button, LEFT)

    assert engine.calls[-1] == ("resume", {"project": project, "run": run})
    assert shown.live.epochs.model().rowCount() == 5
    assert shown.interrupted.isHidden()


def test_an_interrupted_run_can_be_kept_as_it_is(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    run = begin_run(session_with_images.project, PLAN, epochs=2)
    engine.answers["finish_early"] = lambda job, project, run: finish(run)
    shown = page()

    with qtbot.waitSignal(session_with_images.run_changed):
        qtbot.mouseClick(shown.interrupted.keep_button, LEFT)

    assert engine.calls[-1] == ("finish_early", {"project": session_with_images.project, "run": run})
    assert session_with_images.run == run
    qtbot.waitUntil(shown.interrupted.isHidden)


def test_without_an_ended_epoch_there_is_nothing_to_keep(
    page: Callable[[], TrainingPage], session_with_images: Session
) -> None:
    begin_run(session_with_images.project, PLAN)
    shown = page()

    assert shown.interrupted.isVisible()
    assert not shown.interrupted.keep_button.isEnabled()
    assert "No epoch has ended" in shown.interrupted.keep_button.toolTip()


def test_no_run_is_offered_while_another_task_runs(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    begin_run(session_with_images.project, PLAN, epochs=1)
    engine.answers["predict"] = lambda job: wait_until_stopped(job)
    shown = page()

    runner.start(Task(request("predict"), "Classifying images"), lambda outcome: None)

    assert shown.interrupted.isHidden()
    assert not shown.bar.start_button.isEnabled()
    assert not shown.bar.stop_button.isEnabled()
    assert "Waits for: Classifying images" in says(shown)
    runner.stop()
    qtbot.waitUntil(shown.interrupted.isVisible)


def test_events_of_another_task_are_no_curves(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    engine.answers["evaluate"] = lambda job: job.report(epoch_ended(0, 0))
    shown = page()

    with qtbot.waitSignal(runner.event_received):
        runner.start(Task(request("evaluate"), "Evaluating"), lambda outcome: None)

    assert shown.control.shown.history.is_empty
    qtbot.waitUntil(lambda: not runner.is_busy)


def test_when_the_engine_dies_training_goes_on_by_itself_and_the_curves_with_it(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    session_with_images.thaw(["block_3_conv"])
    events = list(events_of(PLAN))
    killed_at = events.index(batch_ended_in(events, phase=1, epoch=0, batch=2))
    engine.answers["train"] = Training(session_with_images, events[: killed_at + 1], dies)
    again = events.index(batch_ended_in(events, phase=1, epoch=0, batch=0))
    rest = Training(session_with_images, [phase_started(1, PLAN), *events[again:]], finishes)
    engine.answers["resume"] = lambda job, project, run: rest.go_on(job, project, run)
    shown = page()

    with qtbot.waitSignal(session_with_images.run_changed):
        qtbot.mouseClick(shown.bar.start_button, LEFT)

    assert [name for name, _ in engine.calls] == ["train", "resume"]
    assert shown.notices.texts[0] == "The engine ended unexpectedly (SIGKILL)."
    assert len(shown.control.shown.history.batches["x"]) == 5 * 4  # those done again stand once
    assert len(shown.control.shown.history.epochs) == 5


def batch_ended_in(events: list[Event], **place: int) -> Event:
    return next(event for event in events if all(getattr(event, name, None) == value for name, value in place.items()))


def test_a_run_that_died_without_getting_on_is_not_started_for_ever(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    events = [phase_started(0, PLAN), batch_ended(0, 0, 0)]
    engine.answers["train"] = Training(session_with_images, events, dies)
    shown = page()

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    qtbot.waitUntil(shown.interrupted.isVisible)
    assert [name for name, _ in engine.calls] == ["train"]
    assert shown.notices.texts == ["The engine ended unexpectedly (SIGKILL)."]
    assert not runner.is_busy


def test_it_goes_on_only_as_long_as_it_gets_on(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    written = CheckpointWritten(phase=0, epoch=0, batch=2)
    engine.answers["train"] = Training(session_with_images, [phase_started(0, PLAN), written], dies)
    stuck = Training(session_with_images, [phase_started(0, PLAN)], dies)
    engine.answers["resume"] = lambda job, project, run: stuck.go_on(job, project, run)
    shown = page()

    qtbot.mouseClick(shown.bar.start_button, LEFT)

    qtbot.waitUntil(shown.interrupted.isVisible)
    assert [name for name, _ in engine.calls] == ["train", "resume"]


def test_any_interrupted_run_of_the_list_can_be_resumed(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    first, _second = begin_run(session_with_images.project, PLAN, 1), begin_run(session_with_images.project, PLAN, 2)
    engine.answers["resume"] = lambda job, project, run: wait_until_stopped(job)
    shown = page()
    shown.tabs.setCurrentWidget(shown.runs.list)
    shown.runs.list.select([first])

    qtbot.mouseClick(shown.runs.list.resume_button, LEFT)

    qtbot.waitUntil(lambda: bool(engine.calls))
    assert engine.calls[-1][1]["run"] == first
    assert shown.live.epochs.model().rowCount() == 1
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)


def test_runs_are_renamed_noted_and_deleted(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    project = session_with_images.project
    first, second = finish(begin_run(project, PLAN)), finish(begin_run(project, PLAN))
    shown = page()

    shown.runs.list.renamed.emit(first, "With flips")
    qtbot.waitUntil(lambda: first.title == "With flips")
    shown.runs.list.noted.emit(first, "small nodules")
    qtbot.waitUntil(lambda: first.notes.note == "small nodules")
    assert first.title == "With flips"
    qtbot.waitUntil(lambda: "With flips" in [facts.title for facts in shown.runs.list.model.facts])
    shown.runs.list.delete_wanted.emit([second])

    qtbot.waitUntil(lambda: session_with_images.runs == (first,))
    assert session_with_images.run == first
    qtbot.waitUntil(lambda: shown.tabs.tabText(0) == "Curves of With flips")


def test_why_a_run_cannot_be_deleted_is_told(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    project = session_with_images.project
    run = finish(begin_run(project, PLAN))
    shown = page()

    with project.locked():
        shown.runs.list.delete_wanted.emit([run])
        qtbot.waitUntil(lambda: shown.notices.texts == ["Another Frostline is working in this project."])

    assert project.runs == [run]


def test_a_run_is_used_for_evaluation(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    project = session_with_images.project
    first, _second = finish(begin_run(project, PLAN)), finish(begin_run(project, PLAN))
    shown = page()
    shown.tabs.setCurrentWidget(shown.runs.list)
    shown.runs.list.select([first])

    with qtbot.waitSignal(shown.stage_wanted) as wanted:
        qtbot.mouseClick(shown.runs.list.evaluate_button, LEFT)

    assert wanted.args == [Stage.EVALUATION]
    assert session_with_images.run == first


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_curves_are_written_where_the_user_wants_them(
    kind: str,
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    finish(begin_run(session_with_images.project, PLAN))
    shown = page()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "curves"), ""))

    shown.live.plot.export_wanted.emit(kind)

    qtbot.waitUntil(lambda: shown.notices.texts == [f"The curves are in “curves.{kind}”."])
    content = (tmp_path / f"curves.{kind}").read_bytes()
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "csv": b"run,what"}[kind])
    assert kind != "csv" or content.count(b"run-001") == 5


def test_why_curves_could_not_be_written_is_told(
    page: Callable[[], TrainingPage], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    (tmp_path / "file").write_text("")
    shown = page()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "file" / "curves.csv"), ""))

    shown.live.plot.export_wanted.emit("csv")

    qtbot.waitUntil(lambda: shown.notices.texts == ["“curves.csv” could not be written."])


def test_another_project_shows_its_own_runs(
    page: Callable[[], TrainingPage], session_with_images: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    finish(begin_run(session_with_images.project, PLAN))
    shown = page()
    assert shown.live.epochs.model().rowCount() == 5

    session_with_images.open_project(tmp_path / "other")

    assert shown.live.epochs.model().rowCount() == 0
    qtbot.waitUntil(lambda: shown.tabs.tabText(2) == "All runs (0)")
    assert shown.interrupted.isHidden()


@pytest.mark.parametrize("size", [(816, 560), (1712, 1020)])
def test_everything_can_be_reached_in_any_size(
    size: tuple[int, int], page: Callable[[], TrainingPage], qtbot: QtBot
) -> None:
    shown = page()
    shown.resize(*size)
    qtbot.waitUntil(lambda: shown.size().width() == size[0])

    assert shown.minimumSizeHint().width() <= size[0]
    assert shown.live.plot.loss.plot.height() >= 220
    for control in (shown.bar.start_button, shown.bar.pause_button, shown.bar.stop_button):
        assert shown.rect().contains(QRect(control.mapTo(shown, QPoint()), control.size()))


def test_errors_of_the_audit_stand_in_the_way_and_lead_there(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, qtbot: QtBot
) -> None:
    def block(job: Job, **arguments: Any) -> None:
        raise BlockedByAudit("The audit found errors.", hint="Resolve them.")

    engine.answers["train"] = block
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: shown.notices.texts == ["The audit found errors."])
    show = next(made for made in shown.notices.findChildren(QPushButton) if made.text() == "Show the audit")

    with qtbot.waitSignal(shown.audit_wanted):
        qtbot.mouseClick(show, LEFT)
    assert shown.bar.start_button.isEnabled()


# ---- layers and alarms

STEPS = Plan(
    backbone="small",
    phases=incremental_phases(Phase(name="head", epochs=1), Phase(name="fine-tuning", epochs=2), 2),
    only_while_better=True,
)
LAYERS = ("block_3_conv", "block_3_bn")


def pressed(qtbot: QtBot, page: TrainingPage, text: str) -> None:
    QApplication.processEvents()  # what has just been shown takes its place
    found = next(made for made in page.notices.findChildren(QPushButton) if made.text() == text)
    qtbot.mouseClick(found, LEFT)


def test_what_an_incremental_run_does_is_told(page: Callable[[], TrainingPage], session_with_images: Session) -> None:
    shown = page()

    session_with_images.change_draft(Draft(incremental=True, blocks=3))

    assert shown.bar.says.text() == (
        "Trains the new head on 42 images for up to 20 epochs, then unfreezes block by block, at most 3 blocks, "
        "for up to 10 epochs each, and goes on only while validation improves."
    )


def test_layers_and_alarms_are_shown_while_it_trains(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    events = [
        phase_started(0, STEPS), epoch_ended(0, 0), layers_measured(0, 0),
        phase_started(1, STEPS), epoch_ended(1, 0), layers_measured(1, 0, LAYERS),
        alarm(AlarmKind.DEAD, 1, 0, LAYERS[:1]),
        DepthDecided(phase=1, improvement=0.001, noise=0.01, goes_deeper=False),
    ]  # fmt: skip
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    shown.tabs.setCurrentWidget(shown.layers)

    qtbot.waitUntil(lambda: shown.layers.map.layers.rowCount() == 2)

    stopped = "Stopped at the last block: this step lowered the validation loss by 0.001, less than its noise of 0.01."
    assert shown.notices.texts == ["It is dead layers.", stopped]
    assert shown.tabs.tabText(1) == "Layers, 1 alarm"
    assert shown.layers.found.texts == [stopped, "Epoch 2: It is dead layers."]
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown.notices.texts == [stopped]  # the alarm stays in the list of alarms
    assert shown.tabs.tabText(1) == "Layers, 1 alarm"


def test_a_run_of_before_shows_its_layers_alarms_and_depth(
    page: Callable[[], TrainingPage], session_with_images: Session, qtbot: QtBot
) -> None:
    monitoring = Monitoring()
    decided = DepthDecided(phase=1, improvement=0.001, noise=0.01, goes_deeper=False)
    for event in (layers_measured(0, 0), layers_measured(1, 0, LAYERS), alarm(AlarmKind.GAP), decided):
        monitoring.add(event)
    watched(finish(begin_run(session_with_images.project, STEPS)), monitoring)
    shown = page()

    assert shown.layers.history.epochs == [(0, 0), (1, 0)]
    assert shown.tabs.tabText(1) == "Layers, 1 alarm"
    assert shown.runs.list.depth_says.text().startswith("Stopped at the last block")
    assert shown.runs.list.model.index(0, 3).data() == "last block"


def test_a_run_that_was_really_trained_shows_its_layers(
    page: Callable[[], TrainingPage], session_with_images: Session, trained_project: Path, qtbot: QtBot
) -> None:
    shutil.copytree(trained_project / "runs", session_with_images.project.folder / "runs")
    shown = page()

    assert shown.layers.history.layers[-1] == "new head"
    figures = shown.layers.history.figures
    assert figures.shape[1] > 1
    assert figures.shape[2] == shown.live.epochs.model().rowCount()
    assert (figures[0, -1] > 0).all()


def test_going_back_to_the_best_weights_stops_the_run_and_finishes_it(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    events = [phase_started(0, STEPS), epoch_ended(0, 0), phase_started(1, STEPS), epoch_ended(1, 0)]
    written = CheckpointWritten(phase=1, epoch=1, batch=0)
    worse = alarm(AlarmKind.WORSE_THAN_HEAD)
    engine.answers["train"] = Training(session_with_images, [*events, written, worse], goes_on)
    engine.answers["finish_early"] = lambda job, project, run: finish(run)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: bool(shown.notices.texts))

    with qtbot.waitSignal(session_with_images.run_changed):
        pressed(qtbot, shown, "Go back to the best weights")

    run = session_with_images.runs[0]
    assert engine.calls[-1] == ("finish_early", {"project": session_with_images.project, "run": run})
    assert session_with_images.run == run
    qtbot.waitUntil(shown.result.isVisible)
    assert "Kept: epoch" in shown.result.says.text()


def test_a_growing_gap_leads_to_the_settings(
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    qtbot: QtBot,
) -> None:
    events = [phase_started(0, STEPS), epoch_ended(0, 0), alarm(AlarmKind.GAP, 0)]
    engine.answers["train"] = Training(session_with_images, events, goes_on)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: bool(shown.notices.texts))

    pressed(qtbot, shown, "Stop and change the settings")

    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown.settings_button.isChecked()
    assert shown.form.isEnabled()
    assert shown.notices.texts == []


@pytest.mark.parametrize("has_epoch", [True, False])
def test_when_the_loss_is_no_number_the_best_can_be_kept_and_a_lower_rate_set(
    has_epoch: bool,
    page: Callable[[], TrainingPage],
    session_with_images: Session,
    engine: ScriptedEngine,
    qtbot: QtBot,
) -> None:
    wrong = alarm(AlarmKind.NOT_FINITE, 1, 1)

    def fails(job: Job, run: Run) -> None:
        raise UserError(wrong.text, hint=wrong.suggestion)

    session_with_images.change_draft(Draft.of(PLAN))
    ended = [epoch_ended(0, 0)] if has_epoch else []
    engine.answers["train"] = Training(session_with_images, [phase_started(0, PLAN), *ended, wrong], fails)
    engine.answers["finish_early"] = lambda job, project, run: finish(run)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: shown.notices.texts == [wrong.text])
    assert any(made.text() == "Keep as it is" for made in shown.notices.findChildren(QPushButton)) is has_epoch

    pressed(qtbot, shown, "Set 0.000001 for the next run")

    assert session_with_images.draft.fine_tuning.learning_rate == 1e-6
    assert session_with_images.draft.head == PLAN.phases[0]
    assert shown.form.fine_tuning.learning_rate.text() == "0.000001"
    assert shown.settings_button.isChecked()


def test_what_was_learnt_before_the_loss_was_no_number_is_kept(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    wrong = alarm(AlarmKind.NOT_FINITE, 0, 1)

    def fails(job: Job, run: Run) -> None:
        raise UserError(wrong.text, hint=wrong.suggestion)

    engine.answers["train"] = Training(session_with_images, [phase_started(0, PLAN), epoch_ended(0, 0), wrong], fails)
    engine.answers["finish_early"] = lambda job, project, run: finish(run)
    shown = page()
    qtbot.mouseClick(shown.bar.start_button, LEFT)
    qtbot.waitUntil(lambda: shown.notices.texts == [wrong.text])

    with qtbot.waitSignal(session_with_images.run_changed):
        pressed(qtbot, shown, "Keep as it is")

    assert engine.calls[-1][0] == "finish_early"


# ---- finding a learning rate


def test_a_learning_rate_is_found_and_used(
    page: Callable[[], TrainingPage], session_with_images: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    curve = RateCurve(phase=1, rates=(1e-4, 1e-3, 1e-2), losses=(0.7, 0.5, 0.4), suggestion=2e-3)
    engine.answers["find_learning_rate"] = lambda job, project, source, plan, phase: curve
    session_with_images.thaw(["block_3_conv"])
    shown = page()
    qtbot.waitUntil(shown.form.fine_tuning.find_button.isEnabled)

    qtbot.mouseClick(shown.form.fine_tuning.find_button, LEFT)

    dialog = shown._rates.dialog
    assert dialog
    qtbot.waitUntil(lambda: dialog.curve == curve)
    name, arguments = engine.calls[-1]
    assert (name, arguments["phase"]) == ("find_learning_rate", 1)
    assert arguments["plan"] == session_with_images.draft.plan
    qtbot.mouseClick(dialog.use_button, LEFT)
    assert session_with_images.draft.fine_tuning.learning_rate == 2e-3
    assert shown.form.fine_tuning.learning_rate.text() == "0.002"
    assert shown._rates.dialog is None


def test_who_closes_the_finder_stops_it(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    engine.answers["find_learning_rate"] = wait_until_stopped
    shown = page()
    qtbot.waitUntil(shown.form.head.find_button.isEnabled)
    qtbot.mouseClick(shown.form.head.find_button, LEFT)
    dialog = shown._rates.dialog
    assert dialog
    assert not shown.form.head.find_button.isEnabled()

    qtbot.mouseClick(dialog.cancel_button, LEFT)

    qtbot.waitUntil(lambda: not runner.is_busy)
    assert shown._rates.dialog is None
    assert shown.notices.texts == []


def test_why_no_learning_rate_was_found_is_told_on_the_page(
    page: Callable[[], TrainingPage], engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    def refuse(job: Job, **arguments: Any) -> None:
        raise UserError("The folder “images” is gone.")

    engine.answers["find_learning_rate"] = refuse
    shown = page()
    qtbot.waitUntil(shown.form.head.find_button.isEnabled)

    qtbot.mouseClick(shown.form.head.find_button, LEFT)

    qtbot.waitUntil(lambda: shown.notices.texts == ["The folder “images” is gone."])
    assert shown._rates.dialog is None
