"""WorkerPool: worker processes in which foreign data is opened, so that what is bad costs nothing but itself."""

from __future__ import annotations

import math
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from itertools import islice
from multiprocessing import connection
from typing import Any, Generic, Self, TypeVar

import psutil

from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.process.child import begin_as_child, end_child, keep_standard_error_empty, start_child
from core.process.limits import Limits
from core.process.memory import give_back_memory, keep_freed_memory
from core.process.worker_limits import RESIDENT, bytes_of, limit_memory

Item = TypeVar("Item")
Result = TypeVar("Result")

THREAD_COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
MOST_WORKERS = 16
#: one to work at and one to go on with, while the answer to the first is on its way
TASKS_AT_A_WORKER = 2
TASKS_AHEAD_PER_WORKER = 4
MOST_FAILED_STARTS = 3
SECONDS_BETWEEN_CHECKPOINTS = 0.2

#: a worker that has read a very large image gives back what it took
MOST_KEPT_BYTES = 512 << 20


AnyLimits = TypeVar("AnyLimits", bound=Limits)


@dataclass(frozen=True)
class Failure:
    """The reason why there is no result."""

    reason: Message


CRASHED = Failure(Message("reader-crashed"))


class WorkerPool(Generic[AnyLimits]):
    """Calls functions in worker processes, which start with the first call and stay until `close`.

    A worker that dies, hangs or takes too much memory is replaced; the file it was at gets a `Failure`. Each worker has
    a pipe of its own on which it answers in order, so it is always known which file that was: pools with one queue for
    all (Pebble's, tried under load) now and then blame a neighbour. To be used from one thread.
    """

    def __init__(self, limits: AnyLimits, begin: Callable[[], None], workers: int | None = None):
        """`begin` is what each worker calls first, before its memory is limited; it must be importable by name."""
        self.limits, self._begin = limits, begin
        self.workers = workers or min(_processors(), MOST_WORKERS)
        self._at_work: list[_Worker] = []
        self._waiting: deque[_Task] = deque()
        self._failed_starts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_running(self) -> bool:
        return bool(self._at_work)

    def map(
        self, function: Callable[[Item], Result | Failure], items: Iterable[Item], job: Job
    ) -> Generator[tuple[Item, Result | Failure], None, None]:
        """Yield each item with its result, in order. `items` may be endless: only a few are taken ahead.

        The function must be importable by name; what it raises is raised here. While it waits, the job may pause or
        stop it. Raise UserError when no worker can be started.
        """
        upcoming = iter(items)
        tasks: deque[_Task] = deque()
        try:
            while True:
                for item in islice(upcoming, self.workers * TASKS_AHEAD_PER_WORKER - len(tasks)):
                    tasks.append(_Task(function, item))
                    self._waiting.append(tasks[-1])
                if not tasks:
                    return
                self._go_on(0 if tasks[0].is_answered else SECONDS_BETWEEN_CHECKPOINTS)
                job.checkpoint()
                if tasks[0].is_answered:
                    task = tasks.popleft()
                    yield task.item, task.result()
        finally:
            self._give_up(tasks)

    def close(self) -> None:
        """End the workers. The next call starts new ones."""
        for worker in self._at_work:
            worker.kill()
        self._at_work.clear()

    def _go_on(self, seconds: float) -> None:
        """Hand out tasks, and wait at most so long for answers."""
        self._hand_out()
        by_connection = {worker.connection: worker for worker in self._at_work}
        for ready in connection.wait(list(by_connection), seconds):
            self._receive(by_connection[ready])  # type: ignore[index]  # it is one of those that were given
        for worker in list(self._at_work):
            if worker.is_late(self.limits.seconds):
                self._dismiss(worker, Failure(Message("takes-too-long", seconds=self.limits.seconds)))

    def _hand_out(self) -> None:
        while self._waiting:
            worker = min(self._at_work, key=lambda worker: len(worker.tasks), default=None)
            if (worker is None or worker.tasks) and len(self._at_work) < self.workers:
                worker = _Worker(self.limits, self._begin)
                self._at_work.append(worker)
            if worker is None or len(worker.tasks) >= TASKS_AT_A_WORKER:
                return
            if worker.take(self._waiting[0]):
                self._waiting.popleft()
            else:  # it ended while it had nothing to do
                self._dismiss(worker, CRASHED)

    def _receive(self, worker: _Worker) -> None:
        try:
            message = worker.connection.recv()
        except (EOFError, OSError):
            self._dismiss(worker, CRASHED)
            return
        worker.receive(message)
        self._failed_starts = 0

    def _dismiss(self, worker: _Worker, reason: Failure) -> None:
        """End a worker; what it was at failed for this reason, what lay before it goes to another."""
        worker.kill()
        self._at_work.remove(worker)
        if not worker.is_ready:
            self._failed_starts += 1
        elif worker.tasks:
            worker.tasks.popleft().answer = reason
        self._waiting.extendleft(reversed(worker.tasks))
        if self._failed_starts >= MOST_FAILED_STARTS:
            self._failed_starts = 0
            raise UserError(Message("readers-do-not-start"))

    def _give_up(self, tasks: Iterable[_Task]) -> None:
        """Nobody waits for these any more: end the workers that are at them."""
        unwanted = set(tasks)
        self._waiting = deque(task for task in self._waiting if task not in unwanted)
        for worker in [worker for worker in self._at_work if not unwanted.isdisjoint(worker.tasks)]:
            worker.kill()
            self._at_work.remove(worker)
            self._waiting.extendleft(task for task in reversed(worker.tasks) if task not in unwanted)


NOT_YET = object()
#: times the limit that an image may take where it hardly computes
LONGEST_WAIT = 6


class _Task:
    """A call, and its answer once that has come."""

    def __init__(self, function: Callable[[Any], Any], item: Any):
        self.function, self.item = function, item
        self.answer: Any = NOT_YET

    @property
    def is_answered(self) -> bool:
        return self.answer is not NOT_YET

    def result(self) -> Any:
        if isinstance(self.answer, _Raised):
            raise self.answer.error
        return self.answer


@dataclass(frozen=True)
class _Raised:
    error: Exception


class _Worker:
    """A process, the pipe to it, and the tasks that it has not answered yet."""

    def __init__(self, limits: Limits, begin: Callable[[], None]):
        self.process, self.connection = start_child(_work, limits, begin)
        self.tasks: deque[_Task] = deque()
        self.is_ready = False
        self._function: Callable[[Any], Any] | None = None
        self._began = time.monotonic()
        #: the seconds of a processor that it had taken when it answered last
        self._used = 0.0

    def take(self, task: _Task) -> bool:
        """Return False where it cannot, since the process has ended."""
        try:  # the function is mostly the same as before, and costs more to send than the item
            self.connection.send((None if task.function is self._function else task.function, task.item))
        except OSError:
            return False
        self._function = task.function
        if not self.tasks:
            self._began = time.monotonic()
        self.tasks.append(task)
        return True

    def receive(self, message: tuple[Any, float]) -> None:
        answer, self._used = message
        if self.is_ready:
            self.tasks.popleft().answer = answer
        self.is_ready = True  # which is the first thing that it says
        self._began = time.monotonic()

    def is_late(self, seconds: float) -> bool:
        """Return whether it has computed on one image for too long, or waits for something, a disk say, without end."""
        passed = time.monotonic() - self._began
        return (
            self.is_ready
            and bool(self.tasks)
            and passed > seconds
            and (passed > LONGEST_WAIT * seconds or self._computed() - self._used > seconds)
            and not self.connection.poll()  # it answered, only nobody looked
        )

    def _computed(self) -> float:
        """Return the seconds of a processor that the process has taken; infinite where it has ended."""
        try:
            used = psutil.Process(self.process.pid).cpu_times()
        except psutil.Error:
            return math.inf
        return float(used.user + used.system)

    def kill(self) -> None:
        end_child(self.process)
        self.connection.close()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _work(tasks: connection.Connection, limits: Limits, begin: Callable[[], None]) -> None:
    """Do what a worker does, until the other end of the pipe is closed."""
    begin_as_child(signal.SIGINT)
    os.environ.update(dict.fromkeys(THREAD_COUNTS, "1"))
    keep_standard_error_empty()
    begin()  # what every worker needs is no part of what an item may take
    keep_freed_memory()  # each image takes as much as the one before: a third of the time went into new pages
    limit_memory(limits.megabytes)
    try:
        tasks.send((None, time.process_time()))
        function: Any = None
        while True:
            another, item = tasks.recv()
            function = another or function
            answer = _answer(function, item, limits)
            tasks.send((answer, time.process_time()))
            if bytes_of(RESIDENT) > MOST_KEPT_BYTES:
                give_back_memory()
    except (EOFError, OSError):  # whoever asked has ended
        return


def _answer(function: Callable[[Any], Any], item: Any, limits: Limits) -> Any:
    try:
        return function(item)
    except MemoryError:
        return Failure(Message("takes-too-much-memory", megabytes=limits.megabytes))
    except Exception as error:
        return _Raised(error)  # to be raised where the result is awaited
