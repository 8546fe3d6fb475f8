"""The list of runs: what each is, their curves over each other, and what can be done to them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from core.project.project import Project
from core.training.history import write_history
from core.training.run import Notes, Run
from gui.pages.training.runs.run_facts import read_all_facts, read_facts
from gui.pages.training.runs.run_list import RunList
from gui.pages.training.runs.run_model import RunColumn, RunModel
from tests.gui.runs import begin_run, finish, plan

STRICT = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(folder=tmp_path / "project")


@pytest.fixture
def runs(project: Project) -> list[Run]:
    """Finished, finished with a title and a note, interrupted."""
    first, second = finish(begin_run(project)), finish(begin_run(project, plan(2, 1, ())))
    second.save_notes(Notes(title="Head only", note="small nodules"))
    return [first, second, begin_run(project, epochs=2)]


@pytest.fixture
def run_list(qtbot: QtBot, runs: list[Run]) -> RunList:
    made = RunList()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show_runs(read_all_facts(runs))
    with qtbot.waitExposed(made):
        made.show()
    return made


def text(model: RunModel, row: int, column: RunColumn) -> Any:
    return model.data(model.index(row, column))


def test_the_model_keeps_qts_rules(runs: list[Run]) -> None:
    model = RunModel()
    tester = QAbstractItemModelTester(model, STRICT)
    model.show_runs(read_all_facts(runs))
    model.show_running(runs[-1])
    model.show_runs(read_all_facts(runs[:1]))

    assert tester.model() is model


def test_runs_are_told_with_the_newest_first(run_list: RunList) -> None:
    model = run_list.model

    assert [text(model, row, RunColumn.TITLE) for row in range(3)] == ["run-003", "Head only", "run-001"]
    assert [text(model, row, RunColumn.UNFROZEN) for row in range(3)] == ["1 layer", "head only", "1 layer"]
    assert [text(model, row, RunColumn.STATE) for row in range(3)] == ["interrupted", "finished", "finished"]
    assert [text(model, row, RunColumn.KEPT) for row in range(3)] == ["–", "epoch 2, head", "epoch 5, fine-tuning"]
    assert text(model, 2, RunColumn.BACKBONE) == "small"
    assert text(model, 2, RunColumn.SCORE) == "88.9 %"
    assert text(model, 2, RunColumn.BEGUN)


def test_the_selected_run_says_what_it_has_kept_and_why_it_ended(run_list: RunList, runs: list[Run]) -> None:
    run_list.select([runs[0]])

    assert run_list.outcome_says.text() == (
        "Kept: epoch 5, of fine-tuning (its epoch 2). It ended with the last of 2 epochs that fine-tuning was given "
        "at most."
    )
    run_list.select([runs[2]])
    assert not run_list.outcome_says.isVisible()


def test_a_run_that_fine_tuning_did_not_make_better_is_not_called_fine_tuned(project: Project, qtbot: QtBot) -> None:
    run = finish(begin_run(project))
    write_history(run.files.history, [replace(epoch, best=epoch.phase == 0) for epoch in run.history])
    model = RunModel()
    model.show_runs(read_all_facts([run]))

    assert text(model, 0, RunColumn.UNFROZEN) == "1 layer: no better"
    assert text(model, 0, RunColumn.KEPT) == "epoch 3, head"
    tip: Any = model.data(model.index(0, RunColumn.KEPT), Qt.ItemDataRole.ToolTipRole)
    assert "Fine-tuning was no better." in tip


def test_the_run_under_way_says_so(run_list: RunList, runs: list[Run]) -> None:
    run_list.show_running(True, runs[-1])

    assert text(run_list.model, 0, RunColumn.STATE) == "running"
    assert not run_list.resume_button.isEnabled()


def test_a_damaged_run_is_listed_with_what_is_known_of_it(runs: list[Run]) -> None:
    (runs[0].folder / "plan.json").write_text("{", encoding="utf-8")
    runs[0].files.history.write_text("a,b\n1,2\n", encoding="utf-8")

    facts = read_facts(runs[0])

    assert (facts.title, facts.plan, facts.epochs, facts.best_score) == ("run-001", None, (), None)


def test_a_deleted_run_is_left_out(runs: list[Run], project: Project) -> None:
    project.delete_run(runs[0])

    assert [facts.run for facts in read_all_facts(runs)] == runs[1:]


def test_curves_of_several_runs_are_laid_over_each_other(run_list: RunList, runs: list[Run]) -> None:
    run_list.select(runs[:2])

    loss = run_list.plots.loss
    assert [label.text for _, label in loss.items.legend.items] == ["Head only", "run-001"]
    shown = [curve for curve in loss.items.curves if curve.opts["symbol"]]
    assert [len(curve.getData()[0]) for curve in shown] == [2, 5]
    assert (
        len({curve.opts["symbol"] for curve in shown})
        == len({curve.opts["pen"].color().name() for curve in shown})
        == 2
    )
    beside = [curve for curve in loss.items.curves if not curve.opts["symbol"]]
    assert {curve.opts["pen"].style() for curve in beside} == {Qt.PenStyle.DashLine}


def test_the_cross_hair_reads_all_runs_that_have_this_epoch(run_list: RunList, runs: list[Run]) -> None:
    run_list.select(runs[:2])
    assert run_list.plots.score.readout.text() == ""

    run_list.plots.loss.cross_moved.emit(1.0)
    assert run_list.plots.score.readout.toolTip().removeprefix("<qt>").startswith("Epoch 1 · Head only ")
    assert "run-001" in run_list.plots.score.readout.toolTip()
    run_list.plots.loss.cross_moved.emit(5.0)
    assert "Head only" not in run_list.plots.score.readout.toolTip()


def test_a_single_run_is_shown_with_its_phases_and_its_best_epoch(run_list: RunList, runs: list[Run]) -> None:
    run_list.select(runs[:1])

    assert [name.toPlainText() for _, name in run_list.plots.loss.items.shades] == ["Head", "Fine-tuning"]
    assert run_list.plots.loss.items.star.isVisible()


def test_a_run_is_renamed_with_f2(run_list: RunList, runs: list[Run], qtbot: QtBot) -> None:
    run_list.select([runs[0]])
    run_list.table.setFocus()
    qtbot.keyClick(run_list.table, Qt.Key.Key_F2)
    editor = run_list.table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "With flips")

    with qtbot.waitSignal(run_list.renamed) as renamed:
        qtbot.keyClick(editor, Qt.Key.Key_Return)

    assert renamed.args == [runs[0], "With flips"]


def test_the_name_itself_as_a_title_takes_the_title_away(run_list: RunList, runs: list[Run], qtbot: QtBot) -> None:
    index = run_list.model.index(1, RunColumn.TITLE)

    with qtbot.waitSignal(run_list.renamed) as renamed:
        run_list.model.setData(index, "run-002")

    assert renamed.args == [runs[1], ""]


def test_a_note_is_told_when_the_user_has_written_it(run_list: RunList, runs: list[Run], qtbot: QtBot) -> None:
    run_list.select([runs[1]])
    assert run_list.note.text() == "small nodules"
    qtbot.keyClicks(run_list.note, ", best so far")

    with qtbot.waitSignal(run_list.noted) as noted:
        qtbot.keyClick(run_list.note, Qt.Key.Key_Return)

    assert noted.args == [runs[1], "small nodules, best so far"]


def test_deleting_asks_before(run_list: RunList, runs: list[Run], qtbot: QtBot) -> None:
    run_list.select(runs[:2])

    with qtbot.assertNotEmitted(run_list.delete_wanted):
        qtbot.mouseClick(run_list.delete_button, Qt.MouseButton.LeftButton)
        box = run_list.findChild(QMessageBox)
        assert box.text() == "Delete 2 runs?"
        press(qtbot, box, "Keep")
    qtbot.waitUntil(lambda: run_list.findChild(QMessageBox) is None)
    qtbot.mouseClick(run_list.delete_button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(run_list.delete_wanted) as wanted:
        press(qtbot, run_list.findChild(QMessageBox), "Delete")

    assert set(wanted.args[0]) == set(runs[:2])


def press(qtbot: QtBot, box: QMessageBox, text: str) -> None:
    button = next(button for button in box.buttons() if button.text() == text)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("selected", "enabled"),
    [
        ([0], {"Use for evaluation", "Rename", "Delete"}),
        ([2], {"Resume", "Rename", "Delete"}),
        ([0, 2], {"Delete"}),
        ([], set()),
    ],
)
def test_what_can_be_done_is_enabled_and_the_rest_says_why_not(
    selected: list[int], enabled: set[str], run_list: RunList, runs: list[Run]
) -> None:
    run_list.select([runs[place] for place in selected])

    buttons = [run_list.evaluate_button, run_list.resume_button, run_list.rename_button, run_list.delete_button]
    assert {button.text() for button in buttons if button.isEnabled()} == enabled
    assert all(button.toolTip() for button in buttons if not button.isEnabled())


def test_nothing_is_deleted_or_resumed_while_a_task_runs(run_list: RunList, runs: list[Run]) -> None:
    run_list.select([runs[2]])
    run_list.show_running(True, None)

    assert not run_list.delete_button.isEnabled()
    assert not run_list.resume_button.isEnabled()
    assert "running task" in run_list.delete_button.toolTip()


def test_what_is_selected_stays_so_when_runs_are_read_again(run_list: RunList, runs: list[Run]) -> None:
    run_list.select([runs[0]])

    run_list.show_runs(read_all_facts(runs))
    QApplication.processEvents()

    assert run_list.selected_runs == [runs[0]]
