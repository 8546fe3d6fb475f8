"""The comparison page: what it shows at once, what it asks for, and what one button does."""

from __future__ import annotations

import csv
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core import tasks
from core.audit.findings import BlockedByAudit
from core.dataset.dataset import Split
from core.errors import UserError
from core.evaluation.comparison import Comparison
from core.evaluation.results import looks_at_test_set
from core.events import EpochEnded
from core.jobs import Job
from core.messages import as_written
from core.project.project import Project
from core.storage.files import write_json
from core.task_table import Resume, Train
from core.training.cost import RunCost
from core.training.draft import Draft
from core.training.plan import Plan
from core.training.run import Notes, Run
from gui.job_runner import JobRunner
from gui.pages.comparison.page import ComparisonPage
from gui.pages.training.page import TrainingPage
from gui.pages.training.runs.run_model import RunState
from gui.session import Session
from gui.stages import Stage
from gui.widgets.thumbnails import Thumbnails
from tests.core.small import small_plan
from tests.gui.comparisons import FINE_TUNING, HEAD_ONLY, add_run, answer_comparisons, comparison_of, evaluate_run
from tests.gui.engines import ScriptedEngine, wait_until_stopped
from tests.gui.opening import open_project
from tests.gui.runs import begin_run, events_of, reload_runs, run_begun


@pytest.fixture
def runs(scanned_project: Path, tmp_path: Path) -> list[Run]:
    """Head only and fine-tuning, evaluated on validation, in a project of the test's own."""
    for name in ("dataset.csv", "project.json"):
        (tmp_path / "project").mkdir(exist_ok=True)
        shutil.copy(scanned_project / name, tmp_path / "project")
    project = Project(folder=tmp_path / "project")
    made = [add_run(project, HEAD_ONLY), add_run(project, FINE_TUNING)]
    evaluate_run(made[0], right=0.5)
    evaluate_run(made[1], right=1.0)
    return made


@pytest.fixture
def session(runs: list[Run], runner: JobRunner, tmp_path: Path) -> Iterator[Session]:
    """With the project of those runs."""
    made = Session(runner)
    open_project(made, tmp_path / "project")
    yield made
    made.close_project()


@pytest.fixture
def page(
    runs: list[Run], session: Session, runner: JobRunner, engine: ScriptedEngine, thumbnails: Thumbnails, qtbot: QtBot
) -> ComparisonPage:
    """Not shown yet."""
    answer_comparisons(engine)
    made = ComparisonPage(session, runner, thumbnails)
    made.resize(1280, 900)
    qtbot.addWidget(made)
    return made


def see(page: ComparisonPage, qtbot: QtBot) -> None:
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: page.view.isVisible() or page.invitation.isVisible())


def box_of(page: ComparisonPage, run: Run) -> Any:
    return next(box for box in page.checks.boxes if box.accessibleName().startswith(run.title))


def cell(page: ComparisonPage, name: str, column: int) -> str:
    model = page.view.table.rows
    row = next(row for row in range(model.rowCount()) if model.index(row, 0).data() == name)
    return model.index(row, column).data()


def test_both_approaches_stand_side_by_side_at_once(
    page: ComparisonPage, runs: list[Run], engine: ScriptedEngine, qtbot: QtBot
) -> None:
    RunCost(trainable_parameters=51, parameters=3_000, seconds=61, peak_memory_bytes=900_000_000).save(
        runs[0].files.cost
    )

    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)

    assert engine.calls == [("known_comparison", {"runs": tuple(runs), "part": Split.VALIDATION})]
    assert cell(page, "Approach", 1) == "Head only\nsmall"
    assert cell(page, "Approach", 2) == "Fine-tuning\nsmall"
    assert cell(page, "Parameters trained", 1) == "51\nof 3,000"
    assert cell(page, "Training time", 1) == "1 min 1 s"
    assert cell(page, "Peak memory", 1) == "900\u00a0MB"
    assert [cell(page, name, 2) for name in ("Parameters trained", "Training time", "Peak memory")] == ["–", "–", "–"]
    assert cell(page, "Accuracy on validation", 2).startswith("100.0 %\n")
    assert page.view.table.rows.headerData(1, Qt.Orientation.Horizontal) == "Reference: run-001"


def test_what_the_tests_say_stands_in_sentences(page: ComparisonPage, runs: list[Run], qtbot: QtBot) -> None:
    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)

    (paired,) = comparison_of(runs).paired
    high = 100 * paired.differences["accuracy"].interval[1]
    accuracy, area = page.view.texts
    assert accuracy.startswith("Fine-tuning is 50.0 percentage points better than head only (95 % interval ")
    assert f"{high:.1f}" in accuracy
    assert accuracy.endswith(("). The difference is significant.", "). The difference is not significant."))
    assert ("is not" in accuracy) is not paired.differences["accuracy"].is_more_than_chance
    assert area.startswith("Its AUC is 0.")
    assert "McNemar" in page.view.method.text()


def test_runs_that_are_one_model_say_so(page: ComparisonPage, runs: list[Run], qtbot: QtBot) -> None:
    facts = {"backbone_digest": "", "classes": [], "preprocessing": {}, "weights_digest": "the same"}
    for run in runs:
        write_json(run.model_folder / "model.json", facts)

    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)

    assert cell(page, "Weights", 2) == f"same as “{runs[0].title}”"
    assert f"“{runs[1].title}” has the same weights as “{runs[0].title}”: they are one model." in page.view.texts
    assert cell(page, "Kept", 2).startswith("epoch ")


def test_what_is_worse_is_told_as_such(page: ComparisonPage, runs: list[Run], qtbot: QtBot) -> None:
    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)

    page.checks.reference.setCurrentIndex(1)
    page.checks.reference.activated.emit(1)
    qtbot.waitUntil(lambda: "worse" in "".join(page.view.texts))

    assert page.view.texts[0].startswith("Head only is 50.0 percentage points worse than fine-tuning (95 % interval ")
    assert page.view.table.rows.headerData(1, Qt.Orientation.Horizontal) == "Reference: run-002"


def test_other_runs_are_ticked_to_be_compared(
    page: ComparisonPage, runs: list[Run], session: Session, qtbot: QtBot
) -> None:
    assert session.project
    third = add_run(session.project, FINE_TUNING)
    third.save_notes(Notes(title="Strong & slow"))
    evaluate_run(third, right=0.9, seed=3)
    reload_runs(session)
    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)
    assert page.checks.chosen == [runs[1], third]

    box = box_of(page, runs[0])
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    qtbot.waitUntil(lambda: page.view.table.rows.columnCount() == 4)

    assert page.checks.chosen == [runs[1], runs[0], third]
    assert "“Strong & slow”" in "".join(page.view.texts)
    assert "p is adjusted for 2 comparisons (Holm)." in page.view.method.text()

    for box in page.checks.boxes:
        box.setChecked(False)
    assert page.invitation.heading.text() == "Tick two runs or more."


def test_runs_on_another_split_are_told_of(page: ComparisonPage, engine: ScriptedEngine, qtbot: QtBot) -> None:
    def refuse(job: Job, runs: tuple[Run, ...], part: Split) -> None:
        raise UserError(as_written("They were not trained on the same split.", "Choose others."))

    engine.answers["known_comparison"] = refuse

    see(page, qtbot)

    assert page.invitation.heading.text() == "They were not trained on the same split."
    assert page.invitation.says.text() == "Choose others."
    assert not page.evaluate_button.isVisible()


def test_what_was_not_evaluated_is_evaluated_by_one_click(
    page: ComparisonPage, runs: list[Run], engine: ScriptedEngine, qtbot: QtBot
) -> None:
    runs[1].files.evaluation.unlink()
    see(page, qtbot)
    assert page.evaluate_button.text() == "Evaluate and compare"

    qtbot.mouseClick(page.evaluate_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.view.isVisible)

    assert ("compare", {"runs": tuple(runs), "part": Split.VALIDATION}) in engine.calls
    assert [looks_at_test_set(run) for run in runs] == [0, 0]


def test_the_test_set_is_looked_at_only_when_the_user_insists(
    page: ComparisonPage, runs: list[Run], engine: ScriptedEngine, qtbot: QtBot
) -> None:
    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)
    qtbot.mouseClick(page.bar.test_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.invitation.isVisible)
    assert page.evaluate_button.text() == "View the test set …"

    qtbot.mouseClick(page.evaluate_button, Qt.MouseButton.LeftButton)
    box = page.findChild(QMessageBox)
    qtbot.mouseClick(next(one for one in box.buttons() if one.text() == "Not yet"), Qt.MouseButton.LeftButton)
    assert [looks_at_test_set(run) for run in runs] == [0, 0]
    assert "compare" not in [name for name, _ in engine.calls]

    QApplication.processEvents()
    qtbot.mouseClick(page.evaluate_button, Qt.MouseButton.LeftButton)
    box = page.findChildren(QMessageBox)[-1]
    qtbot.mouseClick(
        next(one for one in box.buttons() if one.text() == "View, and count it"), Qt.MouseButton.LeftButton
    )
    qtbot.waitUntil(page.view.isVisible)

    assert [looks_at_test_set(run) for run in runs] == [1, 1]
    assert cell(page, "Accuracy on test", 1)

    qtbot.mouseClick(page.bar.validation_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.view.table.rows.index(6, 0).data() == "Accuracy on validation")
    assert cell(page, "Accuracy on test", 1) != "not viewed"
    assert [looks_at_test_set(run) for run in runs] == [1, 1]


@pytest.fixture
def training(
    page: ComparisonPage, runs: list[Run], session: Session, engine: ScriptedEngine, qtbot: QtBot
) -> list[dict[str, Any]]:
    """The engine trains both approaches anew, each run in its own time; what it was asked for."""
    asked: list[dict[str, Any]] = []

    def train(job: Job, project: Project, plan: Plan) -> Comparison:
        asked.append({"project": project, "plan": plan})
        made = []
        for each in (replace(plan, phases=(replace(plan.phases[0], epochs=2),)), plan):
            run = add_run(project, each)
            evaluate_run(run)
            made.append(run)
            for event in events_of(each):
                job.report(event)
        return comparison_of(made)

    engine.answers["compare_approaches"] = train
    qtbot.waitUntil(lambda: session.dataset is not None)
    return asked


def test_one_button_trains_both_approaches_and_shows_them(
    page: ComparisonPage, session: Session, training: list[dict[str, Any]], qtbot: QtBot
) -> None:
    session.unfreeze(["block_3_conv"])
    see(page, qtbot)
    assert "at most 30 epochs each" in page.approaches.says.text()

    qtbot.mouseClick(page.approaches.compare_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(session.runs) == 4)
    qtbot.waitUntil(lambda: page.checks.chosen == list(session.runs[2:]) and page.view.isVisible())

    assert session.project
    assert session.project.settings
    assert training == [{"project": session.project, "plan": session.draft.plan}]
    assert session.run == session.runs[3]
    assert page.notices.texts == ["Both approaches are trained and compared."]


def test_while_both_are_trained_the_page_says_what_it_is_at(
    page: ComparisonPage, session: Session, runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    def train(job: Job, project: Project, plan: Plan, **arguments: Any) -> None:
        job.report(run_begun(begin_run(project, HEAD_ONLY)))
        for event in list(events_of(HEAD_ONLY))[:3]:
            job.report(event)
        while not goes_on.is_set():
            job.checkpoint()
        job.report(run_begun(begin_run(project, plan)))
        wait_until_stopped(job)

    goes_on = threading.Event()

    engine.answers["compare_approaches"] = train
    session.unfreeze(["block_3_conv"])
    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)
    qtbot.mouseClick(page.approaches.compare_button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: "epoch 1 of at most 3" in page.approaches.status.text())
    assert page.view.isVisible()  # what is known of other runs stays
    assert page.approaches.status.text().startswith("First run: the head alone.")
    qtbot.waitUntil(lambda: session.run_under_way == session.runs[-1])

    goes_on.set()

    qtbot.waitUntil(lambda: page.approaches.status.text().startswith("Second run: fine-tuning."))
    qtbot.waitUntil(lambda: session.run_under_way == session.runs[-1])
    assert not page.approaches.compare_button.isEnabled()
    assert runner.task
    assert not isinstance(runner.request, Train | Resume)  # the Training page draws the curves of its own runs alone

    page.bar.test_button.click()
    assert page.invitation.heading.text() == "They are compared as soon as the engine has time."

    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)
    qtbot.waitUntil(page.evaluate_button.isVisible)
    assert page.notices.texts == ["Stopped. What was learnt is kept; the same button goes on from there."]
    assert page.approaches.compare_button.isEnabled()


def test_without_ticked_layers_the_page_leads_to_them(page: ComparisonPage, qtbot: QtBot) -> None:
    see(page, qtbot)
    assert not page.approaches.compare_button.isVisible()

    with qtbot.waitSignal(page.stage_wanted) as wanted:
        qtbot.mouseClick(page.approaches.layers_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [Stage.BACKBONE]


def test_errors_of_the_audit_lead_to_it(
    page: ComparisonPage, session: Session, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    def refuse(job: Job, **arguments: Any) -> None:
        raise BlockedByAudit(as_written("There are errors.", "Resolve them."))

    engine.answers["compare_approaches"] = refuse
    session.unfreeze(["block_3_conv"])
    see(page, qtbot)
    qtbot.mouseClick(page.approaches.compare_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.notices.texts == ["There are errors."])

    show = next(made for made in page.notices.findChildren(QPushButton) if made.text() == "Show the audit")
    with qtbot.waitSignal(page.audit_wanted):
        qtbot.mouseClick(show, Qt.MouseButton.LeftButton)


def test_a_project_without_two_models_says_what_to_do(
    page: ComparisonPage, runs: list[Run], session: Session, qtbot: QtBot
) -> None:
    shutil.rmtree(runs[1].folder)
    reload_runs(session)

    see(page, qtbot)

    assert page.invitation.heading.text() == "There are not two trained models yet."
    assert not page.evaluate_button.isVisible()
    assert not page.bar.csv_button.isEnabled()


def test_the_comparison_is_taken_away_as_a_table_and_as_a_picture(
    page: ComparisonPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)
    for kind, made in (("csv", page.bar.csv_button), ("png", page.bar.png_button)):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine"), ""))
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda kind=kind: (tmp_path / f"mine.{kind}").is_file())  # type: ignore[misc]
        qtbot.waitUntil(lambda kind=kind: f"The comparison is in “mine.{kind}”." in page.notices.texts)  # type: ignore[misc]

    with open(tmp_path / "mine.csv", encoding="utf-8", newline="") as file:
        assert [row["what"] for row in csv.DictReader(file)] == ["run", "run", "difference", "difference"]
    picture = QImage(str(tmp_path / "mine.png"))
    assert picture.width() > 2 * page.view.body.width()
    assert picture.height() > 2 * page.view.body.height()
    assert len({picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}) > 10


def test_the_table_is_copied_for_a_spreadsheet(page: ComparisonPage, qtbot: QtBot) -> None:
    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)

    page.view.table.setFocus()
    qtbot.keyClick(page.view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0] == ["", "run-001", "run-002"]
    assert ["Approach", "Head only; small", "Fine-tuning; small"] in lines


def test_a_gap_is_that_of_the_best_epoch(page: ComparisonPage, runs: list[Run], qtbot: QtBot) -> None:
    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)

    best = [event for event in events_of(HEAD_ONLY) if isinstance(event, EpochEnded)][-1]
    points = 100 * (best.score - best.validation_score)
    loss = best.validation_loss - best.loss
    assert cell(page, "Train/validation gap", 1) == f"{points:+.1f} pp\nloss {loss:+.3f}"


def test_the_real_engine_trains_and_compares_both(
    page: ComparisonPage, session: Session, engine: ScriptedEngine, small_backbone: Path, qtbot: QtBot
) -> None:
    engine.answers["compare_approaches"] = lambda job, **arguments: tasks.compare_approaches(job=job, **arguments)
    plan = small_plan("block_3_conv", epochs=1, fine_tune_epochs=1)
    session.change_draft(Draft.of(plan))
    qtbot.waitUntil(lambda: session.dataset is not None)
    see(page, qtbot)

    qtbot.mouseClick(page.approaches.compare_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.notices.texts == ["Both approaches are trained and compared."])
    qtbot.waitUntil(lambda: page.checks.chosen == list(session.runs[2:]) and page.view.isVisible())

    assert [run.plan.phases[0].epochs for run in session.runs[2:]] == [2, 1]
    assert page.view.texts[0].startswith("Fine-tuning is ")


def test_the_tab_key_goes_through_the_runs_in_their_order(page: ComparisonPage, runs: list[Run], qtbot: QtBot) -> None:
    see(page, qtbot)
    qtbot.waitUntil(page.view.isVisible)
    reached: list[QWidget] = [page.checks.boxes[0]]

    while len(reached) < 4:
        reached.append(reached[-1].nextInFocusChain())
        while reached[-1].focusPolicy() == Qt.FocusPolicy.NoFocus:
            reached[-1] = reached[-1].nextInFocusChain()

    assert reached[:3] == [*page.checks.boxes, page.checks.reference]


def test_the_training_page_says_of_such_a_run_that_it_is_running(
    session: Session,
    runner: JobRunner,
    thumbnails: Thumbnails,
    engine: ScriptedEngine,
    page: ComparisonPage,
    qtbot: QtBot,
) -> None:
    training = TrainingPage(session, runner, thumbnails)
    qtbot.addWidget(training)
    begun = begin_run(session.project, HEAD_ONLY)
    reload_runs(session)
    qtbot.waitUntil(lambda: len(training.runs.list.model.facts) == 3)
    newest = training.runs.list.model.facts[0]
    assert (newest.run, training.runs.list.model.state(newest)) == (begun, RunState.INTERRUPTED)

    def go_on(job: Job, **arguments: Any) -> None:
        job.report(run_begun(begun))
        wait_until_stopped(job)

    engine.answers["compare_approaches"] = go_on
    session.unfreeze(["block_3_conv"])
    qtbot.waitUntil(lambda: session.dataset is not None)

    page.both.start()

    qtbot.waitUntil(lambda: training.runs.list.model.state(newest) is RunState.RUNNING)
    assert not training.control.is_training
    assert not training.bar.start_button.isEnabled()
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)
    qtbot.waitUntil(lambda: training.runs.list.model.state(newest) is RunState.INTERRUPTED)
