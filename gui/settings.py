"""What the user chose for the window as a whole, whatever the project."""

from __future__ import annotations

import json
from pathlib import Path

import platformdirs

from core.files import write_json
from gui.theme import Appearance, theme


def _file() -> Path:
    return platformdirs.user_config_path("frostline", appauthor=False) / "window.json"


def apply_settings() -> None:
    """As they were saved; those of a new user where they cannot be read."""
    try:
        appearance = Appearance(json.loads(_file().read_text(encoding="utf-8"))["appearance"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    theme().choose(appearance)


def choose_appearance(appearance: Appearance) -> None:
    theme().choose(appearance)
    try:
        write_json(_file(), {"appearance": appearance.value})
    except OSError:  # it holds until the window is closed
        return
