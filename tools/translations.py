"""Gather what the window says into `resources/translations`: `make translations`.

English holds what is counted alone; its forms, “image” and “images”, are filled in by hand or with Qt Linguist.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from resources import TRANSLATIONS
from resources.build_translations import build_missing_translations, qt_tool

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = TRANSLATIONS / "frostline_en.ts"


def gather(target: Path = ENGLISH) -> None:
    """Bring the texts of a translation up to date with the source; what is new in it is marked as unfinished."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "gui").rglob("*.py"))
    options = ["-pluralonly", "-no-obsolete", "-locations", "none", "-sort-messages", "-silent"]
    command = [qt_tool("lupdate"), *options, *sources, "-source-language", "en", "-target-language", "en"]
    subprocess.run([*command, "-ts", str(target)], cwd=ROOT, stdin=subprocess.DEVNULL, check=True)


def main() -> int:
    gather()
    build_missing_translations()
    unfinished = ENGLISH.read_text(encoding="utf-8").count('type="unfinished"')
    print(f"  {unfinished} of the texts in {ENGLISH.relative_to(ROOT)} wait for their forms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
