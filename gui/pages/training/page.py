"""The page on which runs are set up, started, watched and compared."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from core.errors import UserError
from core.events import Alarm, DepthDecided, Event, LayersMeasured
from core.figures.training_history import TrainingHistory
from core.training.draft import Draft
from core.training.run import Run
from gui.job_runner import JobRunner
from gui.pages.page import Page
from gui.pages.training.interrupted_card import InterruptedCard
from gui.pages.training.layers.layer_watch import LayerWatch
from gui.pages.training.live.curve_export import CurveExporter
from gui.pages.training.live.live_view import LiveView
from gui.pages.training.phases_form import PhasesForm
from gui.pages.training.plan_words import what_a_run_does
from gui.pages.training.rate_finding import RateFinding
from gui.pages.training.run_bar import RunBar
from gui.pages.training.run_control import RunControl
from gui.pages.training.runs.all_runs import AllRuns
from gui.pages.training.runs.result_card import ResultCard
from gui.pages.training.runs.run_facts import RunFacts
from gui.pages.training.shown_run import ShownRun
from gui.session import Session
from gui.stages import Stage
from gui.translation import tr
from gui.widgets.fold_button import FoldButton
from gui.widgets.icons import icon
from gui.widgets.parts import card, column, label, row
from gui.widgets.theme import GAP, SPACE, theme
from gui.widgets.thumbnails import Thumbnails


class TrainingPage(Page):
    """Status and buttons above, then the settings, curves and layers of the last run, and all runs."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, self.tr("Training"))
        self.control = RunControl(self)
        self._make_parts()
        self._arrange()
        self._wire()
        self._wire_runs()
        self._show_project()

    # ---- what the user asks for

    def start_training(self) -> None:
        try:
            draft = self.form.read()
        except UserError as error:
            self.settings_button.setChecked(True)
            self.form.show_wrong(error)
            return
        self.session.change_draft(draft)
        self.control.start(draft.plan)
        self.bar.pause_button.setFocus()  # the button that had it is disabled now

    def find_rate(self, phase: int) -> None:
        """Try learning rates for this phase of the next run."""
        project = self.session.project
        if project is None or self.session.settings is None:
            return
        try:
            plan = self.form.read().plan
        except UserError as error:
            self.form.show_wrong(error)
            return
        self._rates.find(project, plan, phase)

    def use_rate(self, phase: int, learning_rate: float) -> None:
        """Set the learning rate of a phase of the next run."""
        self.session.change_draft(self.session.draft.with_rate(phase, learning_rate))
        self._show_settings()

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

    def _evaluate_shown(self) -> None:
        if self.control.shown.run is not None:
            self._use_for_evaluation(self.control.shown.run)

    # ---- what is shown

    def show_state(self) -> None:
        """Show all that depends on whether something runs, and on what."""
        is_busy, is_training, is_going_on = self.runner.is_busy, self.control.is_training, self.control.is_going_on
        waits = self.tr("Wait until the running task is done, or stop it.") if is_busy else ""
        what_it_does = what_a_run_does(self._draft, self.session.dataset)
        self.bar.show_state(what_it_does, waits)
        self.form.setEnabled(not is_training)
        self.form.setToolTip(self.tr("Locked while a run is on") if is_training else "")
        self.form.show_kind(self.session.kind)
        self.form.show_draft(self._draft)
        if self.session.dataset:
            target = self.session.dataset.target
            self.form.offer_metrics(target.selecting)
            for plot in (self.live.plot, self.runs.list.plots):
                plot.name_loss(target.loss_name)
        self.form.show_finding(waits or ("" if self.session.dataset else self.tr("Choose images first.")))
        self.form.show_blocks(self._blocks_of_backbone)
        self._locked.setVisible(is_training)
        self._plan_says.setText(what_it_does if is_training else "")
        self.live.show_state(is_training=is_training)
        self.interrupted.show_run(None if is_busy or is_going_on else self._interrupted_facts)
        self.result.show_run(None if is_training or is_going_on else self._finished_facts)
        self.runs.list.show_running(is_busy or is_going_on, self.control.running)

    @property
    def _draft(self) -> Draft:
        plan = self.control.shown.plan
        return Draft.of(plan) if self.control.is_training and plan else self.session.draft

    @property
    def _blocks_of_backbone(self) -> int | None:
        tree = self.session.layer_trees.get(self._draft.backbone)
        return len(tree.blocks) if tree else None

    @property
    def _interrupted_facts(self) -> RunFacts | None:
        """Return the facts of an interrupted run; None, too, while one is under way, or has just ended."""
        facts = self.runs.facts_of(self.session.known_runs.interrupted)
        return None if facts is None or facts.is_finished or self.session.run_under_way else facts

    @property
    def _finished_facts(self) -> RunFacts | None:
        """Return the facts of the run whose curves are shown, where it has a model."""
        facts = self.runs.facts_of(self.control.shown.run)
        return facts if facts and facts.is_finished else None

    def _show_project(self) -> None:
        """Another one, or none."""
        self.runs.forget()
        self.control.show(ShownRun())
        self.notices.clear_errors()
        self.settings_button.setChecked(not self.session.runs)  # who has trained knows them, and wants to see curves
        self.runs.read()
        self.show_state()

    def _show_run(self) -> None:
        shown = self.control.shown
        self.live.show_history(shown.history)
        tree = self.session.layer_trees.get(shown.plan.backbone) if shown.plan else None
        self.layers.show_history(shown.layers, tree)
        self._show_titles()

    def _show_runs(self) -> None:
        facts, control = self.runs.facts, self.control
        is_ours = control.shown.run in self.session.runs or control.is_training or control.is_going_on
        if not is_ours:  # the last one, until another begins
            control.show(ShownRun.of(facts[-1] if facts else None))
        self._show_titles()
        self.show_state()

    def _show_titles(self) -> None:
        title = self.runs.title_of(self.control.shown.run)
        self.tabs.setTabText(0, self.tr("Curves of {title}").format(title=title) if title else self.tr("Curves"))
        alarms = len(self.control.shown.layers.alarms)
        text = tr("Layers, %n alarm(s)", "", alarms)
        place = self.tabs.indexOf(self.layers)
        self.tabs.setTabText(place, text if alarms else self.tr("Layers"))
        self.tabs.setTabIcon(place, icon("warning", "unfrozen") if alarms else QIcon())
        runs = self.tr("All runs ({count})").format(count=len(self.runs.facts))
        self.tabs.setTabText(self.tabs.indexOf(self.runs.list), runs)

    def _show_event(self, event: Event) -> None:
        self.live.show_event(event)
        if isinstance(event, LayersMeasured | Alarm | DepthDecided):
            self.layers.history_changed()
        if isinstance(event, Alarm):
            self._show_titles()

    def _show_starting(self) -> None:
        self.settings_button.setChecked(False)
        self.tabs.setCurrentIndex(0)

    def _show_settings(self) -> None:
        self.settings_button.setChecked(True)

    # ---- arranging and wiring

    def _make_parts(self) -> None:
        """Make the parts in the order in which the Tab key reaches them."""
        self.bar = RunBar(self.runner, self.control)
        self.interrupted = InterruptedCard()
        self.result = ResultCard()
        self.form = PhasesForm()
        self._locked = label(self.tr("Locked while a run is on. This is how it trains."), "muted", wrap=True)
        self.settings_button = FoldButton(self.tr("Settings"))
        self._plan_says = label("", "muted", wrap=True)
        self.live = LiveView()
        self.layers = LayerWatch()
        self.runs = AllRuns(self)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(self.tr("Curves, layers and runs"))
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self._rates = RateFinding(self, self.use_rate)
        self._exporter = CurveExporter(self, self.runner, self.notices)

    def _arrange(self) -> None:
        settings = QWidget()
        settings.setLayout(column(self._locked, self.form))
        self.settings_button.folds(settings)
        self.settings_button.setChecked(True)
        self.tabs.addTab(self.live, self.tr("Curves"))
        self.tabs.addTab(self.layers, self.tr("Layers"))
        self.tabs.addTab(self.runs.list, self.tr("All runs"))
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
        self.content.addWidget(self.interrupted)
        self.content.addWidget(self.bar)
        self.content.addWidget(self.result)
        self.content.addWidget(scroll, stretch=1)

    def _wire(self) -> None:
        self.session.project_changed.connect(self._show_project)
        self.session.runs_changed.connect(self.runs.read)
        self.session.dataset_changed.connect(self.show_state)
        self.session.draft_changed.connect(self.show_state)
        self.session.layers_read.connect(self.show_state)
        self.runner.state_changed.connect(self.show_state)
        theme().changed.connect(self.show_state)
        theme().changed.connect(self._show_titles)
        self.bar.start_button.clicked.connect(lambda: self.start_training())
        self.form.rate_wanted.connect(self.find_rate)
        self.form.changed.connect(self._change_settings)
        self.form.backbone_wanted.connect(lambda: self.stage_wanted.emit(Stage.BACKBONE))
        self.tabs.currentChanged.connect(lambda _: self.runs.read())  # the one under way has got on
        self.control.run_shown.connect(self._show_run)
        self.control.starting.connect(self._show_starting)
        self.control.reported.connect(self._show_event)
        self.control.changed.connect(self.show_state)
        self.control.settings_wanted.connect(self._show_settings)
        self.control.rate_wanted.connect(self.use_rate)

    def _wire_runs(self) -> None:
        control, runs = self.control, self.runs
        self.interrupted.resume_wanted.connect(control.resume)
        self.interrupted.keep_wanted.connect(control.keep_as_it_is)
        self.result.evaluation_wanted.connect(self._evaluate_shown)
        runs.facts_read.connect(self._show_runs)
        runs.list.evaluation_wanted.connect(self._use_for_evaluation)
        runs.list.resume_wanted.connect(control.resume)
        plot, plots = self.live.plot, runs.list.plots
        plot.export_wanted.connect(lambda kind: self._exporter.export(kind, plot, self._shown_curves))
        plots.export_wanted.connect(lambda kind: self._exporter.export(kind, plots, lambda: runs.selected_curves))

    def _shown_curves(self) -> list[tuple[str, TrainingHistory]]:
        shown = self.control.shown
        return [(self.runs.title_of(shown.run), shown.history)]
