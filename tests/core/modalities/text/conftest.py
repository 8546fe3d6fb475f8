"""Vocabularies and tokenizers to test with."""

from __future__ import annotations

import pytest

from core.modalities.text.tokenizer import Tokenizer
from core.modalities.text.vocabulary import NEEDED, Vocabulary
from resources import BUNDLED_BACKBONES

#: pieces that begin and go on with each letter, so that words in these are never unknown
CASED = tuple(f"{before}{letter}" for before in ("", "##") for letter in "abcdefghijklmnopqrstuvwxyzABCÉéÜüß0123456789")


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The one that comes with the bundled encoder, in lower case."""
    return Vocabulary.read(BUNDLED_BACKBONES / "all_minilm_l6_v2" / "assets" / "vocab.txt")


@pytest.fixture(scope="session")
def cased_vocabulary() -> Vocabulary:
    return Vocabulary((*NEEDED, *CASED, "Befund", "##e", "un", "##auf", "##fällig", ".", "北", "É", "##É"))


@pytest.fixture(scope="session")
def tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    return Tokenizer(vocabulary, lower_case=True)


@pytest.fixture(scope="session")
def cased_tokenizer(cased_vocabulary: Vocabulary) -> Tokenizer:
    return Tokenizer(cased_vocabulary, lower_case=False)
