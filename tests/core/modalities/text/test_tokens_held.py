"""Tokens are held by what stands in the vocabulary, not by where it lies."""

from __future__ import annotations

from pathlib import Path

from core.jobs import Job
from core.modalities.text.token_input import TokenInput
from core.modalities.text.tokens import tokens_given
from core.modalities.text.vocabulary import NEEDED


def encoder(folder: Path, *words: str) -> TokenInput:
    """Return an encoder whose vocabulary has these words."""
    folder.mkdir(exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join((*NEEDED, *words)), encoding="utf-8")
    return TokenInput(longest=8, words=len(NEEDED) + len(words), vocabulary="vocab.txt", lower_case=True, folder=folder)


def test_an_encoder_that_is_imported_again_with_other_words_gives_other_tokens(tmp_path: Path) -> None:
    before = tokens_given(encoder(tmp_path, "no", "finding"))
    before.add({"a": "no finding"}, Job())
    after = tokens_given(encoder(tmp_path, "finding", "no"))
    after.add({"a": "no finding"}, Job())
    assert before.of("a").tolist() == [2, 4, 5, 3]
    assert after.of("a").tolist() == [2, 5, 4, 3]


def test_encoders_of_one_vocabulary_share_their_tokens(tmp_path: Path) -> None:
    one, other = encoder(tmp_path / "one", "no", "finding"), encoder(tmp_path / "other", "no", "finding")
    assert tokens_given(one) is tokens_given(other)
