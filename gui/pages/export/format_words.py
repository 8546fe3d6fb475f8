"""The words for what each format of an export is for."""

from __future__ import annotations

from core.export.formats import ExportFormat
from gui.translation import tr


def meaning(export_format: ExportFormat) -> str:
    """Return for whom a model in this format is."""
    match export_format:
        case ExportFormat.SAVED_MODEL:
            return tr(
                "For programs and servers that run TensorFlow, and for the command line of any computer with Python."
            )
