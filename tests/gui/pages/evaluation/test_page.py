"""The evaluation page: what it shows of a run, what it asks before it looks at the test set, and what a cell opens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from core import tasks
from core.audit.findings import Audit
from core.dataset.dataset import Split
from core.errors import UserError
from core.evaluation.evaluated_run import EvaluatedPart, read_evaluated_run
from core.evaluation.results import PartResult, count_look, load_results, save_results
from core.jobs import Job
from core.messages import as_written
from core.modalities.images.frame import Frame
from core.targets.class_measures import measure
from core.training.run import Notes, Run
from gui.job_runner import JobRunner
from gui.pages.evaluation.page import EvaluationPage
from gui.session import Session
from gui.widgets.image_dialog import ImageDialog
from gui.widgets.thumbnails import Thumbnails
from tests.gui.audits import ACROSS
from tests.gui.engines import ScriptedEngine, wait_until_stopped
from tests.gui.opening import open_project
from tests.gui.runs import reload_runs
from tests.results import of_classes


@pytest.fixture
def session(runner: JobRunner, trained_project: Path, tmp_path: Path) -> Iterator[Session]:
    """With a trained model that was not evaluated."""
    shutil.copytree(trained_project, tmp_path / "project")
    made = Session(runner)
    open_project(made, tmp_path / "project")
    yield made
    made.close_project()


@pytest.fixture
def run(session: Session) -> Run:
    assert session.run
    return session.run


@pytest.fixture
def page(
    session: Session, runner: JobRunner, engine: ScriptedEngine, thumbnails: Thumbnails, qtbot: QtBot
) -> EvaluationPage:
    """Not shown yet. The engine evaluates without TensorFlow."""
    engine.answers["evaluate"] = lambda job, run, parts: [evaluate(run, part) for part in parts]
    made = EvaluationPage(session, runner, thumbnails)
    made.resize(1280, 900)
    qtbot.addWidget(made)
    return made


def evaluate(run: Run, part: Split) -> None:
    """As if the model took every third image for one of the next class, and were surest of the last one."""
    if part is Split.TEST:
        count_look(run)
    classes, images = run.dataset.classes, run.dataset.of(part)
    labels = np.array([classes.index(image.label) for image in images])
    predicted = np.where(np.arange(len(images)) % 3 == 0, (labels + 1) % len(classes), labels)
    sureness = np.linspace(0.5, 0.95, len(images), dtype=np.float32)[:, None]
    others = (1 - sureness) / (len(classes) - 1)
    probabilities = np.where(np.eye(len(classes), dtype=bool)[predicted], sureness, others).astype(np.float32)
    result = PartResult(metrics=measure(labels, probabilities, classes), predictions=probabilities)
    save_results(run, {part: result})


def see(page: EvaluationPage, qtbot: QtBot) -> None:
    with qtbot.waitExposed(page):
        page.show()
    qtbot.waitUntil(lambda: page.view.isVisible() or page.invitation.isVisible())


def part_of(page: EvaluationPage) -> EvaluatedPart:
    assert page.session.run
    return read_evaluated_run(page.session.run).parts[page.part]


def a_wrong_cell(part: EvaluatedPart) -> tuple[int, int]:
    confusion = np.array(of_classes(part.metrics).confusion)
    np.fill_diagonal(confusion, 0)
    true, predicted = np.unravel_index(confusion.argmax(), confusion.shape)
    return int(true), int(predicted)


def shown_files(page: EvaluationPage) -> list[Frame]:
    return [picture.frame for picture in page.view.grid.pictures]


def test_a_model_that_was_not_evaluated_invites_to_do_it(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    see(page, qtbot)

    assert page.evaluate_button.text() == "Evaluate on validation"
    assert str(len(run.dataset.of(Split.VALIDATION))) in page.invitation.says.text()
    assert page.looks.text() == "Test set not viewed yet"


def test_evaluating_shows_the_figures(page: EvaluationPage, run: Run, engine: ScriptedEngine, qtbot: QtBot) -> None:
    see(page, qtbot)
    qtbot.mouseClick(page.evaluate_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.view.isVisible)

    assert engine.calls == [("evaluate", {"run": run, "parts": (Split.VALIDATION,)})]
    metrics = of_classes(load_results(run)[Split.VALIDATION].metrics)
    assert page.view.metrics.cells["accuracy"].value.text() == f"{metrics.accuracy * 100:.1f} %"
    assert page.view.metrics.cells["balanced_accuracy"].value.text() == f"{metrics.balanced_accuracy * 100:.1f} %"
    assert page.view.metrics.cells["auc"].value.text() == f"{metrics.auc:.3f}"
    assert page.view.metrics.images.value.text() == str(metrics.images)
    low, high = metrics.accuracy_interval or (0, 0)
    assert page.view.metrics.cells["accuracy"].beside.text() == f"{low * 100:.1f} – {high * 100:.1f} %"
    assert "over images" in page.view.metrics.cells["accuracy"].beside.toolTip()
    assert [curve.label for curve in page.view.roc.figure.named] == list(run.dataset.classes)


def test_what_was_evaluated_before_is_shown_at_once(
    page: EvaluationPage, run: Run, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    evaluate(run, Split.VALIDATION)

    see(page, qtbot)

    assert page.view.isVisible()
    assert engine.calls == []


def test_the_engines_own_results_are_shown(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    evaluation = tasks.evaluate(run, Job(), (Split.VALIDATION,))
    see(page, qtbot)

    matrix = page.view.matrix.table.model()
    shown = [
        [matrix.data(matrix.index(row, column)) for column in range(matrix.columnCount())]
        for row in range(matrix.rowCount())
    ]
    confusion = of_classes(evaluation.parts[Split.VALIDATION]).confusion
    assert shown == [[str(number) for number in row] for row in confusion]
    for true, row in enumerate(confusion):
        for predicted, number in enumerate(row):
            page.view.show_cell(true, predicted)
            assert len(page.view.grid.pictures) == number


def test_an_override_of_the_audit_is_told_where_the_figures_stand(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    see(page, qtbot)
    assert not page.overridden.isVisible()
    Audit(fingerprint="", findings=(ACROSS,), override="Both are meant.").save(run.files.audit)
    page.session.reload_runs()

    qtbot.waitUntil(page.overridden.isVisible)
    assert page.overridden.text().endswith("Both are meant.")


def test_the_most_confidently_wrong_come_first(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    evaluate(run, Split.VALIDATION)
    see(page, qtbot)

    wrong = part_of(page).most_wrong()
    assert len(wrong) > 2
    assert [image.confidence for image in wrong] == sorted((image.confidence for image in wrong), reverse=True)
    assert shown_files(page) == [image.frame for image in wrong]
    assert page.view.grid.pictures[0].caption == f"{wrong[0].predicted} {wrong[0].confidence * 100:.0f} %"
    assert page.view.grid_title.text() == f"Most confidently wrong ({len(wrong)})"


def test_a_click_on_a_cell_shows_its_images_and_the_way_back(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    evaluate(run, Split.VALIDATION)
    see(page, qtbot)
    part, table = part_of(page), page.view.matrix.table
    true, predicted = a_wrong_cell(part)

    place = table.visualRect(table.model().index(true, predicted)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert shown_files(page) == [image.frame for image in part.in_cell(true, predicted)]
    assert page.view.grid_title.text().startswith(f"“{part.classes[true]}” as “{part.classes[predicted]}”")
    qtbot.mouseClick(page.view.worst_button, Qt.MouseButton.LeftButton)
    assert shown_files(page) == [image.frame for image in part.most_wrong()]


def test_the_confusion_matrix_is_used_by_keyboard(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    evaluate(run, Split.VALIDATION)
    see(page, qtbot)
    part, table = part_of(page), page.view.matrix.table
    table.setCurrentIndex(table.model().index(0, 0))

    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Return)

    assert shown_files(page) == [image.frame for image in part.in_cell(1, 2)]


def test_a_picture_opens_large_as_the_network_sees_it(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    evaluate(run, Split.VALIDATION)
    see(page, qtbot)
    wrong = part_of(page).most_wrong()

    page.view.grid.setCurrentIndex(page.view.grid.model().index(1, 0))
    qtbot.keyClick(page.view.grid, Qt.Key.Key_Return)

    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ImageDialog)
    assert dialog.place == 1
    assert dialog.caption.text().startswith(f"{wrong[1].label}: predicted {wrong[1].predicted}")
    assert dialog.network.isVisible()
    qtbot.waitUntil(lambda: dialog.network.pixmap is not None)
    dialog.close()


def test_the_table_of_classes_is_copied_for_a_spreadsheet(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    evaluate(run, Split.VALIDATION)
    see(page, qtbot)

    qtbot.keyClick(page.view.classes, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    head, *rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert head == ["Class", "Sensitivity", "Specificity", "Precision", "Images"]
    assert [row[0] for row in rows] == list(run.dataset.classes)
    assert [row[-1] for row in rows] == [str(one.support) for one in of_classes(part_of(page).metrics).classes]


def test_going_to_a_class_in_the_table_sets_its_curve_apart(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    evaluate(run, Split.VALIDATION)
    see(page, qtbot)

    page.view.classes.setCurrentIndex(page.view.classes.model().index(1, 0))

    widths = [item.opts["pen"].width() for item in page.view.roc.plot.listDataItems()]
    assert widths.index(max(widths)) == 2  # after the diagonal and the first class


# ---- the test set


def click_in_box(page: EvaluationPage, qtbot: QtBot, text: str) -> None:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QMessageBox))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    (chosen,) = [made for made in box.buttons() if made.text() == text]
    qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)


def test_the_test_set_is_not_looked_at_unless_the_user_says_so(
    page: EvaluationPage, run: Run, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    evaluate(run, Split.VALIDATION)
    see(page, qtbot)
    qtbot.mouseClick(page.test_button, Qt.MouseButton.LeftButton)
    assert page.evaluate_button.text() == "View the test set …"

    qtbot.mouseClick(page.evaluate_button, Qt.MouseButton.LeftButton)
    click_in_box(page, qtbot, "Not yet")

    assert engine.calls == []
    assert page.looks.text() == "Test set not viewed yet"
    assert page.invitation.isVisible()


def test_each_look_at_the_test_set_is_counted_and_shown(
    page: EvaluationPage, run: Run, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    count_look(run)
    see(page, qtbot)
    assert page.looks.text() == "Test set viewed once"
    qtbot.mouseClick(page.test_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.evaluate_button, Qt.MouseButton.LeftButton)
    click_in_box(page, qtbot, "View, and count it")
    qtbot.waitUntil(page.view.isVisible)

    assert engine.calls == [("evaluate", {"run": run, "parts": (Split.TEST,)})]
    assert page.view.metrics.images.value.text() == str(len(run.dataset.of(Split.TEST)))
    assert page.looks.text() == "Test set viewed 2 times"
    qtbot.mouseClick(page.validation_button, Qt.MouseButton.LeftButton)
    assert page.invitation.isVisible()  # the test set alone was evaluated
    assert page.looks.text() == "Test set viewed 2 times"


# ---- which run


def second_run(session: Session, title: str) -> Run:
    assert session.project
    first = session.runs[0]
    run = Run(folder=session.project.new_run_folder)
    shutil.copytree(first.folder, run.folder)
    run.save_notes(Notes(title=title))
    reload_runs(session)
    return run


def test_the_chooser_follows_the_session_and_leads_it(
    page: EvaluationPage, session: Session, run: Run, qtbot: QtBot
) -> None:
    other = second_run(session, "With <b>flips</b>")
    see(page, qtbot)
    names = ["With <b>flips</b> · epoch 4, fine-tuning", "run-001 · epoch 4, fine-tuning"]
    assert [page.chooser.itemText(place) for place in range(page.chooser.count())] == names
    assert page.chooser.currentText() == names[1]

    session.select_run(other)
    assert page.chooser.currentText() == names[0]

    qtbot.keyClick(page.chooser, Qt.Key.Key_Down)
    assert session.run == run


def test_another_run_is_shown_on_validation(page: EvaluationPage, session: Session, run: Run, qtbot: QtBot) -> None:
    evaluate(run, Split.TEST)
    other = second_run(session, "Other")
    evaluate(other, Split.VALIDATION)
    see(page, qtbot)
    qtbot.mouseClick(page.test_button, Qt.MouseButton.LeftButton)
    assert page.view.isVisible()

    session.select_run(other)

    qtbot.waitUntil(lambda: page.part is Split.VALIDATION and page.view.isVisible())
    assert page.view.metrics.images.value.text() == str(len(run.dataset.of(Split.VALIDATION)))


# ---- what can go wrong


def test_while_a_task_runs_nothing_can_be_started_and_it_says_why(
    page: EvaluationPage, runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    engine.answers["evaluate"] = wait_until_stopped
    see(page, qtbot)
    qtbot.mouseClick(page.evaluate_button, Qt.MouseButton.LeftButton)

    assert not page.evaluate_button.isEnabled()
    assert "“Evaluating on validation” is running" in page.invitation.findChild(type(page.looks), "busy").text()
    qtbot.waitUntil(lambda: engine.calls != [])
    runner.stop()
    qtbot.waitUntil(page.evaluate_button.isEnabled)
    assert page.invitation.isVisible()
    assert page.notices.texts == []


def test_why_it_failed_is_told_on_the_page(page: EvaluationPage, engine: ScriptedEngine, qtbot: QtBot) -> None:
    def fail(job: Job, **arguments: Any) -> None:
        raise UserError(as_written("2 of this run's images can no longer be read."))

    engine.answers["evaluate"] = fail
    see(page, qtbot)
    qtbot.mouseClick(page.evaluate_button, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: page.notices.texts == ["2 of this run's images can no longer be read."])


def test_a_run_whose_list_of_images_is_damaged_is_told(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    (run.folder / "dataset.csv").write_text("damaged", encoding="utf-8")
    page.show()

    qtbot.waitUntil(lambda: len(page.notices.texts) == 1)
    assert "cannot be read" in page.notices.texts[0]


def test_without_a_project_nothing_is_left_of_it(
    page: EvaluationPage, session: Session, run: Run, qtbot: QtBot
) -> None:
    evaluate(run, Split.VALIDATION)
    see(page, qtbot)

    session.close_project()

    assert not page.view.isVisible()
    assert page.chooser.count() == 0
    assert page.looks.text() == ""


def test_twenty_classes_scroll_and_name_one_curve_at_a_time(page: EvaluationPage, run: Run, qtbot: QtBot) -> None:
    classes = tuple(f"class {number:02}" for number in range(20))
    images = enumerate(run.dataset.readable)
    labelled = [replace(image, label=classes[place % 20], split=Split.VALIDATION) for place, image in images]
    run.dataset.with_examples(labelled).save(run.folder / "dataset.csv")
    evaluate(run, Split.VALIDATION)
    see(page, qtbot)

    table = page.view.matrix.table
    assert table.horizontalScrollBar().maximum() > 0
    assert min(table.columnWidth(place) for place in range(20)) >= 58
    assert not page.view.roc.figure.named
    page.view.classes.setCurrentIndex(page.view.classes.model().index(3, 0))
    assert [curve.label for curve in page.view.roc.figure.named] == ["class 03"]
    table.setCurrentIndex(QModelIndex())
    qtbot.keyClick(table, Qt.Key.Key_Return)  # no cell: nothing happens
