"""MainWindow: arranges the stages, the pages and the task bar, and wires them. Does no work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import platformdirs
from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDesktopServices, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import UserError
from core.messages import Message
from core.task_table import WriteSample
from gui.job_runner import JobRunner, Task
from gui.last_stage import keep_stage
from gui.pages.needs_earlier import NeedsEarlier
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, lack
from gui.widgets.kind_words import speak_of_kind
from gui.widgets.new_folder_dialog import NewFolderDialog
from gui.widgets.notices import NoticeArea
from gui.widgets.parts import button, label
from gui.widgets.question import question
from gui.widgets.theme import SPACE, Appearance, theme
from gui.widgets.thumbnails import Thumbnails
from gui.window import recent_projects, settings
from gui.window.dialogs import AboutDialog, GuideDialog
from gui.window.opening_page import OpeningPage
from gui.window.stage_list import StageList
from gui.window.start_page import StartPage
from gui.window.task_bar import TaskBar

if TYPE_CHECKING:
    from gui.pages.dataset.page import DatasetPage

SIDEBAR_WIDTH = 208
SMALLEST = 1024, 700
USUAL = 1280, 800
#: a task that does not stop is ended when the window closes
MILLISECONDS_TO_STOP = 30_000
#: a project that opens faster needs no word of it
MILLISECONDS_TO_OPEN = 300

SAMPLE_IMAGES = "sample images"
#: for each kind of data the project of its sample, and the folder in it that holds the sample
SAMPLES = {"images": ("Sample project", SAMPLE_IMAGES), "text": ("Sample project of texts", "sample texts")}


def projects_folder() -> Path:
    """Return where new projects are made unless the user says otherwise."""
    return platformdirs.user_documents_path() / "Frostline"


class MainWindow(QMainWindow):
    """Start page without a project; with one the stages at the left, a page each, and the task bar below."""

    def __init__(self, runner: JobRunner, projects: Path | None = None):
        """`projects`: the folder for new projects and the sample, by default that of `projects_folder`."""
        super().__init__()
        self._projects = projects or projects_folder()
        self.runner = runner
        self.session = Session(runner, self)
        self.pages: dict[Stage, Page] = {}
        self._thumbnails = Thumbnails(self)
        self._is_closing = False
        self.setWindowTitle("Frostline")
        self.setMinimumSize(*SMALLEST)
        self.resize(*USUAL)
        self.start_page = StartPage()
        self.opening_page = OpeningPage()
        self._slow_opening = QTimer(self, singleShot=True, interval=MILLISECONDS_TO_OPEN)
        self.stages = StageList(self.session)
        self._name = label("", "heading", wrap=True)
        self._stack = QStackedWidget()
        self._needs_earlier = NeedsEarlier(self.session)
        self._stack.addWidget(self._needs_earlier)
        self.task_bar = TaskBar(runner)
        self._whole = QStackedWidget()
        self._whole.addWidget(self.start_page)
        self._whole.addWidget(self._workplace())
        self._whole.addWidget(self.opening_page)
        self.setCentralWidget(self._whole)
        self._make_menus()
        self._wire()

    @property
    def stage(self) -> Stage | None:
        """Return the one that is shown."""
        row = self.stages.currentRow()
        return list(Stage)[row] if self.session.project and row >= 0 else None

    @property
    def notices(self) -> NoticeArea:
        """Return the notices of the page that the user sees."""
        shown = self._stack.currentWidget()
        return shown.notices if self.session.project and isinstance(shown, Page) else self.start_page.notices

    # ---- what the user can ask for

    def new_project(self) -> None:
        dialog = NewFolderDialog(self.tr("New project"), self.tr("Create"), self._projects, parent=self)
        dialog.name.setPlaceholderText(self.tr("For example: chest X-rays"))
        dialog.accepted.connect(lambda: self.open_project(dialog.folder))
        _open(dialog)

    def choose_project(self) -> None:
        start = self._projects
        chosen = QFileDialog.getExistingDirectory(
            self, self.tr("Open project"), str(start if start.is_dir() else Path.home())
        )
        if chosen:
            self.open_project(Path(chosen), must_exist=True)

    def open_project(
        self, folder: Path, must_exist: bool = False, on_opened: Callable[[], object] = lambda: None
    ) -> None:
        """Open it as soon as it is read, and then call `on_opened`; where it cannot be opened, say why."""
        if self.runner.is_busy:
            self.notices.show_refusal(UserError(Message("task-before-project")))
            return
        self.notices.clear_errors()

        def remember() -> None:
            opened = self.session.project
            if opened:
                self.runner.read(lambda: recent_projects.remember(opened.folder))
            on_opened()

        self.session.open_project(folder, must_exist, remember)

    def open_sample(self, kind: str) -> None:
        project, data = SAMPLES[kind]
        folder = self._projects / project
        self.open_project(folder, on_opened=lambda: self._make_sample(folder / data, kind))

    def _make_sample(self, data: Path, kind: str) -> None:
        if self.session.settings:  # it was made before
            return
        page = cast("DatasetPage", self.pages[Stage.DATASET])
        task = Task(WriteSample(folder=data, kind=kind), self.tr("Creating the sample"))
        page.start(task, lambda table: page.choose(data))

    def close_project(self) -> None:
        if self.runner.is_busy:
            self.notices.show_error(self.tr("A task is running."), self.tr("Wait until it is done, or stop it."))
        else:
            self.session.close_project()

    def show_stage(self, stage: Stage) -> None:
        self.stages.choose(stage)

    def show_audit(self) -> None:
        self.show_stage(Stage.DATASET)
        cast("DatasetPage", self.pages[Stage.DATASET]).show_audit()

    # ---- arranging and wiring

    def _workplace(self) -> QWidget:
        sidebar = QFrame()
        sidebar.setProperty("kind", "sidebar")
        sidebar.setFixedWidth(SIDEBAR_WIDTH)
        side = QVBoxLayout(sidebar)
        side.setContentsMargins(SPACE, SPACE, SPACE // 2, SPACE)
        side.setSpacing(SPACE)
        side.addWidget(self._name)
        side.addWidget(self.stages, stretch=1)
        side.addWidget(
            button(self.tr("All projects"), "home", kind="link", on_click=self.close_project),
            0,
            Qt.AlignmentFlag.AlignLeft,
        )
        whole = QWidget()
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(sidebar)
        top.addWidget(self._stack, stretch=1)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top, stretch=1)
        layout.addWidget(self.task_bar)
        return whole

    def _make_menus(self) -> None:
        keys = QKeySequence.StandardKey
        file = self.menuBar().addMenu(self.tr("&File"))
        self._add(file.addAction(self.tr("&New project …")), self.new_project, keys.New)
        self._add(file.addAction(self.tr("&Open project …")), self.choose_project, keys.Open)
        self._close_action = file.addAction(self.tr("&Close project"))
        self._add(self._close_action, self.close_project, keys.Close)
        file.addSeparator()
        self._add(file.addAction(self.tr("&Quit")), self.close, keys.Quit)
        self._add_appearance(self.menuBar().addMenu(self.tr("&View")))
        help_menu = self.menuBar().addMenu(self.tr("&Help"))
        self._add(help_menu.addAction(self.tr("User &guide")), self._show_guide, keys.HelpContents)
        self._add(help_menu.addAction(self.tr("&Log files")), self._show_log)
        self._add(help_menu.addAction(self.tr("&About Frostline")), lambda: _open(AboutDialog(self)))

    def _add_appearance(self, menu: QMenu) -> None:
        names = {
            Appearance.SYSTEM: self.tr("As the &system"),
            Appearance.LIGHT: self.tr("&Light"),
            Appearance.DARK: self.tr("&Dark"),
        }
        group = QActionGroup(self)
        for appearance, name in names.items():
            action = group.addAction(menu.addAction(name))
            action.setCheckable(True)
            action.setChecked(appearance is theme().appearance)
            action.triggered.connect(lambda _, chosen=appearance: settings.choose_appearance(chosen))

    def _add(
        self, action: QAction, on_triggered: Callable[[], object], key: QKeySequence.StandardKey | None = None
    ) -> None:
        action.triggered.connect(lambda: on_triggered())
        if key is not None:
            action.setShortcut(key)

    def _wire(self) -> None:
        self.start_page.new_wanted.connect(self.new_project)
        self.start_page.open_wanted.connect(self.choose_project)
        self.start_page.sample_wanted.connect(self.open_sample)
        self.start_page.recent_chosen.connect(lambda folder: self.open_project(folder))
        self.opening_page.cancelled.connect(self.session.cancel_opening)
        self._slow_opening.timeout.connect(lambda: self._whole.setCurrentWidget(self.opening_page))
        self.stages.stage_chosen.connect(self._show_page)
        self._needs_earlier.stage_wanted.connect(self.show_stage)
        self.session.opening_changed.connect(self._show_opening)
        self.session.kind_changed.connect(speak_of_kind)
        self.session.project_changed.connect(self._show_project)
        self.session.saving_failed.connect(lambda error: self.notices.show_exception(error))
        for signal in (self.session.dataset_changed, self.session.runs_changed):
            signal.connect(self._show_page)
        self.runner.state_changed.connect(lambda: self._close_action.setEnabled(not self.runner.is_busy))
        self._show_project()

    def _show_opening(self) -> None:
        if self.session.opening:
            self.opening_page.show_folder(self.session.opening)
            self._slow_opening.start()
        else:
            self._slow_opening.stop()
            self._whole.setCurrentIndex(1 if self.session.project else 0)

    def _show_project(self) -> None:
        project = self.session.project
        self._close_action.setEnabled(project is not None)
        self.setWindowTitle(f"{project.folder.name} – Frostline" if project else "Frostline")
        if project is None:
            self.runner.read(recent_projects.recent_projects, self.start_page.show_recent)
            self._whole.setCurrentIndex(0)
            return
        self._name.setText(project.folder.name)
        if not self.pages:
            self._make_pages()
        self._whole.setCurrentIndex(1)
        self.show_stage(next((stage for stage in Stage if stage.value == self.session.last_stage), Stage.DATASET))
        self._show_page()

    def _make_pages(self) -> None:
        """Make the pages with the first project: the window is visible before pyqtgraph and the like are imported."""
        from gui.pages.activations.page import ActivationsPage
        from gui.pages.advice.page import AdvicePage
        from gui.pages.backbone.page import BackbonePage
        from gui.pages.comparison.page import ComparisonPage
        from gui.pages.dataset.page import DatasetPage
        from gui.pages.evaluation.page import EvaluationPage
        from gui.pages.export.page import ExportPage
        from gui.pages.prediction.page import PredictionPage
        from gui.pages.training.page import TrainingPage

        kinds: dict[Stage, type] = {
            Stage.DATASET: DatasetPage,
            Stage.ADVICE: AdvicePage,
            Stage.BACKBONE: BackbonePage,
            Stage.TRAINING: TrainingPage,
            Stage.EVALUATION: EvaluationPage,
            Stage.COMPARISON: ComparisonPage,
            Stage.ACTIVATIONS: ActivationsPage,
            Stage.PREDICTION: PredictionPage,
            Stage.EXPORT: ExportPage,
        }
        for stage, kind in kinds.items():
            page = kind(self.session, self.runner, self._thumbnails)
            page.stage_wanted.connect(self.show_stage)
            page.audit_wanted.connect(self.show_audit)
            self.pages[stage] = page
            self._stack.addWidget(page)

    def _show_page(self, *_: object) -> None:
        stage, project = self.stage, self.session.project
        if stage is None or project is None:
            return
        missing = lack(stage, self.session)
        if missing:
            self._needs_earlier.show_lack(stage, missing)
        self._stack.setCurrentWidget(self._needs_earlier if missing else self.pages[stage])
        self.runner.read(lambda: keep_stage(project, stage.value), on_failed=lambda error: None)

    def _show_guide(self) -> None:
        _open(GuideDialog(self))

    def _show_log(self) -> None:
        folder = platformdirs.user_state_path("frostline", appauthor=False)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    # ---- closing

    def stop_and_quit(self) -> None:
        """Stop what is running without asking, which keeps what was learnt, and close."""
        if self._is_closing:
            return
        self._is_closing = True
        self.runner.state_changed.connect(self._close_when_idle)
        QTimer.singleShot(MILLISECONDS_TO_STOP, self, self.runner.kill)
        self.runner.stop()
        self._close_when_idle()

    def _close_when_idle(self) -> None:
        if not self.runner.is_busy:
            QTimer.singleShot(0, self, self.close)

    def _asks_to_close(self) -> bool:
        box = question(
            self,
            self.tr("“{task}” is still running.").format(task=self.runner.task.title if self.runner.task else ""),
            self.tr("What was learnt so far is kept, and can be resumed."),
        )
        stop = box.addButton(self.tr("Stop and close"), QMessageBox.ButtonRole.DestructiveRole)
        wait = box.addButton(self.tr("Keep waiting"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(wait)
        box.setEscapeButton(wait)
        box.exec()
        return box.clickedButton() is stop

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.runner.is_busy:
            event.ignore()
            if self._is_closing:  # something began after all
                self.runner.stop()
            elif self._asks_to_close():
                self.stop_and_quit()
            return
        self.session.close_project()
        self._thumbnails.close()
        self.runner.close()
        event.accept()


def _open(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
