"""AuditPanel: what was found, what can be done about it, and the way past errors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from core.audit.findings import Action, Audit
from core.project.settings import ProjectSettings
from core.training.run import Run
from core.wording.catalogue import text_of, words_of
from gui.job_runner import JobRunner
from gui.known_runs import KnownRuns
from gui.listing import Listing
from gui.pages.dataset.audit.audit_panel import AuditPanel
from gui.pages.dataset.audit.audit_words import verdict_text
from gui.session import Session
from gui.widgets.entry_list import EntryModel
from gui.widgets.small_table import SmallTableModel
from tests.gui.audits import ACROSS, ALIKE, CHANGED, DATASET, PASSED, SHORTCUTS, SMALL, UNREADABLE, audit
from tests.gui.pictures import PaintedThumbnails

LEFT = Qt.MouseButton.LeftButton


def show(panel: AuditPanel, session: Session, has_runs: bool = False, is_busy: bool = False) -> None:
    session.settings, session.listing = ProjectSettings(source=Path("/images")), Listing()
    session.known_runs = KnownRuns((Run(folder=Path("/project/runs/run-001")),) if has_runs else ())
    panel.show_state(is_busy=is_busy)


@pytest.fixture
def session(runner: JobRunner) -> Session:
    """Without a project: the test says what is known."""
    return Session(runner)


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> AuditPanel:
    made = AuditPanel(session, PaintedThumbnails())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1024, 560)
    show(made, session)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def full(panel: AuditPanel) -> AuditPanel:
    panel.show_audit(DATASET, audit(), is_stale=False)
    return panel


@pytest.mark.parametrize(
    ("found", "is_stale", "text"),
    [
        (None, False, "not audited yet"),
        (audit(), True, "the images have changed since"),
        (audit(ACROSS, ACROSS, SHORTCUTS), False, "2 errors, 1 warning"),
        (audit(ACROSS, override="meant"), False, "1 error (overridden)"),
        (audit(SHORTCUTS, SHORTCUTS, UNREADABLE), False, "no errors, 2 warnings"),
        (audit(PASSED), False, "no errors"),
    ],
)
def test_the_verdict_in_words(found: Audit | None, is_stale: bool, text: str) -> None:
    assert verdict_text(found, is_stale) == text


def test_where_there_was_none_it_says_what_an_audit_is_for(panel: AuditPanel, qtbot: QtBot) -> None:
    assert panel.verdict.text() == "Not audited yet"
    assert not panel.list.isVisible()
    with qtbot.waitSignal(panel.audit_wanted):
        qtbot.mouseClick(panel.audit_button, LEFT)


def test_the_gravest_finding_is_shown_first_with_its_pictures(full: AuditPanel) -> None:
    assert [entry.spoken for entry in full.list.entries] == ["Error", "Warning", "Note", "Passed"]
    assert full.finding.title.text() == text_of(ACROSS.message)
    assert full.finding.text.text() == words_of(ACROSS.message).hint
    assert full.finding.groups.isVisible()
    assert not full.finding.table.isVisible()


def test_the_arrow_keys_lead_through_the_findings(full: AuditPanel, qtbot: QtBot) -> None:
    full.list.setFocus()
    qtbot.keyClick(full.list, Qt.Key.Key_Down)

    table = full.finding.table.model()
    assert full.finding.title.text() == text_of(SHORTCUTS.message)
    assert not full.finding.groups.isVisible()
    assert [table.headerData(column, Qt.Orientation.Horizontal) for column in range(3)] == ["Fact", "a", "b"]
    assert [table.index(1, column).data() for column in range(3)] == ["height", "50", "60"]


def test_images_that_stand_alone_are_shown_as_a_grid(full: AuditPanel, qtbot: QtBot) -> None:
    full.list.choose(2)
    grid = full.finding.singles
    assert grid.isVisible()
    assert [picture.caption for picture in grid.pictures] == ["4.png"]

    with qtbot.waitSignal(full.opened) as opened:
        grid.opened.emit(0)
    assert opened.args == [grid.pictures, 0]


def test_pictures_of_a_group_are_opened(full: AuditPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(full.opened):
        full.finding.groups.clicked.emit(full.finding.groups.model().index(0, 0))


@pytest.mark.parametrize("action", ACROSS.actions)
def test_what_can_be_done_is_one_click(full: AuditPanel, action: Action, qtbot: QtBot) -> None:
    assert not full.finding.buttons[Action.DROP_ALL].isVisible()
    with qtbot.waitSignal(full.resolving_wanted) as wanted:
        qtbot.mouseClick(full.finding.buttons[action], LEFT)

    assert wanted.args == [ACROSS.code, action]


def test_names_that_are_spelt_alike_are_merged_by_one_click(panel: AuditPanel, qtbot: QtBot) -> None:
    panel.show_audit(DATASET, audit(ALIKE), is_stale=False)
    choice = panel.finding.classes
    with qtbot.waitSignal(panel.classes_wanted) as wanted:
        qtbot.mouseClick(choice.buttons[Action.MERGE_ALIKE], LEFT)
    assert wanted.args == [ALIKE.code, Action.MERGE_ALIKE, (), ""]
    assert not choice.name_button.isVisible()


def test_the_name_of_merged_classes_can_be_chosen(panel: AuditPanel, qtbot: QtBot) -> None:
    panel.show_audit(DATASET, audit(ALIKE), is_stale=False)
    choice = panel.finding.classes
    choice.which.setCurrentIndex(1)
    assert choice.buttons[Action.MERGE_ALIKE].text() == "Merge as “a”"
    names = choice.name_button.menu().actions()
    assert [name.text() for name in names] == ["a", "A"]
    with qtbot.waitSignal(panel.classes_wanted) as wanted:
        names[1].trigger()
    assert wanted.args == [ALIKE.code, Action.MERGE_ALIKE, ("a", "A"), "A"]


@pytest.mark.parametrize("action", [Action.LEAVE_OUT, Action.GO_ON])
def test_a_class_that_is_too_small_is_left_out_or_gone_on_with(panel: AuditPanel, action: Action, qtbot: QtBot) -> None:
    panel.show_audit(DATASET, audit(SMALL), is_stale=False)
    with qtbot.waitSignal(panel.classes_wanted) as wanted:
        qtbot.mouseClick(panel.finding.classes.buttons[action], LEFT)
    assert wanted.args == [SMALL.code, action, (), ""]


def test_a_class_that_is_too_small_is_merged_into_another(panel: AuditPanel, qtbot: QtBot) -> None:
    panel.show_audit(DATASET, audit(SMALL), is_stale=False)
    others = panel.finding.classes.into_button.menu().actions()
    assert [other.text() for other in others] == ["b"]
    with qtbot.waitSignal(panel.classes_wanted) as wanted:
        others[0].trigger()
    assert wanted.args == [SMALL.code, Action.MERGE_INTO, (), "b"]


def test_what_was_decided_about_classes_is_taken_back_by_one_click(panel: AuditPanel, qtbot: QtBot) -> None:
    panel.show_audit(DATASET, audit(CHANGED), is_stale=False)
    with qtbot.waitSignal(panel.classes_wanted) as wanted:
        qtbot.mouseClick(panel.finding.classes.buttons[Action.TAKE_BACK], LEFT)
    assert wanted.args == [CHANGED.code, Action.TAKE_BACK, (), ""]


def test_with_runs_classes_stay_and_it_says_why(session: Session, panel: AuditPanel) -> None:
    panel.show_audit(DATASET, audit(SMALL), is_stale=False)
    show(panel, session, has_runs=True)
    choice = panel.finding.classes
    for made in (choice.buttons[Action.LEAVE_OUT], choice.into_button):
        assert not made.isEnabled()
        assert "a run has begun" in made.toolTip()
    assert choice.buttons[Action.GO_ON].isEnabled()


def test_a_finding_that_is_not_about_classes_offers_nothing_about_them(full: AuditPanel) -> None:
    assert not full.finding.classes.isVisible()


def test_while_a_task_runs_nothing_can_be_done(session: Session, full: AuditPanel) -> None:
    show(full, session, is_busy=True)

    assert not full.audit_button.isEnabled()
    assert not full.finding.buttons[Action.DROP_COPIES].isEnabled()


def test_with_runs_the_split_stays_and_it_says_why(session: Session, full: AuditPanel) -> None:
    show(full, session, has_runs=True)

    keep = full.finding.buttons[Action.KEEP_TOGETHER]
    assert not keep.isEnabled()
    assert "a run has begun" in keep.toolTip()
    assert full.finding.buttons[Action.DROP_COPIES].isEnabled()


def test_an_audit_of_other_images_shows_no_pictures_and_asks_for_another(full: AuditPanel) -> None:
    full.show_audit(DATASET, audit(), is_stale=True)

    assert full.verdict.text() == "The images have changed since"
    assert full.says.text().endswith("Audit again.")
    assert not full.finding.groups.isVisible()
    assert not full.finding.buttons[Action.DROP_COPIES].isEnabled()
    assert not full.override_button.isVisible()


def test_a_new_audit_keeps_the_finding_that_was_chosen(full: AuditPanel) -> None:
    full.list.choose(1)
    full.show_audit(DATASET, audit(SHORTCUTS, PASSED), is_stale=False)
    assert full.finding.title.text() == text_of(SHORTCUTS.message)

    full.show_audit(DATASET, audit(ACROSS, PASSED), is_stale=False)
    assert full.finding.title.text() == text_of(ACROSS.message)


def test_errors_are_overridden_with_a_reason(full: AuditPanel, qtbot: QtBot) -> None:
    qtbot.mouseClick(full.override_button, LEFT)
    assert full.reason.isVisible()
    assert not full.keep_button.isEnabled()
    qtbot.keyClicks(full.reason, "  ")
    assert not full.keep_button.isEnabled()
    qtbot.keyClicks(full.reason, "the copies are meant")

    with qtbot.waitSignal(full.override_wanted) as wanted:
        qtbot.keyClick(full.reason, Qt.Key.Key_Return)

    assert wanted.args == ["the copies are meant"]


def test_a_reason_that_was_given_is_shown(full: AuditPanel) -> None:
    full.show_audit(DATASET, audit(override="they are meant"), is_stale=False)

    assert full.overridden.isVisible()
    assert not full.reason.isVisible()
    assert full.overridden.text() == "Overridden: they are meant"
    assert not full.keep_button.isEnabled()


def test_without_errors_there_is_nothing_to_override(full: AuditPanel) -> None:
    full.show_audit(DATASET, audit(SHORTCUTS), is_stale=False)

    assert not full.override_button.isVisible()
    assert not full.reason.isVisible()


def test_very_many_groups_are_shown_at_once(full: AuditPanel) -> None:
    many = replace(ACROSS, groups=((0, 1),) * 20_000, details=())
    full.show_audit(DATASET, audit(many), is_stale=False)

    assert full.finding.groups.model().rowCount() == 20_000


def test_the_models_are_sound(full: AuditPanel) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    texts, entries = SmallTableModel(), EntryModel()
    testers = [QAbstractItemModelTester(model, fatal) for model in (texts, entries)]
    for rows in ((("Fact", "a", "b"), ("width", "100", "200")), (), (("Why", "Images"),)):
        texts.show(rows)
    for shown in (full.list.entries, full.list.entries[:1], ()):
        entries.show(shown)
    assert len(testers) == 2
