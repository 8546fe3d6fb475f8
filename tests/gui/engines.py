"""An engine without a process: tests say what each task does and reports."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import fields, make_dataclass
from pathlib import Path
from typing import Any

from core.engine import EngineEnded
from core.events import Event
from core.jobs import Job
from core.project.project import Project
from core.task_table import Request, Train
from core.training.plan import Plan, usual_phases

#: where it matters that something is trained, and not what
TRAIN = Train(project=Project(folder=Path("project")), plan=Plan(backbone="one", phases=usual_phases()))


class ScriptedEngine:
    """Has the methods of `core.engine.Engine`. `answers` holds for each task a function of a job and the arguments.

    Arguments that are as a request has them by itself are left out.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Callable[..., Any]] = {}
        #: name and arguments of every task that was run
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.process_id: int | None = None
        self._job: Job | None = None
        self._killed = threading.Event()

    def start(self) -> None:
        self.process_id = 1

    def announce(self) -> None:
        self._job = Job()

    def run(self, request: Request, on_event: Callable[[Event], None]) -> Any:
        self._killed.clear()
        assert self._job
        self._job.report = on_event
        usual = {field.name: field.default for field in fields(request)}
        task, arguments = request.task, {key: value for key, value in request.arguments.items() if value != usual[key]}
        self.calls.append((task, arguments))
        if task not in self.answers:
            raise EngineEnded("no answer")
        return self.answers[task](self._job, **arguments)

    def pause(self) -> None:
        if self._job:
            self._job.pause()

    def resume(self) -> None:
        if self._job:
            self._job.resume()

    def stop(self) -> None:
        if self._job:
            self._job.stop()

    def kill(self) -> None:
        self._killed.set()
        self.stop()

    def close(self) -> None:
        self.process_id = None


def request(task: str, **arguments: Any) -> Request:
    """One that only a test asks for."""
    types = [(name, type(value)) for name, value in arguments.items()]
    kind = make_dataclass("Asked", types, bases=(Request,), frozen=True, kw_only=True, namespace={"task": task})
    return kind(**arguments)


def wait_until_stopped(job: Job, **arguments: Any) -> None:
    """An answer that goes on until it is stopped."""
    event = threading.Event()
    while True:
        job.checkpoint()
        event.wait(0.01)
