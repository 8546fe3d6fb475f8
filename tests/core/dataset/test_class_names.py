"""Class names: spelling makes no class, all else does."""

from __future__ import annotations

import unicodedata

import pytest

from core.dataset.class_names import key_of, one_spelling, spelt_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("normal", "NORMAL"),
        ("Not Sick", "not  sick "),
        ("not_sick", "not sick"),
        ("not\u00a0sick", "not sick"),
        ("Röntgen", unicodedata.normalize("NFD", "röntgen")),
        ("ÄRZTE", "ärzte"),
        ("Straße", "STRASSE"),
        ("nor\u200bmal", "normal"),
        ("\ufeffnormal", "normal"),
        ("正常", " 正常"),
    ],
)
def test_spelling_makes_no_class(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("grade 1", "grade -1"),
        ("grade 1", "grade 2"),
        ("müde", "mude"),
        ("x²", "x2"),
        ("ab", "a b"),
        ("T-cell", "T cell"),
    ],
)
def test_all_else_makes_a_class(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_a_name_that_is_not_unicode_can_be_compared() -> None:
    assert key_of("R\udcf6ntgen") == key_of("r\udcf6ntgen")
    assert key_of("R\udcf6ntgen") != key_of("Röntgen")


def test_the_commonest_spelling_is_kept() -> None:
    assert spelt_alike({"normal": 3, "NORMAL": 5, "sick": 4}) == [("NORMAL", "normal")]
    assert one_spelling({"normal": 3, "NORMAL": 5, "sick": 4, "Normal": 1}) == {"normal": "NORMAL", "Normal": "NORMAL"}


def test_of_equally_common_spellings_the_first_is_kept() -> None:
    assert one_spelling({"normal": 4, "NORMAL": 4}) == {"normal": "NORMAL"}


def test_a_full_stop_at_the_end_makes_no_other_class() -> None:
    assert key_of("cats.") == key_of("Cats") == key_of("cats .")
    assert key_of("...") == "..."
    assert key_of("v1.2") != key_of("v12")
