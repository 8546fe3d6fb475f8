"""What is told of an export. Needs no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ExportReport:
    """What was written, and how well it agrees."""

    folder: Path
    #: of all files together
    megabytes: float
    #: between a probability that Frostline gives and the same one in a fresh process
    largest_difference: float
