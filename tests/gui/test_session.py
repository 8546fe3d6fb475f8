"""The session: one project at a time, saved at once, told to whoever shows it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.errors import UserError
from core.project.project import Project
from core.storage.files import write_json
from core.training.draft import Draft
from core.training.run import Run, Variant
from gui.job_runner import JobRunner, Task
from gui.opening import Opened, Opening
from gui.session import Session
from tests.gui.audits import audit
from tests.gui.engines import TRAIN, ScriptedEngine, request, wait_until_stopped
from tests.gui.opening import open_project, wait_until_open
from tests.gui.runs import begin_run, finish, reload_runs


def assert_refused(session: Session, folder: Path, reason: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.saving_failed) as refused:
        session.open_project(folder)
    assert isinstance(refused.args[0], UserError)
    assert reason in str(refused.args[0])
    assert session.opening is None


def test_what_is_drafted_is_in_the_project_at_once(session: Session, qtbot: QtBot) -> None:
    project = session.project
    assert project
    with qtbot.waitSignal(session.draft_changed):
        session.unfreeze(["block_1", "block_2"])
    session.change_draft(replace(session.draft, batch_size=16))
    qtbot.waitUntil(lambda: project.draft == Draft(unfrozen=("block_1", "block_2"), batch_size=16))


def test_another_backbone_has_other_layers(session: Session) -> None:
    session.unfreeze(["block_1"])
    session.change_draft(session.draft.with_backbone("another"))
    assert session.draft.unfrozen == ()


def test_a_draft_that_was_damaged_becomes_the_usual_one(session: Session) -> None:
    assert session.project
    (session.project.folder / "draft.json").write_text('{"backbone": 3}', encoding="utf-8")
    assert session.project.draft == Draft()


def test_opening_reads_the_dataset_and_tells(session_with_images: Session) -> None:
    assert session_with_images.dataset
    assert session_with_images.dataset.classes == ("circle", "square", "stripes")


def test_a_second_window_on_the_same_project_is_refused_with_the_reason(
    session: Session, runner: JobRunner, qtbot: QtBot
) -> None:
    assert session.project
    second = Session(runner)
    assert_refused(second, session.project.folder, "open in another window", qtbot)
    folder = session.project.folder
    session.close_project()
    open_project(second, folder)
    second.close_project()


def test_a_project_that_cannot_be_opened_leaves_the_one_before(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    before = session.project
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "project.json").write_text("{", encoding="utf-8")
    assert_refused(session, broken, "not a Frostline project", qtbot)
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("dear", encoding="utf-8")
    assert_refused(session, full, "not empty", qtbot)
    assert session.project == before


def test_a_place_that_may_not_be_written_to_is_told(runner: JobRunner, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    assert_refused(Session(runner), tmp_path / "file" / "project", "cannot be used", qtbot)


def test_a_folder_that_must_be_a_project_is_not_made_one(session: Session, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.saving_failed) as refused:
        session.open_project(tmp_path / "photographs", must_exist=True)
    assert "not a Frostline project" in str(refused.args[0])
    assert not (tmp_path / "photographs").exists()


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Projects are read once it is set."""
    answers = threading.Event()

    def read(opening: Opening) -> Opened | None:
        assert answers.wait(60)
        return read_at_once(opening)

    read_at_once = Opening.read
    monkeypatch.setattr(Opening, "read", read)
    yield answers
    answers.set()


def test_the_project_before_stays_while_another_is_read(
    session: Session, tmp_path: Path, slow_disk: threading.Event
) -> None:
    before = session.project
    session.open_project(tmp_path / "slow")
    assert session.opening == tmp_path / "slow"
    assert session.project == before

    slow_disk.set()
    wait_until_open(session)

    assert session.project == Project(folder=(tmp_path / "slow").resolve())


def test_of_two_projects_opened_in_a_row_the_last_is_shown_and_the_other_is_free(
    session: Session, runner: JobRunner, tmp_path: Path, slow_disk: threading.Event
) -> None:
    shown = []
    session.project_changed.connect(lambda: shown.append(session.project and session.project.folder.name))
    session.open_project(tmp_path / "first")
    session.open_project(tmp_path / "second")
    slow_disk.set()
    wait_until_open(session)
    assert shown == [None, "second"]

    other_window = Session(runner)
    open_project(other_window, tmp_path / "first")

    assert other_window.project
    other_window.close_project()


def test_a_project_opened_twice_in_a_row_is_not_in_its_own_way(
    session: Session, tmp_path: Path, slow_disk: threading.Event, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(session.saving_failed):
        for _ in range(3):
            session.open_project(tmp_path / "one")
        slow_disk.set()
        wait_until_open(session)
    assert session.project == Project(folder=(tmp_path / "one").resolve())


def test_an_opening_that_was_cancelled_lets_others_have_the_project(
    session: Session, runner: JobRunner, tmp_path: Path, slow_disk: threading.Event
) -> None:
    before = session.project
    session.open_project(tmp_path / "slow")
    session.cancel_opening()
    slow_disk.set()

    other_window = Session(runner)
    open_project(other_window, tmp_path / "slow")

    assert other_window.project
    other_window.close_project()
    assert session.project == before


def test_a_task_that_begins_while_another_project_is_read_keeps_its_project(
    session: Session,
    engine: ScriptedEngine,
    runner: JobRunner,
    tmp_path: Path,
    slow_disk: threading.Event,
    qtbot: QtBot,
) -> None:
    before = session.project
    engine.answers["train"] = wait_until_stopped
    session.open_project(tmp_path / "slow")
    runner.start(Task(TRAIN, "Training"), lambda outcome: None)

    with qtbot.waitSignal(session.saving_failed) as refused:
        slow_disk.set()

    assert "A task is running" in str(refused.args[0])
    assert session.project == before
    runner.stop()
    qtbot.waitUntil(lambda: not runner.is_busy)


def test_saving_that_fails_is_told(session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.storage.kept_json.write_json", fail)
    with qtbot.waitSignal(session.saving_failed) as told:
        session.unfreeze(["block_1"])
    assert "is full" in str(told.args[0])


def test_the_newest_finished_run_is_chosen_and_another_can_be(
    runner: JobRunner, trained_project: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(trained_project, copy)
    shutil.copytree(copy / "runs" / "run-001", copy / "runs" / "run-002")
    session = Session(runner)
    open_project(session, copy)
    assert session.run
    assert session.run.name == "run-002"
    with qtbot.waitSignal(session.run_changed):
        session.select_run(session.runs[0])
    shutil.rmtree(session.runs[0].folder)
    reload_runs(session)
    assert session.run.name == "run-002"
    assert session.known_runs.interrupted is None
    session.close_project()


def test_the_audit_is_read_with_the_images_and_by_itself(session_with_images: Session, qtbot: QtBot) -> None:
    session = session_with_images
    assert session.project
    assert session.dataset
    assert (session.audit, session.is_audit_stale) == (None, False)
    session.project.save_audit(audit(dataset=session.dataset))

    with qtbot.waitSignals([session.dataset_changed, session.audit_changed]):
        session.reload_dataset()
    assert session.audit == audit(dataset=session.dataset)
    assert not session.is_audit_stale

    session.project.save_audit(audit(dataset=session.dataset, override="meant"))
    with qtbot.assertNotEmitted(session.dataset_changed), qtbot.waitSignal(session.audit_changed):
        session.reload_audit()
    assert session.audit
    assert session.audit.override == "meant"


def test_an_audit_of_other_images_is_stale(session_with_images: Session, qtbot: QtBot) -> None:
    session = session_with_images
    assert session.project
    session.project.save_audit(audit())

    with qtbot.waitSignal(session.audit_changed):
        session.reload_audit()

    assert session.is_audit_stale
    session.close_project()
    assert session.audit is None


def test_who_ticks_layers_wants_these_and_not_block_by_block(session: Session) -> None:
    session.change_draft(Draft(incremental=True, blocks=2))

    session.unfreeze(["block_1"])

    assert session.draft == Draft(unfrozen=("block_1",), blocks=2)


def test_the_model_kept_beside_can_be_chosen_like_a_run(session: Session) -> None:
    assert session.project
    run = finish(begin_run(session.project))
    beside = run.variant_of(Variant.FINE_TUNED)
    write_json(beside.model_folder / "model.json", {})
    reload_runs(session)

    assert session.models == (run, beside)
    assert session.run == run
    session.select_run(beside)
    reload_runs(session)
    assert (session.run, beside.title) == (beside, "run-001, fine-tuned")


def test_files_of_runs_are_looked_for_when_runs_change_and_not_with_every_question(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert session.project
    finish(begin_run(session.project))
    interrupted = begin_run(session.project)
    reload_runs(session)
    monkeypatch.setattr(Run, "is_finished", property(lambda run: pytest.fail("a file was looked for")))

    assert len(session.models) == len(session.finished_runs) == 1
    assert session.known_runs.interrupted == interrupted


def test_a_run_counts_as_under_way_until_it_is_known_what_has_become_of_it(
    session: Session, runner: JobRunner, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    assert session.project
    run = begin_run(session.project)
    engine.answers["work"] = lambda job: None
    at_the_end: list[Run | None] = []
    runner.start(Task(request("work"), "Working"), lambda outcome: at_the_end.append(session.run_under_way))
    session.begin_run(run)

    qtbot.waitUntil(lambda: session.run_under_way is None)

    assert at_the_end == [run]
    assert session.known_runs.interrupted == run
