"""Mis-encoded: what a wrong encoding leaves is found, and no word that people write is taken for it."""

from __future__ import annotations

import pytest

from core.modalities.text.mis_encoded import Fault, find_mis_encoded, is_mis_encoded, repaired

MEANT = (
    "naïve café",
    "it’s – “quoted” …",
    "24 °C, ½ of £5",
    "Größe, Übelkeit, schön",
    "Čapek pořád",
    "привет всем",
    "so 😀",
)
IN_ORDER = (
    "naïve café", "it’s – “quoted” …", "24 °C ± 2, ½ of £5", "GRÖSSE, ÜBELKEIT", "« CAFÉ »",
    "«CAFÉ»", "SÃO PAULO", "AVANÇÃO.",
    "ΑΘΗΝΑ", "привет", "日本語", "😀", "R&D; a & b", "x < y", "<5 mm>", "tab\tand\nline", "„ÄRZTE“", "the “Ã” key",
)  # fmt: skip


@pytest.mark.parametrize("text", MEANT)
def test_utf8_that_was_read_as_windows_is_found_and_its_meaning_known(text: str) -> None:
    broken = "".join(byte.decode("cp1252", "ignore") or chr(byte[0]) for byte in map(_one, text.encode("utf-8")))
    [found] = [one for one in find_mis_encoded(["in order", broken]) if one.fault == Fault.UTF8_AS_WINDOWS]
    assert found.places == (1,)
    assert repaired(broken) == text
    assert all(meant in text for _, meant in found.signs)


def _one(byte: int) -> bytes:
    return bytes([byte])


@pytest.mark.parametrize("text", IN_ORDER)
def test_what_people_write_is_in_order(text: str) -> None:
    assert not is_mis_encoded(text)
    assert repaired(text) == text


def test_controls_are_named_by_their_number_and_what_windows_means_by_them() -> None:
    [found] = find_mis_encoded(["problems\x97the rest", "end\x85"])
    assert (found.fault, found.places) == (Fault.CONTROL, (0, 1))
    assert found.signs == (("U+0097", "—"), ("U+0085", "…"))
    assert repaired("problems\x97the") == "problems—the"


def test_lost_characters_and_html_are_found() -> None:
    lost, markup = find_mis_encoded(["na\ufffdve", "rock &amp; roll<br />", "&eacute;", "in order"])
    assert (lost.fault, lost.places, lost.signs) == (Fault.REPLACED, (0,), (("U+FFFD", ""),))
    assert (markup.fault, markup.places) == (Fault.HTML, (1, 2))
    assert dict(markup.signs) == {"&amp;": "&", "<br />": "", "&eacute;": "é"}
