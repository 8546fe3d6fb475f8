"""TextReadingPanel: how texts are read: how much of a long one, where they are kept, their subjects and classes."""

from __future__ import annotations

from dataclasses import replace

from core.dataset.dataset import Dataset
from core.dataset.reading import Reading
from core.modalities.text.options import text_options
from core.modalities.text.token_counts import TokenCounts
from gui.pages.dataset.reading.classes_form import ClassesForm
from gui.pages.dataset.reading.reading_frame import ReadingFrame, below
from gui.pages.dataset.reading.subjects_form import SubjectsForm
from gui.pages.dataset.texts.text_form import TextForm
from gui.session import Session
from gui.widgets.entry_list import Entry
from gui.widgets.parts import label

LENGTH, SUBJECTS, CLASSES = range(3)


class TextReadingPanel(ReadingFrame):
    """`show_reading`, `read` it back."""

    def __init__(self, session: Session):
        super().__init__(session)
        self._dataset: Dataset | None = None
        self.texts = TextForm()
        self.subjects = SubjectsForm(of_images=False)
        self.classes = ClassesForm(of_images=False)
        self.fixed = [label("", "muted", wrap=True) for _ in range(2)]
        self._arrange_pages((self.texts, below(self.fixed[0], self.subjects), below(self.fixed[1], self.classes)))
        for form in (self.texts, self.subjects, self.classes):
            form.changed.connect(self._show_change)
        self.show_entries()
        self.sections.choose(LENGTH)

    def show_dataset(self, dataset: Dataset | None) -> None:
        self._dataset = dataset
        self.subjects.show_dataset(dataset, self._settings)

    def show_tokens(self, counts: TokenCounts | None) -> None:
        self.texts.show_counts(counts)

    def show_state(self, *, is_busy: bool) -> None:
        before, settings = self._settings, self._session.known_settings
        self._settings, self._is_busy = settings, is_busy
        if settings and (before is None or settings.reading != before.reading):
            self.show_reading(settings.reading)
            self.subjects.show_dataset(self._dataset, settings)
        why = self.why_fixed
        for says in self.fixed:
            says.setText(why)
            says.setVisible(bool(why))
        for form in (self.subjects, self.classes):
            form.setEnabled(self.is_free and not why)
        self.texts.setEnabled(self.is_free)
        self._show_change()

    def show_reading(self, reading: Reading) -> None:
        self.texts.show_options(text_options(reading.options))
        self.subjects.show_rule(reading.subjects)
        self.classes.show_meaning(reading.folders)

    def read(self) -> Reading:
        options = self.texts.read(text_options(self._applied.options))
        folders = self.classes.read_meaning()
        return replace(self._applied, subjects=self.subjects.read(), folders=folders, options=options)

    def show_entries(self) -> None:
        self.sections.show_entries(
            (
                Entry(self.tr("Length and copy"), self.texts.in_short),
                Entry(self.tr("Subjects"), self.subjects.in_short),
                Entry(self.tr("Classes"), self.tr("folders or table")),
            )
        )
