"""Runs that are killed: training in processes that are forked from one which has imported TensorFlow, and run nothing.

A fork costs milliseconds where a fresh Python with TensorFlow costs seconds, so a run can be killed at many moments.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from core.events import Event, Progress
from core.training.plan import Plan

PRELOADED = ["tensorflow", "keras", "core.tasks", "core.training.training", "tests.core.small"]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """When a process kills itself: as its n-th event is reported, or as it is about to rename its n-th file."""

    event: int = 0
    rename: int = 0


NEVER = Moment()


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What is known of a process that trained: how it ended, and what it had done until then."""

    is_killed: bool
    #: names of the classes of its events
    events: tuple[str, ...]
    renames: int


def train_in_process(
    project: Path, images: Path, plan: Plan, moment: Moment = NEVER, killed_from_outside_at: int = 0
) -> Ended:
    """Train or resume until the end or the moment; or until we have read so many events and kill it, wherever it is."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    ours, theirs = context.Pipe()
    library = os.environ["FROSTLINE_BACKBONES"]
    process = context.Process(target=_train, args=(project, images, plan, library, moment, theirs))
    process.start()
    theirs.close()
    told: list[str] = []
    try:
        while True:
            told.append(ours.recv())
            if told[-1] != RENAME and len(told) - told.count(RENAME) == killed_from_outside_at:
                process.kill()
    except (EOFError, OSError):
        process.join()
    assert process.exitcode in (0, -signal.SIGKILL), f"it ended with {process.exitcode}"
    events = tuple(name for name in told if name != RENAME)
    return Ended(is_killed=process.exitcode != 0, events=events, renames=told.count(RENAME))


RENAME = "rename"


def _train(project: Path, images: Path, plan: Plan, library: str, moment: Moment, told: Connection) -> None:
    """In the forked process. It writes a checkpoint after every batch, so that it can be killed at each."""
    from core.project.project import Project
    from core.training import conductor
    from tests.core.small import Recorder, train_again

    os.environ["FROSTLINE_BACKBONES"] = library
    conductor.SECONDS_BETWEEN_CHECKPOINTS = 0.0
    counted = {"events": 0, "renames": 0}

    def count(what: str, last: int) -> None:
        counted[what] += 1
        if counted[what] == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def tell(job: object, event: Event) -> None:
        if isinstance(event, Progress) and event.done not in (0, event.total):
            return  # how many of these there are depends on the clock
        told.send(type(event).__name__)
        count("events", moment.event)

    def before(what: str, arguments: tuple) -> None:
        if what == "os.rename":
            told.send(RENAME)
            count("renames", moment.rename)

    sys.addaudithook(before)
    train_again(Project(folder=project), images, plan, Recorder(tell))
