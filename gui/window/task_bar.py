"""The bar at the bottom of every page: what is running, how far it is, how long it takes, Pause and Stop."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from core.events import BatchEnded, EpochEnded, Event, PhaseStarted, Progress
from core.wording.catalogue import text_of
from gui.job_runner import JobRunner, RunnerState
from gui.pages.training.live.time_left import TrainingClock
from gui.translation import count
from gui.widgets.parts import button, keep_icon, label
from gui.widgets.theme import SPACE
from gui.widgets.words import phase_name, time_left

STEPS = 1000
#: often enough to look smooth, and no redraw for each event
MILLISECONDS_BETWEEN_LOOKS = 100


class TaskBar(QFrame):
    """Shows the runner; its buttons pause and stop it."""

    def __init__(self, runner: JobRunner):
        super().__init__()
        self._runner = runner
        self._clock = TrainingClock()
        self._phase = self._step = self._left = ""
        self._share: float | None = None
        self.setProperty("kind", "taskbar")
        self._title = label()
        self._what = label("", "muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, STEPS)
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(160)
        self._bar.setAccessibleName(self.tr("Progress of the running task"))
        self._time = label("", "muted")
        self._pause = button(self.tr("Pause"), "pause", on_click=self._pause_or_resume)
        self._stop = button(self.tr("Stop"), "stop", on_click=runner.stop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE, 8, SPACE, 8)
        layout.setSpacing(SPACE)
        layout.addWidget(self._title)
        layout.addWidget(self._what)
        layout.addWidget(self._bar, stretch=1)
        layout.addWidget(self._time)
        layout.addWidget(self._pause)
        layout.addWidget(self._stop)
        layout.insertStretch(2)
        self._timer = QTimer(self)
        self._timer.setInterval(MILLISECONDS_BETWEEN_LOOKS)
        self._timer.timeout.connect(self._show_progress)
        runner.state_changed.connect(self._show_state)
        runner.event_received.connect(self._receive)
        self._show_state()

    def _show_state(self) -> None:
        state, task = self._runner.state, self._runner.task
        is_busy = self._runner.is_busy
        if not is_busy or (state is RunnerState.RUNNING and not self._timer.isActive()):
            self._clock = TrainingClock()
            self._phase = self._step = self._left = ""
            self._share = None
        self._title.setText(task.title if task else self.tr("Ready"))
        self._title.setProperty("kind", "" if task else "muted")
        self._title.style().polish(self._title)
        for widget in (self._bar, self._time, self._pause, self._stop):
            widget.setVisible(is_busy)
        self._what.setVisible(is_busy)
        is_paused = state is RunnerState.PAUSED
        self._pause.setText(self.tr("Resume") if is_paused else self.tr("Pause"))
        self._pause.setAccessibleName(self._pause.text())
        keep_icon(self._pause, "start" if is_paused else "pause")
        self._pause.setEnabled(state in (RunnerState.RUNNING, RunnerState.PAUSED))
        self._stop.setEnabled(state in (RunnerState.RUNNING, RunnerState.PAUSED))
        if is_busy:
            self._timer.start()
        else:
            self._timer.stop()
        self._show_progress()

    def _receive(self, event: Event) -> None:
        self._clock.add(event)
        match event:
            case PhaseStarted():
                self._phase = self.tr("{name} (phase {number} of {phases})").format(
                    number=event.phase + 1, phases=event.phases, name=phase_name(event.name)
                )
                self._step = ""
            case Progress():
                self._step = text_of(event.step)
                if event.total and event.done < event.total:
                    self._step = self.tr("{step}, {done} of {total}").format(
                        step=self._step, done=count(event.done), total=count(event.total)
                    )
                self._share = event.done / event.total if event.total else None
                self._left = time_left(event.seconds_left) if event.seconds_left else ""
            case BatchEnded() | EpochEnded():
                self._step = self.tr("epoch {number}").format(number=event.epoch + 1)
                self._share = self._clock.share_done
                left = self._clock.seconds_left
                self._left = self.tr("at most {time}").format(time=time_left(left)) if left else ""

    def _show_progress(self) -> None:
        """Show all that changes often, and only now and then."""
        state = self._runner.state
        what = " · ".join(part for part in (self._phase, self._step) if part)
        if state is RunnerState.PAUSED:
            what = self.tr("paused")
        elif state is RunnerState.STOPPING:
            what = self.tr("stopping, what was learnt is kept")
        self._what.setText(what)
        self._time.setText(self._left if state is RunnerState.RUNNING else "")
        self._bar.setRange(0, 0 if self._share is None and self._runner.is_busy else STEPS)
        self._bar.setValue(round((self._share or 0) * STEPS))

    def _pause_or_resume(self) -> None:
        if self._runner.state is RunnerState.PAUSED:
            self._runner.resume()
        else:
            self._runner.pause()
