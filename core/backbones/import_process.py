"""Import a foreign module in a process of its own: whatever it does to TensorFlow, it costs a message.

Knows nothing of TensorFlow itself, so that whoever imports need not load it.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.backbones.card import Card
from core.backbones.new_backbone import NewBackbone, new_backbone
from core.backbones.other_kinds import module_path
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.events import Progress
from core.jobs import Job
from core.messages import Message
from core.process.own_process import Crashed, OwnProcess, ProcessLimits, TookTooLong, TookTooMuchMemory

#: to try out a network on two images
LIMITS = ProcessLimits(megabytes=2048, seconds=300.0)
#: to unpack and copy one file of some gigabytes, on a slow disk
SECONDS_TO_COPY = 1800.0
#: a module's weights lie in memory as they are read, as they are used, and as they are hashed
COPIES_OF_WEIGHTS = 3

log = logging.getLogger(__name__)


def import_process() -> OwnProcess:
    return OwnProcess(_prepare, log_file="import.log")


def import_apart(
    path: Path,
    job: Job,
    name: str | None = None,
    library: Path | None = None,
    process: OwnProcess | None = None,
    limits: ProcessLimits = LIMITS,
    wishes: Wishes | None = None,
) -> Card:
    """Import the SavedModel folder or archive `path` as `core.backbones.importing` does, and return its card.

    It can be stopped at any moment. `process` is used, and left running, where there is one.
    Raise UserError, and change nothing, where the module cannot be used, takes more than `limits`, or crashes.
    """
    path = module_path(path)
    used = process or import_process()
    try:
        with new_backbone(path, name, library) as place:
            job.report(Progress(step=Message("starting-tensorflow"), done=0, total=None))
            unhurried = replace(limits, seconds=max(limits.seconds, SECONDS_TO_COPY))
            _call(used, _copy_in, {"path": path, "place": place}, job, unhurried)
            weights = sum(file.stat().st_size for file in place.folder.rglob("*") if file.is_file())
            limits = replace(limits, megabytes=limits.megabytes + (COPIES_OF_WEIGHTS * weights >> 20))
            job.report(Progress(step=Message("testing-the-module"), done=0, total=None))
            card: Card = _call(used, _describe, {"place": place, "wishes": wishes or Wishes()}, job, limits)
            return card
    finally:
        if process is None:
            used.close()


def _call(
    process: OwnProcess, function: Callable[..., Any], arguments: dict[str, Any], job: Job, limits: ProcessLimits
) -> Any:
    try:
        return process.run(function, arguments, job, limits)
    except TookTooMuchMemory as error:
        raise UserError(Message("module-takes-too-much-memory", megabytes=limits.megabytes)) from error
    except TookTooLong as error:
        raise UserError(Message("module-takes-too-long", seconds=limits.seconds)) from error
    except Crashed as error:
        log.warning("the process that imports ended: %s", error)
        raise UserError(Message("module-crashes")) from error


# ---- in the process


def _prepare() -> None:
    """Load TensorFlow, and let it start its threads, before limits are set.

    Without oneDNN, whose allocator waits ten seconds for memory that will not come, each time it is asked.
    """
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
    import tensorflow as tf

    from core.backbones import importing  # noqa: F401

    tf.zeros([1]) + 1.0


def _copy_in(path: Path, place: NewBackbone, job: Job) -> None:
    from core.backbones import importing

    importing.copy_in(path, place, job)


def _describe(place: NewBackbone, job: Job, wishes: Wishes) -> Card:
    import tensorflow as tf

    from core.backbones import importing

    try:
        return importing.describe(place, job, wishes)
    except UserError as error:
        if isinstance(error.__cause__, (MemoryError, tf.errors.ResourceExhaustedError)):
            raise MemoryError from error  # whatever it was taken for
        raise
