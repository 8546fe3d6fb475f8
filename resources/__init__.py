"""Files that come with Frostline, and where they lie."""

from __future__ import annotations

from pathlib import Path

#: the folder in which the program lies: that of `main.py`
ROOT = Path(__file__).resolve().parents[1]

#: one folder per backbone that `python -m resources.build_backbones` has built
BUNDLED_BACKBONES = Path(__file__).resolve().parent / "backbones"

#: the window's own, for systems that have none
FONTS = Path(__file__).resolve().parent / "fonts"

#: of the window's boxes for numbers and choices, in a grey that suits light and dark
MARKS = Path(__file__).resolve().parent / "marks"

#: of the program and its window
ICON = Path(__file__).resolve().parent / "icon" / "frostline.svg"

#: what the window says: texts in the `.ts` of Qt Linguist, which `python -m resources.build_translations` compiles
TRANSLATIONS = Path(__file__).resolve().parent / "translations"

#: what the window's Help menu shows
USER_GUIDE = ROOT / "docs" / "user-guide.md"


def licences() -> Path:
    """Return licences of all that is inside: in the packaged program a folder, else the file on weights and font."""
    return ROOT / "licences" if (ROOT / "licences").is_dir() else ROOT / "NOTICE"
