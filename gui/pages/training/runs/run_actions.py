"""RunActions: what a user does to runs that are there: rename, note, delete. Files are written off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.training.run import Notes, Run
from gui.job_runner import JobRunner
from gui.session import Session
from gui.widgets.notices import NoticeArea


class RunActions:
    """The session reports when it is done; why it could not be done is shown in `notices`."""

    def __init__(self, session: Session, runner: JobRunner, notices: NoticeArea):
        self._session, self._runner, self._notices = session, runner, notices

    def rename(self, run: Run, title: str) -> None:
        self._write_notes(run, lambda notes: replace(notes, title=title))

    def note(self, run: Run, note: str) -> None:
        self._write_notes(run, lambda notes: replace(notes, note=note))

    def delete(self, runs: Sequence[Run]) -> None:
        project = self._session.project
        if project is None:
            return

        def delete_all() -> None:
            for run in runs:
                project.delete_run(run)

        self._do(delete_all)

    def _write_notes(self, run: Run, change: Callable[[Notes], Notes]) -> None:
        self._do(lambda: run.save_notes(change(run.notes)))

    def _do(self, work: Callable[[], None]) -> None:
        self._notices.clear_errors()
        self._runner.read(work, lambda _: self._session.reload_runs(), self._show_why_not)

    def _show_why_not(self, error: Exception) -> None:
        self._session.reload_runs()
        self._notices.show_exception(error)
