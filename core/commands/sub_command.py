"""Sub-commands: how the functions behind them and their arguments come together."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, Protocol

from core.jobs import Job

DONE, FAILED, STOPPED = 0, 1, 130

#: gives its results as plain values; what a person reads, it prints itself
Command = Callable[[argparse.Namespace, Job], dict[str, Any]]


class AddCommand(Protocol):
    """Adds a sub-command with the function that runs it; gives the parser, to which its arguments are added."""

    def __call__(self, name: str, function: Command, summary: str) -> argparse.ArgumentParser: ...
