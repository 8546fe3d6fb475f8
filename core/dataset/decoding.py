"""DecodePool: worker processes in which foreign files are opened, so that a bad one costs nothing but itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, wait
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.util import Finalize
from typing import Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from core.errors import UserError
from core.jobs import Job

Item = TypeVar("Item")
Result = TypeVar("Result")

THREAD_COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
MOST_WORKERS = 16
TASKS_PER_WORKER = 4
#: a file is tried again when the pool broke down for a reason that cannot be laid on one file
MOST_ATTEMPTS = 3
SECONDS_BETWEEN_CHECKPOINTS = 0.2


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one image may take."""

    #: width times height
    pixels: int = 178_956_970
    #: above what a worker takes at its start, where the system can limit it
    megabytes: int = 2048
    seconds: float = 10.0


@dataclass(frozen=True)
class Failure:
    """Why there is no result, in words for a person."""

    reason: str


@dataclass(eq=False)
class _Task(Generic[Item, Result]):
    item: Item
    future: Future[Result] = field(default_factory=Future)
    attempts: int = 0


class DecodePool:
    """Calls functions in worker processes, which start with the first call and stay until `close`.

    A worker that dies, hangs or takes too much memory is replaced; the file it was at gets a `Failure`.
    """

    def __init__(self, limits: Limits | None = None, workers: int | None = None):
        self.limits = limits or Limits()
        self.workers = workers or min(_processors(), MOST_WORKERS)
        self._pool: ProcessPool | None = None
        self._at_exit: Finalize | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_running(self) -> bool:
        return self._pool is not None

    def map(
        self, function: Callable[[Item], Result | Failure], items: Iterable[Item], job: Job
    ) -> Generator[tuple[Item, Result | Failure], None, None]:
        """Each item with its result, in order. `items` may be endless: only a few are taken ahead.

        The function must be importable by name. While it waits, the job may pause or stop it.
        """
        upcoming = iter(items)
        tasks: deque[_Task[Item, Result | Failure]] = deque()
        try:
            while True:
                for item in upcoming:
                    tasks.append(self._submit(function, _Task(item)))
                    if len(tasks) >= self.workers * TASKS_PER_WORKER:
                        break
                if not tasks:
                    return
                result = self._result(function, tasks, job)
                yield tasks.popleft().item, result
        finally:
            if tasks:  # given up halfway: whatever is still at work is of no use to anyone
                self.close()

    def close(self) -> None:
        """End the workers. The next call starts new ones."""
        if self._at_exit is not None:
            self._at_exit()
        self._pool = self._at_exit = None

    def _submit(self, function: Callable[[Item], Result], task: _Task[Item, Result]) -> _Task[Item, Result]:
        task.attempts += 1
        try:
            task.future = self._started().schedule(function, args=(task.item,), timeout=self.limits.seconds)
        except RuntimeError as error:  # the pool broke down just now
            task.future = Future()
            task.future.set_exception(BrokenExecutor(str(error)))
        return task

    def _result(
        self, function: Callable[[Item], Result | Failure], tasks: deque[_Task[Item, Result | Failure]], job: Job
    ) -> Result | Failure:
        """Wait for the first of `tasks`."""
        while True:
            future = tasks[0].future
            while not wait([future], timeout=SECONDS_BETWEEN_CHECKPOINTS).done:
                job.checkpoint()
            match future.exception():
                case None:
                    return future.result()
                case FutureTimeoutError():
                    return Failure(f"Reading the image takes more than {self.limits.seconds:g} seconds.")
                case ProcessExpired():
                    return Failure("The image made its reader crash.")
                case MemoryError():
                    return Failure(f"Reading the image takes more than {self.limits.megabytes:,} MB of memory.")
                case BrokenExecutor():
                    self._begin_again(function, tasks)
                case error:
                    raise error

    def _begin_again(
        self, function: Callable[[Item], Result | Failure], tasks: deque[_Task[Item, Result | Failure]]
    ) -> None:
        if tasks[0].attempts >= MOST_ATTEMPTS:
            raise UserError(
                "The processes that read images end as soon as they start.",
                hint="Close other programs to free memory, and start again.",
            )
        self.close()
        for task in tasks:
            if not task.future.done() or isinstance(task.future.exception(), BrokenExecutor):
                self._submit(function, task)

    def _started(self) -> ProcessPool:
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self.workers,
                initializer=_start_worker,
                initargs=(self.limits,),
                context=multiprocessing.get_context("spawn"),
            )
            # a process that was itself started by multiprocessing waits for its children before it would run atexit
            self._at_exit = Finalize(None, _stop, args=(self._pool,), exitpriority=10)
            with _interrupts_held_back():
                self._pool.schedule(_nothing)  # starts the workers
        return self._pool


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Processes and threads that are started in here never see Ctrl-C: it is for the main process to act on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would let interrupts through again while it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()


def _nothing() -> None:
    pass


def _start_worker(limits: Limits) -> None:
    """Runs first in each worker."""
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a reader that hangs in native code would not notice a handler
    os.environ.update(dict.fromkeys(THREAD_COUNTS, "1"))
    import core.dataset.readers  # noqa: F401  (what every worker needs is no part of what an image may take)

    _limit_memory(limits.megabytes)


def _limit_memory(megabytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    limit = _mapped_bytes() + (megabytes << 20)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    except (OSError, ValueError):  # macOS knows the limit and refuses it
        return


def _mapped_bytes() -> int:
    """The address space that this process takes now; Linux tells, elsewhere it is left out of account."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
