"""The formats in which a trained model can be exported."""

from __future__ import annotations

from enum import StrEnum


class ExportFormat(StrEnum):
    """Each by the name that the command line gives it."""

    SAVED_MODEL = "saved-model"
