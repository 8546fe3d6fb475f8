"""RunControl: starts runs, stops them, resumes them, and goes on where the engine has died."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from core.events import Alarm, DepthDecided, Event, RunBegun
from core.task_table import FinishEarly, Request, Resume, Train
from core.training.depth_words import why_that_deep
from core.training.plan import Plan
from core.training.run import Run
from core.wording.catalogue import text_of
from gui.job_runner import Done, EngineDied, Failed, Outcome, RunnerState, Task, WasStopped
from gui.pages.page import Page
from gui.pages.training.alarm_notices import AlarmNotices
from gui.pages.training.runs.run_facts import RunFacts, read_facts
from gui.pages.training.shown_run import ShownRun
from gui.stages import Stage


class RunControl(QObject):
    """Begin, resume and end runs; the page shows what becomes of them."""

    #: another run is shown than before
    run_shown = Signal()
    #: a run is about to start
    starting = Signal()
    #: what the run under way has reported
    reported = Signal(object)
    #: whether one goes on, or which, is otherwise than before
    changed = Signal()
    #: the user wants to change the settings of the next run
    settings_wanted = Signal()
    #: the number of a phase of the next run, and its new learning rate
    rate_wanted = Signal(int, float)

    def __init__(self, page: Page):
        super().__init__(page)
        self._page, self._session, self._runner, self._notices = page, page.session, page.runner, page.notices
        self.shown = ShownRun()
        #: whether a run is about to be resumed, once it is known how far it was
        self.is_going_on = False
        #: what is to be done once the run has stopped, instead of telling so
        self._once_stopped: Callable[[], None] | None = None
        self._alarms = AlarmNotices(self._notices)
        self._alarms.best_wanted.connect(self.go_back_to_best)
        self._alarms.change_wanted.connect(lambda: self._stop_and(self.settings_wanted.emit))
        self._alarms.keep_wanted.connect(lambda: self.keep_as_it_is(self.shown.run))
        self._alarms.rate_wanted.connect(self.rate_wanted)

    @property
    def is_training(self) -> bool:
        return isinstance(self._runner.request, Train | Resume)

    @property
    def running(self) -> Run | None:
        """Return the run that is being trained, be it by another page."""
        return self.shown.run if self.is_training else self._session.run_under_way

    def show(self, shown: ShownRun) -> None:
        """Show another run than before."""
        self.shown = shown
        self.run_shown.emit()

    # ---- what the user asks for

    def start(self, plan: Plan) -> None:
        project = self._session.project
        if project is None or self._session.settings is None:
            return
        self._notices.clear_errors()
        self._begin(Train(project=project, plan=plan), ShownRun(plan=plan))

    def resume(self, run: Run | None = None) -> None:
        """Go on with this run, else with the last one that was interrupted."""
        self._notices.clear_errors()
        self._go_on_with(run or self._session.known_runs.interrupted)

    def keep_as_it_is(self, run: Run | None = None) -> None:
        """Make the model of the best that this run has learnt so far, else of what the last interrupted one has."""
        project, run = self._session.project, run or self._session.known_runs.interrupted
        if project and run:
            task = Task(FinishEarly(project=project, run=run), self.tr("Making the model"))
            self._page.start(task, self._show_finished)

    def go_back_to_best(self) -> None:
        """End the run under way, and make its model of the best weights so far."""
        self._stop_and(lambda: self.keep_as_it_is(self.shown.run))

    def pause_or_resume(self) -> None:
        if self._runner.state is RunnerState.PAUSED:
            self._runner.resume()
        else:
            self._runner.pause()

    def _stop_and(self, act: Callable[[], None]) -> None:
        """Stop the run under way, and then do this."""
        self._once_stopped = act
        self._runner.stop()

    # ---- running

    def _begin(self, request: Request[Run], shown: ShownRun) -> None:
        if shown.plan:
            shown.history.go_by(shown.plan)
        self._once_stopped = None
        self.show(shown)
        self.starting.emit()
        self._runner.start(Task(request, self.tr("Training")), self._end, self._receive)

    def _go_on_with(self, run: Run | None) -> None:
        """The curves go on from the epochs that have ended, and from all batches where these are still known."""
        project = self._session.project
        if run is None or project is None:
            return

        def begin(read: tuple[Plan, RunFacts]) -> None:
            plan, facts = read
            self.is_going_on = False
            if self._runner.is_busy or self._session.project != project:
                self.changed.emit()
                return
            history = self.shown.history if run == self.shown.run else facts.history
            self._begin(Resume(project=project, run=run), ShownRun(run, plan, history, facts.layer_history))

        self.is_going_on = True
        self.changed.emit()
        self._runner.read(lambda: (run.plan, read_facts(run)), begin, self._cannot_go_on)

    def _cannot_go_on(self, error: Exception) -> None:
        self.is_going_on = False
        self._notices.show_exception(error)
        self.changed.emit()

    def _receive(self, event: Event) -> None:
        self.shown.add(event)
        match event:
            case RunBegun() if self.shown.run:
                self._session.begin_run(self.shown.run)
                self.changed.emit()
            case Alarm():
                self._alarms.warn(event)
            case DepthDecided():
                self._notices.report(text_of(why_that_deep(self.shown.layers.name_of(event.phase), event)))
        self.reported.emit(event)

    # ---- how it ends

    def _end(self, outcome: Outcome[Run]) -> None:
        self._session.reload_runs(select=outcome.result if isinstance(outcome, Done) else None)
        self._session.reload_dataset()  # preparing may have found more images that cannot be read
        self._notices.clear_warnings()  # what they offer is for a run under way; they stay in the list of alarms
        match outcome:
            case Done(run):
                self._show_model(run)
            case WasStopped():
                self._show_stopped()
            case EngineDied(reason, was_running):
                self._show_death(reason, was_running)
            case Failed() if (alarm := self.shown.not_finite) and self.shown.plan:
                rate = self.shown.plan.phases[alarm.phase].learning_rate
                self._alarms.show_end(alarm, rate, can_keep=bool(self.shown.history.epochs))
            case _:
                self._page.show_outcome(outcome)
        self.changed.emit()

    def _show_finished(self, run: Run) -> None:
        self._session.reload_runs(select=run)
        self._show_model(run)

    def _show_model(self, run: Run) -> None:
        if run != self.shown.run:  # of the one whose curves are shown the result stands below
            action = self.tr("Evaluate it"), lambda: self._page.stage_wanted.emit(Stage.EVALUATION)
            self._notices.report(self.tr("The model of “{title}” is ready.").format(title=run.title), action)

    def _show_stopped(self) -> None:
        act, self._once_stopped = self._once_stopped, None
        if act:
            act()
        elif self.shown.status.has_checkpoint:
            self._notices.report(self.tr("Stopped. What was learnt is kept."))

    def _show_death(self, reason: str, was_running: bool) -> None:
        """A run that got on since it was started goes on by itself; else it might die for ever."""
        message = self.tr("The engine ended unexpectedly ({reason}).").format(reason=reason)
        run = self.shown.run
        if run is not None and self.shown.status.has_checkpoint and was_running:
            self._notices.show_error(message, self.tr("Training goes on from its last checkpoint."))
            self._go_on_with(run)
            return
        hint = self.tr("Most often memory has run out: close other programs, or choose a smaller batch size.")
        again = (self.tr("Resume"), lambda: self.resume(run)) if run else None
        self._notices.show_error(message, hint, action=again)
