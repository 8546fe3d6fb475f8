"""The engine process: receives tasks, one after the other, and reports what happens. Knows nothing of Qt.

The window drives it through `Engine`. TensorFlow then never stalls the window, its memory goes back to the system, and
what crashes it costs a message instead of the program.
"""

from __future__ import annotations

import inspect
import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

from core.errors import JobStopped, UserError
from core.events import Event
from core.jobs import Job
from core.process.child import begin_as_child, how_it_ended, start_child
from core.process.log import NamelessFormatter, start_logging
from core.process.memory import give_back_memory, keep_freed_memory
from core.process.tensorflow_start import prepare_tensorflow
from core.storage.disk import refusal_by_disk
from core.storage.temporary import clear_temporary_folders
from core.task_table import Request

LOG_FILE = "engine.log"

#: when the window has gone, running work may take so long to write a checkpoint
SECONDS_TO_END = 10.0

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class EngineEnded(Exception):
    """The process died at its work; the text says how, as far as that is known."""


class TaskFailed(Exception):
    """A fault of the program; `details` say where, without names of files or persons."""

    def __init__(self, details: str):
        super().__init__("Something went wrong.")
        self.details = details


class Wish(Enum):
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


@dataclass(frozen=True)
class _Asked:
    number: int
    request: Request


@dataclass(frozen=True)
class _Wished:
    """A wish reaches the request that it was meant for, and no later one."""

    number: int
    wish: Wish


@dataclass(frozen=True)
class _Done:
    result: Any


@dataclass(frozen=True)
class _Failed:
    error: UserError | JobStopped


@dataclass(frozen=True)
class _Broke:
    details: str


class Engine:
    """The process as its user sees it. One thread calls `run`; the rest may be called from any thread."""

    def __init__(self) -> None:
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._sending = threading.Lock()
        #: of the last task that was announced, and of the last that was sent
        self._number = self._sent = 0
        self._early_wishes: list[Wish] = []

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process if there is none; it imports TensorFlow at once, before it is asked for anything."""
        if self._process is not None and self._process.is_alive():
            return
        self._forget()
        process, connection = start_child(_serve, name="frostline-engine", is_helper=False)
        with self._sending:
            self._process, self._connection = process, connection

    def announce(self) -> None:
        """Let wishes be meant for the task that `run` is about to be called for."""
        with self._sending:
            self._number += 1
            self._early_wishes = []

    def run(self, request: Request[Result], on_event: Callable[[Event], None]) -> Result:
        """Do this task there, and wait for what it gives.

        What the task reports is handed to `on_event`. Raise UserError and JobStopped as the task does, TaskFailed for
        any other exception, and EngineEnded where the process dies; the next call starts a new one.
        """
        self.start()
        if self._sent == self._number:
            self.announce()
        if not self._send(_Asked(self._number, request)):
            raise EngineEnded(self._how_it_ended())
        with self._sending:
            self._sent = self._number
            for wish in self._early_wishes:
                self._connection_send(_Wished(self._number, wish))
        assert self._connection is not None
        while True:
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                raise EngineEnded(self._how_it_ended()) from None
            match message:
                case Event():
                    on_event(message)
                case _Done():
                    result: Result = message.result
                    return result
                case _Failed():
                    raise message.error
                case _Broke():
                    raise TaskFailed(message.details)

    def pause(self) -> None:
        self._wish(Wish.PAUSE)

    def resume(self) -> None:
        self._wish(Wish.RESUME)

    def stop(self) -> None:
        self._wish(Wish.STOP)

    def kill(self) -> None:
        """End the process at once, whatever it is at."""
        process = self._process  # another thread may be about to forget it
        if process is not None:
            process.kill()

    def close(self) -> None:
        """End the process. Work under way has a few seconds to write a checkpoint."""
        process = self._process
        with self._sending:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
        if process is None:
            return
        process.join(SECONDS_TO_END + 5)
        if process.is_alive():
            process.kill()
            process.join()

    def _wish(self, wish: Wish) -> None:
        with self._sending:
            if self._sent < self._number:
                self._early_wishes.append(wish)
                return
        self._send(_Wished(self._number, wish))

    def _send(self, message: _Asked | _Wished) -> bool:
        with self._sending:
            return self._connection_send(message)

    def _connection_send(self, message: _Asked | _Wished) -> bool:
        """Send while `_sending` is held. Return False where there is nobody to hear it."""
        try:
            if self._connection is None:
                return False
            self._connection.send(message)
        except OSError:
            return False
        return True

    def _how_it_ended(self) -> str:
        assert self._process is not None
        how = how_it_ended(self._process, SECONDS_TO_END)
        self._forget()
        return how

    def _forget(self) -> None:
        with self._sending:
            if self._connection is not None:
                self._connection.close()
            self._process = self._connection = None


# ---- in the process


def _serve(connection: Connection) -> None:
    """Carry out tasks until the other end of the pipe is closed."""
    begin_as_child(signal.SIGINT, signal.SIGTERM)  # the window stops the work in good order
    start_logging(file=LOG_FILE)
    prepare_tensorflow()
    clear_temporary_folders()
    keep_freed_memory()
    server = _Server(connection)
    threading.Thread(target=server.listen, name="listen", daemon=True).start()
    server.work()


class _Server:
    def __init__(self, connection: Connection):
        self._connection = connection
        self._sending = threading.Lock()
        self._requests: queue.SimpleQueue[tuple[_Asked, Job] | None] = queue.SimpleQueue()
        self._jobs: dict[int, Job] = {}
        self._warm = threading.Thread(target=_import_tensorflow, name="warm up", daemon=True)
        self._warm.start()

    def work(self) -> None:
        while (waiting := self._requests.get()) is not None:
            asked, job = waiting
            if asked.request.needs_tensorflow:
                self._warm.join()
            self._send(self._answer(asked.request, job))
            give_back_memory()
            self._jobs.pop(asked.number, None)

    def listen(self) -> None:
        """Listen in a thread of its own, so that wishes are heard while a task is at work."""
        try:
            while True:
                match self._connection.recv():
                    case _Asked(number) as asked:
                        job = self._jobs[number] = Job(self._send)
                        self._requests.put((asked, job))
                    case _Wished(number, wish):
                        if number in self._jobs:
                            getattr(self._jobs[number], wish.value)()
        except (EOFError, OSError):
            self._end()

    def _answer(self, request: Request, job: Job) -> _Done | _Failed | _Broke:
        from core import tasks

        try:
            function = getattr(tasks, request.task)
            takes_job = {"job": job} if "job" in inspect.signature(function).parameters else {}
            return _Done(function(**request.arguments, **takes_job))
        except (UserError, JobStopped) as error:
            return _Failed(error)
        except Exception as error:
            log.exception("the task %s failed", request.task)
            if refusal := refusal_by_disk(error):
                return _Failed(refusal)
            return _Broke(f"{request.task}\n{NamelessFormatter().formatException(sys.exc_info())}")

    def _send(self, message: Event | _Done | _Failed | _Broke) -> None:
        try:
            with self._sending:
                self._connection.send(message)
        except OSError:  # nobody is there to hear it; `listen` has noticed, too
            return

    def _end(self) -> None:
        """The window has gone: stop what is under way, which writes a checkpoint, and end."""
        self._requests.put(None)
        for job in list(self._jobs.values()):
            job.stop()
        threading.Event().wait(SECONDS_TO_END)
        os._exit(1)  # it did not end by itself


def _import_tensorflow() -> None:
    try:
        import tensorflow  # noqa: F401

        import core.training.training  # noqa: F401  what every task on a backbone imports in the end
    except Exception:
        log.exception("TensorFlow cannot be imported")  # the first task that needs it will say so
