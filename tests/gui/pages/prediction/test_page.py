"""The prediction page: images in, a table out, and nothing left of it when the project is closed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from core import tasks
from core.errors import UserError
from core.jobs import Job
from core.messages import Message, as_written, cell_of
from core.prediction.predict import PredictionCount
from core.prediction.table import PredictionTable
from core.targets.columns import ClassColumns
from core.training.run import Run
from core.wording.catalogue import text_of
from gui.job_runner import JobRunner
from gui.pages.prediction.page import PredictionPage
from gui.pages.prediction.prediction_model import PredictionColumn
from gui.session import Session
from gui.widgets.image_dialog import ImageDialog
from gui.widgets.thumbnails import Thumbnails
from tests.gui.engines import ScriptedEngine, wait_until_stopped
from tests.gui.opening import open_project

CLASSES = ("circle", "square", "stripes")
DROPPED = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def session(runner: JobRunner, trained_project: Path, tmp_path: Path) -> Iterator[Session]:
    shutil.copytree(trained_project, tmp_path / "project")
    made = Session(runner)
    open_project(made, tmp_path / "project")
    yield made
    made.close_project()


@pytest.fixture
def images(small_images: Path) -> list[Path]:
    return sorted((small_images / "pictures").glob("*_0_*.png"))


@pytest.fixture
def page(
    session: Session, runner: JobRunner, engine: ScriptedEngine, thumbnails: Thumbnails, qtbot: QtBot
) -> PredictionPage:
    engine.answers["predict"] = predict
    made = PredictionPage(session, runner, thumbnails)
    made.resize(1000, 700)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def predict(job: Job, run: Run, paths: list[Path], csv: Path, with_codes: bool = True) -> PredictionCount:
    """As the engine does: the first image is a circle for sure, the next less, …; what is no image has a problem."""
    csv.parent.mkdir(parents=True, exist_ok=True)
    problems, written = 0, cell_of if with_codes else text_of
    with open(csv, "w", encoding="utf-8", newline="") as file:
        table = PredictionTable(file, ClassColumns(CLASSES))
        for place, path in enumerate(paths):
            if path.suffix != ".png":
                problems += 1
                table.write_problem(path, None, written(Message("type-not-read")))
            else:
                share = 1 - place / 10
                table.write(path, None, [share, 1 - share, 0])
    return PredictionCount(predicted=len(paths) - problems, problems=problems, skipped=2)


def shown(page: PredictionPage, column: PredictionColumn) -> list[str]:
    model = page.table.predictions
    return [model.data(model.index(row, column)) for row in range(model.rowCount())]


def see_predictions(page: PredictionPage, paths: list[Path], qtbot: QtBot) -> None:
    page.predict(paths)
    qtbot.waitUntil(lambda: page.table.isVisible() and page.table.predictions.rowCount() == len(paths))


def filled(page: PredictionPage, images: list[Path], qtbot: QtBot) -> list[str]:
    """A table with two problems; gives the names of its files."""
    paths = [*images, images[0].with_name("notes.txt"), images[0].with_name("more.txt")]
    see_predictions(page, paths, qtbot)
    return [path.name for path in paths]


# ---- which images


def test_at_first_it_invites_to_drop_images(page: PredictionPage) -> None:
    assert page.drop_frame.isVisible()
    assert not page.table.isVisible()
    assert not page.save_button.isVisible()


def test_dropped_files_and_folders_are_predicted_with_the_chosen_run(
    page: PredictionPage, session: Session, engine: ScriptedEngine, images: list[Path], qtbot: QtBot
) -> None:
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(path)) for path in images])
    entering = QDragEnterEvent(QPoint(200, 200), DROPPED[0], dropped, *DROPPED[1:])
    QApplication.sendEvent(page, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(page, QDropEvent(QPointF(200, 200), DROPPED[0], dropped, *DROPPED[1:]))

    qtbot.waitUntil(page.table.isVisible)
    assert session.project
    table = session.project.files.prediction_cache / "predictions.csv"
    expected = {"run": session.run, "paths": images, "csv": table, "with_codes": True}
    assert engine.calls == [("predict", expected)]
    assert shown(page, PredictionColumn.FILE) == [path.name for path in images]


def test_images_and_folders_are_chosen_by_buttons(
    page: PredictionPage,
    engine: ScriptedEngine,
    images: list[Path],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers: dict[str, Callable[..., object]] = {
        "getOpenFileNames": lambda *_: ([str(path) for path in images], ""),
        "getExistingDirectory": lambda *_: str(images[0].parent),
    }
    for name, answer in answers.items():
        monkeypatch.setattr(QFileDialog, name, answer)
    qtbot.mouseClick(page.images_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.table.isVisible)
    qtbot.waitUntil(page.folder_button.isEnabled)
    qtbot.mouseClick(page.folder_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(engine.calls) == 2)

    assert [arguments["paths"] for _, arguments in engine.calls] == [images, [images[0].parent]]


def test_choosing_nothing_predicts_nothing(
    page: PredictionPage, engine: ScriptedEngine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    qtbot.mouseClick(page.images_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.folder_button, Qt.MouseButton.LeftButton)

    assert engine.calls == []


# ---- the table


def test_the_table_says_what_came_out(page: PredictionPage, session: Session, images: list[Path], qtbot: QtBot) -> None:
    names = filled(page, images, qtbot)

    assert shown(page, PredictionColumn.FILE) == names
    assert shown(page, PredictionColumn.CLASS)[0] == "circle"
    assert shown(page, PredictionColumn.CLASS)[-1] == "not read"
    assert shown(page, PredictionColumn.PROBABILITY)[:2] == ["100.0 %", "90 %"]
    assert shown(page, PredictionColumn.PROBABILITY)[-1] == "Files of this type are not read."
    assert session.run
    left_out = "2 images could not be read · 2 hidden or other files skipped"
    expected = f"{len(images)} images predicted · {left_out} · by “run-001 · epoch 4, fine-tuning”"
    assert page.summary.text() == expected
    assert page.counts.text() == f"circle {len(images)} · square 0 · stripes 0"


def test_a_click_on_a_head_sorts(page: PredictionPage, images: list[Path], qtbot: QtBot) -> None:
    filled(page, images, qtbot)
    header = page.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(PredictionColumn.PROBABILITY) + 20, header.height() // 2)

    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    upwards = shown(page, PredictionColumn.FILE)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    orders = {tuple(upwards[: len(images)]), tuple(shown(page, PredictionColumn.FILE)[: len(images)])}
    names = tuple(path.name for path in images)
    assert orders == {names, names[::-1]}


def test_a_class_or_the_problems_are_shown_alone(page: PredictionPage, images: list[Path], qtbot: QtBot) -> None:
    filled(page, images, qtbot)
    texts = [page.filter.itemText(place) for place in range(page.filter.count())]
    assert texts == [f"All ({len(images) + 2})", f"circle ({len(images)})", "square (0)", "stripes (0)", "Not read (2)"]

    qtbot.keyClick(page.filter, Qt.Key.Key_End)
    assert shown(page, PredictionColumn.FILE) == ["notes.txt", "more.txt"]
    qtbot.keyClick(page.filter, Qt.Key.Key_Home)
    assert len(shown(page, PredictionColumn.FILE)) == len(images) + 2


def test_enter_opens_the_picture_and_leads_on_through_the_sorted_table(
    page: PredictionPage, images: list[Path], qtbot: QtBot
) -> None:
    filled(page, images, qtbot)
    page.table.sortByColumn(PredictionColumn.FILE, Qt.SortOrder.DescendingOrder)
    page.table.setCurrentIndex(page.table.predictions.index(1, PredictionColumn.FILE))
    files = shown(page, PredictionColumn.FILE)

    qtbot.keyClick(page.table, Qt.Key.Key_Return)

    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ImageDialog)
    assert dialog.windowTitle() == files[1]
    page.table.sortByColumn(
        PredictionColumn.FILE, Qt.SortOrder.AscendingOrder
    )  # it keeps the order in which it was opened
    qtbot.mouseClick(dialog.next_button, Qt.MouseButton.LeftButton)
    assert dialog.windowTitle() == files[2]
    assert dialog.caption.text() == f"{files[2]}: predicted circle 70 %"
    dialog.close()


def test_only_rows_on_the_screen_ask_for_their_picture(
    page: PredictionPage, thumbnails: Thumbnails, images: list[Path], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[Path] = set()
    monkeypatch.setattr(thumbnails, "get", lambda path: asked.add(path))
    paths = [Path(f"/images/{number}.png") for number in range(3_000)]

    page.predict(paths)
    qtbot.waitUntil(lambda: page.table.predictions.rowCount() == 3_000)
    qtbot.waitUntil(lambda: len(asked) > 0)

    assert len(asked) < 30


def test_predicting_again_replaces_the_table(page: PredictionPage, images: list[Path], qtbot: QtBot) -> None:
    filled(page, images, qtbot)

    see_predictions(page, images[:2], qtbot)

    assert shown(page, PredictionColumn.FILE) == [path.name for path in images[:2]]
    assert page.filter.count() == 4
    assert page.filter.currentIndex() == 0


def test_stopping_leaves_the_former_table(
    page: PredictionPage, runner: JobRunner, engine: ScriptedEngine, images: list[Path], qtbot: QtBot
) -> None:
    names = filled(page, images, qtbot)
    engine.answers["predict"] = wait_until_stopped
    page.predict(images[:1])
    for made in (page.images_button, page.folder_button, page.save_button):
        assert not made.isEnabled()
    qtbot.waitUntil(lambda: len(engine.calls) == 2)

    runner.stop()

    qtbot.waitUntil(page.images_button.isEnabled)
    assert shown(page, PredictionColumn.FILE) == names
    assert page.notices.texts == []


def test_why_nothing_was_predicted_is_told(
    page: PredictionPage, engine: ScriptedEngine, images: list[Path], qtbot: QtBot
) -> None:
    def fail(job: Job, **arguments: Any) -> None:
        raise UserError(as_written("There are no images in what was chosen."))

    engine.answers["predict"] = fail
    page.predict(images)

    qtbot.waitUntil(lambda: page.notices.texts == ["There are no images in what was chosen."])
    assert page.drop_frame.isVisible()


def test_the_engines_own_table_is_shown(
    page: PredictionPage, engine: ScriptedEngine, small_images: Path, qtbot: QtBot
) -> None:
    engine.answers["predict"] = lambda job, **arguments: tasks.predict(**arguments, job=job)
    page.predict([small_images])
    qtbot.waitUntil(page.table.isVisible)

    assert shown(page, PredictionColumn.CLASS).count("not read") == 2
    assert set(shown(page, PredictionColumn.CLASS)) <= {*CLASSES, "not read"}


# ---- saving, and forgetting


def save_as(target: Path, page: PredictionPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.notices.texts) == 1)


def test_the_table_is_saved_as_the_engine_wrote_it(
    page: PredictionPage,
    session: Session,
    images: list[Path],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    filled(page, images, qtbot)
    save_as(tmp_path / "mine", page, qtbot, monkeypatch)

    assert page.notices.texts == ["Saved as “mine.csv”."]
    assert session.run
    paths = [*images, images[0].with_name("notes.txt"), images[0].with_name("more.txt")]
    predict(Job(), session.run, paths, tmp_path / "expected.csv", with_codes=False)
    assert (tmp_path / "mine.csv").read_bytes() == (tmp_path / "expected.csv").read_bytes()


def test_no_table_that_names_files_stays_in_the_project(
    page: PredictionPage, session: Session, images: list[Path], qtbot: QtBot
) -> None:
    filled(page, images, qtbot)

    assert session.project
    assert not list(session.project.files.prediction_cache.glob("*"))


def test_a_place_that_cannot_be_written_is_told(
    page: PredictionPage, images: list[Path], tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(page, images, qtbot)
    (tmp_path / "a file").touch()
    save_as(tmp_path / "a file" / "mine.csv", page, qtbot, monkeypatch)

    assert page.notices.texts[0].startswith("The table “mine.csv” cannot be written")


def test_nothing_is_kept_of_it_when_the_project_is_closed(
    page: PredictionPage, session: Session, images: list[Path], qtbot: QtBot
) -> None:
    filled(page, images, qtbot)
    assert session.project
    folder = session.project.files.prediction_cache
    assert folder.is_dir()

    session.close_project()

    assert not folder.exists()
    assert page.table.predictions.rowCount() == 0
    assert page.drop_frame.isVisible()


def test_what_a_killed_window_left_behind_is_removed(
    session: Session, runner: JobRunner, thumbnails: Thumbnails, qtbot: QtBot
) -> None:
    assert session.project
    folder = session.project.files.prediction_cache
    folder.mkdir(parents=True)
    (folder / "predictions.csv").write_text("Smith John.png")

    qtbot.addWidget(PredictionPage(session, runner, thumbnails))

    assert not folder.exists()
