"""BothApproaches: has the head trained alone and then with fine-tuning, and both compared."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from core.errors import UserError
from core.evaluation.comparison import Comparison
from core.events import Event, RunBegun
from core.task_table import CompareApproaches
from core.training.run import Run
from gui.job_runner import Done, Outcome, Task, WasStopped
from gui.pages.page import Page
from gui.pages.training.live.training_status import TrainingStatus

MILLISECONDS_BETWEEN_LOOKS = 100


class BothApproaches(QObject):
    """Train both approaches; the page shows what becomes of it."""

    #: how far it is
    changed = Signal()
    #: carries the comparison; the session does not know of the new runs yet
    compared = Signal(object)

    def __init__(self, page: Page):
        super().__init__(page)
        self._page, self._session, self._runner, self._notices = page, page.session, page.runner, page.notices
        self._status, self._is_first_run = TrainingStatus(), True
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(MILLISECONDS_BETWEEN_LOOKS)
        self._soon.timeout.connect(self.changed)

    @property
    def is_training(self) -> bool:
        """Return whether both are under way."""
        return isinstance(self._runner.request, CompareApproaches)

    @property
    def status_text(self) -> str:
        """Return what it is at; "" where it is not under way."""
        if not self.is_training:
            return ""
        run = self.tr("First run: the head alone.") if self._is_first_run else self.tr("Second run: fine-tuning.")
        return f"{run}\n{self._status.text}"

    def start(self) -> None:
        """Train both as the draft has them, and compare them."""
        project = self._session.project
        if project is None or self._session.settings is None or self._runner.is_busy:
            return
        try:
            plan = self._session.draft.plan
        except UserError as error:
            self._notices.show_exception(error)
            return
        self._notices.clear_errors()
        self._status, self._is_first_run = TrainingStatus(), True
        request = CompareApproaches(project=project, plan=plan)
        self._runner.start(Task(request, self.tr("Comparing both approaches")), self._end, self._receive)

    def _receive(self, event: Event) -> None:
        self._status.add(event)
        if isinstance(event, RunBegun):
            self._is_first_run = not event.fine_tunes
            self._session.begin_run(Run(folder=event.folder))
        if not self._soon.isActive():
            self._soon.start()

    def _end(self, outcome: Outcome[Comparison]) -> None:
        self._session.reload_runs(select=outcome.result.runs[-1].run if isinstance(outcome, Done) else None)
        self._session.reload_dataset()  # preparing may have found more images that cannot be read
        match outcome:
            case Done(comparison):
                self.compared.emit(comparison)
                self._notices.report(self.tr("Both approaches are trained and compared."))
            case WasStopped():
                self._notices.report(self.tr("Stopped. What was learnt is kept; the same button goes on from there."))
            case _:
                self._page.show_outcome(outcome)
        self.changed.emit()
