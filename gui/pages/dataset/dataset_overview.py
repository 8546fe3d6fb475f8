"""DatasetOverview: what a dataset holds, in two lines and five views of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from core.audit.findings import Audit
from core.dataset.counts import file_count
from core.dataset.dataset import Dataset
from core.modalities.images.preprocessing import Preprocessing
from core.wording.spoken_of import OF_TEXTS
from gui.pages.dataset.audit.audit_panel import AuditPanel
from gui.pages.dataset.audit.audit_words import verdict_sign, verdict_text
from gui.pages.dataset.problem_table import ProblemTable, problem_images
from gui.pages.dataset.reading.reading_panel import SUBJECTS, ReadingPanel
from gui.pages.dataset.split_panel import SplitPanel
from gui.pages.dataset.texts.text_browser import TextBrowser
from gui.pages.dataset.texts.text_reading_panel import SUBJECTS as SUBJECTS_OF_TEXTS
from gui.pages.dataset.texts.text_reading_panel import TextReadingPanel
from gui.session import Session
from gui.translation import count, tr
from gui.widgets.dataset_browser import DatasetBrowser, DatasetPictures
from gui.widgets.icons import icon
from gui.widgets.parts import button, column, flush, keep_icon, label, row
from gui.widgets.theme import GAP, theme
from gui.widgets.thumbnails import Thumbnails


class DatasetOverview(QWidget):
    """Shows; what the user wants, it emits."""

    look_wanted = Signal()
    folder_wanted = Signal()
    table_wanted = Signal()
    #: which column of the table is what is to be seen and changed
    columns_wanted = Signal()
    #: what was dropped is to be used again
    again_wanted = Signal()
    #: pictures, and the place of the one that was activated
    opened = Signal(object, int)

    def __init__(self, session: Session, thumbnails: Thumbnails):
        super().__init__()
        self._session = session
        self._dataset: Dataset | None = None
        self.summary = label("", wrap=True)
        self.reason = label("", "muted", wrap=True)
        #: what the audit has found, in a few words: it leads there
        self.audit_button = button("", "todo", kind="link", on_click=self.show_audit_tab)
        self.look_button = button(self.tr("Rescan"), "reload", on_click=self.look_wanted.emit)
        self.look_button.setToolTip(self.tr("Finds images that were added, changed or removed"))
        self.columns_button = button(self.tr("Columns …"), "table", on_click=self.columns_wanted.emit)
        self.columns_button.setToolTip(self.tr("Shows which column of the table is taken for what"))
        self.columns_button.setVisible(False)
        self.other_button = button(self.tr("Choose other images"), "folder")
        self.other_button.setMenu(self._menu())
        self.browser = DatasetBrowser(thumbnails)
        self.reading = ReadingPanel(session, thumbnails)
        self.texts = TextBrowser()
        self.text_reading = TextReadingPanel(session)
        self.split = SplitPanel(session)
        self.audit = AuditPanel(session, thumbnails)
        self.problems = ProblemTable()
        self.again_button = button(self.tr("Use left-out images again"), on_click=self.again_wanted.emit)
        self.again_button.setToolTip(self.tr("Uses the dropped copies again; the audit will find them again"))
        self.tabs = QTabWidget()
        self._arrange()
        self.browser.opened.connect(lambda place: self.opened.emit(self.browser.pictures, place))
        self.problems.opened.connect(self._open_problem)
        self.audit.opened.connect(self.opened)
        self.audit.subjects_wanted.connect(self._show_subjects)
        theme().changed.connect(self._show_problems)
        theme().changed.connect(self._show_sign)
        self.show_audit(None, is_stale=False)

    def show_dataset(self, dataset: Dataset | None) -> None:
        self._dataset = dataset
        are_texts = dataset is not None and dataset.kind == OF_TEXTS
        of_images, of_texts = (None, dataset) if are_texts else (dataset, None)
        self.browser.show_dataset(of_images)
        self.reading.show_dataset(of_images)
        self.texts.show_dataset(of_texts)
        self.text_reading.show_dataset(of_texts)
        for stack in (self._browsers, self._readings):
            stack.setCurrentIndex(int(are_texts))
        self.split.show_dataset(dataset)
        self._show_problems()

    def show_texts(self, dataset: Dataset) -> None:
        """Show the same dataset with its texts, which were read from where they lie."""
        self._dataset = dataset
        self.texts.show_dataset(dataset)
        self.audit.show_audit(dataset, self._session.audit, is_stale=self._session.is_audit_stale)

    def show_audit(self, audit: Audit | None, *, is_stale: bool) -> None:
        """Show the audit of the dataset that is shown, unless it is stale."""
        self.audit.show_audit(self._dataset, audit, is_stale=is_stale)
        self.audit_button.setText(self.tr("Audit: {verdict}").format(verdict=verdict_text(audit, is_stale)))
        self.audit_button.setAccessibleName(self.audit_button.text())
        keep_icon(self.audit_button, *verdict_sign(audit, is_stale))
        self._sign = verdict_sign(audit, is_stale)
        self._show_sign()

    def _show_sign(self) -> None:
        self.tabs.setTabIcon(self.tabs.indexOf(self.audit), icon(*self._sign))

    def show_audit_tab(self) -> None:
        self.tabs.setCurrentWidget(self.audit)

    def show_preprocessing(self, preprocessing: Preprocessing | None) -> None:
        """Show images as this network takes them."""
        self.reading.show_preprocessing(preprocessing)

    def show_state(self, why_fixed: str, *, is_busy: bool) -> None:
        """`why_fixed` says why no other images can be chosen; "" where they can."""
        settings, listing = self._session.known_settings, self._session.listing
        is_free = settings is not None and not is_busy
        self.look_button.setEnabled(is_free)
        self.other_button.setEnabled(is_free and not why_fixed)
        self.columns_button.setVisible(listing is not None and listing.table is not None)
        self.columns_button.setEnabled(is_free and not why_fixed)
        self.again_button.setEnabled(is_free)
        self.reason.setText(why_fixed)
        self.reason.setVisible(bool(why_fixed))
        if settings and self._dataset:
            self.summary.setText(self._summary(self._dataset, settings.source.name))
        reading = self.text_reading if self._session.kind == OF_TEXTS else self.reading
        for panel in (reading, self.split, self.audit):
            panel.show_state(is_busy=is_busy)

    def _arrange(self) -> None:
        problems = QWidget()
        column_of_problems = column(row(self.again_button, None), self.problems)
        column_of_problems.setContentsMargins(0, GAP, 0, 0)
        problems.setLayout(column_of_problems)
        self._browsers, self._readings = QStackedWidget(), QStackedWidget()
        for stack, widgets in (
            (self._browsers, (self.browser, self.texts)),
            (self._readings, (self.reading, self.text_reading)),
        ):
            for widget in widgets:
                stack.addWidget(widget)
        self.tabs.addTab(self._browsers, self.tr("Images"))
        self.tabs.addTab(self._readings, self.tr("Image import"))
        self.tabs.addTab(self.split, self.tr("Split"))
        self.tabs.addTab(self.audit, self.tr("Audit"))
        self.tabs.addTab(problems, self.tr("Problems"))
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(self.tr("Views of the dataset"))
        self.tabs.tabBar().setDrawBase(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        top = row(self.columns_button, self.look_button, self.other_button)
        says = column(self.summary, flush(self.audit_button), self.reason, spacing=2)
        top.insertLayout(0, says, stretch=1)
        layout.addLayout(top)
        layout.addWidget(self.tabs, stretch=1)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Choose folder …")).triggered.connect(lambda: self.folder_wanted.emit())
        menu.addAction(self.tr("Choose table …")).triggered.connect(lambda: self.table_wanted.emit())
        return menu

    def _show_problems(self) -> None:
        images = problem_images(self._dataset)
        self.problems.show_images(images)
        self.again_button.setVisible(any(image.dropped for image in images))
        place = self.tabs.count() - 1
        self.tabs.setTabText(place, self.tr("Problems ({count})").format(count=count(len(images))))
        self.tabs.setTabIcon(place, icon("warning", "danger") if images else icon("done", "muted"))

    def _show_subjects(self) -> None:
        self.tabs.setCurrentWidget(self._readings)
        self.reading.sections.choose(SUBJECTS)
        self.text_reading.sections.choose(SUBJECTS_OF_TEXTS)

    def _open_problem(self, row: int) -> None:
        if self._dataset and self._dataset.kind != OF_TEXTS:
            self.opened.emit(DatasetPictures(self._dataset, self.problems.images), row)

    def _summary(self, dataset: Dataset, source: str) -> str:
        parts = [
            tr("%n image(s)", "", len(dataset.examples)),
            tr("%n class(es)", "", len(dataset.classes)),
            self._subjects(dataset),
            self._problems(dataset),
            self.tr("from “{source}”").format(source=source),
        ]
        return " · ".join(part for part in parts if part)

    def _problems(self, dataset: Dataset) -> str:
        images, files = len(dataset.problems), file_count(dataset.problems)
        if not images:
            return ""
        if images == files:
            return tr("%n image(s) cannot be read", "", images)
        text = tr("%n file(s) with {images} cannot be read", "", files)
        return text.format(images=tr("%n image(s)", "", images))

    def _subjects(self, dataset: Dataset) -> str:
        subjects = len({image.subject for image in dataset.examples if image.subject})
        alone = sum(not image.subject for image in dataset.readable)
        if not subjects:
            return self.tr("each image its own subject")
        text = tr("%n subject(s)", "", subjects)
        if not alone:
            return text
        return tr("{subjects} and %n image(s) without one", "", alone).format(subjects=text)
