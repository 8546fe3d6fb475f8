"""TextReadingPanel: how texts are read: how much of a long one, where they are kept, their subjects and classes."""

from __future__ import annotations

from dataclasses import replace

from core.dataset.dataset import Dataset
from core.dataset.reading import Reading
from core.modalities.text.options import text_options
from core.modalities.text.token_counts import TokenCounts
from gui.pages.dataset.reading.reading_frame import ReadingFrame
from gui.pages.dataset.texts.text_form import TextForm
from gui.session import Session
from gui.widgets.entry_list import Entry

LENGTH, SUBJECTS, CLASSES = range(3)


class TextReadingPanel(ReadingFrame):
    """`show_reading`, `read` it back."""

    def __init__(self, session: Session):
        super().__init__(session, of_images=False)
        self.texts = TextForm()
        self._arrange_pages(self.texts)
        for form in (self.texts, self.subjects, self.classes):
            form.changed.connect(self._show_change)
        self.show_entries()
        self.sections.choose(LENGTH)

    def show_dataset(self, dataset: Dataset | None) -> None:
        self._dataset = dataset
        self._show_subjects()

    def show_tokens(self, counts: TokenCounts | None) -> None:
        self.texts.show_counts(counts)

    def enable_forms(self, is_free: bool) -> None:
        self.texts.setEnabled(is_free)

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
