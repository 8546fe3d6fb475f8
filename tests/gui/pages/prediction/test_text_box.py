"""The prediction page for a run of texts: a box to type into beside files, and nothing that is for images alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from core import tasks
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.prediction.predict import PredictionCount
from core.prediction.table import PredictionTable
from core.prediction.text_prediction import TextPrediction
from core.project.project import Project
from core.targets.columns import ClassColumns
from core.training.run import Run
from gui.job_runner import JobRunner
from gui.pages.prediction.page import PredictionPage
from gui.pages.prediction.prediction_model import PredictionColumn
from gui.session import Session
from gui.widgets.thumbnails import Thumbnails
from tests.core.small_texts import CLASSES, small_text_plan
from tests.gui.engines import ScriptedEngine
from tests.gui.opening import open_project

TEXT = "the pump was leaking"


@pytest.fixture(scope="module")
def text_project(small_text_library: Path, small_texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained") / "texts"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_text_library))
        tasks.train(Project(folder=folder), small_text_plan(epochs=1), Job(), small_texts)
    return folder


@pytest.fixture
def session(runner: JobRunner, text_project: Path) -> Iterator[Session]:
    made = Session(runner)
    open_project(made, text_project)
    yield made
    made.close_project()


@pytest.fixture
def page(
    session: Session, runner: JobRunner, engine: ScriptedEngine, thumbnails: Thumbnails, qtbot: QtBot
) -> PredictionPage:
    engine.answers["predict_text"] = predict_text
    engine.answers["predict"] = predict
    made = PredictionPage(session, runner, thumbnails)
    made.resize(1000, 700)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def predict_text(job: Job, run: Run, text: str) -> TextPrediction:
    if "?" in text:
        raise UserError(Message("text-empty"))
    return TextPrediction(values=(0.1, 0.9), tokens=len(text.split()) + 2, tokens_read=16)


def predict(job: Job, run: Run, paths: list[Path], csv: Path, **_: Any) -> PredictionCount:
    csv.parent.mkdir(parents=True, exist_ok=True)
    with open(csv, "w", encoding="utf-8", newline="") as file:
        table = PredictionTable(file, ClassColumns(CLASSES), "row")
        for number in (1, 2):
            table.write(paths[0], number, [0.3, 0.7])
    return PredictionCount(predicted=2, problems=0)


def test_what_is_typed_is_predicted_at_once(page: PredictionPage, engine: ScriptedEngine, qtbot: QtBot) -> None:
    assert page.text_box.isVisible()
    qtbot.keyClicks(page.text_box.edit, TEXT)

    qtbot.waitUntil(lambda: page.text_box.predicted.text() == CLASSES[1])

    assert page.text_box.bars.values == [(CLASSES[1], 0.9), (CLASSES[0], 0.1)]
    assert page.text_box.told.text() == "6 tokens"
    assert engine.calls[-1] == ("predict_text", {"run": page.session.run, "text": TEXT})
    assert not page.table.isVisible()


def test_a_text_that_is_cut_says_so_and_one_without_words_says_why(page: PredictionPage, qtbot: QtBot) -> None:
    page.text_box.edit.setPlainText(" ".join([TEXT] * 5))
    qtbot.waitUntil(lambda: page.text_box.told.text() == "22 tokens, of which 16 are read")

    page.text_box.edit.setPlainText("?")
    qtbot.waitUntil(lambda: page.text_box.told.text() == "There is no text.")
    assert not page.text_box.bars.isVisible()

    page.text_box.edit.setPlainText("")
    qtbot.waitUntil(lambda: page.text_box.told.text().startswith("Its prediction appears here"))


def test_nothing_that_was_typed_is_left_when_the_project_is_closed(
    page: PredictionPage, session: Session, text_project: Path, qtbot: QtBot
) -> None:
    page.text_box.edit.setPlainText(TEXT)
    qtbot.waitUntil(lambda: page.text_box.predicted.text() == CLASSES[1])

    session.close_project()

    assert page.text_box.text == ""
    assert not page.text_box.edit.document().isUndoAvailable()
    assert not page.text_box.predicted.text()
    files = [file for file in text_project.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if TEXT.encode() in file.read_bytes()]


def test_a_table_of_texts_has_rows_and_no_pictures(page: PredictionPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.predict([tmp_path / "notes.csv"])
    qtbot.waitUntil(page.table.isVisible)

    model = page.table.predictions
    assert page.table.isColumnHidden(PredictionColumn.PICTURE)
    assert [model.data(model.index(row, PredictionColumn.FILE)) for row in range(2)] == [
        "notes.csv · 2",
        "notes.csv · 3",
    ]
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert not page.findChildren(QFileDialog)


def test_it_invites_to_drop_what_texts_are_in(page: PredictionPage) -> None:
    assert page.invitation.heading.text() == "Drop tables, text files or folders here"


def test_tables_and_files_of_texts_are_offered(page: PredictionPage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *given: asked.append(given[3]) or ([], ""))
    page.images_button.click()
    assert all(ending in asked[0] for ending in (".csv", ".xlsx", ".jsonl", ".txt"))
    assert ".png" not in asked[0]
