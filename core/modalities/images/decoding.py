"""DecodePool: worker processes in which files of images are opened, and what reading one may take."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UserError
from core.messages import Message
from core.modalities.images.preprocessing import ImageProblem
from core.process.failures import not_opened
from core.process.limits import Limits
from core.process.worker_pool import Failure, WorkerPool


@dataclass(frozen=True, kw_only=True)
class ImageLimits(Limits):
    """The most that one image may take."""

    #: width times height
    pixels: int = 178_956_970

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.pixels < 1:
            raise UserError(Message("limits-out-of-range"))


def image_limits(limits: object) -> ImageLimits:
    """Return them as those of images. Raise TypeError where they are of another kind."""
    if not isinstance(limits, ImageLimits):
        raise TypeError("no limits of images")
    return limits


def failure_of(error: ImageProblem | OSError) -> Failure:
    """Return why a file could not be read, as its reader or the system has it."""
    return Failure(error.message) if isinstance(error, ImageProblem) else not_opened(error)


class DecodePool(WorkerPool[ImageLimits]):
    """A pool whose workers have loaded all readers."""

    def __init__(self, limits: ImageLimits | None = None, workers: int | None = None):
        super().__init__(limits or ImageLimits(), _load_readers, workers)


def _load_readers() -> None:
    import core.modalities.images.readers  # noqa: F401
