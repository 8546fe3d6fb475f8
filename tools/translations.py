"""Gather what window and core say into `resources/translations`: `make translations`.

English holds what is counted alone; the window's forms, “image” and “images”, are filled in by hand or with Qt
Linguist, those of core come from its catalogue. Any other language holds all texts.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from html import escape, unescape
from pathlib import Path

from core.wording.catalogue import WORDINGS
from core.wording.wording import COUNTED
from resources import TRANSLATIONS
from resources.build_translations import build_missing_translations, qt_tool

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = TRANSLATIONS / "frostline_en.ts"
#: a counted text whose forms are missing, in pieces
UNFINISHED = re.compile(
    r"(<source>)([^<]*)(</source>\s*<translation) type=\"unfinished\">(\s*<numerusform>)[^<]*"
    r"(</numerusform>\s*<numerusform>)[^<]*(</numerusform>)"
)


def gather(target: Path = ENGLISH) -> None:
    """Bring the texts of a translation up to date with the source; what is new in it is marked as unfinished."""
    with tempfile.TemporaryDirectory() as folder:
        of_core = Path(folder, "catalogue.py")
        of_core.write_text("".join(f"{line}\n" for line in _catalogue_as_source()), encoding="utf-8")
        _update(target, of_core)
        if target.name == ENGLISH.name:
            target.write_text(_with_english_forms(target.read_text(encoding="utf-8")), encoding="utf-8")
            _update(target, of_core)  # writes every text in Qt's own way


def _update(target: Path, of_core: Path) -> None:
    sources = [*sorted(str(path.relative_to(ROOT)) for path in (ROOT / "gui").rglob("*.py")), str(of_core)]
    options = ["-no-obsolete", "-locations", "none", "-sort-messages", "-silent", "-source-language", "en"]
    if target.name == ENGLISH.name:
        options += ["-pluralonly", "-target-language", "en"]
    command = [qt_tool("lupdate"), *options, *sources, "-ts", str(target)]
    subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=True)


def _forms() -> dict[str, str]:
    """Return what core counts: the text of several, and that of one."""
    return {
        **{wording.text: wording.one for wording in WORDINGS.values() if wording.one},
        **{several: one for one, several in COUNTED.values()},
    }


def _catalogue_as_source() -> Iterator[str]:
    """Yield what core says as lines that Qt's lupdate reads; core itself names no text to Qt."""
    forms = _forms()
    texts = {text for wording in WORDINGS.values() for text in (wording.text, wording.hint) if text} | set(forms)
    for text in sorted(texts):
        counted = ', "", n' if text in forms else ""
        yield f"tr({json.dumps(text, ensure_ascii=False)}{counted})"


def _with_english_forms(texts: str) -> str:
    """Fill in the forms of what core counts: the catalogue has both."""
    forms = _forms()

    def filled(found: re.Match[str]) -> str:
        one = forms.get(unescape(found[2]))
        if one is None:
            return found[0]
        return f"{found[1]}{found[2]}{found[3]}>{found[4]}{escape(one)}{found[5]}{found[2]}{found[6]}"

    return UNFINISHED.sub(filled, texts)


def main() -> int:
    gather()
    build_missing_translations()
    unfinished = ENGLISH.read_text(encoding="utf-8").count('type="unfinished"')
    print(f"  {unfinished} of the texts in {ENGLISH.relative_to(ROOT)} wait for their forms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
