"""TextPool: worker processes in which files of texts are opened."""

from __future__ import annotations

from core.process.limits import Limits
from core.process.worker_pool import WorkerPool


class TextPool(WorkerPool[Limits]):
    """A pool whose workers can read files of texts."""

    def __init__(self, limits: Limits | None = None, workers: int | None = None):
        super().__init__(limits or Limits(), _load_readers, workers)


def _load_readers() -> None:
    import core.modalities.text.file_facts  # noqa: F401
