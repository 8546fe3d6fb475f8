"""Show why nothing can be started while a task runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gui.job_runner import JobRunner
from gui.translation import tr


def busy_reason(runner: JobRunner) -> str:
    """Return "" where a task can be started."""
    task = runner.task if runner.is_busy else None
    return tr("“{task}” is running: wait until it is done, or stop it below.").format(task=task.title) if task else ""


class BusyReason(QLabel):
    """A line that says so, and takes no room while there is nothing to say."""

    def __init__(self, runner: JobRunner, wrap: bool = False):
        super().__init__()
        self._runner = runner
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName("busy")
        self.setProperty("kind", "muted")
        self.setWordWrap(wrap)
        runner.state_changed.connect(self.show_state)
        self.show_state()

    def show_state(self) -> None:
        self.setText(busy_reason(self._runner))
        self.setVisible(self._runner.is_busy)
