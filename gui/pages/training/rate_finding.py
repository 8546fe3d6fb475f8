"""RateFinding: has learning rates tried, and shows their curve in a dialog."""

from __future__ import annotations

from collections.abc import Callable

from core.events import Event
from core.project.project import Project
from core.task_table import FindLearningRate
from core.training.plan import Plan
from core.training.rate_finder import RateCurve
from gui.job_runner import Task
from gui.pages.page import Page
from gui.pages.training.rate_dialog import RateDialog
from gui.translation import tr
from gui.widgets.words import phase_name


class RateFinding:
    """`use` is called with the number of the phase and the rate that was chosen."""

    def __init__(self, page: Page, use: Callable[[int, float], None]):
        self._page, self._use = page, use
        self.dialog: RateDialog | None = None

    def find(self, project: Project, plan: Plan, phase: int) -> None:
        dialog = RateDialog(phase_name(plan.phases[phase].name), self._page)
        self.dialog = dialog
        dialog.rate_chosen.connect(lambda rate: self._use(phase, rate))
        dialog.finished.connect(lambda _: self._close(dialog))
        request = FindLearningRate(project=project, plan=plan, phase=phase)
        title = tr("Finding a learning rate")
        self._page.start(
            Task(request, title),
            on_done=lambda curve: self._show(dialog, curve),
            on_stopped=lambda: self._end(dialog),
            on_failed=lambda: self._end(dialog),
            on_event=lambda event: self._show_progress(dialog, event),
        )
        dialog.open()

    def _show_progress(self, dialog: RateDialog, event: Event) -> None:
        if dialog is self.dialog:
            dialog.show_progress(event)

    def _show(self, dialog: RateDialog, curve: RateCurve) -> None:
        if dialog is self.dialog:
            dialog.show_curve(curve)

    def _end(self, dialog: RateDialog) -> None:
        """Show on the page why it ended, where there is something to say."""
        if dialog is self.dialog:
            dialog.reject()

    def _close(self, dialog: RateDialog) -> None:
        self.dialog = None
        if dialog.curve is None:  # closed by the user, who does not want to know any more
            self._page.runner.stop()
        dialog.deleteLater()
