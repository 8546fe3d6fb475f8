"""Child processes: how each of ours is started, how it ended, and what all of them do first."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import nullcontext, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any

from core.process.worker_limits import interrupts_held_back

STANDARD_ERROR = 2
#: below the window's, which must not wait for a processor
NICENESS = 10


def start_child(
    serve: Callable[..., None], *arguments: Any, name: str | None = None, is_helper: bool = True
) -> tuple[SpawnProcess, Connection]:
    """Start a process that calls `serve(connection, *arguments)`, and return it with our end of the pipe.

    A helper ends with the process that started it, and never sees Ctrl-C.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, *arguments), name=name, daemon=is_helper)
    with interrupts_held_back() if is_helper else nullcontext():
        process.start()
    theirs.close()  # so that the end of either process is the end of the pipe
    return process, ours


def end_child(process: SpawnProcess) -> None:
    """End a process at once, whatever it is at."""
    process.kill()
    process.join()
    process.close()


def how_it_ended(process: SpawnProcess, seconds: float) -> str:
    """Return the name of the signal that ended it, or its exit status, which is awaited for so long."""
    process.join(seconds)
    code = process.exitcode
    if code is None or code >= 0:
        return f"exit status {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


# ---- in the process


def begin_as_child(*ignored: signal.Signals) -> None:
    """Give way to the window, and leave these signals to it."""
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def keep_standard_error_empty() -> None:
    """Send to nowhere what C libraries print of odd files or when they crash: a user gets a sentence instead."""
    with suppress(OSError):  # there may be no standard error at all
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, STANDARD_ERROR)
        os.close(nowhere)
