"""Images are chosen, read otherwise and looked at again, and what is not clear is asked."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from core.dataset.columns import Columns, Role
from core.dataset.reading import Reading
from core.dataset.subjects import SubjectRule, SubjectSource
from core.errors import UserError
from core.jobs import Job
from core.messages import as_written
from gui.pages.dataset.columns_dialog import ColumnsDialog
from gui.pages.dataset.folders_dialog import FoldersDialog
from gui.pages.dataset.page import DatasetPage
from gui.pages.dataset.tag_dialog import TagDialog
from tests.core.modalities.images.pictures import write_classes, write_picture
from tests.gui.engines import ScriptedEngine
from tests.gui.pages.dataset.pages import LEFT, begin_run, dropped, wait_for_images, wait_until_done
from tests.gui.pictures import PaintedThumbnails


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


@pytest.mark.parametrize(
    ("classes", "message"),
    [((), "“images” holds neither images nor texts."), (("cat",), "“images” holds only one class, “cat”.")],
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
    assert settings.reading.columns == Columns(
        file="where", label="what", subject="which", split="", site="", frame="", text=""
    )


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
    assert full_page.notices.texts == ["Scan finished."]


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
        raise UserError(as_written("The class is too small.", "Add images."))

    engine.answers["scan_images"] = fail
    reading = full_page.overview.reading
    reading.frames.every.setValue(5)
    reading.reading_wanted.emit(reading.read())

    qtbot.waitUntil(lambda: full_page.notices.texts == ["The class is too small."])
    qtbot.waitUntil(reading.apply_button.isEnabled)
    assert reading.frames.every.value() == 5


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
