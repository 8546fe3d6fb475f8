"""ReadingFrame: what panels share that set how files are read: sections, subjects, classes, and how to apply them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.dataset.dataset import Dataset
from core.dataset.reading import Reading
from core.errors import UserError
from core.project.settings import ProjectSettings
from core.wording.catalogue import text_of
from gui.pages.dataset.reading.classes_form import ClassesForm
from gui.pages.dataset.reading.subjects_form import SubjectsForm
from gui.session import Session
from gui.widgets.entry_list import EntryList
from gui.widgets.parts import button, card, label, row
from gui.widgets.theme import GAP, SPACE
from gui.widgets.wheel_guard import WheelGuard

SECTIONS_WIDTH = 208


class ReadingFrame(QWidget):
    """A panel says how a reading is shown in its forms and read back; this emits the one that is wanted from now on."""

    reading_wanted = Signal(object)

    def __init__(self, session: Session, *, of_images: bool):
        super().__init__()
        self._session = session
        self._dataset: Dataset | None = None
        #: what is shown, once it is known
        self._settings: ProjectSettings | None = None
        self._is_busy = False
        self.sections = EntryList(self.tr("What is set"))
        self.sections.setFixedWidth(SECTIONS_WIDTH)
        self.says = label("", "muted", wrap=True)
        self.undo_button = button(self.tr("Undo changes"), kind="link", on_click=self._undo)
        self.apply_button = button(self.tr("Apply"), kind="primary", on_click=self._apply)
        self._pages = QStackedWidget()
        self.subjects = SubjectsForm(of_images=of_images)
        self.classes = ClassesForm(of_images=of_images)
        #: why these two cannot be changed
        self.fixed = [label("", "muted", wrap=True) for _ in range(2)]

    def show_state(self, *, is_busy: bool) -> None:
        before, settings = self._settings, self._session.known_settings
        self._settings, self._is_busy = settings, is_busy
        if settings and (before is None or settings.reading != before.reading):
            self.show_reading(settings.reading)
            self._show_subjects()
        why, is_free = self._why_fixed, settings is not None and not is_busy
        for says in self.fixed:
            says.setText(why)
            says.setVisible(bool(why))
        for form in (self.subjects, self.classes):
            form.setEnabled(is_free and not why)
        self.enable_forms(is_free)
        self._show_change()

    def enable_forms(self, is_free: bool) -> None:
        """Let the forms be changed, or not, that no run fixes."""
        raise NotImplementedError

    def show_reading(self, reading: Reading) -> None:
        raise NotImplementedError

    def read(self) -> Reading:
        """Raise UserError where something makes no sense."""
        raise NotImplementedError

    def show_entries(self) -> None:
        """Show in the list of sections what is set in each."""
        raise NotImplementedError

    @property
    def _why_fixed(self) -> str:
        """Return why subjects and classes stay as they are; "" where they need not."""
        if not self._settings or not self._session.runs:
            return ""
        return self.tr("Fixed, because a run has begun: so runs can be compared. To change this make a new project.")

    @property
    def _applied(self) -> Reading:
        return self._settings.reading if self._settings else Reading()

    def _show_subjects(self) -> None:
        self.subjects.show_dataset(self._dataset, self._settings)

    def _show_change(self) -> None:
        """Show a change of what the user has entered."""
        self.show_entries()
        try:
            reading = self.read()
        except UserError as error:
            self.undo_button.setVisible(True)
            self.apply_button.setEnabled(False)
            self.says.setText(text_of(error.message))
            return
        is_other = self._settings is not None and reading != self._applied
        self.undo_button.setVisible(is_other)
        self.apply_button.setEnabled(is_other and not self._is_busy)
        self.says.setText(self.tr("Applying scans the images again.") if is_other else "")

    def _undo(self) -> None:
        self.show_reading(self._applied)
        self._show_change()

    def _apply(self) -> None:
        self.reading_wanted.emit(self.read())

    def _arrange_pages(self, first: QWidget, *more: QWidget) -> None:
        """Put the subjects and the classes behind the first, and more behind these."""
        fixed = (_below(says, form) for says, form in zip(self.fixed, (self.subjects, self.classes), strict=True))
        for part in (first, *fixed, *more):
            self._pages.addWidget(_scrolling(part))
        bottom = row(self.says, self.undo_button, self.apply_button)
        bottom.setStretch(0, 1)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        frame = card(self._pages)
        right.addWidget(frame, stretch=1)
        right.addLayout(bottom)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.sections)
        layout.addLayout(right, stretch=1)
        self.sections.chosen.connect(self._pages.setCurrentIndex)
        guard = WheelGuard(self)
        for kind in (QComboBox, QAbstractSpinBox):
            for control in self.findChildren(kind):
                control.installEventFilter(guard)


def _below(says: QWidget, form: QWidget) -> QWidget:
    """Return a form under what is said of it."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP)
    layout.addWidget(says)
    layout.addWidget(form, stretch=1)
    return made


def _scrolling(content: QWidget) -> QScrollArea:
    """Return an area in which the content scrolls where the window is low."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("kind", "in card")
    area.setWidget(content)
    return area
