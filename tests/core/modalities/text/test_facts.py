"""The facts of a text: they come back from a dataset's list, with the text itself only where a copy is wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.dataset.dataset import Example
from core.modalities.text.facts import TextFacts, hash_of_text
from core.modalities.text.modality import Texts


def read_again(facts: TextFacts) -> TextFacts:
    return Texts().facts_of(dict(zip(Texts().columns, map(str, Texts().cells_of(facts)), strict=True)))


@pytest.mark.parametrize("text", ["", "two words"])
def test_a_text_has_the_same_key_when_its_list_is_read_again(text: str) -> None:
    example = Example(file="a.csv", label="x", frame=3, sha256=hash_of_text(text), facts=TextFacts.of(text))
    assert replace(example, facts=read_again(TextFacts.of(text))).key == example.key


def test_the_text_comes_back_only_where_a_copy_is_kept() -> None:
    facts = TextFacts.of("two words")
    assert read_again(facts).text == ""
    assert read_again(replace(facts, is_kept=True)).text == "two words"
    assert "two" not in repr(facts)
