"""Failures: why a file of any kind gave nothing, and whether it may go well another time."""

from __future__ import annotations

from core.messages import AS_WRITTEN, Message
from core.process.worker_pool import Failure

NOT_THERE = Failure(Message("file-not-there"))
NOT_READABLE = Failure(Message("file-not-readable"))
#: for which a file may be read another time; what was written down as a sentence may be of them
PASSING = ("reader-crashed", "file-not-readable", "takes-too-long", "takes-too-much-memory", AS_WRITTEN)


def not_opened(error: OSError) -> Failure:
    """Return why a file could not be opened, as the system has it."""
    return NOT_THERE if isinstance(error, FileNotFoundError) else NOT_READABLE


def is_passing(reason: Message | None) -> bool:
    """Return whether a file may be read another time that could not be read for this reason."""
    return reason is not None and reason.code in PASSING
