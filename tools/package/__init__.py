"""Makes the packages that people install, from the folder that PyInstaller writes: `python -m tools.package`."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: what PyInstaller writes: the program, and `_internal` beside it
FOLDER = ROOT / "build" / "package" / "frostline"

#: where all that the package is made of comes from
ORIGINS = ROOT / "build" / "package" / "origins.json"

#: what is given to people
DIST = ROOT / "dist"
