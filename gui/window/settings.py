"""Keep what the user chose for the window as a whole, whatever the project."""

from __future__ import annotations

from pathlib import Path

import platformdirs

from core.storage.kept_json import read_kept, write_kept
from gui.widgets.theme import Appearance, theme


def _file() -> Path:
    return platformdirs.user_config_path("frostline", appauthor=False) / "window.json"


def apply_settings() -> None:
    """Apply the settings as they were saved; those of a new user where they cannot be read."""
    try:
        appearance = Appearance(read_kept(_file())["appearance"])
    except (OSError, ValueError, KeyError):
        return
    theme().choose(appearance)


def choose_appearance(appearance: Appearance) -> None:
    theme().choose(appearance)
    try:
        write_kept(_file(), {"appearance": appearance.value}, keeps_others=True)
    except (OSError, ValueError):  # it holds until the window is closed
        return
