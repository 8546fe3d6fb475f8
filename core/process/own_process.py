"""OwnProcess: calls a function in a process of its own, so that what it opens costs a message and nothing else."""

from __future__ import annotations

import logging
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Self

import psutil

from core.errors import UserError
from core.events import Event
from core.jobs import Job
from core.process.child import begin_as_child, end_child, how_it_ended, keep_standard_error_empty, start_child
from core.process.log import NamelessFormatter, start_logging
from core.process.memory import keep_freed_memory
from core.process.tensorflow_start import prepare_tensorflow
from core.process.worker_limits import leave_no_core, limit_memory
from core.storage.disk import refusal_by_disk

SECONDS_BETWEEN_LOOKS, SECONDS_TO_END = 0.05, 5.0
#: Linux does so where there is no memory left
KILLED_BY_SYSTEM = "SIGKILL"

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ProcessLimits:
    """The most that a call may take."""

    #: of memory, above what the process took before
    megabytes: int = 4096
    #: without a sign of life: each event that the call reports begins them anew
    seconds: float = 300.0


class OutOfLimits(Exception):
    """The process was ended because the call took too much, or because it crashed of itself."""


class TookTooMuchMemory(OutOfLimits):
    pass


class TookTooLong(OutOfLimits):
    pass


class Crashed(OutOfLimits):
    """The text names the signal or the exit status."""


class CallFailed(Exception):
    """A fault of the program, with its place in the code."""


@dataclass(frozen=True)
class _Call:
    function: Callable[..., Any]
    arguments: Mapping[str, Any]
    limits: ProcessLimits


@dataclass(frozen=True)
class _Result:
    value: Any


@dataclass(frozen=True)
class _Refused:
    error: UserError


@dataclass(frozen=True)
class _Broke:
    details: str


@dataclass(frozen=True)
class _OutOfMemory:
    pass


class OwnProcess:
    """Starts with the first call, and anew after a call that it did not survive. To be used from one thread."""

    def __init__(self, prepare: Callable[[], None] | None = None, log_file: str = "own_process.log"):
        """`prepare` is called there first, and what it takes of memory counts for no call; it must have a name."""
        self._prepare, self._log_file = prepare, log_file
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def run(
        self, function: Callable[..., Any], arguments: Mapping[str, Any], job: Job, limits: ProcessLimits | None = None
    ) -> Any:
        """Call `function(**arguments, job=…)` there and return what it returns; its events reach `job`.

        Raise UserError as the function does, JobStopped once `job` is stopped, OutOfLimits where the process took too
        much or crashed, and CallFailed for any other exception. Whenever it is left early the process is ended.
        """
        limits = limits or ProcessLimits()
        is_answered = False
        try:
            connection = self._started(job)
            connection.send(_Call(function, arguments, limits))
            answer = self._awaited(job, limits)
            is_answered = True
        except (EOFError, OSError) as error:
            how = self._how_it_ended()
            raise TookTooMuchMemory if how == KILLED_BY_SYSTEM else Crashed(how) from error
        finally:
            if not is_answered:
                self.close()
        match answer:
            case _Refused():
                raise answer.error
            case _OutOfMemory():
                raise TookTooMuchMemory
            case _Broke():
                log.error("a call in a process of its own failed: %s", answer.details)
                raise CallFailed(answer.details)
        return answer.value

    def close(self) -> None:
        """End the process at once, whatever it is at."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            end_child(self._process)
        self._process = self._connection = None

    def _started(self, job: Job) -> Connection:
        """Return the pipe to the process, which has said that it is ready."""
        if self._process is not None and not self._process.is_alive():
            self.close()
        if self._connection is None:
            self._process, self._connection = start_child(_serve, self._prepare, self._log_file)
            while not self._connection.poll(SECONDS_BETWEEN_LOOKS):
                job.checkpoint()
            self._connection.recv()
        return self._connection

    def _awaited(self, job: Job, limits: ProcessLimits) -> Any:
        """Return what the call answers, and watch it while it runs."""
        assert self._process is not None
        assert self._connection is not None
        watched = psutil.Process(self._process.pid)
        before = watched.memory_info().rss
        began = time.monotonic()
        while True:
            if self._connection.poll(SECONDS_BETWEEN_LOOKS):
                message = self._connection.recv()
                if not isinstance(message, Event):
                    return message
                job.report(message)
                began = time.monotonic()
            if _memory_of(watched) - before > limits.megabytes << 20:
                raise TookTooMuchMemory
            if time.monotonic() - began > limits.seconds:
                raise TookTooLong
            if job.is_paused:
                began += _paused(watched, job)
            job.checkpoint()

    def _how_it_ended(self) -> str:
        return "unknown" if self._process is None else how_it_ended(self._process, SECONDS_TO_END)


def _memory_of(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # it has just ended, which the pipe will say
        return 0


def _paused(process: psutil.Process, job: Job) -> float:
    """Hold the process still while the job is paused; return the seconds, which count for nothing."""
    began = time.monotonic()
    try:
        process.suspend()
        job.checkpoint()
        process.resume()
    except psutil.Error:
        job.checkpoint()
    return time.monotonic() - began


# ---- in the process


def _serve(connection: Connection, prepare: Callable[[], None] | None, log_file: str) -> None:
    """Answer calls until the other end of the pipe is closed."""
    begin_as_child(signal.SIGINT)
    leave_no_core()
    keep_standard_error_empty()
    start_logging(file=log_file)
    prepare_tensorflow()
    keep_freed_memory()
    if prepare is not None:
        prepare()
    calls: queue.SimpleQueue[_Call] = queue.SimpleQueue()
    sending = threading.Lock()

    def send(message: Any) -> None:
        with sending:
            connection.send(message)

    threading.Thread(target=_listen, args=(connection, calls), name="listen", daemon=True).start()
    send("ready")
    while True:
        send(_answer(calls.get(), Job(send)))


def _listen(connection: Connection, calls: queue.SimpleQueue[_Call]) -> None:
    """Runs in a thread of its own: a call that never ends must not outlive whoever asked for it."""
    try:
        while True:
            calls.put(connection.recv())
    except (EOFError, OSError):
        os._exit(1)


def _answer(call: _Call, job: Job) -> Any:
    # what is resident is watched from outside; address space is taken long before that, and by more
    limit_memory(2 * call.limits.megabytes)
    try:
        return _Result(call.function(**call.arguments, job=job))
    except UserError as error:
        return _Refused(error)
    except MemoryError:
        return _OutOfMemory()
    except Exception as error:
        if refusal := refusal_by_disk(error):
            return _Refused(refusal)
        return _Broke(NamelessFormatter().formatException(sys.exc_info()))
