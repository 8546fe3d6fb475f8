"""Frame: which picture in which file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Frame:
    """One picture in a file, by its number from 0."""

    path: Path
    number: int = 0
