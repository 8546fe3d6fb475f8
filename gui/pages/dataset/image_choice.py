"""ImageChoice: which images a project has and how they are read, and what a user is asked about them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QFileDialog

from core.dataset.columns import ColumnsUnknown
from core.dataset.folder_meaning import FoldersUnclear
from core.dataset.reading import Reading
from core.dataset.table_grid import OFFERED_ENDINGS
from core.dataset.table_preview import TablePreview, preview_table
from core.task_table import Request, ScanImages
from gui.job_runner import Failed, Outcome
from gui.pages.dataset.columns_dialog import ColumnsDialog
from gui.pages.dataset.dataset_tasks import DatasetTasks
from gui.pages.dataset.folders_dialog import FoldersDialog
from gui.pages.dataset.tag_dialog import TagDialog
from gui.pages.page import Page


class ImageChoice(QObject):
    """Its dialogs stand above the page; what is chosen is scanned."""

    def __init__(self, page: Page, tasks: DatasetTasks):
        super().__init__(page)
        self._page, self._session, self._tasks = page, page.session, tasks

    @property
    def why_fixed(self) -> str:
        """Return why no other images can be chosen; "" where they can."""
        if not self._session.runs:
            return ""
        return self.tr("A run has begun on these images. To train on others, make a new project.")

    @property
    def reading(self) -> Reading:
        """Return how files are read now."""
        settings = self._session.settings
        return settings.reading if settings else Reading()

    def choose(self, source: Path) -> None:
        """Look at the images of this folder or table, and make them the project's. Says why where they cannot be."""
        if self.why_fixed and not self._is_own(source):
            self._page.notices.show_error(self.why_fixed)
        else:
            self._scan(source)

    def choose_with_tag(self, source: Path, tag: str) -> None:
        """Choose as `choose` does, for DICOM files whose class is in a tag."""
        self._scan(source, Reading(label_tag=tag))

    def read_anew(self, reading: Reading) -> None:
        """Read the files of the project's images so from now on."""
        if settings := self._session.settings:
            self._scan(settings.source, reading)

    def look_again(self) -> None:
        if settings := self._session.settings:
            self.choose(settings.source)

    # ---- asking

    def choose_folder(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(
            self._page, self.tr("Folder of images or texts", "of all kinds"), str(self._place)
        ):
            self.choose(Path(chosen))

    def choose_table(self) -> None:
        endings = " ".join(f"*{ending} *{ending.upper()}" for ending in OFFERED_ENDINGS)
        kinds = self.tr("Tables ({endings})").format(endings=endings)
        chosen, _ = QFileDialog.getOpenFileName(
            self._page, self.tr("Table of images or texts", "of all kinds"), str(self._place), kinds
        )
        if chosen:
            self.choose(Path(chosen))

    def ask_for_tag(self) -> None:
        """Ask first for the tag that holds the class, then for the folder of DICOM files."""
        dialog = TagDialog(self._page)
        dialog.accepted.connect(lambda: self._choose_folder_with(dialog.tag))
        _open(dialog)

    def ask_for_columns(self) -> None:
        """Ask for the columns of the table that lists the images."""
        settings, listing, project = self._session.settings, self._session.listing, self._session.project
        if project and settings and listing and listing.table:
            scan = ScanImages(project=project, source=settings.source, reading=settings.reading)
            self._ask_for_columns(listing.table, scan)

    def ask_about(self, request: Request, outcome: Outcome) -> bool:
        """Ask where folders may be parts or classes, or columns are not clear. False where nothing is to be asked."""
        match outcome:
            case Failed(FoldersUnclear() as question):
                self._ask_for_meaning(question, request)
            case Failed(ColumnsUnknown() as error):
                action = self.tr("Choose columns …"), lambda: self._ask_for_columns_of(error.table, request)
                self._page.notices.show_refusal(error, action)
            case _:
                return False
        return True

    def _choose_folder_with(self, tag: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self._page, self.tr("Folder of DICOM files"), str(self._place))
        if chosen:
            self.choose_with_tag(Path(chosen), tag)

    def _ask_for_columns_of(self, table: str, request: Request) -> None:
        if scan := self._scan_again(request):
            self._ask_for_columns(scan.source if scan.source.is_file() else scan.source / table, scan)

    def _ask_for_columns(self, table: Path, scan: ScanImages) -> None:
        """Then look at the images once more."""
        reading = scan.reading or Reading()

        def ask(preview: TablePreview) -> None:
            dialog = ColumnsDialog(preview, self._page)
            dialog.chosen.connect(
                lambda columns: self._tasks.scan(replace(scan, reading=replace(reading, columns=columns)))
            )
            _open(dialog)

        self._page.runner.read(
            lambda: preview_table(table, not reading.label_tag, reading.columns), ask, self._page.notices.show_exception
        )

    def _ask_for_meaning(self, question: FoldersUnclear, request: Request) -> None:
        """Then look at the images of that task once more."""
        scan = self._scan_again(request)
        if scan is None:
            return
        reading = scan.reading or Reading()
        dialog = FoldersDialog(question, self._page)
        dialog.answered.connect(
            lambda meaning: self._tasks.scan(replace(scan, reading=replace(reading, folders=meaning)))
        )
        _open(dialog)

    # ---- scanning

    def _scan(self, source: Path, reading: Reading | None = None) -> None:
        if project := self._session.project:
            self._tasks.scan(ScanImages(project=project, source=source, reading=reading))

    def _scan_again(self, request: Request) -> ScanImages | None:
        """Return the request to look once more at the images of this task, with the reading that it had."""
        project, settings = self._session.project, self._session.settings
        own = settings.source if settings else None
        source = request.source if isinstance(request, ScanImages) else own
        if project is None or source is None:
            return None
        given = request.reading if isinstance(request, ScanImages) else None
        reading = given or (self.reading if self._is_own(source) else Reading())
        return ScanImages(project=project, source=source, reading=reading)

    def _is_own(self, source: Path) -> bool:
        settings = self._session.settings
        return settings is not None and settings.source == source.resolve()

    @property
    def _place(self) -> Path:
        """Return where a dialog begins: beside what was chosen last."""
        settings = self._session.settings
        return settings.source.parent if settings else Path.home()


def _open(dialog: QDialog) -> None:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
