"""Names that are not Unicode: they can be read, written and found again."""

from __future__ import annotations

import pytest

from core.storage.readable_names import (
    is_unicode,
    name_as_written,
    printable,
    readable_name,
    readable_path,
    written_name,
)


@pytest.mark.parametrize(
    ("name", "readable"),
    [
        ("Röntgen", "Röntgen"),
        ("R\udcf6ntgen", "Röntgen"),
        ("M\udc81d", "Müd"),
        ("\udca9\udc81", "\\xa9\\x81"),
    ],
)
def test_a_name_is_read_in_the_encoding_in_which_it_makes_sense(name: str, readable: str) -> None:
    assert readable_name(name) == readable
    assert is_unicode(readable)


@pytest.mark.parametrize(
    "name", ["Röntgen/1.png", "R\udcf6/\udce4.png", "a\\udcf6\\udc5c.png", "\\udc\udcf6\\", "\ud800"]
)
def test_a_name_is_the_same_after_it_was_written(name: str) -> None:
    written_name(name).encode("utf-8")
    assert name_as_written(written_name(name)) == name


def test_a_usual_name_is_written_as_it_is() -> None:
    assert written_name("Röntgen\\1.png") == "Röntgen\\1.png"


def test_what_is_printed_can_be_encoded() -> None:
    assert printable("in “R\udcf6ntgen”?") == "in “R\ufffdntgen”?"
    assert readable_path("Röntgen/R\udcf6ntgen/\udce4.png") == "Röntgen/Röntgen/ä.png"
