"""JobRunner: the background thread that runs one task after the other in the engine process."""

from __future__ import annotations

import logging
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from core.engine import Engine, EngineEnded, TaskFailed
from core.errors import JobStopped, UserError
from core.events import Event
from core.task_table import Request

log = logging.getLogger(__name__)

SECONDS_TO_FINISH_WRITING = 10.0

Result = TypeVar("Result")


class RunnerState(Enum):
    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True)
class Task(Generic[Result]):
    """A request to the engine process, and how the window calls it."""

    request: Request[Result]
    #: what the bar at the bottom says; a quiet task has none: it answers a question of the window's own
    title: str = ""

    @property
    def is_quiet(self) -> bool:
        return not self.title


@dataclass(frozen=True)
class Done(Generic[Result]):
    result: Result


@dataclass(frozen=True)
class WasStopped:
    pass


@dataclass(frozen=True)
class Failed:
    error: UserError


@dataclass(frozen=True)
class Broke:
    """A fault of the program's own; the details hold no names."""

    details: str


@dataclass(frozen=True)
class EngineDied:
    """`reason` is a signal's name or an exit status. Who had asked for a pause or a stop wants nothing to go on."""

    reason: str
    was_running: bool = True


Outcome = Done[Result] | WasStopped | Failed | Broke | EngineDied
OnEnd = Callable[[Outcome[Result]], None]
OnEvent = Callable[[Event], None]


def _ignore(what: object) -> None:
    """Nobody wants to know it."""


@dataclass(frozen=True)
class _Waiting:
    task: Task
    on_end: OnEnd
    on_event: OnEvent = _ignore


class JobRunner(QObject):
    """Serve the GUI thread, in which all signals are emitted and all callbacks are called.

    One task that the user sees runs at a time. Quiet ones wait until nothing else is to be done, and give way.
    """

    state_changed = Signal()
    #: while a task runs that the user sees: what it reports. Who started it is told by itself
    event_received = Signal(object)

    _events_wait = Signal()
    _event_came = Signal(object, object)
    _task_ended = Signal(object)
    _reading_ended = Signal(object, object)

    def __init__(self, parent: QObject | None = None, engine: Engine | None = None):
        super().__init__(parent)
        self._engine = engine or Engine()
        self._state = RunnerState.IDLE
        self._now: _Waiting | None = None
        self._next: deque[_Waiting] = deque()
        self._events: deque[Event] = deque()
        self._is_closed = False
        queued = Qt.ConnectionType.QueuedConnection
        self._events_wait.connect(self._hand_out_events, queued)
        self._event_came.connect(self._call)
        self._task_ended.connect(self._end_task, queued)
        self._reading_ended.connect(self._call, queued)
        self._to_do: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="job runner", daemon=True)
        self._thread.start()
        self._to_read: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, name="reader", daemon=True)
        self._reader.start()

    @property
    def state(self) -> RunnerState:
        return self._state

    @property
    def is_busy(self) -> bool:
        """Return whether a task that the user sees runs; no other can be started then."""
        return self._state is not RunnerState.IDLE

    @property
    def task(self) -> Task | None:
        """Return the one that the user sees."""
        visible = [waiting.task for waiting in (self._now, *self._next) if waiting and not waiting.task.is_quiet]
        return visible[0] if visible else None

    @property
    def request(self) -> Request | None:
        """Return what was asked for with the task that the user sees."""
        return self.task.request if self.task else None

    @property
    def engine_process_id(self) -> int | None:
        return self._engine.process_id

    def warm_up(self) -> None:
        """Start the engine process, which imports TensorFlow, before the first task needs it."""
        self._to_do.put(self._start_engine)

    def start(self, task: Task[Result], on_end: OnEnd[Result], on_event: OnEvent = _ignore) -> None:
        """Run a task that the user sees, and report to `on_event` what it reports. Only while the runner is idle."""
        assert not self.is_busy, "the controls should have been disabled"
        if self._now:  # a quiet one, which gives way and is asked again
            self._engine.stop()
        self._next.appendleft(_Waiting(task, on_end, on_event))
        self._go_on()
        self._set_state(RunnerState.RUNNING)

    def ask(self, request: Request[Result], on_end: OnEnd[Result]) -> None:
        """Run a quiet task when there is time for it."""
        self._next.append(_Waiting(Task(request), on_end))
        self._go_on()

    def forget(self, kind: type[Request]) -> None:
        """Drop the quiet tasks of this kind that have not begun."""
        self._next = deque(waiting for waiting in self._next if not isinstance(waiting.task.request, kind))

    def read(
        self,
        function: Callable[[], Any],
        on_done: Callable[[Any], None] = _ignore,
        on_failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Read or write files without holding up the window, one call after the other. Short work only."""

        def work() -> None:
            try:
                result, callback = function(), on_done
            except Exception as error:
                if not isinstance(error, UserError):
                    log.info("reading or writing failed", exc_info=error)
                result, callback = error, on_failed or _ignore
            self._reading_ended.emit(callback, result)

        if not self._is_closed:
            self._to_read.put(work)

    def pause(self) -> None:
        if self._state is RunnerState.RUNNING:
            if not self._is_waiting:
                self._engine.pause()
            self._set_state(RunnerState.PAUSED)

    def resume(self) -> None:
        if self._state is RunnerState.PAUSED:
            if not self._is_waiting:
                self._engine.resume()
            self._set_state(RunnerState.RUNNING)

    def stop(self) -> None:
        """Stop in good order, within one batch: what was learnt is kept."""
        if self._state in (RunnerState.RUNNING, RunnerState.PAUSED):
            if self._is_waiting:  # a quiet task gives way to it just now
                waiting = next(waiting for waiting in self._next if not waiting.task.is_quiet)
                self._next.remove(waiting)
                self._set_state(RunnerState.IDLE)
                waiting.on_end(WasStopped())
                return
            self._engine.stop()
            self._set_state(RunnerState.STOPPING)

    def kill(self) -> None:
        """End a task that does not stop."""
        self._engine.kill()

    def close(self) -> None:
        """End the engine process and the threads. Running work is lost up to its last checkpoint: stop it before."""
        if self._is_closed:
            return
        self._is_closed = True
        self._next.clear()
        self._to_do.put(None)
        self._to_read.put(None)
        self._reader.join(SECONDS_TO_FINISH_WRITING)  # a disk that does not answer must not keep the window open
        while self._thread.is_alive():  # it may start a process while we end one
            self._engine.kill()
            self._thread.join(0.05)
        self._engine.kill()
        self._engine.close()

    @property
    def _is_waiting(self) -> bool:
        return self._now is None or self._now.task.is_quiet

    def _set_state(self, state: RunnerState) -> None:
        self._state = state
        self.state_changed.emit()

    def _go_on(self) -> None:
        if self._now is None and self._next and not self._is_closed:
            self._now = self._next.popleft()
            self._engine.announce()
            if not self._now.task.is_quiet and self._state is RunnerState.PAUSED:  # before its turn came
                self._engine.pause()
            self._to_do.put(partial(self._do, self._now.task.request))

    def _end_task(self, outcome: Outcome) -> None:
        self._hand_out_events()
        ended, self._now = self._now, None
        if ended is None or self._is_closed:
            return
        if ended.task.is_quiet and isinstance(outcome, WasStopped):
            self._next.append(ended)
            self._go_on()
            return
        if isinstance(outcome, EngineDied):
            outcome = EngineDied(outcome.reason, was_running=self._state is RunnerState.RUNNING)
        if not ended.task.is_quiet:
            self._set_state(RunnerState.IDLE)
        try:
            ended.on_end(outcome)
        finally:
            self._go_on()

    def _call(self, callback: Callable[[Any], None], what: Any) -> None:
        if not self._is_closed:
            callback(what)

    def _hand_out_events(self) -> None:
        now = self._now if self._now and not self._now.task.is_quiet else None
        while self._events:
            event = self._events.popleft()
            if now and not self._is_closed:
                self.event_received.emit(event)
                self._event_came.emit(now.on_event, event)  # a listener that fails must not keep the rest waiting

    # ---- in the background threads

    def _read(self) -> None:
        while (work := self._to_read.get()) is not None:
            work()

    def _work(self) -> None:
        while (work := self._to_do.get()) is not None:
            if self._is_closed:
                return
            work()

    def _start_engine(self) -> None:
        try:
            self._engine.start()
        except Exception:  # the next task tries again, and tells
            log.exception("the engine could not be started")

    def _do(self, request: Request) -> None:
        self._task_ended.emit(self._outcome(request))

    def _outcome(self, request: Request) -> Outcome:
        try:
            return Done(self._engine.run(request, self._receive))
        except JobStopped:
            return WasStopped()
        except UserError as error:
            return Failed(error)
        except TaskFailed as failure:
            return Broke(failure.details)
        except EngineEnded as ended:
            return EngineDied(str(ended))
        except Exception as error:  # a fault of ours must not leave the window waiting for ever
            log.exception("the job runner failed")
            return Broke(type(error).__name__)

    def _receive(self, event: Event) -> None:
        self._events.append(event)
        if len(self._events) == 1:  # one wake-up for all that gather until the GUI thread has time
            self._events_wait.emit()
