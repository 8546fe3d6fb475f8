"""The comparison page: runs on the same split side by side, and whether they differ by more than chance."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.dataset.dataset import Split
from core.evaluation.comparison import Comparison
from core.process.notices import RESEARCH_USE_ONLY
from core.task_table import Compare, KnownComparison
from core.training.run import Run
from core.wording.catalogue import words_of
from core.wording.wording import translated
from gui.job_runner import Done, Failed, JobRunner, Outcome, Task
from gui.pages.comparison.approaches_card import ApproachesCard
from gui.pages.comparison.both_approaches import BothApproaches
from gui.pages.comparison.comparison_bar import ComparisonBar
from gui.pages.comparison.comparison_view import ComparisonView
from gui.pages.comparison.run_checks import RunChecks, RunChoice
from gui.pages.comparison.run_choices import choices_of, usual_runs
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, title
from gui.widgets.busy import BusyReason
from gui.widgets.invitation import Invitation
from gui.widgets.look_question import ask_before_look
from gui.widgets.parts import button, card, label, row
from gui.widgets.theme import SPACE
from gui.widgets.thumbnails import Thumbnails

SIDE_WIDTH = 256


class ComparisonPage(Page):
    """Runs are chosen at the left; what is known of them is shown at once, and the test set only when asked for."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.COMPARISON))
        self._comparison: Comparison | None = None
        self._wanted: Sequence[Run] = ()
        self._is_outdated = True
        self.both = BothApproaches(self)
        self._make_controls()
        self._arrange()
        self._wire()
        self._show_state()

    # ---- comparing

    def _evaluate_and_compare(self) -> None:
        if self.bar.part is Split.TEST:
            ask_before_look(self, self._compare)
        else:
            self._compare()

    def _compare(self) -> None:
        runs, part = self.checks.chosen, self.bar.part
        if not self.runner.is_busy:
            self.start(
                Task(Compare(runs=tuple(runs), part=part), self.tr("Comparing")),
                lambda comparison: self.session.reload_runs(),
            )

    # ---- what is shown

    def _look_again(self) -> None:
        """Read which runs there are, now or when the page is seen."""
        self._is_outdated = True
        self._show_state()
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self._is_outdated = False
        runs, project = self.session.models, self.session.project

        def show(choices: list[RunChoice]) -> None:
            if self.session.project == project:
                self._show_choices(choices)

        self.runner.read(lambda: choices_of(runs), show, self.notices.show_exception)

    def _show_choices(self, choices: Sequence[RunChoice]) -> None:
        known = [choice.run for choice in choices]
        chosen = [run for run in self._wanted if run in known]
        if len(chosen) < 2:
            chosen = usual_runs(choices)
        self.checks.show_runs(choices, chosen)
        self._show_chosen()

    def _show_chosen(self) -> None:
        """Show the chosen runs: at once where all have been evaluated, else after the engine has."""
        runs, part = self.checks.chosen, self.bar.part
        self._wanted = runs
        self.runner.forget(KnownComparison)
        if not self._is_shown(runs, part):
            self._show_comparison(None)
            self._invite_to_wait()
        if len(runs) < 2:
            self._invite_to_choose()
            return

        def answer(outcome: Outcome[Comparison | None]) -> None:
            if (self.checks.chosen, self.bar.part) == (runs, part):  # else another answer is on its way
                self._show_known(outcome)

        self.runner.ask(KnownComparison(runs=tuple(runs), part=part), answer)

    def _is_shown(self, runs: Sequence[Run], part: Split) -> bool:
        """Return whether these runs are shown; they stay until the engine has reported, however long that takes."""
        shown = self._comparison
        return shown is not None and shown.part is part and [one.run for one in shown.runs] == list(runs)

    def _invite_to_wait(self) -> None:
        self._stack.setCurrentIndex(0)
        if self.runner.is_busy:
            self._invite(self.tr("They are compared as soon as the engine has time."), "")

    def _show_known(self, outcome: Outcome[Comparison | None]) -> None:
        match outcome:
            case Done(None):
                self._invite_to_evaluate()
            case Done(comparison):
                self._show_comparison(comparison)
            case Failed(error):
                self._invite(words_of(error.message).text, words_of(error.message).hint)
            case _:
                self.notices.show_outcome(outcome)

    def _show_comparison(self, comparison: Comparison | None) -> None:
        self._comparison = comparison
        if comparison is not None:
            self.view.show_comparison(comparison)
            self._stack.setCurrentWidget(self.view)
        self._show_state()

    def _invite_to_choose(self) -> None:
        if len(self.session.models) < 2:
            says = self.tr("Train both approaches with the button at the left, or any two runs on the Training page.")
            self._invite(self.tr("There are not two trained models yet."), says)
        else:
            self._invite(self.tr("Tick two runs or more."), "")

    def _invite_to_evaluate(self) -> None:
        if self.bar.part is Split.VALIDATION:
            heading = self.tr("Not all of these models have been evaluated yet.")
            says = self.tr("The others are evaluated on the validation images first.")
            text = self.tr("Evaluate and compare")
        else:
            heading = self.tr("The test set is kept for the end.")
            says = self.tr("Compare on it when all else is decided: each model’s view is counted.")
            text = self.tr("View the test set …")
        self._invite(heading, says, text, "locked" if self.bar.part is Split.TEST else "comparison")

    def _invite(self, heading: str, says: str, action: str = "", icon_name: str = "comparison") -> None:
        self.invitation.show_texts(heading, says, icon_name)
        self.evaluate_button.setText(action)
        self.evaluate_button.setAccessibleName(action)
        self.evaluate_button.setVisible(bool(action))
        self._stack.setCurrentWidget(self.invitation)

    def _show_state(self) -> None:
        is_busy = self.runner.is_busy
        self.evaluate_button.setEnabled(not is_busy)
        self.approaches.show_state(self.session.draft, is_busy=is_busy, status=self.both.status_text)
        self.bar.show_state(self._comparison, can_choose=len(self.session.models) > 1)

    # ---- arranging and wiring

    def _make_controls(self) -> None:
        """Make the controls in the order in which the Tab key reaches them."""
        self.checks = RunChecks()
        self.approaches = ApproachesCard(self.runner)
        self.view = ComparisonView()
        self.bar = ComparisonBar(self, self.view)
        self.evaluate_button = button("", kind="primary", on_click=self._evaluate_and_compare)
        self.invitation = Invitation("comparison", self.evaluate_button, BusyReason(self.runner))

    def _arrange(self) -> None:
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SPACE)
        left.addWidget(card(label(self.tr("Runs"), "heading"), self.checks), stretch=1)
        left.addWidget(self.approaches)
        self._stack = QStackedWidget()
        for widget in (QWidget(), self.invitation, self.view):
            self._stack.addWidget(widget)
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addWidget(self.bar)
        right.addWidget(self._stack, stretch=1)
        both = row(side, right, spacing=SPACE)
        both.setStretch(1, 1)
        self.content.addLayout(both, stretch=1)
        self.content.addWidget(label(translated(RESEARCH_USE_ONLY), "muted", wrap=True))

    def _wire(self) -> None:
        self.session.project_changed.connect(self._forget)
        for signal in (self.session.project_changed, self.session.runs_changed):
            signal.connect(self._look_again)
        self.session.draft_changed.connect(self._show_state)
        self.runner.state_changed.connect(self._show_state)
        self.bar.part_chosen.connect(self._show_chosen)
        self.checks.changed.connect(self._show_chosen)
        self.approaches.compare_wanted.connect(self.both.start)
        self.both.changed.connect(self._show_state)
        self.both.compared.connect(self._want)
        self.approaches.layers_wanted.connect(lambda: self.stage_wanted.emit(Stage.BACKBONE))

    def _want(self, comparison: Comparison) -> None:
        """See these runs, as soon as the session knows them."""
        self.bar.choose_validation()
        self._wanted = [compared.run for compared in comparison.runs]

    def _forget(self) -> None:
        """Forget what is of another project."""
        self._wanted = ()
        self.bar.choose_validation()
        self._show_comparison(None)
        self._stack.setCurrentIndex(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated:
            self._read()
