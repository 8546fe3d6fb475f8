"""Page: what all stages of the window have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.audit.findings import BlockedByAudit
from core.events import Event
from core.task_table import Request
from gui.job_runner import Done, Failed, JobRunner, Outcome, Task, WasStopped
from gui.session import Session
from gui.widgets.notices import NoticeArea
from gui.widgets.parts import label, row
from gui.widgets.theme import MARGIN, SPACE
from gui.widgets.thumbnails import Thumbnails

Result = TypeVar("Result")


class Page(QWidget):
    """A title, room for notices, and below it `content`, to which a page adds its widgets.

    What belongs at the top right is added to `head`.
    """

    #: the user wants to see another stage; carries it
    stage_wanted = Signal(object)
    #: the user wants to see what stands in the way of training
    audit_wanted = Signal()

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails, title: str):
        super().__init__()
        self.session, self.runner, self.thumbnails = session, runner, thumbnails
        self.setProperty("kind", "page")
        self.setAccessibleName(title)
        self.notices = NoticeArea()
        self.title = label(title, "title")
        self.head = row(self.title, None)
        self.content = QVBoxLayout()
        self.content.setSpacing(SPACE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addLayout(self.head)
        layout.addWidget(self.notices)
        layout.addLayout(self.content, stretch=1)

    def start(
        self,
        task: Task[Result],
        on_done: Callable[[Result], object] = lambda result: None,
        on_stopped: Callable[[], object] = lambda: None,
        on_failed: Callable[[], object] = lambda: None,
        on_event: Callable[[Event], None] = lambda event: None,
    ) -> None:
        """Run a task that the user sees; why it failed is shown on this page."""
        self.notices.clear_errors()

        def end(outcome: Outcome[Result]) -> None:
            match outcome:
                case Done(result):
                    on_done(result)
                case WasStopped():
                    on_stopped()
                case _:
                    self.show_failure(task.request, outcome)
                    on_failed()

        self.runner.start(task, end, on_event)

    def show_failure(self, request: Request, outcome: Outcome) -> None:
        """Show why this task did not end well."""
        self.show_outcome(outcome)

    def show_outcome(self, outcome: Outcome) -> None:
        """Show why a task did not end well, and lead to the audit where that forbids it."""
        match outcome:
            case Failed(BlockedByAudit() as error):
                show = self.tr("Show the audit"), self.audit_wanted.emit
                self.notices.show_refusal(error, show)
            case _:
                self.notices.show_outcome(outcome)
