"""Spelling: the tokens of texts as an encoder is given them, counted, and written out for a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.jobs import Job
from core.modalities.text.facts import hash_of_text
from core.modalities.text.recipe import length_for
from core.modalities.text.token_counts import TokenCounts
from core.modalities.text.token_input import TokenInput
from core.modalities.text.tokens import tokens_given


def count_tokens(texts: Mapping[str, str], given: Any, job: Job) -> TokenCounts:
    """Return how many tokens these texts have, which stand under their hashes."""
    assert isinstance(given, TokenInput)
    tokens = tokens_given(given)
    tokens.add(texts, job)
    lengths = tokens.lengths(texts)
    return TokenCounts(
        of=dict(zip(texts, lengths.tolist(), strict=True)),
        longest=given.longest,
        automatic=length_for(lengths, given.longest),
    )


def spelt_tokens(text: str, given: Any, job: Job) -> list[str]:
    """Return the pieces of words that stand for a text, between [CLS] and [SEP]; ## begins one inside a word."""
    assert isinstance(given, TokenInput)
    tokens, key = tokens_given(given), hash_of_text(text)
    tokens.add({key: text}, job)
    return tokens.vocabulary.spelt(tokens.of(key).tolist())
