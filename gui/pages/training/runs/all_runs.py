"""AllRuns: what is known of all runs of the project, which is read anew when they change, and the list of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from core.figures.training_history import TrainingHistory
from core.training.run import Run
from gui.pages.page import Page
from gui.pages.training.runs.run_actions import RunActions
from gui.pages.training.runs.run_facts import RunFacts, read_all_facts
from gui.pages.training.runs.run_list import RunList


class AllRuns(QObject):
    """Does to them what is asked for in the list; others ask it for the facts of a run."""

    #: there are others, or there is more to tell of them
    facts_read = Signal()

    def __init__(self, page: Page):
        super().__init__(page)
        self._session, self._runner = page.session, page.runner
        #: in the order in which the runs were begun
        self.facts: list[RunFacts] = []
        self.list = RunList()
        self._actions = RunActions(page.session, page.runner, page.notices)
        self.list.renamed.connect(self._actions.rename)
        self.list.noted.connect(self._actions.note)
        self.list.delete_wanted.connect(self._actions.delete)

    def read(self) -> None:
        runs, project = self._session.runs, self._session.project

        def show(facts: list[RunFacts]) -> None:
            if (self._session.project, self._session.runs) == (project, runs):  # else others are being read already
                self.facts = facts
                self.list.show_runs(facts)
                self.facts_read.emit()

        self._runner.read(lambda: read_all_facts(runs), show)

    def forget(self) -> None:
        """Forget the runs of another project."""
        self.facts = []

    def facts_of(self, run: Run | None) -> RunFacts | None:
        return next((facts for facts in self.facts if facts.run == run), None)

    def title_of(self, run: Run | None) -> str:
        facts = self.facts_of(run)
        return facts.title if facts else ""

    @property
    def selected_curves(self) -> list[tuple[str, TrainingHistory]]:
        return [(facts.title, facts.history) for facts in self.list.selected]
