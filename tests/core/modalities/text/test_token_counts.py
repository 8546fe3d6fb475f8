"""What is read of texts, by how many tokens they have."""

from __future__ import annotations

from core.modalities.text.token_counts import TokenCounts

COUNTS = TokenCounts(of={"a": 20, "b": 90, "c": 100}, longest=128, automatic=96)


def test_the_user_has_the_say_as_far_as_the_encoder_can() -> None:
    assert [COUNTS.read(wanted) for wanted in (None, 48, 4000)] == [96, 48, 128]


def test_texts_that_are_longer_are_cut() -> None:
    assert [COUNTS.cut_at(length) for length in (16, 96, 100)] == [3, 1, 0]
