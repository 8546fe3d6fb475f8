"""The first stage: which images there are, what is wrong with some, and how they are split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from core.audit.findings import Action
from core.backbones.card import Card
from core.backbones.catalogue import list_backbones
from core.dataset.columns import ColumnsUnknown
from core.dataset.dataset import Split
from core.dataset.folder_meaning import FoldersUnclear
from core.dataset.listing import given_parts, table_in
from core.dataset.reading import Reading
from core.dataset.split import Fractions
from core.dataset.table_grid import OFFERED_ENDINGS
from core.dataset.table_preview import TablePreview, preview_table
from core.errors import UserError
from core.events import Event, Noticed
from core.modalities.images.preprocessing import Preprocessing
from core.project.images import preprocessing_for
from core.project.project import Project, ProjectSettings
from core.task_table import (
    AuditImages,
    OverrideAudit,
    Request,
    ResolveFinding,
    ScanImages,
    SplitAgain,
    UseDroppedAgain,
)
from gui.dataset_state import DatasetState
from gui.job_runner import Failed, JobRunner, Outcome, Task
from gui.pages.dataset.audit.audit_words import action_name
from gui.pages.dataset.columns_dialog import ColumnsDialog
from gui.pages.dataset.dataset_overview import DatasetOverview
from gui.pages.dataset.drop_area import DropArea
from gui.pages.dataset.folders_dialog import FoldersDialog
from gui.pages.dataset.tag_dialog import TagDialog
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, title
from gui.translation import tr
from gui.widgets.image_dialog import ImageDialog
from gui.widgets.image_grid import Picture
from gui.widgets.thumbnails import Thumbnails

#: what is said of folders and tables, in one place
LISTING = "listing"
MOST_LINES = 6


@dataclass(frozen=True)
class _Origin:
    """Where the project's images come from, and the parts that are given there."""

    settings: ProjectSettings
    given: frozenset[Split]
    #: that lists the images, where one does
    table: Path | None = None


class DatasetPage(Page):
    """Asks for images where there are none yet; else shows them. Takes folders and CSV files that are dropped on it."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.DATASET))
        self.setAcceptDrops(True)
        self._origin: _Origin | None = None
        self._cards: list[Card] = []
        #: what changes what is learnt from, of the images that are being looked at
        self._said: list[str] = []
        self._is_loaded = self._is_looking = self._is_over = self._is_said = False
        self.drop_area = DropArea()
        self.overview = DatasetOverview(thumbnails)
        self._unknown = QWidget()
        self._stack = QStackedWidget()
        for widget in (self._unknown, self.drop_area, self.overview):
            self._stack.addWidget(widget)
        self.content.addWidget(self._stack, stretch=1)
        self._wire()
        self._show_project()
        if session.dataset:
            self._show_dataset()
            self._show_audit()

    def choose(self, source: Path) -> None:
        """Look at the images of this folder or table, and make them the project's. Says why where they cannot be."""
        project = self.session.project
        if self._why_fixed and not self._is_own(source):
            self.notices.show_error(self._why_fixed)
        elif project:
            self._scan(ScanImages(project=project, source=source))

    def read_anew(self, reading: Reading) -> None:
        """From now on the files of the project's images are read so."""
        if self._origin and (project := self.session.project):
            self._scan(ScanImages(project=project, source=self._origin.settings.source, reading=reading))

    def choose_with_tag(self, source: Path, tag: str) -> None:
        """As `choose`, for DICOM files that tell their class by a tag."""
        if project := self.session.project:
            self._scan(ScanImages(project=project, source=source, reading=Reading(label_tag=tag)))

    def show_audit(self) -> None:
        self.overview.show_audit_tab()

    def show_failure(self, request: Request, outcome: Outcome) -> None:
        """Ask where folders may be parts or classes; else say what went wrong."""
        match outcome:
            case Failed(FoldersUnclear() as question):
                self._ask_for_meaning(question, request)
            case Failed(ColumnsUnknown() as error):
                action = self.tr("Choose columns …"), lambda: self._ask_for_columns_of(error.table, request)
                self.notices.show_error(error.message, error.hint, action=action)
            case _:
                super().show_failure(request, outcome)

    @property
    def preprocessing(self) -> Preprocessing | None:
        """Of the backbone that the next run is to use."""
        cards = [card for card in self._cards if card.name == self.session.draft.backbone]
        dataset = self.session.dataset
        if not cards or dataset is None:
            return None
        return preprocessing_for(dataset, cards[0], self._reading)

    # ---- what the user asks for

    def split_again(self, fractions: Fractions, seed: int) -> None:
        if project := self.session.project:
            request = SplitAgain(project=project, fractions=fractions, seed=seed)
            self._start(Task(request, self.tr("Drawing the split")), self.tr("The split was drawn anew."))

    def audit(self) -> None:
        if self._origin and (project := self.session.project):
            backbone = self.session.draft.backbone
            request = AuditImages(project=project, source=self._origin.settings.source, backbone=backbone)
            self._start(Task(request, self.tr("Auditing the images")))

    def resolve(self, code: str, action: Action) -> None:
        """Do this about the findings with this code."""
        self.resolve_classes(code, action, (), "")

    def resolve_classes(self, code: str, action: Action, labels: Sequence[str], into: str) -> None:
        """Do this about these classes of the findings with this code; none are all of them."""
        if project := self.session.project:
            backbone = self.session.draft.backbone
            request = ResolveFinding(
                project=project, code=code, action=action, backbone=backbone, labels=tuple(labels), into=into
            )
            self._start(Task(request, action_name(action)))

    def use_again(self) -> None:
        """Take back that images were dropped."""
        if project := self.session.project:
            task = Task(UseDroppedAgain(project=project), self.tr("Using all images"))
            self._start(task, self.tr("The images are used again."))

    def override_audit(self, reason: str) -> None:
        project = self.session.project
        if project is None:
            return

        def show(_: object) -> None:
            self.session.reload_audit()
            self.notices.tell(self.tr("Training may begin."))

        self.start(Task(OverrideAudit(project=project, reason=reason), self.tr("Keeping the reason")), show)

    def look_again(self) -> None:
        if self._origin:
            self.choose(self._origin.settings.source)

    def choose_folder(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, self.tr("Folder of images"), str(self._place)):
            self.choose(Path(chosen))

    def choose_table(self) -> None:
        endings = " ".join(f"*{ending} *{ending.upper()}" for ending in OFFERED_ENDINGS)
        kinds = self.tr("Tables") + f" ({endings})"
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Table of images"), str(self._place), kinds)
        if chosen:
            self.choose(Path(chosen))

    def ask_for_tag(self) -> None:
        """First for the tag that tells the class, then for the folder of DICOM files."""
        dialog = TagDialog(self)
        dialog.accepted.connect(lambda: self._choose_folder_with(dialog.tag))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choose_folder_with(self, tag: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Folder of DICOM files"), str(self._place))
        if chosen:
            self.choose_with_tag(Path(chosen), tag)

    def ask_for_columns(self) -> None:
        """Of the table that lists the images."""
        if self._origin and self._origin.table and (project := self.session.project):
            scan = ScanImages(project=project, source=self._origin.settings.source, reading=self._reading)
            self._ask_for_columns(self._origin.table, scan)

    def _ask_for_columns_of(self, table: str, request: Request) -> None:
        if scan := self._scan_again(request):
            self._ask_for_columns(scan.source if scan.source.is_file() else scan.source / table, scan)

    def _ask_for_columns(self, table: Path, scan: ScanImages) -> None:
        """Then look at the images once more."""
        reading = scan.reading or Reading()

        def ask(preview: TablePreview) -> None:
            dialog = ColumnsDialog(preview, self)
            dialog.chosen.connect(lambda columns: self._scan(replace(scan, reading=replace(reading, columns=columns))))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        with_class = not reading.label_tag
        self.runner.read(lambda: preview_table(table, with_class, reading.columns), ask, self.notices.show_exception)

    def _scan_again(self, request: Request) -> ScanImages | None:
        """Return the request to look once more at the images of this task, with the reading that it had."""
        project = self.session.project
        own = self._origin.settings.source if self._origin else None
        source = request.source if isinstance(request, ScanImages) else own
        if project is None or source is None:
            return None
        given = request.reading if isinstance(request, ScanImages) else None
        reading = given or (self._reading if self._is_own(source) else Reading())
        return ScanImages(project=project, source=source, reading=reading)

    def _ask_for_meaning(self, question: FoldersUnclear, request: Request) -> None:
        """Then look at the images of that task once more."""
        scan = self._scan_again(request)
        if scan is None:
            return
        reading = scan.reading or Reading()
        dialog = FoldersDialog(question, self)
        dialog.answered.connect(lambda meaning: self._scan(replace(scan, reading=replace(reading, folders=meaning))))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def open_image(self, pictures: Sequence[Picture], place: int) -> None:
        dialog = ImageDialog(pictures, place, self.thumbnails, self.preprocessing, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _scan(self, request: ScanImages) -> None:
        self._start(Task(request, self.tr("Looking at the images")), self.tr("All images were looked at."))

    def _start(self, task: Task, good_news: str = "") -> None:
        """What the page itself shows is no news."""

        def show() -> None:
            self.thumbnails.forget()
            self.session.reload_dataset()
            if good_news:
                self.notices.tell(good_news)

        self._is_looking = True
        self._said = []
        self.notices.clear_warnings()
        reload = self.session.reload_dataset
        self.start(task, lambda result: show(), on_stopped=reload, on_failed=reload, on_event=self._receive)

    @property
    def _place(self) -> Path:
        """Where a dialog begins: beside what was chosen last."""
        return self._origin.settings.source.parent if self._origin else Path.home()

    # ---- showing

    def _wire(self) -> None:
        self.drop_area.folder_wanted.connect(self.choose_folder)
        self.drop_area.table_wanted.connect(self.choose_table)
        self.drop_area.tag_wanted.connect(self.ask_for_tag)
        self.overview.folder_wanted.connect(self.choose_folder)
        self.overview.table_wanted.connect(self.choose_table)
        self.overview.columns_wanted.connect(self.ask_for_columns)
        self.overview.look_wanted.connect(self.look_again)
        self.overview.again_wanted.connect(self.use_again)
        self.overview.opened.connect(self.open_image)
        self.overview.split.split_wanted.connect(self.split_again)
        self.overview.reading.reading_wanted.connect(self.read_anew)
        self.overview.audit.audit_wanted.connect(self.audit)
        self.overview.audit.resolving_wanted.connect(self.resolve)
        self.overview.audit.classes_wanted.connect(self.resolve_classes)
        self.overview.audit.override_wanted.connect(self.override_audit)
        self.session.project_changed.connect(self._show_project)
        self.session.dataset_changed.connect(self._show_dataset)
        self.session.audit_changed.connect(self._show_audit)
        self.session.saving_failed.connect(lambda error: self._show_loaded())
        self.session.draft_changed.connect(self._read_cards)
        self.session.runs_changed.connect(self.show_state)
        self.runner.state_changed.connect(self._follow_runner)

    def _show_project(self) -> None:
        self._origin, self._is_loaded, self._is_said = None, False, False
        self.notices.clear_warnings()
        self.overview.show_dataset(None)
        self.overview.tabs.setCurrentIndex(0)
        self._show_audit()
        self.show_state()

    def _show_dataset(self) -> None:
        self.overview.show_dataset(self.session.dataset)
        self._show_what_was_said()
        self._read_cards()
        self._read_origin()
        self._show_loaded()

    def _show_what_was_said(self) -> None:
        """Of a project that was opened again: what was left out when its images were listed."""
        dataset = self.session.dataset
        if dataset and dataset.said and not self._is_said and not self._is_looking:
            self.notices.warn(LISTING, *_in_lines(dataset.said))
        self._is_said = True

    def _show_audit(self) -> None:
        self.overview.show_audit(self.session.audit, is_stale=self.session.is_audit_stale)

    def _show_loaded(self) -> None:
        self._is_loaded = True
        self.show_state()

    def _follow_runner(self) -> None:
        self._is_looking = self._is_looking and self.runner.is_busy
        self.show_state()

    def _receive(self, event: Event) -> None:
        match event:
            case Noticed(stays=True):
                self._said.append(event.text)
                self.notices.warn(LISTING, *_in_lines(self._said))
            case Noticed():
                self.notices.tell(event.text)

    def show_state(self) -> None:
        is_free = not self.runner.is_busy
        self.drop_area.show_state(is_free=is_free, is_looking=self._is_looking)
        self.drop_area.show_over(self._is_over)
        self.overview.show_state(self._state, self._why_fixed)
        self.overview.show_preprocessing(self.preprocessing)
        if not self._is_loaded:
            self._stack.setCurrentWidget(self._unknown)
        elif self._is_over or self.session.dataset is None:
            self._stack.setCurrentWidget(self.drop_area)
        else:
            self._stack.setCurrentWidget(self.overview)

    @property
    def _state(self) -> DatasetState | None:
        if self._origin is None:
            return None
        return DatasetState(
            settings=self._origin.settings,
            given=self._origin.given,
            has_runs=bool(self.session.runs),
            is_busy=self.runner.is_busy,
            has_table=self._origin.table is not None,
        )

    @property
    def _reading(self) -> Reading:
        return self._origin.settings.reading if self._origin else Reading()

    @property
    def _why_fixed(self) -> str:
        """Why no other images can be chosen; "" where they can."""
        if not self.session.runs:
            return ""
        return self.tr("A run has begun on these images. To train on others, make a new project.")

    def _is_own(self, source: Path) -> bool:
        return self._origin is not None and self._origin.settings.source == source.resolve()

    # ---- reading, off the GUI thread

    def _read_cards(self) -> None:
        """Only where the backbone is not among those that are known: the draft changes with every tick."""
        self.overview.show_preprocessing(self.preprocessing)
        if self.session.draft.backbone not in {card.name for card in self._cards}:
            self.runner.read(list_backbones, self._show_cards)

    def _show_cards(self, cards: list[Card]) -> None:
        self._cards = cards
        self.show_state()

    def _read_origin(self) -> None:
        project = self.session.project
        if project is None:
            return

        def show(origin: _Origin | None) -> None:
            if self.session.project == project:
                self._origin = origin
                self.thumbnails.read_with(self._reading.options)
                self.show_state()

        self.runner.read(lambda: _origin_of(project), show)

    # ---- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.session.project and not self.runner.is_busy and _local_paths(event.mimeData()):
            event.acceptProposedAction()
            self._show_over(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._show_over(False)
        paths = _local_paths(event.mimeData())
        if self.runner.is_busy or not paths:
            return
        event.acceptProposedAction()
        if len(paths) > 1:
            self.notices.show_error(
                self.tr("Several things were dropped."), self.tr("Drop one folder that holds all images, or one CSV.")
            )
        else:
            self.choose(paths[0])

    def _show_over(self, is_over: bool) -> None:
        self._is_over = is_over
        self.show_state()


def _origin_of(project: Project) -> _Origin | None:
    settings = project.settings
    if settings is None:
        return None
    try:
        source, reading = settings.source, settings.reading
        how = not reading.label_tag, reading.folders, reading.columns
        table = source if source.is_file() else table_in(source, *how)
        return _Origin(settings, given_parts(source, *how), table)
    except (OSError, UserError):  # the folder has disappeared: who looks again is told so
        return _Origin(settings, frozenset())


def _in_lines(said: Sequence[str]) -> tuple[str, str]:
    """A text, and what is below it."""
    rest = list(said[1:MOST_LINES])
    more = len(said) - len(rest) - 1
    return said[0], "\n".join([*rest, *([tr("… and %n more", "", more)] if more else [])])


def _local_paths(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
