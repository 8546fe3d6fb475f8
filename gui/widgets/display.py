"""Find whether there is a display to show a window on. Imports nothing of Qt."""

from __future__ import annotations

import os
import sys

from core.process.packaged import is_packaged


def has_display() -> bool:
    """The packaged program wants X: Qt's part for Wayland is not in it."""
    if sys.platform in ("win32", "darwin"):
        return True
    names = ["DISPLAY", "QT_QPA_PLATFORM"] + ([] if is_packaged() else ["WAYLAND_DISPLAY"])
    return any(os.environ.get(name) for name in names)
