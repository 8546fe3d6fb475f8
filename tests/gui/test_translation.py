"""What the window says goes through Qt's translation, and what it counts stands in the right form."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from core.messages import Message
from core.wording.catalogue import WORDINGS, text_of
from core.wording.wording import COUNTED
from gui.translation import tr
from resources.build_translations import build_missing_translations, compile_translation
from tools.translations import ENGLISH, gather


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 images"), (1, "1 image"), (2, "2 images"), (12345, "12,345 images")]
)
def test_what_is_counted_stands_in_the_right_form(number: int, text: str) -> None:
    assert tr("%n image(s)", "", number) == text


def test_a_text_without_a_translation_stays_as_it_is() -> None:
    assert tr("Nobody says this") == "Nobody says this"


def test_a_text_inside_a_text_keeps_its_place() -> None:
    assert tr("{subjects} and %n image(s) without one", "", 1000) == "{subjects} and 1,000 images without one"


def test_every_counted_text_has_its_english_forms(tmp_path: Path) -> None:
    """`make translations` lists what is missing, and drops what is not said any more."""
    gathered = Path(shutil.copy(ENGLISH, tmp_path))
    gather(gathered)
    assert gathered.read_text(encoding="utf-8") == ENGLISH.read_text(encoding="utf-8")
    assert 'type="unfinished"' not in gathered.read_text(encoding="utf-8")


def test_another_language_holds_all_that_window_and_core_say(tmp_path: Path) -> None:
    gather(tmp_path / "frostline_de.ts")
    texts = {text.text for text in ElementTree.parse(tmp_path / "frostline_de.ts").iter("source")}
    of_core = {text for wording in WORDINGS.values() for text in (wording.text, wording.hint) if text}
    assert of_core <= texts
    assert {several for _, several in COUNTED.values()} <= texts
    assert "%n image(s)" in texts


def test_what_core_says_goes_through_the_translation_of_the_window(qapp: QCoreApplication) -> None:
    class Louder(QTranslator):
        def isEmpty(self) -> bool:
            return False

        def translate(self, context: str, text: str, comment: str | None = None, n: int = -1) -> str:
            return f"{n}: {text}"

    translator = Louder()
    qapp.installTranslator(translator)
    try:
        assert text_of(Message("copies-left-out", images=1)).startswith("1: ")
        assert text_of(Message("no-rows")) == "-1: No row stands below the names of its columns."
    finally:
        qapp.removeTranslator(translator)
    assert text_of(Message("copies-left-out", images=1)) == "1 image will be left out, as a copy of another."


def test_translations_are_compiled_once(tmp_path: Path) -> None:
    text = Path(shutil.copy(ENGLISH, tmp_path))
    assert build_missing_translations(tmp_path) == ["frostline_en"]
    assert build_missing_translations(tmp_path) == []
    text.write_text(text.read_text(encoding="utf-8").replace("images", "pictures"), encoding="utf-8")
    assert build_missing_translations(tmp_path) == ["frostline_en"]


def test_the_same_text_compiles_to_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        compile_translation(ENGLISH, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_another_language_takes_the_place_of_english(tmp_path: Path, qapp: QCoreApplication) -> None:
    german = ENGLISH.read_text(encoding="utf-8").replace('language="en" source', 'language="de" source')
    german = german.replace(">%n images<", ">%n Bilder<")
    (tmp_path / "frostline_de.ts").write_text(german, encoding="utf-8")
    build_missing_translations(tmp_path)
    translator = QTranslator()
    assert translator.load("frostline_de", str(tmp_path))
    qapp.installTranslator(translator)
    try:
        assert tr("%n image(s)", "", 3) == "3 Bilder"
    finally:
        qapp.removeTranslator(translator)
