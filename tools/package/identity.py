"""What the packages call the program, and its icon in the forms that systems want."""

from __future__ import annotations

import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core import APPLICATION_ID, VERSION
from core.process.notices import RESEARCH_USE_ONLY
from tools.package import ROOT

NAME = "Frostline"
SUMMARY = "Train image classifiers by transfer learning, offline and without programming"
DESCRIPTION = (
    "Frostline trains image classifiers on your own images, on your own computer. A network that has learnt from a "
    "million photographs is frozen, a new head learns your classes, and the layers that you choose are unfrozen and "
    "fine-tuned, while loss and accuracy are drawn live. Nothing leaves the computer."
)
COPYRIGHT = "Copyright the Frostline developers. Apache License 2.0. No warranty of any kind."
LARGEST_ICON = 1024
CHANGES = ROOT / "CHANGELOG.md"
DRAWING = ROOT / "resources" / "icon" / "frostline.svg"

#: of the application on macOS
INFO_PLIST = {
    "CFBundleDisplayName": NAME,
    "LSBackgroundOnly": False,  # PyInstaller takes the console twin for the whole
    "NSHighResolutionCapable": True,
    "NSHumanReadableCopyright": f"{COPYRIGHT} {RESEARCH_USE_ONLY}",
}


def words() -> dict[str, str]:
    """Return what templates are filled with."""
    return {
        "name": NAME,
        "id": APPLICATION_ID,
        "version": VERSION,
        "date": _release_date(),
        "summary": SUMMARY,
        "description": DESCRIPTION,
        "copyright": COPYRIGHT,
        "research_use_only": RESEARCH_USE_ONLY,
    }


def _release_date() -> str:
    """Return the date of this version, from the log of changes; of an unreleased one today's."""
    dated = re.search(
        rf"^## \[?{re.escape(VERSION)}\]?.*?(\d{{4}}-\d{{2}}-\d{{2}})", CHANGES.read_text("utf-8"), re.MULTILINE
    )
    return dated.group(1) if dated else datetime.now(UTC).date().isoformat()


def icon_file(folder: Path) -> str | None:
    """Return the icon of the executable, made from the drawing in `folder`.

    None on Linux, where the desktop entry has it.
    """
    formats = {"win32": "ICO", "darwin": "ICNS"}
    if sys.platform not in formats:
        return None
    from PIL import Image

    kind = formats[sys.platform]
    file = folder / f"frostline.{kind.lower()}"
    folder.mkdir(parents=True, exist_ok=True)
    largest = file.with_suffix(".png")
    write_icon(LARGEST_ICON, largest)
    sizes = {"sizes": [(side, side) for side in (16, 24, 32, 48, 64, 128, 256)]} if kind == "ICO" else {}
    Image.open(largest).save(file, kind, **sizes)
    return str(file)


def write_icon(side: int, file: Path) -> None:
    """Return the icon as a PNG file of `side` pixels, transparent around it."""
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QImageReader

    reader = QImageReader(str(DRAWING))
    reader.setScaledSize(QSize(side, side))
    reader.read().save(str(file))


def windows_version(name: str) -> Any | None:
    """Return what Windows shows under Properties, Details; None elsewhere."""
    if platform.system() != "Windows":
        return None
    from PyInstaller.utils.win32 import versioninfo as info

    numbers = (*(int(part) for part in VERSION.split(".")), 0)
    texts = {
        "FileDescription": NAME,
        "ProductName": NAME,
        "FileVersion": VERSION,
        "ProductVersion": VERSION,
        "LegalCopyright": COPYRIGHT,
        "Comments": RESEARCH_USE_ONLY,
        "OriginalFilename": f"{name}.exe",
    }
    strings = info.StringTable("040904B0", [info.StringStruct(key, text) for key, text in texts.items()])
    return info.VSVersionInfo(
        ffi=info.FixedFileInfo(filevers=numbers, prodvers=numbers),
        kids=[info.StringFileInfo([strings]), info.VarFileInfo([info.VarStruct("Translation", [1033, 1200])])],
    )
