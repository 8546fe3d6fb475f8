"""The projects that were open last, kept in the user's own settings folder."""

from __future__ import annotations

import json
from pathlib import Path

import platformdirs

from core.files import write_json
from core.project import Project

MOST = 10


def _file() -> Path:
    return platformdirs.user_config_path("frostline", appauthor=False) / "recent_projects.json"


def recent_projects() -> list[Path]:
    """The last one first; those that are no longer there are left out."""
    try:
        folders = [Path(name) for name in json.loads(_file().read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
    return [folder for folder in folders if Project(folder=folder).exists]


def remember(folder: Path) -> None:
    _write([folder, *(other for other in recent_projects() if other != folder)][:MOST])


def forget(folder: Path) -> None:
    _write([other for other in recent_projects() if other != folder])


def _write(folders: list[Path]) -> None:
    try:
        write_json(_file(), [str(folder) for folder in folders])
    except OSError:  # a list for convenience is not worth a message
        return
