"""DatasetTasks: what the engine does to the images of a project, and what it says of them meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from core.audit.findings import Action
from core.dataset.split import Fractions
from core.events import Event, Noticed
from core.task_table import (
    AuditImages,
    OverrideAudit,
    Request,
    ResolveFinding,
    ScanImages,
    SplitAgain,
    UseDroppedAgain,
)
from core.wording.catalogue import text_of
from gui.job_runner import Task
from gui.pages.dataset.audit.audit_words import action_name
from gui.pages.page import Page
from gui.translation import tr

#: what is said of folders and tables, in one place
LISTING = "listing"
MOST_LINES = 6


class DatasetTasks(QObject):
    """Afterwards the session reads the images anew. News and failures are shown on the page."""

    def __init__(self, page: Page):
        super().__init__(page)
        self._page, self._session, self._notices = page, page.session, page.notices
        self._request: Request | None = None
        #: what changes what is learnt from, of the images that are being looked at
        self._said: list[str] = []

    @property
    def is_running(self) -> bool:
        return self._request is not None and self._page.runner.request is self._request

    def scan(self, request: ScanImages) -> None:
        self._start(Task(request, self.tr("Scanning the images")), self.tr("Scan finished."))

    def split_again(self, fractions: Fractions, seed: int) -> None:
        if project := self._session.project:
            request = SplitAgain(project=project, fractions=fractions, seed=seed)
            self._start(Task(request, self.tr("Splitting the images")), self.tr("The images were split again."))

    def audit(self) -> None:
        project = self._session.project
        if project and self._session.settings:
            request = AuditImages(project=project, backbone=self._session.draft.backbone)
            self._start(Task(request, self.tr("Auditing the images")))

    def resolve(self, code: str, action: Action) -> None:
        """Do this about the findings with this code."""
        self.resolve_classes(code, action, (), "")

    def resolve_classes(self, code: str, action: Action, labels: Sequence[str], into: str) -> None:
        """Do this about these classes of the findings with this code; none are all of them."""
        if project := self._session.project:
            backbone = self._session.draft.backbone
            request = ResolveFinding(
                project=project, code=code, action=action, backbone=backbone, labels=tuple(labels), into=into
            )
            self._start(Task(request, action_name(action)))

    def use_again(self) -> None:
        """Take back that images were dropped."""
        if project := self._session.project:
            task = Task(UseDroppedAgain(project=project), self.tr("Using all images"))
            self._start(task, self.tr("The images are used again."))

    def override_audit(self, reason: str) -> None:
        def show(_: object) -> None:
            self._session.reload_audit()
            self._notices.report(self.tr("Training may begin."))

        if project := self._session.project:
            self._page.start(Task(OverrideAudit(project=project, reason=reason), self.tr("Keeping the reason")), show)

    def show_said(self, said: Sequence[str]) -> None:
        """Show what was left out when the images were listed; it stays until the user closes it."""
        more = list(said[1:MOST_LINES])
        rest = len(said) - len(more) - 1
        if rest:
            more.append(tr("… and %n more", "", rest))
        self._notices.warn(LISTING, said[0], "\n".join(more))

    def _start(self, task: Task, good_news: str = "") -> None:
        """Run a task; what the page itself shows afterwards is no news."""

        def show() -> None:
            self._page.thumbnails.forget()
            self._session.reload_dataset()
            if good_news:
                self._notices.report(good_news)

        self._request, self._said = task.request, []
        self._notices.clear_warnings()
        reload = self._session.reload_dataset
        self._page.start(task, lambda result: show(), on_stopped=reload, on_failed=reload, on_event=self._receive)

    def _receive(self, event: Event) -> None:
        match event:
            case Noticed(stays=True):
                self._said.append(text_of(event.message))
                self.show_said(self._said)
            case Noticed():
                self._notices.report(text_of(event.message))
