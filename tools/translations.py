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
from xml.etree import ElementTree

from core.process.notices import RESEARCH_USE_ONLY
from core.wording.catalogue import WORDINGS
from core.wording.of_texts import SAID_OF_TEXTS
from core.wording.spoken_of import said_of_texts
from core.wording.wording import AND, COMMA, COUNTED, NEXT_SENTENCE, OR, QUOTED, SEMICOLON, Wording
from gui.kind_translator import OF_ALL_KINDS
from resources import TRANSLATIONS
from resources.build_translations import build_missing_translations, qt_tool

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = TRANSLATIONS / "frostline_en.ts"
#: a counted text whose forms are missing, in pieces
UNFINISHED = re.compile(
    r"(<source>)([^<]*)(</source>\s*<translation) type=\"unfinished\">(\s*<numerusform>)[^<]*"
    r"(</numerusform>\s*<numerusform>)[^<]*(</numerusform>)"
)

#: one that has them: its source, the form of one, and that of several
FORMS = re.compile(
    r"<source>([^<]*)</source>\s*<translation>\s*<numerusform>([^<]*)</numerusform>\s*"
    r"<numerusform>([^<]*)</numerusform>"
)


def gather(target: Path = ENGLISH) -> None:
    """Bring the texts of a translation up to date with the source; what is new in it is marked as unfinished."""
    with tempfile.TemporaryDirectory() as folder:
        of_core = Path(folder, "catalogue.py")
        of_core.write_text("".join(f"{line}\n" for line in _catalogue_as_source()), encoding="utf-8")
        of_texts = Path(folder, "of_texts.py")
        _update(Path(folder, target.name), of_core)  # what is there now, without what was there before
        of_texts.write_text(_of_texts_as_source(Path(folder, target.name)), encoding="utf-8")
        _update(target, of_core, of_texts)
        if target.name == ENGLISH.name:
            target.write_text(_with_english_forms(target.read_text(encoding="utf-8")), encoding="utf-8")
            _update(target, of_core, of_texts)  # writes every text in Qt's own way


def _update(target: Path, *made: Path) -> None:
    sources = [*sorted(str(path.relative_to(ROOT)) for path in (ROOT / "gui").rglob("*.py")), *map(str, made)]
    options = ["-no-obsolete", "-locations", "none", "-sort-messages", "-silent", "-source-language", "en"]
    if target.name == ENGLISH.name:
        options += ["-pluralonly", "-target-language", "en"]
    command = [qt_tool("lupdate"), *options, *sources, "-ts", str(target)]
    subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=True)


def _forms() -> dict[str, str]:
    """Return what core counts: the text of several, and that of one."""
    return {
        **{wording.text: wording.one for wording in _wordings() if wording.one},
        **{several: one for one, several in COUNTED.values()},
    }


def _wordings() -> list[Wording]:
    return [*WORDINGS.values(), *SAID_OF_TEXTS.values()]


def _catalogue_as_source() -> Iterator[str]:
    """Yield what core says as lines that Qt's lupdate reads; core itself names no text to Qt."""
    forms = _forms()
    links = {AND, OR, COMMA, SEMICOLON, NEXT_SENTENCE, QUOTED}
    texts = {text for wording in _wordings() for text in (wording.text, wording.hint) if text} | set(forms) | links
    texts.add(RESEARCH_USE_ONLY)
    for text in sorted(texts):
        counted = ', "", n' if text in forms else ""
        yield f"tr({json.dumps(text, ensure_ascii=False)}{counted})"


def _of_texts_as_source(gathered: Path) -> str:
    """Return what is said of texts in place of what stands in a translation, as lines that Qt's lupdate reads."""
    lines = []
    for context in ElementTree.parse(gathered).iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            source = message.findtext("source") or ""
            if (of_texts := said_of_texts(source)) == source or message.findtext("comment") == OF_ALL_KINDS:
                continue
            said = [json.dumps(of_texts, ensure_ascii=False), json.dumps(message.findtext("comment") or "")]
            call = f"tr({', '.join(said)}{', n' if message.get('numerus') else ''})"
            lines.append(f"class {name}:\n    def say(self): return self.{call}" if name else call)
    return "".join(f"{line}\n" for line in lines)


def _with_english_forms(texts: str) -> str:
    """Fill in the forms of what core counts, as the catalogue has them, and of texts as they are of images."""
    known = {unescape(source): (unescape(one), unescape(several)) for source, one, several in FORMS.findall(texts)}
    forms = known | {several: (one, several) for several, one in _forms().items()}
    forms |= {
        said_of_texts(source): (said_of_texts(one), said_of_texts(several)) for source, (one, several) in forms.items()
    }

    def filled(found: re.Match[str]) -> str:
        source = unescape(found[2])
        if source not in forms:
            return found[0]
        one, several = map(escape, forms[source])
        return f"{found[1]}{found[2]}{found[3]}>{found[4]}{one}{found[5]}{several}{found[6]}"

    return UNFINISHED.sub(filled, texts)


def main() -> int:
    gather()
    build_missing_translations()
    unfinished = ENGLISH.read_text(encoding="utf-8").count('type="unfinished"')
    print(f"  {unfinished} of the texts in {ENGLISH.relative_to(ROOT)} wait for their forms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
