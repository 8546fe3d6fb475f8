"""The page on which runs are set up, started, watched and compared."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from core.audit.findings import BlockedByAudit
from core.dataset.dataset import Split
from core.errors import UserError
from core.events import Alarm, AlarmKind, DepthDecided, EpochEnded, Event, LayersMeasured, PhaseStarted, RunBegun
from core.task_table import FinishEarly, Request, Resume, Train
from core.training.draft import Draft
from core.training.plan import Plan
from core.training.run import Run
from gui.job_runner import Done, EngineDied, Failed, JobRunner, Outcome, RunnerState, Task, WasStopped
from gui.pages.page import Page
from gui.pages.training.alarm_notices import AlarmNotices
from gui.pages.training.interrupted_card import InterruptedCard
from gui.pages.training.layers.layer_history import LayerHistory
from gui.pages.training.layers.layer_watch import LayerWatch
from gui.pages.training.layers.monitoring_words import depth_text
from gui.pages.training.live.curve_export import CurveExporter
from gui.pages.training.live.epoch_table import EpochTable
from gui.pages.training.live.live_plot import LivePlot
from gui.pages.training.live.training_history import TrainingHistory
from gui.pages.training.live.training_status import TrainingStatus, best_text
from gui.pages.training.phases_form import PhasesForm
from gui.pages.training.rate_finding import RateFinding
from gui.pages.training.runs.result_card import ResultCard
from gui.pages.training.runs.run_actions import RunActions
from gui.pages.training.runs.run_facts import RunFacts, read_all_facts, read_facts
from gui.pages.training.runs.run_list import RunList
from gui.session import Session
from gui.stages import Stage
from gui.translation import tr
from gui.widgets.fold_button import FoldButton
from gui.widgets.icons import icon
from gui.widgets.parts import button, card, column, label, row
from gui.widgets.theme import GAP, SPACE, theme
from gui.widgets.thumbnails import Thumbnails
from gui.widgets.tool_tip import plain
from gui.widgets.words import layers_text

MILLISECONDS_BETWEEN_LOOKS = 100


class TrainingPage(Page):
    """Status and buttons above, then the settings, curves and layers of the last run, and all runs."""

    #: the user wants to see what stands in the way of training
    audit_wanted = Signal()

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, self.tr("Training"))
        self._facts: list[RunFacts] = []
        #: whose curves are shown, and how it trains; a new run is not known until it is in the project
        self._run: Run | None = None
        self._plan: Plan | None = None
        self._history, self._layer_history = TrainingHistory(), LayerHistory()
        self._status = TrainingStatus()
        #: what is to be done once the run has stopped, instead of telling so
        self._once_stopped: Callable[[], None] | None = None
        self._is_going_on = False
        self._make_controls()
        self._make_parts()
        self._arrange()
        self._wire()
        self._show_project()

    # ---- starting and ending

    def start_training(self) -> None:
        project, settings = self.session.project, self.session.settings
        if project is None or settings is None:
            return
        try:
            draft = self.form.read()
        except UserError as error:
            self.settings_button.setChecked(True)
            self.form.show_wrong(error)
            return
        self.notices.clear_errors()
        self.session.change_draft(draft)
        self._run = None
        request = Train(project=project, source=settings.source, plan=draft.plan)
        self._begin(request, draft.plan, TrainingHistory(), LayerHistory())
        self.pause_button.setFocus()  # the button that had it is disabled now

    def resume(self, run: Run | None = None) -> None:
        """Go on with this run, else with the last one that was interrupted."""
        self.notices.clear_errors()
        self._go_on_with(run or self.session.interrupted_run)

    def find_rate(self, phase: int) -> None:
        """Try learning rates for this phase of the next run."""
        project, settings = self.session.project, self.session.settings
        if project is None or settings is None:
            return
        try:
            plan = self.form.read().plan
        except UserError as error:
            self.form.show_wrong(error)
            return
        self._rates.find(project, settings.source, plan, phase)

    def keep_as_it_is(self, run: Run | None = None) -> None:
        """Make the model of the best that this run has learnt so far, else of what the last interrupted one has."""
        project, run = self.session.project, run or self.session.interrupted_run
        if project and run:
            self.start(Task(FinishEarly(project=project, run=run), self.tr("Making the model")), self._show_finished)

    def go_back_to_best(self) -> None:
        """End the run under way, and make its model of the best weights so far."""
        self._stop_and(lambda: self.keep_as_it_is(self._run))

    def stop_and_change_settings(self) -> None:
        self._stop_and(lambda: self.settings_button.setChecked(True))

    def use_rate(self, phase: int, learning_rate: float) -> None:
        """Set the learning rate of a phase of the next run."""
        self.session.change_draft(self.session.draft.with_rate(phase, learning_rate))
        self.settings_button.setChecked(True)

    def pause_or_resume(self) -> None:
        if self.runner.state is RunnerState.PAUSED:
            self.runner.resume()
        else:
            self.runner.pause()

    @property
    def is_training(self) -> bool:
        return isinstance(self.runner.request, Train | Resume)

    def _stop_and(self, act: Callable[[], None]) -> None:
        """Stop the run under way, and then do this."""
        self._once_stopped = act
        self.runner.stop()

    def _begin(self, request: Request[Run], plan: Plan, history: TrainingHistory, layers: LayerHistory) -> None:
        self._plan, self._status = plan, TrainingStatus()
        history.select_by = plan.select_by
        self._once_stopped = None
        self._show_history(history, layers)
        self.settings_button.setChecked(False)
        self.tabs.setCurrentIndex(0)
        self.runner.start(Task(request, self.tr("Training")), self._end, self._receive)

    def _go_on_with(self, run: Run | None) -> None:
        """The curves go on from the epochs that have ended, and from all batches where these are still known."""
        project = self.session.project
        if run is None or project is None:
            return

        def begin(read: tuple[Plan, RunFacts]) -> None:
            plan, facts = read
            self._is_going_on = False
            if self.runner.is_busy or self.session.project != project:
                self.show_state()
                return
            history = self._history if run == self._run else facts.history
            self._run = run
            self._begin(Resume(project=project, run=run), plan, history, facts.layer_history)

        self._is_going_on = True
        self.show_state()
        self.runner.read(lambda: (run.plan, read_facts(run)), begin, self._cannot_go_on)

    def _cannot_go_on(self, error: Exception) -> None:
        self._is_going_on = False
        self.notices.show_exception(error)
        self.show_state()

    def _end(self, outcome: Outcome[Run]) -> None:
        self.session.reload_dataset()  # preparing may have found more images that cannot be read
        self.notices.clear_warnings()  # what they offer is for a run under way; they stay in the list of alarms
        match outcome:
            case Done(run):
                self._show_finished(run)
            case WasStopped():
                self.session.reload_runs()
                act, self._once_stopped = self._once_stopped, None
                if act:
                    act()
                elif self._status.has_checkpoint:
                    self.notices.tell(self.tr("Stopped. What was learnt is kept."))
            case EngineDied(reason, was_running):
                self._show_death(reason, was_running)
            case Failed(BlockedByAudit() as error):
                self.session.reload_runs()
                self.notices.show_error(
                    error.message, error.hint, action=(self.tr("Show the audit"), self.audit_wanted.emit)
                )
            case Failed() if self._not_finite and self._plan:
                self.session.reload_runs()
                rate = self._plan.phases[self._not_finite.phase].learning_rate
                self._alarms.show_end(self._not_finite, rate, can_keep=bool(self._history.epochs))
            case _:
                self.session.reload_runs()
                self.notices.show_outcome(outcome)
        self.show_state()

    def _show_finished(self, run: Run) -> None:
        self.session.reload_runs(select=run)
        if run != self._run:  # of the one whose curves are shown the result stands below
            action = (self.tr("Evaluate it"), lambda: self.stage_wanted.emit(Stage.EVALUATION))
            self.notices.tell(self.tr("The model of “{title}” is ready.").format(title=run.title), action)

    def _show_death(self, reason: str, was_running: bool) -> None:
        """A run that got on since it was started goes on by itself; else it might die for ever."""
        self.session.reload_runs()
        message = self.tr("The engine ended unexpectedly ({reason}).").format(reason=reason)
        run = self._run
        if run is not None and self._status.has_checkpoint and was_running:
            self.notices.show_error(message, self.tr("Training goes on from its last checkpoint."))
            self._go_on_with(run)
            return
        hint = self.tr("Most often memory has run out: close other programs, or choose a smaller batch size.")
        again = (self.tr("Resume"), lambda: self.resume(run)) if run else None
        self.notices.show_error(message, hint, action=again)

    # ---- what comes while it runs

    def _receive(self, event: Event) -> None:
        self._history.add(event)
        self._layer_history.add(event)
        self._status.add(event)
        self.plot.history_changed()
        match event:
            case RunBegun():
                self._run = Run(folder=event.folder)
                self.session.begin_run(self._run)
                self.show_state()
            case PhaseStarted() | EpochEnded():
                self.epochs.show_new()
            case LayersMeasured():
                self.layers.history_changed()
            case Alarm():
                self._receive_alarm(event)
            case DepthDecided():
                self.layers.history_changed()
                self.notices.tell(depth_text(self._layer_history.name_of(event.phase), event))
        if not self._soon.isActive():
            self._soon.start()

    def _receive_alarm(self, alarm: Alarm) -> None:
        self.layers.history_changed()
        self._alarms.warn(alarm)
        self._show_title()

    @property
    def _not_finite(self) -> Alarm | None:
        """Why the run has just ended, where that is why."""
        last = self._layer_history.last_alarm
        return last if last and last.kind is AlarmKind.NOT_FINITE else None

    # ---- what is shown

    def show_state(self) -> None:
        """All that depends on whether something runs, and on what."""
        is_busy, is_training, state = self.runner.is_busy, self.is_training, self.runner.state
        is_paused = state is RunnerState.PAUSED
        can_stop = is_training and state is not RunnerState.STOPPING
        waits = self.tr("Wait until the running task is done, or stop it.") if is_busy else ""
        self._enable(self.start_button, not is_busy and not self._is_going_on, waits)
        self._enable(self.pause_button, can_stop, "" if is_training else self.tr("Nothing is being trained."))
        self._enable(self.stop_button, can_stop, "" if is_training else self.tr("Nothing is being trained."))
        if can_stop:
            self.stop_button.setToolTip(self.tr("What was learnt is kept, and can be resumed"))
        self.pause_button.setText(self.tr("Resume") if is_paused else self.tr("Pause"))
        self.pause_button.setAccessibleName(self.pause_button.text())
        self.pause_button.setIcon(icon("start" if is_paused else "pause"))
        self.form.setEnabled(not is_training)
        self.form.setToolTip(self.tr("Locked while a run is on") if is_training else "")
        self.form.show_draft(self._draft)
        self.form.show_finding(waits or ("" if self.session.dataset else self.tr("Choose images first.")))
        self.form.show_blocks(self._blocks_of_backbone)
        self._locked.setVisible(is_training)
        self._plan_says.setText(self._what_a_run_does if is_training else "")
        self._nothing.setVisible(self._history.is_empty and not is_training)
        self.interrupted.show_run(None if is_busy or self._is_going_on else self._interrupted_facts)
        self.result.show_run(None if is_training or self._is_going_on else self._finished_facts)
        self.run_list.show_running(is_busy or self._is_going_on, self._running)
        self._show_status()

    def _enable(self, control: QWidget, is_enabled: bool, why_not: str) -> None:
        control.setEnabled(is_enabled)
        control.setToolTip("" if is_enabled else plain(why_not))

    @property
    def _draft(self) -> Draft:
        return Draft.of(self._plan) if self.is_training and self._plan else self.session.draft

    @property
    def _blocks_of_backbone(self) -> int | None:
        tree = self.session.layer_trees.get(self._draft.backbone)
        return len(tree.blocks) if tree else None

    @property
    def _running(self) -> Run | None:
        """The run that is being trained, be it by another page."""
        return self._run if self.is_training else self.session.run_under_way

    @property
    def _interrupted_facts(self) -> RunFacts | None:
        run = self.session.interrupted_run
        return next((facts for facts in self._facts if facts.run == run and not facts.is_finished), None)

    @property
    def _finished_facts(self) -> RunFacts | None:
        """Of the run whose curves are shown, where it has a model."""
        return next((facts for facts in self._facts if facts.run == self._run and facts.is_finished), None)

    def _evaluate_shown(self) -> None:
        if self._run is not None:
            self._use_for_evaluation(self._run)

    def _show_status(self) -> None:
        if not self.is_training:
            self._says.setText(self._what_a_run_does)
            task = self.runner.task
            self._more.setText(self.tr("Waits for: {task}").format(task=task.title) if task else "")
        else:
            self._says.setText(self._now)
            best = self._history.best
            parts = [self._status.time_left if self.runner.state is RunnerState.RUNNING else ""]
            if best is not None:
                parts.append(best_text(self._history.epochs[best], best, self._history.select_by))
            self._more.setText(" · ".join(part for part in parts if part))
        self._more.setVisible(bool(self._more.text()))

    @property
    def _now(self) -> str:
        match self.runner.state:
            case RunnerState.PAUSED:
                return self.tr("Paused. {status}").format(status=self._status.text)
            case RunnerState.STOPPING:
                return self.tr("Stopping. What was learnt is kept.")
        return self._status.text

    @property
    def _what_a_run_does(self) -> str:
        """The one that is on, or the next."""
        draft, dataset = self._draft, self.session.dataset
        images = tr("%n image(s)", "", len(dataset.of(Split.TRAIN)) if dataset else 0)
        epochs, more = (tr("%n epoch(s)", "", phase.epochs) for phase in (draft.head, draft.fine_tuning))
        if draft.incremental:
            text = self.tr(
                "Trains the new head on {images} for up to {epochs}, then unfreezes block by block, at most {blocks}, "
                "for up to {more} each, and goes on only while validation improves."
            )
        elif draft.thawed:
            text = self.tr("Trains the new head on {images} for up to {epochs}, then {layers} for up to {more}.")
        else:
            text = self.tr("Trains the new head on {images} for up to {epochs}.")
        blocks, layers = tr("%n block(s)", "", draft.blocks), layers_text(draft.thawed)
        return text.format(images=images, epochs=epochs, blocks=blocks, layers=layers, more=more)

    def _show_history(self, history: TrainingHistory, layers: LayerHistory) -> None:
        self._history, self._layer_history = history, layers
        self.plot.show_history(history)
        self.epochs.show_history(history)
        self.layers.show_history(layers, self.session.layer_trees.get(self._plan.backbone) if self._plan else None)
        self._show_title()

    def _show_project(self) -> None:
        """Another one, or none."""
        self._run, self._plan, self._facts = None, None, []
        self._show_history(TrainingHistory(), LayerHistory())
        self.notices.clear_errors()
        self.settings_button.setChecked(not self.session.runs)  # who has trained knows them, and wants to see curves
        self._read_runs()
        self.show_state()

    def _read_runs(self) -> None:
        runs, project = self.session.runs, self.session.project

        def show(facts: list[RunFacts]) -> None:
            if (self.session.project, self.session.runs) == (project, runs):  # else others are being read already
                self._show_facts(facts)

        self.runner.read(lambda: read_all_facts(runs), show)

    def _show_facts(self, facts: list[RunFacts]) -> None:
        self._facts = facts
        self.run_list.show_runs(facts)
        runs = self.tr("All runs ({count})").format(count=len(facts))
        self.tabs.setTabText(self.tabs.indexOf(self.run_list), runs)
        is_ours = self._run in self.session.runs or self.is_training or self._is_going_on
        if not is_ours:  # the last one, until another begins
            self._show_last(facts[-1] if facts else None)
        self._show_title()
        self.show_state()

    def _show_last(self, facts: RunFacts | None) -> None:
        """The newest run; nothing where there is none."""
        if facts is None:
            self._run = self._plan = None
            self._show_history(TrainingHistory(), LayerHistory())
            return
        self._run, self._plan = facts.run, facts.plan
        self._show_history(facts.history, facts.layer_history)

    def _show_title(self) -> None:
        title = next((facts.title for facts in self._facts if facts.run == self._run), "")
        self.tabs.setTabText(0, self.tr("Curves of {title}").format(title=title) if title else self.tr("Curves"))
        alarms = len(self._layer_history.alarms)
        text = tr("Layers, %n alarm(s)", "", alarms)
        place = self.tabs.indexOf(self.layers)
        self.tabs.setTabText(place, text if alarms else self.tr("Layers"))
        self.tabs.setTabIcon(place, icon("warning", "thawed") if alarms else QIcon())

    # ---- settings and runs

    def _change_settings(self) -> None:
        try:
            draft = self.form.read()
        except UserError:
            return  # the form tells, once the user has finished typing
        self.form.show_wrong(None)
        self.session.change_draft(draft)

    def _use_for_evaluation(self, run: Run) -> None:
        self.session.select_run(run)
        self.stage_wanted.emit(Stage.EVALUATION)

    # ---- arranging and wiring

    def _make_controls(self) -> None:
        self._says = label("", "heading", wrap=True)
        self._more = label("", "muted", wrap=True)
        self.start_button = button(self.tr("Start training"), "start", kind="primary", on_click=self.start_training)
        self.pause_button = button(self.tr("Pause"), on_click=self.pause_or_resume)
        self.stop_button = button(self.tr("Stop"), "stop", on_click=self.runner.stop)
        self.interrupted = InterruptedCard()
        self.result = ResultCard()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(MILLISECONDS_BETWEEN_LOOKS)
        self._soon.timeout.connect(self._show_status)

    def _make_parts(self) -> None:
        self.form = PhasesForm()
        self._locked = label(self.tr("Locked while a run is on. This is how it trains."), "muted", wrap=True)
        self.settings_button = FoldButton(self.tr("Settings"))
        self._plan_says = label("", "muted", wrap=True)
        self.plot = LivePlot()
        self.epochs = EpochTable()
        self._nothing = label(self.tr("The curves are drawn here while a run trains."), "muted", wrap=True)
        self.layers = LayerWatch()
        self.run_list = RunList()
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Curves, layers and runs"))
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self._rates = RateFinding(self, self.use_rate)
        self._alarms = AlarmNotices(self.notices)
        self._runs = RunActions(self.session, self.runner, self.notices)
        self._exporter = CurveExporter(self, self.runner, self.notices)

    def _arrange(self) -> None:
        settings = QWidget()
        settings.setLayout(column(self._locked, self.form))
        self.settings_button.folds(settings)
        self.settings_button.setChecked(True)
        curves = QWidget()
        inside = QVBoxLayout(curves)
        inside.setContentsMargins(0, GAP, 0, 0)
        inside.setSpacing(GAP)
        inside.addWidget(self._nothing)
        inside.addWidget(self.plot, stretch=3)
        inside.addWidget(self.epochs, stretch=1)
        self.tabs.addTab(curves, self.tr("Curves"))
        self.tabs.addTab(self.layers, self.tr("Layers"))
        self.tabs.addTab(self.run_list, self.tr("All runs"))
        body = QWidget()
        body.setProperty("kind", "page")
        parts = QVBoxLayout(body)
        parts.setContentsMargins(0, 0, GAP, 0)
        parts.setSpacing(SPACE)
        settings_head = row(self.settings_button)
        settings_head.addWidget(self._plan_says, stretch=1)
        parts.addWidget(card(settings_head, settings))
        parts.addWidget(self.tabs, stretch=1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        top = row(column(self._says, self._more, spacing=2), spacing=SPACE)
        top.setStretch(0, 1)
        for control in (self.start_button, self.pause_button, self.stop_button):
            top.addWidget(control)
        self.content.addWidget(self.interrupted)
        self.content.addLayout(top)
        self.content.addWidget(self.result)
        self.content.addWidget(scroll, stretch=1)

    def _wire(self) -> None:
        self.session.project_changed.connect(self._show_project)
        self.session.runs_changed.connect(self._read_runs)
        self.session.dataset_changed.connect(self.show_state)
        self.session.draft_changed.connect(self.show_state)
        self.session.layers_read.connect(self.show_state)
        self.runner.state_changed.connect(self.show_state)
        theme().changed.connect(self.show_state)
        theme().changed.connect(self._show_title)
        self.form.rate_wanted.connect(self.find_rate)
        self.form.changed.connect(self._change_settings)
        self.tabs.currentChanged.connect(lambda _: self._read_runs())  # the one under way has got on
        self.form.backbone_wanted.connect(lambda: self.stage_wanted.emit(Stage.BACKBONE))
        self.result.evaluation_wanted.connect(self._evaluate_shown)
        self.interrupted.resume_wanted.connect(self.resume)
        self.interrupted.keep_wanted.connect(self.keep_as_it_is)
        self._alarms.best_wanted.connect(self.go_back_to_best)
        self._alarms.change_wanted.connect(self.stop_and_change_settings)
        self._alarms.keep_wanted.connect(self.keep_as_it_is)
        self._alarms.rate_wanted.connect(self.use_rate)
        self.run_list.evaluation_wanted.connect(self._use_for_evaluation)
        self.run_list.resume_wanted.connect(self.resume)
        self.run_list.renamed.connect(self._runs.rename)
        self.run_list.noted.connect(self._runs.note)
        self.run_list.delete_wanted.connect(self._runs.delete)
        self.plot.export_wanted.connect(lambda kind: self._exporter.export(kind, self.plot, self._shown_run))
        self.run_list.plots.export_wanted.connect(
            lambda kind: self._exporter.export(kind, self.run_list.plots, self._selected_runs)
        )

    def _shown_run(self) -> list[tuple[str, TrainingHistory]]:
        title = next((facts.title for facts in self._facts if facts.run == self._run), "")
        return [(title, self._history)]

    def _selected_runs(self) -> list[tuple[str, TrainingHistory]]:
        return [(facts.title, facts.history) for facts in self.run_list.selected]
