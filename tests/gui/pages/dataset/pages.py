"""What the tests of the dataset page do to it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.backbones.card import Card
from core.modalities.images.image_input import ImageInput
from core.modalities.images.preprocessing import Preprocessing
from core.training.run import create_run
from gui.job_runner import JobRunner
from gui.pages.dataset.page import DatasetPage
from gui.session import Session
from gui.widgets.image_dialog import ImageDialog
from tests.core.small import small_plan
from tests.gui.pictures import PaintedThumbnails
from tests.gui.runs import reload_runs

CARD = Card(
    name="own",
    title="A network",
    licence="Apache-2.0",
    source="",
    sha256="",
    input=ImageInput(input_size=(24, 32), value_range=(0.0, 1.0)),
    feature_width=8,
    parameters=100,
)


LEFT = Qt.MouseButton.LeftButton


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


def begin_run(page: DatasetPage) -> None:
    project, dataset = page.session.project, page.session.dataset
    assert project
    assert dataset
    create_run(project.new_run_folder, small_plan(), dataset, Preprocessing(height=8, width=8), Path("backbone"))
    reload_runs(page.session)


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


def opened_dialog(page: QWidget) -> ImageDialog:
    dialogs = [dialog for dialog in page.findChildren(ImageDialog) if dialog.isVisible()]
    assert len(dialogs) == 1
    return dialogs[0]
