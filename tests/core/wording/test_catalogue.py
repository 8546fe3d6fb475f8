"""Every code that is made anywhere has a wording, its arguments fit, and no wording is without use."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.messages import AS_WRITTEN, Message
from core.wording.catalogue import WORDINGS, text_of, words_of
from core.wording.of_texts import SAID_OF_TEXTS
from core.wording.wording import COUNTED, WAYS, WAYS_OF_LISTS, Wording

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDERS = ("core", "gui", "main.py")
MAKER = "core/messages.py"


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        place = REPOSITORY / folder
        files = place.rglob("*.py") if place.is_dir() else [place]
        yield from (file for file in files if file != REPOSITORY / MAKER)


def _codes(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str(code)):
            return [code]
        case ast.IfExp():
            return [*_codes(node.body), *_codes(node.orelse)]
    return []


def _made() -> list[tuple[str, str, frozenset[str]]]:
    """Where a message is made, its code, and the names of its arguments."""
    found = []
    for file in _sources():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Message"):
                continue
            where = f"{file.relative_to(REPOSITORY)}:{node.lineno}"
            codes = _codes(node.args[0]) if node.args else []
            names = frozenset(keyword.arg or "**" for keyword in node.keywords)
            found += [(where, code, names) for code in codes] or [(where, "", names)]
    return found


MADE = _made()


def _fields(text: str) -> dict[str, str]:
    return {name: form or "" for _, name, form, _ in string.Formatter().parse(text) if name}


def _names(wording: Wording) -> set[str]:
    texts = (wording.text, wording.hint, wording.one)
    return {name for text in texts for name in _fields(text)} | ({wording.by} if wording.by else set())


@pytest.mark.parametrize(("where", "code", "names"), MADE, ids=[where for where, _, _ in MADE])
def test_what_is_made_has_a_wording_that_its_arguments_fit(where: str, code: str, names: frozenset[str]) -> None:
    assert code, f"{where} makes a message of a code that cannot be read there"
    assert code in WORDINGS, f"{where} says “{code}”, for which there are no words"
    assert "**" not in names, f"{where} hides the arguments of “{code}”"
    assert names == _names(WORDINGS[code]), f"{where} and the wording of “{code}” differ in their arguments"


def test_no_code_is_worded_twice() -> None:
    files = [file for file in (REPOSITORY / "core/wording").glob("*.py") if file.name != "of_texts.py"]
    written = "".join(file.read_text(encoding="utf-8") for file in files)
    codes = re.findall(r'^    "([a-z0-9-]+)": Wording\(', written, re.MULTILINE)
    assert [code for code in codes if codes.count(code) > 1] == []


def test_no_wording_is_without_use() -> None:
    assert set(WORDINGS) - {code for _, code, _ in MADE} == {AS_WRITTEN}


@pytest.mark.parametrize("code", SAID_OF_TEXTS)
def test_what_is_said_of_texts_takes_the_same_arguments(code: str) -> None:
    assert _names(SAID_OF_TEXTS[code]) == _names(WORDINGS[code])


@pytest.mark.parametrize("code", WORDINGS)
def test_a_wording_is_written_in_ways_that_there_are(code: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)
    wording = WORDINGS[code]
    assert bool(wording.one) == bool(wording.by)
    for text in (wording.text, wording.hint, wording.one):
        for form in _fields(text).values():
            is_known = form in ("", "hint") or form in COUNTED or form in WAYS or form in WAYS_OF_LISTS
            assert is_known or format(1.5, form) or format(1, form), form


def test_one_and_several_are_said_differently() -> None:
    assert text_of(Message("images-of-classes-left-out", images=1)).startswith("1 image will")
    assert text_of(Message("images-of-classes-left-out", images=2000)).startswith("2,000 images will")
    assert text_of(Message("copies-left-out", images=1)) == "1 image will be left out, as a copy of another."


def test_a_message_may_hold_others_and_their_hints() -> None:
    reason = Message("file-of-later-version", file="plan.json")
    words = words_of(Message("kept-file-refused", reason=reason, meanwhile=Message("last-advice-unknown")))
    assert words.text == (
        "“plan.json” was written by a later version of Frostline. Until then the last advice is not known."
    )
    assert words.hint == "Update Frostline to use it."


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert text_of(Message("of-tomorrow", number=3)) == "Message('of-tomorrow', number=3)"
    assert "counted-images" in text_of(Message("counted-images"))
