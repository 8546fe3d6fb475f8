"""The split is drawn, the images audited, and what is noticed meanwhile is told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from core import tasks
from core.audit.findings import Action, Audit, Finding, Severity
from core.dataset.dataset import Split
from core.dataset.split import Fractions
from core.messages import as_written
from core.wording.catalogue import text_of
from gui.job_runner import JobRunner, Task
from gui.pages.dataset.page import DatasetPage
from gui.pages.dataset.split_panel import SplitPanel
from gui.session import Session
from tests.core.modalities.images.pictures import write_classes, write_picture
from tests.gui.audits import ACROSS, PASSED, audit
from tests.gui.engines import ScriptedEngine, request, wait_until_stopped
from tests.gui.opening import open_project
from tests.gui.pages.dataset.pages import LEFT, begin_run, opened_dialog, wait_for_images, wait_until_done


def show_split(page: DatasetPage, qtbot: QtBot) -> SplitPanel:
    split = page.overview.split
    page.overview.tabs.setCurrentWidget(split)
    qtbot.waitUntil(lambda: split.isVisible() and split.shares.train.height() > 0)  # else there is nothing to click at
    return split


def test_looking_that_was_stopped_leaves_the_project_empty(
    page: DatasetPage, engine: ScriptedEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    engine.answers["scan_images"] = wait_until_stopped
    page.choose(tmp_path)
    qtbot.waitUntil(lambda: bool(engine.calls))
    page.runner.stop()

    wait_until_done(page, qtbot)
    assert page.notices.texts == []
    assert page.drop_area.folder_button.isEnabled()


def test_what_is_noticed_while_looking_is_told(
    page: DatasetPage, engine: ScriptedEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    engine.answers["scan_images"] = lambda job, project, source: job.notice(as_written("3 files were passed over."))
    page.choose(tmp_path)

    wait_until_done(page, qtbot)
    assert "3 files were passed over." in page.notices.texts


def test_what_was_left_out_is_shown_until_it_is_closed(page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    images = write_classes(tmp_path / "images", count=4)
    for name in ("empty", "also empty"):
        (images / name).mkdir()
    write_picture(images / "0.png")

    page.choose(images)
    wait_for_images(page, qtbot)
    assert "1 image is left out, which lies beside the folders and in no class." in page.notices.texts

    shutil.rmtree(images / "empty")
    shutil.rmtree(images / "also empty")
    (images / "0.png").unlink()
    qtbot.mouseClick(page.overview.look_button, LEFT)
    wait_for_images(page, qtbot)
    assert not [text for text in page.notices.texts if "left out" in text]


def test_what_was_left_out_is_shown_when_the_project_is_opened_again(
    session: Session, page: DatasetPage, tmp_path: Path, qtbot: QtBot
) -> None:
    images = write_classes(tmp_path / "images", count=4, classes=("front", "side"))
    (images / "notes").mkdir()
    page.choose(images)
    wait_for_images(page, qtbot)
    folder = session.project.folder if session.project else tmp_path
    session.close_project()
    told = "The folder “notes” holds no images: it is left out."
    assert told not in page.notices.texts
    for open_it in (lambda: open_project(session, folder), session.reload_dataset):
        with qtbot.waitSignal(session.dataset_changed):
            open_it()
        assert page.notices.texts.count(told) == 1


def test_what_others_notice_is_not_told_here(
    full_page: DatasetPage, engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    engine.answers["other"] = lambda job: job.notice(as_written("of a training"))

    with qtbot.waitSignal(runner.event_received):
        runner.start(Task(request("other"), "Something else"), lambda outcome: None)

    assert full_page.notices.texts == []


def test_other_shares_are_drawn(full_page: DatasetPage, engine: ScriptedEngine, qtbot: QtBot) -> None:
    split = show_split(full_page, qtbot)
    split.shares.validation.setValue(25)

    qtbot.mouseClick(split.apply_button, LEFT)

    wait_until_done(full_page, qtbot)
    fractions = Fractions(train=0.6, validation=0.25, test=0.15)
    assert engine.calls[-1][1] == {"project": full_page.session.project, "fractions": fractions, "seed": 0}
    qtbot.waitUntil(lambda: split.table.model().index(3, 1).data() == "36")
    qtbot.waitUntil(lambda: split.draw_button.isEnabled() and not split.apply_button.isEnabled())
    assert split.shares.read() == fractions


def test_drawing_again_puts_other_images_into_each_part(full_page: DatasetPage, qtbot: QtBot) -> None:
    session, split = full_page.session, show_split(full_page, qtbot)
    before = session.dataset
    assert before

    with qtbot.waitSignal(session.dataset_changed):
        qtbot.mouseClick(split.draw_button, LEFT)

    assert session.dataset
    assert session.dataset.of(Split.TEST) != before.of(Split.TEST)
    assert session.project
    assert session.project.settings
    assert session.project.settings.split_seed == 1


def test_once_a_run_has_begun_the_split_is_only_shown(full_page: DatasetPage) -> None:
    full_page.overview.tabs.setCurrentWidget(full_page.overview.split)
    begin_run(full_page)

    assert full_page.overview.split.reason.text().startswith("Fixed, because a run has begun")
    assert not full_page.overview.split.draw_button.isVisible()


def test_a_split_that_the_folders_give_is_told(page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    for number, part in enumerate(("train", "val", "test")):
        for place, label in enumerate(("cat", "dog")):
            write_picture(tmp_path / "images" / part / label / "image.png", seed=2 * number + place)
    page.choose(tmp_path / "images")

    wait_for_images(page, qtbot)
    page.overview.tabs.setCurrentWidget(page.overview.split)
    assert page.overview.split.reason.text() == "Given by your folders or table."
    assert not page.overview.split.draw_button.isVisible()


def found(page: DatasetPage, *findings: Finding, override: str = "") -> Audit:
    assert page.session.dataset
    return audit(*findings, dataset=page.session.dataset, override=override)


def save(page: DatasetPage, audit: Audit) -> None:
    assert page.session.project
    page.session.project.save_audit(audit)


def test_images_that_were_not_audited_say_so_and_lead_there(full_page: DatasetPage, qtbot: QtBot) -> None:
    overview = full_page.overview
    assert overview.audit_button.text() == "Audit: not audited yet"

    qtbot.mouseClick(overview.audit_button, LEFT)

    assert overview.audit.isVisible()


def test_an_audit_is_made_and_its_findings_are_shown(
    full_page: DatasetPage, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    overview, session = full_page.overview, full_page.session
    engine.answers["audit"] = lambda job, project, backbone: project.save_audit(found(full_page))
    full_page.show_audit()
    with qtbot.waitSignal(session.audit_changed):
        qtbot.mouseClick(overview.audit.audit_button, LEFT)

    assert engine.calls[-1][1]["backbone"] == session.draft.backbone
    assert overview.audit_button.text() == "Audit: 1 error, 1 warning"
    assert overview.audit.finding.title.text() == text_of(ACROSS.message)
    assert overview.audit.finding.groups.isVisible()
    assert full_page.notices.texts == []


def test_the_audit_of_other_images_is_stale(full_page: DatasetPage, qtbot: QtBot) -> None:
    save(full_page, replace(found(full_page), fingerprint="of others"))
    with qtbot.waitSignal(full_page.session.audit_changed):
        full_page.session.reload_dataset()

    assert full_page.overview.audit_button.text() == "Audit: the images have changed since"
    full_page.show_audit()
    assert not full_page.overview.audit.finding.groups.isVisible()


def test_a_finding_is_resolved(full_page: DatasetPage, engine: ScriptedEngine, qtbot: QtBot) -> None:
    save(full_page, found(full_page))
    with qtbot.waitSignal(full_page.session.audit_changed):
        full_page.session.reload_audit()
    engine.answers["resolve_finding"] = lambda job, project, **_: project.save_audit(found(full_page, PASSED))
    full_page.show_audit()

    with qtbot.waitSignal(full_page.session.audit_changed):
        qtbot.mouseClick(full_page.overview.audit.finding.buttons[Action.DROP_COPIES], LEFT)

    session = full_page.session
    assert engine.calls[-1] == (
        "resolve_finding",
        {
            "project": session.project,
            "code": ACROSS.code,
            "action": Action.DROP_COPIES,
            "backbone": session.draft.backbone,
        },
    )
    assert full_page.overview.audit_button.text() == "Audit: no errors"


def test_errors_are_overridden(full_page: DatasetPage, engine: ScriptedEngine, qtbot: QtBot) -> None:
    save(full_page, found(full_page))
    with qtbot.waitSignal(full_page.session.audit_changed):
        full_page.session.reload_audit()
    engine.answers["override_audit"] = lambda job, project, reason: tasks.override_audit(project, reason)
    full_page.show_audit()

    with qtbot.waitSignal(full_page.session.audit_changed):
        full_page.overview.audit.override_wanted.emit("they are meant")

    assert full_page.overview.audit.overridden.text() == "Overridden: they are meant"
    assert full_page.overview.audit_button.text() == "Audit: 1 error (overridden), 1 warning"


def test_a_picture_of_a_group_opens_beside_its_likes(full_page: DatasetPage, qtbot: QtBot) -> None:
    save(full_page, found(full_page))
    with qtbot.waitSignal(full_page.session.audit_changed):
        full_page.session.reload_audit()
    full_page.show_audit()
    view = full_page.overview.audit.finding.groups
    qtbot.waitUntil(lambda: view.visualRect(view.model().index(0, 1)).isValid())

    qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(view.model().index(0, 1)).center())

    assert opened_dialog(full_page).place == 1


def test_unknown_subjects_lead_to_the_rule(full_page: DatasetPage, qtbot: QtBot) -> None:
    unknown = Finding(code="subjects-unknown", severity=Severity.WARNING, message=as_written("Subjects are not known"))
    save(full_page, found(full_page, unknown))
    with qtbot.waitSignal(full_page.session.audit_changed):
        full_page.session.reload_audit()
    full_page.show_audit()

    qtbot.mouseClick(full_page.overview.audit.finding.subjects_button, LEFT)

    assert full_page.overview.reading.subjects.isVisible()
