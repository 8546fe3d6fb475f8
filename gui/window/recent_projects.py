"""The projects that were open last, kept in the user's own settings folder."""

from __future__ import annotations

import json
from pathlib import Path

import platformdirs

from core.project.project import Project
from core.storage.files import write_json
from core.storage.kept_json import values_of
from core.storage.migrations import FIRST

MOST = 10


def _file() -> Path:
    return platformdirs.user_config_path("frostline", appauthor=False) / "recent_projects.json"


def recent_projects() -> list[Path]:
    """Return the last one first; those that are no longer there are left out."""
    try:
        folders = [Path(name) for name in _names()]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []
    return [folder for folder in folders if Project(folder=folder).exists]


def _names() -> list[str]:
    """Up to version 0.1.0 the file held the list alone."""
    content = _file().read_bytes()
    names = json.loads(content) if content.lstrip()[:1] == b"[" else values_of(content, _file().name)["projects"]
    if not isinstance(names, list):
        raise ValueError("no list of projects")
    return names


def remember(folder: Path) -> None:
    _write([folder, *(other for other in recent_projects() if other != folder)][:MOST])


def forget(folder: Path) -> None:
    _write([other for other in recent_projects() if other != folder])


def _write(folders: list[Path]) -> None:
    try:
        write_json(_file(), {"format": FIRST, "projects": [str(folder) for folder in folders]})
    except OSError:  # a list for convenience is not worth a message
        return
