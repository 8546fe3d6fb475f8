"""What processes that open foreign files have in common: limits, and no ear for Ctrl-C."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker

#: places in what Linux reports of a process
MAPPED, RESIDENT = 0, 1


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Processes that are started in here never see Ctrl-C: it is for the main process to act on."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it would let interrupts through again while it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def limit_memory(megabytes: int) -> None:
    """Let this process take so much address space above what it has now, where the system can limit it."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limit = bytes_of(MAPPED) + (megabytes << 20)
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
    except (OSError, ValueError):  # macOS knows the limit and refuses it
        return


def leave_no_core() -> None:
    """A crash of this process writes no image of its memory to the disk."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def bytes_of(kind: int) -> int:
    """Return the address space or memory that this process takes now; 0 where the system is not Linux."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[kind]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0
