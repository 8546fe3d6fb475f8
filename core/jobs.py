"""Job: how long work reports what it does, and how it is paused and stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from core.errors import JobStopped
from core.events import Event, Noticed, Progress
from core.messages import Message

T = TypeVar("T")

#: progress more often than this only costs time
SECONDS_BETWEEN_REPORTS = 0.1


class Job:
    """Carries events out of running work, and the wish to pause or stop into it.

    `pause`, `resume` and `stop` may be called from any thread, also from a signal handler.
    """

    def __init__(self, on_event: Callable[[Event], None] = lambda event: None):
        self.report = on_event
        self._running = threading.Event()
        self._running.set()
        self._stopping = False

    @property
    def is_paused(self) -> bool:
        return not self._running.is_set()

    @property
    def is_stopping(self) -> bool:
        return self._stopping

    def pause(self) -> None:
        self._running.clear()

    def resume(self) -> None:
        self._running.set()

    def stop(self) -> None:
        self._stopping = True
        self._running.set()  # a paused job must wake up to notice

    def notice(self, message: Message, stays: bool = False) -> None:
        """Report what the user should know; `stays` says that it must have been seen, as it changes what is learnt."""
        self.report(Noticed(message=message, stays=stays))

    def checkpoint(self) -> None:
        """Wait here while paused; raise JobStopped if the job is to stop. Cheap: call it after every piece of work."""
        while not self._running.wait(timeout=0.5):  # a bounded wait lets a signal handler run
            pass
        if self._stopping:
            raise JobStopped

    def steps(self, step: Message, work: Iterable[T], total: int | None) -> Iterator[T]:
        """Go through `work`, report progress with the time left, and allow pause and stop after each piece."""
        if total == 0:  # there is nothing to tell of
            yield from work
            return
        progress = ProgressReport(self, step, total)
        progress.show()
        for piece in work:
            yield piece
            progress.advance()
            self.checkpoint()
        progress.show()


class ProgressReport:
    """Counts what is done of one step and reports it now and then. Time spent paused counts for nothing."""

    def __init__(self, job: Job, step: Message, total: int | None):
        self._job, self._step, self._total = job, step, total
        self._done = 0
        self._started = self._reported = time.monotonic()

    def advance(self, count: int = 1) -> None:
        self._done += count
        if time.monotonic() - self._reported >= SECONDS_BETWEEN_REPORTS:
            self.show()

    def show(self) -> None:
        self._reported = time.monotonic()
        self._job.report(
            Progress(step=self._step, done=self._done, total=self._total, seconds_left=self._seconds_left())
        )

    def _seconds_left(self) -> float | None:
        if not self._done or self._total is None:
            return None
        return (time.monotonic() - self._started) / self._done * (self._total - self._done)
