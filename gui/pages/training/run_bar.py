"""RunBar: what training is at or would do, and the buttons that start, pause and stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.job_runner import JobRunner, RunnerState
from gui.pages.training.live.training_status import best_text
from gui.pages.training.run_control import RunControl
from gui.widgets.icons import icon
from gui.widgets.parts import button, column, label
from gui.widgets.theme import SPACE
from gui.widgets.tool_tip import plain

#: often enough to look smooth, and no redraw for each event
MILLISECONDS_BETWEEN_LOOKS = 100


class RunBar(QWidget):
    """The page wires the button that starts, which needs the settings."""

    def __init__(self, runner: JobRunner, control: RunControl):
        super().__init__()
        self._runner, self._control = runner, control
        self._what_a_run_does = ""
        self.says = label("", "heading", wrap=True)
        self.more = label("", "muted", wrap=True)
        self.start_button = button(self.tr("Start training"), "start", kind="primary")
        self.pause_button = button(self.tr("Pause"), on_click=control.pause_or_resume)
        self.stop_button = button(self.tr("Stop"), "stop", on_click=runner.stop)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(MILLISECONDS_BETWEEN_LOOKS)
        self._soon.timeout.connect(self._show_status)
        control.reported.connect(lambda event: None if self._soon.isActive() else self._soon.start())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(column(self.says, self.more, spacing=2), stretch=1)
        for made in (self.start_button, self.pause_button, self.stop_button):
            layout.addWidget(made)

    def show_state(self, what_a_run_does: str, waits: str) -> None:
        """`waits` says why none can be started; "" where one can."""
        self._what_a_run_does = what_a_run_does
        is_training, state = self._control.is_training, self._runner.state
        is_paused = state is RunnerState.PAUSED
        can_stop = is_training and state is not RunnerState.STOPPING
        self._enable(self.start_button, not self._runner.is_busy and not self._control.is_going_on, waits)
        for made in (self.pause_button, self.stop_button):
            self._enable(made, can_stop, "" if is_training else self.tr("Nothing is being trained."))
        if can_stop:
            self.stop_button.setToolTip(self.tr("What was learnt is kept, and can be resumed"))
        self.pause_button.setText(self.tr("Resume") if is_paused else self.tr("Pause"))
        self.pause_button.setAccessibleName(self.pause_button.text())
        self.pause_button.setIcon(icon("start" if is_paused else "pause"))
        self._show_status()

    def _enable(self, control: QWidget, is_enabled: bool, why_not: str) -> None:
        control.setEnabled(is_enabled)
        control.setToolTip("" if is_enabled else plain(why_not))

    def _show_status(self) -> None:
        if self._control.is_training:
            self.says.setText(self._now)
            self.more.setText(" · ".join(part for part in (self._time_left, self._best) if part))
        else:
            task = self._runner.task
            self.says.setText(self._what_a_run_does)
            self.more.setText(self.tr("Waiting for: {task}").format(task=task.title) if task else "")
        self.more.setVisible(bool(self.more.text()))

    @property
    def _now(self) -> str:
        status = self._control.shown.status.text
        match self._runner.state:
            case RunnerState.PAUSED:
                return self.tr("Paused. {status}").format(status=status)
            case RunnerState.STOPPING:
                return self.tr("Stopping. What was learnt is kept.")
        return status

    @property
    def _time_left(self) -> str:
        return self._control.shown.status.time_left if self._runner.state is RunnerState.RUNNING else ""

    @property
    def _best(self) -> str:
        return best_text(self._control.shown.history)
