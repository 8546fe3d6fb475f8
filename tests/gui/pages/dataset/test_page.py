"""The dataset page: images are chosen, looked at, split, and shown with what is wrong with them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core import tasks
from core.audit.findings import Action, Audit, Finding, Severity
from core.backbones.card import Card, write_card
from core.backbones.catalogue import LIBRARY_VARIABLE
from core.dataset.columns import Columns, Role
from core.dataset.dataset import Split
from core.dataset.reading import Reading
from core.dataset.split import Fractions
from core.dataset.subjects import SubjectRule, SubjectSource
from core.errors import UserError
from core.jobs import Job
from core.modalities.images.preprocessing import Preprocessing, ReadOptions, Window
from core.modalities.images.thumbnail import Frame
from core.project.project import Project
from core.training.run import create_run
from gui.job_runner import JobRunner, Task
from gui.pages.dataset.columns_dialog import ColumnsDialog
from gui.pages.dataset.folders_dialog import FoldersDialog
from gui.pages.dataset.page import DatasetPage
from gui.pages.dataset.split_panel import SplitPanel
from gui.pages.dataset.tag_dialog import TagDialog
from gui.session import Session
from gui.widgets.image_dialog import ImageDialog
from tests.core.modalities.images.pictures import write_classes, write_picture
from tests.core.small import small_plan
from tests.gui.audits import ACROSS, PASSED, audit
from tests.gui.engines import ScriptedEngine, request, wait_until_stopped
from tests.gui.pictures import PaintedThumbnails

CARD = Card(
    name="own",
    title="A network",
    licence="Apache-2.0",
    source="",
    sha256="",
    input_size=(24, 32),
    value_range=(0.0, 1.0),
    feature_width=8,
    parameters=100,
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def painted(qtbot: QtBot) -> PaintedThumbnails:
    return PaintedThumbnails()


@pytest.fixture
def engine() -> ScriptedEngine:
    """Which does the real work, in its thread."""
    made = ScriptedEngine()
    made.answers["scan_images"] = lambda job, project, source, reading=None: tasks.scan_images(
        project, source, job, reading
    )
    made.answers["split_again"] = lambda job, project, fractions, seed: tasks.split_again(project, fractions, seed, job)
    return made


@pytest.fixture
def page(session: Session, runner: JobRunner, painted: PaintedThumbnails, qtbot: QtBot) -> DatasetPage:
    """Of an empty project."""
    return shown(session, runner, painted, qtbot)


@pytest.fixture
def full_page(session_with_images: Session, runner: JobRunner, painted: PaintedThumbnails, qtbot: QtBot) -> DatasetPage:
    """Of a project with images."""
    page = shown(session_with_images, runner, painted, qtbot)
    qtbot.waitUntil(page.overview.look_button.isEnabled)
    return page


def shown(session: Session, runner: JobRunner, painted: PaintedThumbnails, qtbot: QtBot) -> DatasetPage:
    page = DatasetPage(session, runner, painted)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.resize(816, 560)
    page.show()
    if session.dataset is None:
        with qtbot.waitSignal(session.dataset_changed):
            session.reload_dataset()
    return page


def wait_until_done(page: DatasetPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.runner.is_busy)


def wait_for_images(page: DatasetPage, qtbot: QtBot) -> None:
    wait_until_done(page, qtbot)
    qtbot.waitUntil(page.overview.look_button.isEnabled)


def show_split(page: DatasetPage, qtbot: QtBot) -> SplitPanel:
    split = page.overview.split
    page.overview.tabs.setCurrentWidget(split)
    qtbot.waitUntil(lambda: split.isVisible() and split.shares.train.height() > 0)  # else there is nothing to click at
    return split


def begin_run(page: DatasetPage) -> None:
    project, dataset = page.session.project, page.session.dataset
    assert project
    assert dataset
    create_run(project.new_run_folder, small_plan(), dataset, Preprocessing(height=8, width=8), Path("backbone"))
    page.session.reload_runs()


def dropped(page: DatasetPage, *paths: Path) -> bool:
    """Drag files over the page and drop them; whether it would take them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    actions, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), actions, data, LEFT, none)
    enter.setAccepted(False)
    QApplication.sendEvent(page, enter)
    if enter.isAccepted():
        QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), actions, data, LEFT, none))
    return enter.isAccepted()


@pytest.fixture
def running(engine: ScriptedEngine, runner: JobRunner) -> Iterator[None]:
    """Another task runs."""
    engine.answers["other"] = wait_until_stopped
    runner.start(Task(request("other"), "Something else"), lambda outcome: None)
    yield
    runner.stop()


# ---- an empty project


def test_an_empty_project_asks_for_images(page: DatasetPage) -> None:
    assert page.drop_area.isVisible()
    assert page.drop_area.folder_button.isEnabled()
    assert not page.overview.isVisible()


def test_a_folder_that_is_chosen_becomes_the_dataset(
    page: DatasetPage, small_images: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(small_images))

    qtbot.mouseClick(page.drop_area.folder_button, LEFT)
    assert page.drop_area.isVisible()
    assert not page.drop_area.folder_button.isEnabled()

    wait_for_images(page, qtbot)
    assert page.overview.isVisible()
    assert page.overview.summary.text() == (
        f"62 images · 3 classes · 30 subjects · 2 images cannot be read · from “{small_images.name}”"
    )


def test_a_table_that_is_chosen_becomes_the_dataset(
    page: DatasetPage, small_images: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(small_images / "images.csv"), ""))

    qtbot.mouseClick(page.drop_area.table_button, LEFT)

    wait_for_images(page, qtbot)
    assert page.overview.summary.text().endswith("from “images.csv”")


def test_who_chooses_nothing_changes_nothing(
    page: DatasetPage, engine: ScriptedEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))

    qtbot.mouseClick(page.drop_area.folder_button, LEFT)
    qtbot.mouseClick(page.drop_area.table_button, LEFT)

    assert engine.calls == []


def test_a_folder_that_is_dropped_becomes_the_dataset(page: DatasetPage, small_images: Path, qtbot: QtBot) -> None:
    assert dropped(page, small_images)

    wait_for_images(page, qtbot)
    assert page.overview.isVisible()


def test_several_things_that_are_dropped_are_refused(page: DatasetPage, tmp_path: Path, engine: ScriptedEngine) -> None:
    assert dropped(page, tmp_path / "a", tmp_path / "b")

    assert page.notices.texts == ["Several things were dropped."]
    assert engine.calls == []


def test_nothing_is_taken_while_a_task_runs(page: DatasetPage, small_images: Path, running: None) -> None:
    assert not dropped(page, small_images)
    assert not page.drop_area.folder_button.isEnabled()


@pytest.mark.parametrize(
    ("classes", "message"),
    [((), "“images” holds no images."), (("cat",), "“images” holds only one class, “cat”.")],
)
def test_images_that_cannot_be_classified_are_refused_with_the_reason(
    classes: tuple[str, ...], message: str, page: DatasetPage, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "images").mkdir()
    write_classes(tmp_path / "images", classes=classes)

    page.choose(tmp_path / "images")

    wait_until_done(page, qtbot)
    assert page.notices.texts == [message]
    assert page.drop_area.isVisible()
    assert page.drop_area.folder_button.isEnabled()


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
    engine.answers["scan_images"] = lambda job, project, source: job.notice("3 files were passed over.")
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


@pytest.mark.parametrize("answer", ["parts", "classes"])
def test_what_folders_are_is_asked_where_it_is_not_sure(
    page: DatasetPage, tmp_path: Path, qtbot: QtBot, answer: str
) -> None:
    for part in ("bus", "train"):
        write_classes(tmp_path / "images" / part, count=4, classes=("front", "side"))

    page.choose(tmp_path / "images")
    wait_until_done(page, qtbot)
    dialog = page.findChild(FoldersDialog)
    assert page.notices.texts == []
    assert page.session.dataset is None
    qtbot.mouseClick(dialog.parts_button if answer == "parts" else dialog.classes_button, LEFT)

    wait_for_images(page, qtbot)
    assert page.session.dataset
    assert page.session.dataset.classes == (("front", "side") if answer == "parts" else ("bus", "train"))
    assert page.overview.reading.classes.read_meaning().value == answer


def test_who_does_not_answer_changes_nothing(
    page: DatasetPage, engine: ScriptedEngine, tmp_path: Path, qtbot: QtBot
) -> None:
    for part in ("train", "test"):
        write_picture(tmp_path / "images" / part / "0.png")
    page.choose(tmp_path / "images")
    wait_until_done(page, qtbot)

    qtbot.mouseClick(page.findChild(FoldersDialog).cancel_button, LEFT)

    assert len(engine.calls) == 1
    assert page.drop_area.isVisible()


def test_columns_that_are_not_known_can_be_chosen(page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    write_classes(tmp_path / "images", count=4, classes=("front", "side"))
    rows = "".join(f"{label}/{n}.png,{label},{n % 2}\n" for label in ("front", "side") for n in range(4))
    (tmp_path / "images" / "list.csv").write_text(f"where,what,which\n{rows}", encoding="utf-8")

    page.choose(tmp_path / "images" / "list.csv")
    wait_until_done(page, qtbot)
    qtbot.mouseClick(
        next(found for found in page.findChildren(QPushButton) if found.text() == "Choose columns …"), LEFT
    )
    qtbot.waitUntil(lambda: page.findChild(ColumnsDialog) is not None)
    dialog = page.findChild(ColumnsDialog)
    assert dialog.boxes[Role.FILE].currentData() == "where"  # by what stands in it
    assert not dialog.action_button.isEnabled()
    dialog.boxes[Role.CLASS].setCurrentText("what")
    dialog.boxes[Role.SUBJECT].setCurrentText("which")
    qtbot.mouseClick(dialog.action_button, LEFT)

    wait_for_images(page, qtbot)
    assert page.session.dataset
    assert page.session.dataset.classes == ("front", "side")
    assert len({image.subject for image in page.session.dataset.examples}) == 2
    settings = page.session.project.settings
    assert settings.reading.columns == Columns(file="where", label="what", subject="which", split="", site="", frame="")


def test_the_columns_of_a_table_are_shown_and_changed(page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    write_classes(tmp_path / "images", count=4, classes=("front", "side"))
    rows = "".join(f"{label}/{n}.png,{label},{'ab'[n % 2]}\n" for label in ("front", "side") for n in range(4))
    table = tmp_path / "images" / "list.csv"
    table.write_text(f"image,diagnosis,grade\n{rows}", encoding="utf-8")
    page.choose(table)
    wait_for_images(page, qtbot)
    assert any("class is “diagnosis” (perhaps “grade”)" in text for text in page.notices.texts)

    qtbot.waitUntil(page.overview.columns_button.isVisible)
    qtbot.mouseClick(page.overview.columns_button, LEFT)
    qtbot.waitUntil(lambda: page.findChild(ColumnsDialog) is not None)
    dialog = page.findChild(ColumnsDialog)
    assert dialog.boxes[Role.CLASS].currentData() == "diagnosis"
    dialog.boxes[Role.CLASS].setCurrentText("grade")
    qtbot.mouseClick(dialog.action_button, LEFT)

    qtbot.waitUntil(lambda: page.session.dataset is not None and page.session.dataset.classes == ("a", "b"))
    wait_until_done(page, qtbot)


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
    for open_it in (lambda: session.open_project(folder), session.reload_dataset):
        with qtbot.waitSignal(session.dataset_changed):
            open_it()
        assert page.notices.texts.count(told) == 1


def test_what_others_notice_is_not_told_here(
    full_page: DatasetPage, engine: ScriptedEngine, runner: JobRunner, qtbot: QtBot
) -> None:
    engine.answers["other"] = lambda job: job.notice("of a training")

    with qtbot.waitSignal(runner.event_received):
        runner.start(Task(request("other"), "Something else"), lambda outcome: None)

    assert full_page.notices.texts == []


# ---- with images


def test_a_project_with_images_shows_them(full_page: DatasetPage) -> None:
    assert full_page.overview.isVisible()
    assert len(full_page.overview.browser.pictures) == 62
    assert full_page.overview.tabs.tabText(4) == "Problems (2)"


def test_looking_again_finds_what_was_added(
    page: DatasetPage, painted: PaintedThumbnails, tmp_path: Path, qtbot: QtBot
) -> None:
    images = write_classes(tmp_path / "images", count=4)
    page.choose(images)
    wait_for_images(page, qtbot)
    write_classes(images, count=6)

    qtbot.mouseClick(page.overview.look_button, LEFT)

    wait_until_done(page, qtbot)
    qtbot.waitUntil(lambda: len(page.overview.browser.pictures) == 12)
    assert painted.times_forgotten == 2


def test_a_folder_that_has_disappeared_is_told_of_and_the_page_stays(
    page: DatasetPage, tmp_path: Path, qtbot: QtBot
) -> None:
    images = write_classes(tmp_path / "images", count=4)
    page.choose(images)
    wait_for_images(page, qtbot)
    shutil.rmtree(images)

    qtbot.mouseClick(page.overview.look_button, LEFT)

    wait_until_done(page, qtbot)
    assert page.notices.texts[-1] == f"There is no folder “{images}”."
    assert len(page.overview.browser.pictures) == 8


def test_a_project_whose_folder_has_disappeared_opens(
    session: Session, runner: JobRunner, painted: PaintedThumbnails, tmp_path: Path, qtbot: QtBot
) -> None:
    images = write_classes(tmp_path / "images", count=4)
    assert session.project
    tasks.scan_images(session.project, images, Job())
    shutil.rmtree(images)

    page = shown(session, runner, painted, qtbot)

    qtbot.waitUntil(page.overview.look_button.isEnabled)
    assert page.overview.summary.text() == "8 images · 2 classes · each image its own subject · from “images”"


def test_before_the_first_run_other_images_can_be_chosen(full_page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    assert full_page.overview.other_button.isEnabled()
    full_page.choose(write_classes(tmp_path / "others", count=4))

    wait_until_done(full_page, qtbot)
    qtbot.waitUntil(
        lambda: full_page.overview.summary.text() == "8 images · 2 classes · each image its own subject · from “others”"
    )


def test_once_a_run_has_begun_the_images_are_fixed_and_it_says_why(
    full_page: DatasetPage, engine: ScriptedEngine, tmp_path: Path
) -> None:
    begin_run(full_page)
    assert not full_page.overview.other_button.isEnabled()
    assert full_page.overview.look_button.isEnabled()
    assert full_page.overview.reason.isVisible()
    assert "A run has begun" in full_page.overview.reason.text()

    assert dropped(full_page, tmp_path)
    assert full_page.notices.texts == [full_page.overview.reason.text()]
    assert engine.calls == []


def test_once_a_run_has_begun_one_can_still_look_again(
    full_page: DatasetPage, engine: ScriptedEngine, small_images: Path, qtbot: QtBot
) -> None:
    begin_run(full_page)
    qtbot.mouseClick(full_page.overview.look_button, LEFT)

    wait_until_done(full_page, qtbot)
    assert [name for name, _ in engine.calls] == ["scan_images"]
    assert full_page.notices.texts == ["All images were looked at."]


def test_while_a_task_runs_nothing_can_be_started(full_page: DatasetPage, running: None) -> None:
    overview = full_page.overview
    assert not any(part.isEnabled() for part in (overview.look_button, overview.other_button, overview.split.shares))


def test_what_is_held_over_the_page_is_invited(full_page: DatasetPage, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(full_page, event)
    assert full_page.drop_area.isVisible()

    QApplication.sendEvent(full_page, QDragLeaveEvent())
    assert full_page.overview.isVisible()


def test_another_project_shows_its_own(full_page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    session = full_page.session
    with qtbot.waitSignal(session.dataset_changed):
        session.open_project(tmp_path / "other project")

    assert full_page.drop_area.isVisible()
    assert len(full_page.overview.browser.pictures) == 0


def test_a_damaged_list_of_images_leaves_the_page_usable(full_page: DatasetPage, tmp_path: Path, qtbot: QtBot) -> None:
    damaged = Project(folder=tmp_path / "damaged")
    shutil.copytree(full_page.session.project.folder, damaged.folder)
    (damaged.folder / "dataset.csv").write_text("nothing", encoding="utf-8")

    with qtbot.waitSignal(full_page.session.saving_failed) as failed:
        full_page.session.open_project(damaged.folder)

    assert isinstance(failed.args[0], UserError)
    assert full_page.drop_area.isVisible()


# ---- problems and pictures


def test_unreadable_images_are_listed_and_open_with_their_reason(
    full_page: DatasetPage, painted: PaintedThumbnails, qtbot: QtBot
) -> None:
    table = full_page.overview.problems
    for image in table.images:
        painted.problems[Frame(full_page.session.dataset.path(image))] = image.problem
    full_page.overview.tabs.setCurrentIndex(4)
    assert [image.file for image in table.images] == ["pictures/unreadable_0.png", "pictures/unreadable_1.png"]

    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)

    dialog = opened_dialog(full_page)
    assert dialog.caption.text() == "unreadable_1.png"
    assert dialog.picture.problem == table.images[1].problem


def test_an_image_opens_as_the_network_of_the_draft_sees_it(
    full_page: DatasetPage, painted: PaintedThumbnails, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LIBRARY_VARIABLE, str(tmp_path / "library"))
    write_card(CARD, tmp_path / "library" / CARD.name)
    session = full_page.session
    session.change_draft(session.draft.with_backbone(CARD.name))
    qtbot.waitUntil(lambda: full_page.preprocessing == Preprocessing(height=24, width=32, depth=8))
    grid = full_page.overview.browser.grid
    place = grid.visualRect(grid.model().index(1, 0)).center()

    qtbot.mouseClick(grid.viewport(), LEFT, pos=place)
    qtbot.mouseDClick(grid.viewport(), LEFT, pos=place)

    dialog = opened_dialog(full_page)
    assert painted.loaded == [(grid.pictures[1].frame, full_page.preprocessing)]
    assert dialog.network.isVisible()


def test_a_backbone_that_is_not_there_leaves_only_the_picture(full_page: DatasetPage, qtbot: QtBot) -> None:
    session = full_page.session
    session.change_draft(session.draft.with_backbone("gone"))

    full_page.open_image(full_page.overview.browser.pictures, 0)

    assert full_page.preprocessing is None
    assert not opened_dialog(full_page).network.isVisible()


def opened_dialog(page: QWidget) -> ImageDialog:
    dialogs = [dialog for dialog in page.findChildren(ImageDialog) if dialog.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]


# ---- the split


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


# ---- how files are read


def test_another_subject_rule_is_applied_and_counted(
    full_page: DatasetPage, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    overview, session = full_page.overview, full_page.session
    overview.tabs.setCurrentWidget(overview.reading)
    rule = SubjectRule(source=SubjectSource.NONE)
    overview.reading.subjects.source.setCurrentIndex(overview.reading.subjects.source.findData(rule.source))

    with qtbot.waitSignal(session.dataset_changed):
        qtbot.mouseClick(overview.reading.apply_button, LEFT)

    assert engine.calls[-1][1]["reading"] == Reading(subjects=rule)
    qtbot.waitUntil(lambda: "each image its own subject" in overview.summary.text())
    qtbot.waitUntil(lambda: not overview.reading.undo_button.isVisible())
    assert overview.reading.read() == Reading(subjects=rule)


def test_a_reading_that_cannot_be_is_told_and_what_was_entered_stays(
    full_page: DatasetPage, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    def fail(job: Job, **arguments: Any) -> None:
        raise UserError("The class is too small.", hint="Add images.")

    engine.answers["scan_images"] = fail
    reading = full_page.overview.reading
    reading.frames.every.setValue(5)
    reading.reading_wanted.emit(reading.read())

    qtbot.waitUntil(lambda: full_page.notices.texts == ["The class is too small."])
    qtbot.waitUntil(reading.apply_button.isEnabled)
    assert reading.frames.every.value() == 5


def test_pictures_follow_the_projects_reading(full_page: DatasetPage, painted: PaintedThumbnails, qtbot: QtBot) -> None:
    window = Window(centre=-600, width=1500)
    full_page.choice.read_anew(Reading(window=window))

    wait_until_done(full_page, qtbot)
    qtbot.waitUntil(lambda: painted.options == ReadOptions(window=window))
    qtbot.waitUntil(lambda: full_page.preprocessing is None or full_page.preprocessing.window == window)


def test_dicom_files_tell_their_class_by_a_tag(
    page: DatasetPage, engine: ScriptedEngine, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.answers["scan_images"] = lambda job, **arguments: None
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    qtbot.mouseClick(page.drop_area.tag_button, LEFT)
    dialog = page.findChild(TagDialog)
    dialog.box.setCurrentText("BodyPartExamined")
    qtbot.mouseClick(dialog.action_button, LEFT)

    wait_until_done(page, qtbot)
    expected = {"project": page.session.project, "source": tmp_path, "reading": Reading(label_tag="BodyPartExamined")}
    assert engine.calls == [("scan_images", expected)]


# ---- the audit


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
    engine.answers["audit"] = lambda job, project, source, backbone: project.save_audit(found(full_page))
    full_page.show_audit()
    with qtbot.waitSignal(session.audit_changed):
        qtbot.mouseClick(overview.audit.audit_button, LEFT)

    assert engine.calls[-1][1]["backbone"] == session.draft.backbone
    assert overview.audit_button.text() == "Audit: 1 error, 1 warning"
    assert overview.audit.finding.title.text() == ACROSS.title
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
    unknown = Finding(code="subjects-unknown", severity=Severity.WARNING, title="Subjects are not known", text="")
    save(full_page, found(full_page, unknown))
    with qtbot.waitSignal(full_page.session.audit_changed):
        full_page.session.reload_audit()
    full_page.show_audit()

    qtbot.mouseClick(full_page.overview.audit.finding.subjects_button, LEFT)

    assert full_page.overview.reading.subjects.isVisible()


def test_another_project_begins_with_its_images(full_page: DatasetPage, tmp_path: Path) -> None:
    full_page.show_audit()
    full_page.session.open_project(tmp_path / "other")

    assert full_page.overview.tabs.currentIndex() == 0
