"""TextContents: the texts of a project and their tokens, read in the background and held in memory while it is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.dataset.contents import with_contents
from core.dataset.dataset import Dataset, Example
from core.modalities.text.facts import text_facts
from core.modalities.text.token_counts import TokenCounts
from core.task_table import CountTokens, SpellTokens
from core.wording.spoken_of import OF_TEXTS
from gui.job_runner import Done, JobRunner, Outcome
from gui.session import Session


class TextContents(QObject):
    #: the dataset with its texts, or None
    texts_read = Signal(object)
    #: TokenCounts, or None where they are not known
    tokens_counted = Signal(object)
    #: the tokens of the text that was asked for last
    tokens_spelt = Signal(object)

    def __init__(self, session: Session, runner: JobRunner, parent: QObject | None = None):
        super().__init__(parent)
        self._session, self._runner = session, runner
        self._dataset: Dataset | None = None
        self._backbone = ""
        self._wanted: Example | None = None
        session.dataset_changed.connect(self._read)
        session.project_changed.connect(self._read)
        session.draft_changed.connect(self._count)

    def spell(self, example: Example | None) -> None:
        """Ask for the tokens of this text."""
        self._wanted = example
        text, backbone = text_facts(example).text if example else "", self._session.draft.backbone
        if not text or self._session.kind != OF_TEXTS:
            return

        def show(outcome: Outcome[list[str]]) -> None:
            if isinstance(outcome, Done) and self._wanted is example:
                self.tokens_spelt.emit(outcome.result)

        self._runner.forget(SpellTokens)
        self._runner.ask(SpellTokens(text=text, backbone=backbone), show)

    def _read(self) -> None:
        dataset, settings = self._session.dataset, self._session.settings
        self._dataset, self._backbone = dataset, ""
        if dataset is None or settings is None or dataset.kind != OF_TEXTS:
            self.texts_read.emit(None)
            self.tokens_counted.emit(None)
            return
        columns = settings.reading.columns

        def show(read: Dataset) -> None:
            if self._session.dataset is dataset:
                self.texts_read.emit(read)

        self._runner.read(lambda: with_contents(dataset, columns), show)
        self._count()

    def _count(self) -> None:
        """Count the tokens where the vocabulary may be another."""
        project, backbone, dataset = self._session.project, self._session.draft.backbone, self._dataset
        if project is None or dataset is None or dataset.kind != OF_TEXTS or backbone == self._backbone:
            return
        self._backbone = backbone

        def show(outcome: Outcome[TokenCounts]) -> None:
            if self._dataset is dataset and self._backbone == backbone:
                self.tokens_counted.emit(outcome.result if isinstance(outcome, Done) else None)

        self._runner.forget(CountTokens)
        self._runner.ask(CountTokens(project=project, backbone=backbone), show)
        self.spell(self._wanted)
