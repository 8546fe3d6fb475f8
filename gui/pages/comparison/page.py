"""The comparison page: runs on the same split side by side, and whether they differ by more than chance."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from core.audit.findings import BlockedByAudit
from core.dataset.dataset import Split
from core.errors import UserError
from core.evaluation.comparison import Approach, Comparison, approach_of
from core.evaluation.comparison_csv import as_csv
from core.events import Event, RunBegun
from core.process.notices import RESEARCH_USE_ONLY
from core.task_table import Compare, CompareApproaches, KnownComparison
from core.training.run import Run
from gui.job_runner import Done, Failed, JobRunner, Outcome, Task, WasStopped
from gui.pages.comparison.approaches_card import ApproachesCard
from gui.pages.comparison.comparison_view import ComparisonView
from gui.pages.comparison.comparison_words import approach_name
from gui.pages.comparison.run_checks import RunChecks, RunChoice
from gui.pages.page import Page
from gui.pages.training.live.training_status import TrainingStatus
from gui.plots.plot_export import picture_of
from gui.session import Session
from gui.stages import Stage, title
from gui.translation import tr
from gui.widgets.busy import BusyReason
from gui.widgets.file_export import FileExporter
from gui.widgets.invitation import Invitation
from gui.widgets.look_question import ask_before_look
from gui.widgets.parts import button, card, icon_button, label, row
from gui.widgets.theme import SPACE
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.words import layers_text

SIDE_WIDTH = 256
MILLISECONDS_BETWEEN_LOOKS = 100


class ComparisonPage(Page):
    """Runs are chosen at the left; what is known of them is shown at once, and the test set only when asked for."""

    #: the user wants to see what stands in the way of training
    audit_wanted = Signal()

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.COMPARISON))
        self._comparison: Comparison | None = None
        self._wanted: Sequence[Run] = ()
        self._is_outdated = True
        self._status, self._is_first_run = TrainingStatus(), True
        self._make_controls()
        self._arrange()
        self._wire()
        self._show_state()

    @property
    def part(self) -> Split:
        """The one on which runs are compared."""
        return Split.TEST if self.test_button.isChecked() else Split.VALIDATION

    @property
    def is_training(self) -> bool:
        """Whether both approaches are under way."""
        return isinstance(self.runner.request, CompareApproaches)

    # ---- comparing

    def compare_approaches(self) -> None:
        """Train both as the draft has them, and compare them."""
        project, settings = self.session.project, self.session.settings
        if project is None or settings is None or self.runner.is_busy:
            return
        try:
            plan = self.session.draft.plan
        except UserError as error:
            self.notices.show_exception(error)
            return
        self.notices.clear_errors()
        self._status, self._is_first_run = TrainingStatus(), True
        request = CompareApproaches(project=project, source=settings.source, plan=plan)
        self.runner.start(Task(request, self.tr("Comparing both approaches")), self._end_training, self._receive)

    def _end_training(self, outcome: Outcome[Comparison]) -> None:
        self.session.reload_dataset()  # preparing may have found more images that cannot be read
        match outcome:
            case Done(comparison):
                self.validation_button.setChecked(True)
                self._wanted = [compared.run for compared in comparison.runs]
                self.session.reload_runs(select=self._wanted[-1])
                self.notices.tell(self.tr("Both approaches are trained and compared."))
            case WasStopped():
                self.session.reload_runs()
                self.notices.tell(self.tr("Stopped. What was learnt is kept; the same button goes on from there."))
            case Failed(BlockedByAudit() as error):
                self.session.reload_runs()
                show = (self.tr("Show the audit"), self.audit_wanted.emit)
                self.notices.show_error(error.message, error.hint, action=show)
            case _:
                self.session.reload_runs()
                self.notices.show_outcome(outcome)
        self._show_state()

    def _evaluate_and_compare(self) -> None:
        if self.part is Split.TEST:
            ask_before_look(self, self._compare)
        else:
            self._compare()

    def _compare(self) -> None:
        runs, part = self.checks.chosen, self.part
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

        self.runner.read(lambda: _choices(runs), show, self.notices.show_exception)

    def _show_choices(self, choices: Sequence[RunChoice]) -> None:
        known = [choice.run for choice in choices]
        chosen = [run for run in self._wanted if run in known]
        if len(chosen) < 2:
            chosen = _usual(choices)
        self.checks.show_runs(choices, chosen)
        self._show_chosen()

    def _show_chosen(self) -> None:
        """At once where all of them have been evaluated; the engine tells."""
        runs, part = self.checks.chosen, self.part
        self._wanted = runs
        self.runner.forget(KnownComparison)
        if not self._is_shown(runs, part):
            self._show_comparison(None)
            self._invite_to_wait()
        if len(runs) < 2:
            self._invite_to_choose()
            return

        def answer(outcome: Outcome[Comparison | None]) -> None:
            if (self.checks.chosen, self.part) == (runs, part):  # else another answer is on its way
                self._show_known(outcome)

        self.runner.ask(KnownComparison(runs=tuple(runs), part=part), answer)

    def _is_shown(self, runs: Sequence[Run], part: Split) -> bool:
        """It stays until the engine has told what is new, which may take as long as the running task."""
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
                self._invite(error.message, error.hint)
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
        if self.part is Split.VALIDATION:
            heading = self.tr("Not all of these models have been evaluated yet.")
            says = self.tr("Those that have not are evaluated on the validation images first.")
            text = self.tr("Evaluate and compare")
        else:
            heading = self.tr("The test set is kept for the end.")
            says = self.tr("Compare on it when all else is decided: each model’s look is counted.")
            text = self.tr("Look at the test set …")
        self._invite(heading, says, text, "locked" if self.part is Split.TEST else "comparison")

    def _invite(self, heading: str, says: str, action: str = "", icon_name: str = "comparison") -> None:
        self.invitation.show_texts(heading, says, icon_name)
        self.evaluate_button.setText(action)
        self.evaluate_button.setAccessibleName(action)
        self.evaluate_button.setVisible(bool(action))
        self._stack.setCurrentWidget(self.invitation)

    def _show_state(self) -> None:
        is_busy = self.runner.is_busy
        self.evaluate_button.setEnabled(not is_busy)
        self.approaches.show_state(self.session.draft, is_busy=is_busy, status=self._status_text)
        self.copy_button.setEnabled(self._comparison is not None)
        for control in (self.csv_button, self.png_button):
            control.setEnabled(self._comparison is not None)
            control.setToolTip("" if self._comparison else self.tr("There is nothing to export yet."))
        for control in (self.validation_button, self.test_button):
            control.setEnabled(len(self.session.models) > 1)

    @property
    def _status_text(self) -> str:
        if not self.is_training:
            return ""
        run = self.tr("First run: the head alone.") if self._is_first_run else self.tr("Second run: fine-tuning.")
        return f"{run}\n{self._status.text}"

    def _receive(self, event: Event) -> None:
        self._status.add(event)
        if isinstance(event, RunBegun):
            self._is_first_run = not event.fine_tunes
            self.session.begin_run(Run(folder=event.folder))
        if not self._soon.isActive():
            self._soon.start()

    # ---- exporting

    def _export_csv(self) -> None:
        comparison = self._comparison
        path = self._exporter.ask(self.tr("Export the comparison"), "comparison", "csv")
        if path is not None and comparison is not None:
            self._exporter.write(path, lambda: as_csv(comparison), self.tr("The comparison is in “{name}”."))

    def _export_png(self) -> None:
        path = self._exporter.ask(self.tr("Export the comparison"), "comparison", "png")
        if path is not None:
            drawn = picture_of(self.view.body)
            self._exporter.write(path, lambda: drawn, self.tr("The comparison is in “{name}”."))

    # ---- arranging and wiring

    def _make_controls(self) -> None:
        """In the order in which the Tab key reaches them."""
        self.checks = RunChecks()
        self.approaches = ApproachesCard(self.runner)
        self.validation_button = self._part_button(self.tr("Validation"))
        self.test_button = self._part_button(self.tr("Test"))
        self.validation_button.setChecked(True)
        self._parts = QButtonGroup(self)
        self.view = ComparisonView()
        self.copy_button = icon_button(self.tr("Copy the table"), "copy", on_click=self.view.table.copy)
        self.csv_button = button(self.tr("Table (CSV)"), "table", on_click=self._export_csv)
        self.png_button = button(self.tr("Picture (PNG)"), "image", on_click=self._export_png)
        self.evaluate_button = button("", kind="primary", on_click=self._evaluate_and_compare)
        self.invitation = Invitation("comparison", self.evaluate_button, BusyReason(self.runner))
        self._exporter = FileExporter(self, self.runner, self.notices)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(MILLISECONDS_BETWEEN_LOOKS)
        self._soon.timeout.connect(self._show_state)

    def _part_button(self, text: str) -> QPushButton:
        made = button(text)
        made.setCheckable(True)
        return made

    def _arrange(self) -> None:
        for made in (self.validation_button, self.test_button):
            self._parts.addButton(made)
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
        right.addLayout(
            row(
                self.validation_button,
                self.test_button,
                None,
                self.copy_button,
                self.csv_button,
                self.png_button,
                spacing=4,
            )
        )
        right.addWidget(self._stack, stretch=1)
        both = row(side, right, spacing=SPACE)
        both.setStretch(1, 1)
        self.content.addLayout(both, stretch=1)
        self.content.addWidget(label(RESEARCH_USE_ONLY, "muted", wrap=True))

    def _wire(self) -> None:
        self.session.project_changed.connect(self._forget)
        for signal in (self.session.project_changed, self.session.runs_changed):
            signal.connect(self._look_again)
        self.session.draft_changed.connect(self._show_state)
        self.runner.state_changed.connect(self._show_state)
        self._parts.buttonClicked.connect(lambda _: self._show_chosen())
        self.checks.changed.connect(self._show_chosen)
        self.approaches.compare_wanted.connect(self.compare_approaches)
        self.approaches.layers_wanted.connect(lambda: self.stage_wanted.emit(Stage.BACKBONE))

    def _forget(self) -> None:
        """Of another project."""
        self._wanted = ()
        self.validation_button.setChecked(True)
        self._show_comparison(None)
        self._stack.setCurrentIndex(0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated:
            self._read()


def _choices(runs: Sequence[Run]) -> list[RunChoice]:
    """Those whose plan can be read."""
    choices = []
    for run in runs:
        try:
            plan, reached = run.plan, run.reached_phases
        except (UserError, ValueError, KeyError, TypeError):
            continue
        kept = run.kept
        approach = approach_of(plan, kept)
        says = approach_name(approach)
        if approach is Approach.FINE_TUNING:
            says = f"{says}, {layers_text(kept.thawed if kept else reached[-1].unfreeze)}"
        elif not plan.is_of_head(len(plan.phases) - 1) and not run.is_beside:
            says = tr("Head: fine-tuning no better")
        choices.append(RunChoice(run, run.title, says))
    return choices


def _usual(choices: Sequence[RunChoice]) -> list[Run]:
    """The last two runs; where there is but one, what it has kept beside, too."""
    kept = [choice.run for choice in choices if not choice.run.is_beside]
    return kept[-2:] if len(kept) > 1 else [choice.run for choice in choices[-2:]]
