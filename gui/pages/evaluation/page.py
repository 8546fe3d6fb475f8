"""The evaluation page: what the trained model is worth on images that it did not learn from."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from core.dataset.dataset import Split
from core.evaluation.evaluated_run import EvaluatedRun, PredictedExample, read_evaluated_run
from core.inspection.text_activation import ExplainedText
from core.modalities.images.preprocessing import Preprocessing
from core.process.notices import RESEARCH_USE_ONLY
from core.project.contents_again import with_contents_again
from core.project.project import Project
from core.task_table import Evaluate, ExplainText
from core.training.run import Run
from core.wording.catalogue import text_of
from core.wording.wording import translated
from gui.job_runner import Done, JobRunner, Outcome, Task
from gui.pages.evaluation.evaluation_view import EvaluationView
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, title
from gui.translation import tr
from gui.widgets.busy import BusyReason
from gui.widgets.invitation import Invitation
from gui.widgets.look_question import ask_before_look
from gui.widgets.parts import button, label, row
from gui.widgets.run_chooser import RunChooser
from gui.widgets.thumbnails import Thumbnails


class EvaluationPage(Page):
    """Validation at once; the test set only when the user insists, and counted."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.EVALUATION))
        self._evaluated: EvaluatedRun | None = None
        self._is_outdated = True
        self.chooser = RunChooser(session)
        self.head.addWidget(label(self.tr("Model"), "muted"))
        self.head.addWidget(self.chooser)
        self.validation_button = self._part_button(self.tr("Validation"))
        self.test_button = self._part_button(self.tr("Test"))
        self._parts = QButtonGroup(self)
        for made in (self.validation_button, self.test_button):
            self._parts.addButton(made)
        self.validation_button.setChecked(True)
        self._parts.buttonClicked.connect(lambda _: self._show_part())
        self.looks = label("", "muted")
        self.origin = label("", "muted", wrap=True, selectable=True)
        self.overridden = label("", "warning", wrap=True, selectable=True)
        self.evaluate_button = button("", kind="primary", on_click=self._evaluate_chosen)
        self.invitation = Invitation("evaluation", self.evaluate_button, BusyReason(runner))
        self.view = EvaluationView(thumbnails)
        self.view.texts.chosen.connect(self._explain)
        self._stack = QStackedWidget()
        for widget in (QWidget(), self.invitation, self.view):
            self._stack.addWidget(widget)
        self._arrange()
        for signal in (session.project_changed, session.runs_changed):
            signal.connect(self._look_again)
        session.run_changed.connect(self._show_validation)
        runner.state_changed.connect(self._show_state)
        self._show_state()

    @property
    def part(self) -> Split:
        """Return the one that the user is looking at."""
        return Split.TEST if self.test_button.isChecked() else Split.VALIDATION

    def _arrange(self) -> None:
        self.content.addLayout(row(self.validation_button, self.test_button, None, self.looks, spacing=4))
        self.content.addWidget(self.origin)
        self.content.addWidget(self.overridden)
        self.content.addWidget(self._stack, stretch=1)
        self.content.addWidget(label(translated(RESEARCH_USE_ONLY), "muted", wrap=True))

    def _part_button(self, text: str) -> QPushButton:
        made = button(text)
        made.setCheckable(True)
        return made

    # ---- what is shown

    def _show_validation(self) -> None:
        self.validation_button.setChecked(True)
        self._look_again()

    def _look_again(self) -> None:
        """Read what is known of the run, now or when the page is seen."""
        self._is_outdated = True
        self._show_state()
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self._is_outdated = False
        run = self.session.run
        if self._evaluated and self._evaluated.run != run:
            self._show_evaluated(None)
        if run is not None:
            read = partial(_read_with_texts, run)
            self.runner.read(read, self._show_evaluated, self.notices.show_exception)

    def _show_evaluated(self, evaluated: EvaluatedRun | None) -> None:
        if evaluated is None or evaluated.run == self.session.run:  # another may have been chosen meanwhile
            self._evaluated = evaluated
            self._show_part()

    def _show_part(self) -> None:
        evaluated = self._evaluated
        reason = evaluated.audit_override if evaluated else ""
        text = self.tr("Trained in spite of what the audit had found: {reason}")
        self.overridden.setText(text.format(reason=reason))
        self.overridden.setVisible(bool(reason))
        self.origin.setText(text_of(evaluated.origin) if evaluated else "")
        self.origin.setVisible(bool(self.origin.text()))
        self.looks.setText(self._looks_text(evaluated.test_looks) if evaluated else "")
        if evaluated is None:
            self._stack.setCurrentIndex(0)
        elif self.part in evaluated.parts:
            recipe = evaluated.preprocessing
            of_images = recipe if isinstance(recipe, Preprocessing) else None
            self.view.show_part(evaluated.parts[self.part], of_images)
            self._stack.setCurrentWidget(self.view)
        else:
            self._invite(evaluated)
            self._stack.setCurrentWidget(self.invitation)

    def _invite(self, evaluated: EvaluatedRun) -> None:
        images = evaluated.sizes[self.part]
        if self.part is Split.VALIDATION:
            heading = self.tr("This model has not been evaluated yet.")
            says = tr("See how well it classifies the %n validation image(s), from which it did not learn.", "", images)
            text = self.tr("Evaluate on validation")
        else:
            heading = self.tr("The test set is kept for the end.")
            says = tr(
                "%n image(s) that played no part in any choice. View them when all else is decided: "
                "each view is counted.",
                "",
                images,
            )
            text = self.tr("View the test set …")
        self.invitation.show_texts(heading, says, "locked" if self.part is Split.TEST else "evaluation")
        self.evaluate_button.setText(text)
        self.evaluate_button.setAccessibleName(text)

    def _looks_text(self, looks: int) -> str:
        if not looks:
            return self.tr("Test set not viewed yet")
        return tr("Test set viewed %n time(s)", "", looks)

    def _show_state(self) -> None:
        self.evaluate_button.setEnabled(self.session.run is not None and not self.runner.is_busy)

    def _explain(self, predicted: PredictedExample | None) -> None:
        """Ask what the tokens of a text speak for the class that was predicted."""
        self.runner.forget(ExplainText)  # who steps on quickly does not wait for what was passed over
        if predicted is None or self._evaluated is None:
            return

        def show(outcome: Outcome[ExplainedText]) -> None:
            self.view.texts.show_explained(predicted, outcome.result if isinstance(outcome, Done) else None)

        asked = ExplainText(model=self._evaluated.run, text=predicted.text, label=predicted.predicted)
        self.runner.ask(asked, show)

    # ---- evaluating

    def _evaluate_chosen(self) -> None:
        if self.part is Split.VALIDATION:
            self._evaluate(Split.VALIDATION)
        else:
            ask_before_look(self, lambda: self._evaluate(Split.TEST))

    def _evaluate(self, part: Split) -> None:
        run = self.session.run
        if run is None or self.runner.is_busy:
            return
        names = {Split.VALIDATION: self.tr("Evaluating on validation"), Split.TEST: self.tr("Evaluating on test")}
        self.start(Task(Evaluate(run=run, parts=(part,)), names[part]), lambda evaluation: self.session.reload_runs())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated:
            self._read()


def _read_with_texts(run: Run) -> EvaluatedRun:
    return read_evaluated_run(run, with_contents_again(Project(folder=run.project_folder), run.dataset))
