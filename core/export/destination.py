"""Where an export may go: nothing is replaced that is not an earlier export."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from core.errors import UserError
from core.export.bundle import BUNDLED, SCRIPT
from core.export.formats import ExportFormat
from core.export.kinds import TEXTS
from core.messages import Message
from core.storage.disk import reported_as
from core.storage.kept_json import read_kept

#: of whatever format the earlier export is
ENTRIES = BUNDLED.union(*(known.facts.entries for known in ExportFormat))


def check_destination(folder: Path) -> None:
    """Raise UserError where `folder` is a file, or holds anything but an earlier export."""
    if folder.exists() and not folder.is_dir():
        raise UserError(Message("export-folder-is-file", folder=folder.name))
    if folder.is_dir() and any(folder.iterdir()) and not _is_earlier_export(folder):
        raise UserError(Message("export-folder-holds-others", folder=folder.name))


def reported_when_not_writable(folder: Path) -> AbstractContextManager[None]:
    """Return a context in which what the disk refuses is said of the export."""
    return reported_as(Message("model-not-exported", folder=folder.name))


def _is_earlier_export(folder: Path) -> bool:
    names = {entry.name for entry in folder.iterdir()}
    return names <= ENTRIES and (folder / SCRIPT).is_file() and _is_recipe(folder / "assets/preprocessing.json")


def _is_recipe(file: Path) -> bool:
    try:
        values = read_kept(file)
        return "depth" in values or values.get("kind") == TEXTS
    except (OSError, ValueError):
        return False
