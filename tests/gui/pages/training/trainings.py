"""Trainings that tests of the training page have the engine do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt

from core.engine import EngineEnded
from core.events import Event
from core.jobs import Job
from core.training.plan import Phase, Plan, incremental_phases
from core.training.run import Run
from gui.pages.training.page import TrainingPage
from gui.session import Session
from tests.gui.engines import wait_until_stopped
from tests.gui.runs import (
    begin_run,
    finish,
    plan,
    run_begun,
)

LEFT = Qt.MouseButton.LeftButton


PLAN = plan()


class Training:
    """An answer to `train`: reports `events`, then does what it is told."""

    def __init__(self, session: Session, events: Sequence[Event], then: Callable[[Job, Run], Any]) -> None:
        self._session, self._events, self._then = session, events, then
        self.reported = threading.Event()

    def __call__(self, job: Job, project: Any, plan: Any) -> Any:
        run = begin_run(project, plan)
        return self.go_on(job, project, run)

    def go_on(self, job: Job, project: Any, run: Run) -> Any:
        for event in [run_begun(run), *self._events]:
            job.report(event)
        self.reported.set()
        return self._then(job, run)


def finishes(job: Job, run: Run) -> Run:
    return finish(run)


def goes_on(job: Job, run: Run) -> None:
    wait_until_stopped(job)


def dies(job: Job, run: Run) -> None:
    raise EngineEnded("SIGKILL")


def says(page: TrainingPage) -> str:
    return f"{page.bar.says.text()} | {page.bar.more.text()}"


STEPS = Plan(
    backbone="small",
    phases=incremental_phases(Phase(name="head", epochs=1), Phase(name="fine-tuning", epochs=2), 2),
    only_while_better=True,
)


LAYERS = ("block_3_conv", "block_3_bn")
