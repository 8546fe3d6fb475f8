"""CheckedExport: an export that has passed its check. Needs no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.export.formats import ExportFormat


@dataclass(frozen=True, kw_only=True)
class CheckedExport:
    """What was written, and how well it agrees with Frostline."""

    folder: Path
    export_format: ExportFormat
    #: of all files together
    megabytes: float
    #: between a prediction that Frostline gives and the same one in a fresh process; see `core.export.check`
    largest_difference: float
