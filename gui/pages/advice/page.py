"""The advice page: what to train on these images, and why, before anything is trained."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget

from core.task_table import Advise
from gui.job_runner import JobRunner, Task
from gui.pages.advice.advice_view import AdviceView
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, title
from gui.widgets.busy import BusyReason, busy_reason
from gui.widgets.invitation import Invitation
from gui.widgets.parts import button, label
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.tool_tip import plain


class AdvicePage(Page):
    """An invitation to ask for advice; then the advice, which one click makes the settings of the next run."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.ADVICE))
        self.again_button = button(self.tr("Ask again"), "reload", on_click=self.ask)
        self.head.addWidget(self.again_button)
        self.stale = label(
            self.tr("The images have changed since this advice was given: ask again."), "warning", wrap=True
        )
        self.ask_button = button(self.tr("Get advice"), kind="primary", on_click=self.ask)
        self.invitation = Invitation("advice", self.ask_button, BusyReason(runner))
        self.invitation.show_texts(
            self.tr("Which backbone, and how much of it?"),
            self.tr(
                "A few measurements on your images say whether to train only a new head or to fine-tune, and how deep. "
                "It takes about a minute once the images are prepared. The test set is not used."
            ),
        )
        self.view = AdviceView()
        self._stack = QStackedWidget()
        for widget in (QWidget(), self.invitation, self.view):
            self._stack.addWidget(widget)
        self.content.addWidget(self.stale)
        self.content.addWidget(self._stack, stretch=1)
        self.view.use_wanted.connect(self.use_plan)
        session.project_changed.connect(self.show_advice)
        session.advice_changed.connect(self.show_advice)
        runner.state_changed.connect(self.show_state)
        self.show_advice()

    # ---- what the user can ask for

    def ask(self) -> None:
        project = self.session.project
        if project is None or self.session.settings is None or self.runner.is_busy:
            return
        request = Advise(project=project)
        self.start(Task(request, self.tr("Measuring for the advice")), lambda advice: self.session.reload_dataset())

    def use_plan(self) -> None:
        """The next run is as advised; it can still be changed."""
        advice = self.session.advice
        if advice is None:
            return
        self.session.change_draft(advice.recommendation.applied_to(self.session.draft))
        self.stage_wanted.emit(Stage.TRAINING)

    # ---- what is shown

    def show_advice(self) -> None:
        advice = self.session.advice
        if advice is not None:
            self.view.show_advice(advice)
        self._stack.setCurrentWidget(self.view if advice else self.invitation)
        self.show_state()

    def show_state(self) -> None:
        advice, is_free = self.session.advice, not self.runner.is_busy
        why_not = busy_reason(self.runner)
        for made in (self.ask_button, self.again_button, self.view.use_button):
            made.setEnabled(is_free)
            made.setToolTip(plain(why_not))
        self.again_button.setVisible(advice is not None)
        self.stale.setVisible(advice is not None and self.session.is_advice_stale)
