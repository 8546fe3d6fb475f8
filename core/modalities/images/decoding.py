"""DecodePool: worker processes in which files of images are opened, and what reading one may take."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UserError
from core.messages import AS_WRITTEN, Message
from core.modalities.images.preprocessing import ImageProblem
from core.process.worker_pool import Failure, WorkerPool


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that one image may take."""

    #: width times height
    pixels: int = 178_956_970
    #: above what a worker takes at its start, where the system can limit it
    megabytes: int = 2048
    #: of a processor's time; on a busy computer an image must not fail that would not on an idle one
    seconds: float = 10.0

    def __post_init__(self) -> None:
        if self.pixels < 1 or self.megabytes < 64 or not self.seconds > 0:
            raise UserError(Message("limits-out-of-range"))


NOT_THERE = Failure(Message("file-not-there"))
NOT_READABLE = Failure(Message("file-not-readable"))
#: for which an image may be read another time; what was written down as a sentence may be of them
PASSING = ("reader-crashed", "file-not-readable", "takes-too-long", "takes-too-much-memory", AS_WRITTEN)


def failure_of(error: ImageProblem | OSError) -> Failure:
    """Return why a file could not be read, as its reader or the system has it."""
    if isinstance(error, ImageProblem):
        return Failure(error.message)
    return NOT_THERE if isinstance(error, FileNotFoundError) else NOT_READABLE


def is_passing(reason: Message | None) -> bool:
    """Return whether an image may be read another time that could not be read for this reason."""
    return reason is not None and reason.code in PASSING


class DecodePool(WorkerPool[Limits]):
    """A pool whose workers have loaded all readers."""

    def __init__(self, limits: Limits | None = None, workers: int | None = None):
        super().__init__(limits or Limits(), _load_readers, workers)


def _load_readers() -> None:
    import core.modalities.images.readers  # noqa: F401
