"""Files that come with Frostline, and where they lie."""

from __future__ import annotations

from pathlib import Path

#: one folder per backbone that `python -m resources.build_backbones` has built
BUNDLED_BACKBONES = Path(__file__).resolve().parent / "backbones"
