"""Sentences become the same tokens as by the tokenizer that today's encoders are published with."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.modalities.text.characters import characters
from core.modalities.text.tokenizer import LONGEST_WORD, Tokenizer, encoded, in_batches
from core.modalities.text.vocabulary import BEGINNING, END, UNKNOWN, Vocabulary
from core.modalities.text.words import words_of

tokenizers = pytest.importorskip("tokenizers")

HARD = (
    "",
    " ",
    "\n\t\r \x0b\x0c\x1c\x85\u2028",
    "Ähnlich wie naïve Cafés, crème brûlée; İstanbul'da, ΟΔΥΣΣΕΥΣ, Straße, ǅ, ŉ",
    "e\u0301e\u0327\u0301 n\u0303 a\u0308\u0323 \u0301 \u0301a",
    "北京是中国的首都。Tokyo東京タワー、서울특별시 豈更 \U00020000\U0002f800",
    "Great movie!!! 😀👍🏽 👩‍👩‍👧‍👦 🇩🇪 ❤️ 1️⃣",
    "problems\x97the \x91quoted\x92 \x00null\x00 \x7f \x1b[31mred\ufffd \ufeffbom a\u200bb a\u200db c\u00add",
    "x" * 500,
    "a" * LONGEST_WORD,
    "a" * (LONGEST_WORD + 1),
    "é" * LONGEST_WORD + " " + "é" * (LONGEST_WORD + 1),
    "שלום עולם, مرحبا بالعالم؟ \u202eabc\u202c لا إله",
    "ﬁnd the ﬂow of oﬃce ﬅ Ǆ ㎏ ½ ² ™ Å Ω K",
    "हिन्दी में परीक्षण ไทยไม่มีช่องว่าง မြန်မာ ភាសាខ្មែរ \u0b95\u0bca",
    "[CLS] [SEP] [PAD] [UNK] [MASK] ##ing # #",
    "don't can't won't I'm it's—really… “quoted” ‘single’ «French» ¿Spanish? ¡Sí!",
    "1,234.56 $5 €7 50% 3/4 a+b=c x^2 `code` ~30 <tag> a|b @user #tag C:\\path http://example.org/?q=1&r=2",
    "\u00a0non\u2003breaking\u3000wide\u1680ogham\u202fnarrow\u205fmath",
    "ＦＵＬＬｗｉｄｔｈ １２３ ｶﾀｶﾅ",
    "\u0378\U000e0001\ue000\U0010ffff unassigned",
    "\U0001d518\U0001d52b\U0001d526 𝟙𝟚 𐐀𐐨 ᏣᎳᎩ ꭰ ẞ ſ",
    "unputdownable xylophonically hyperbilirubinaemia pneumonoultramicroscopicsilicovolcanoconiosis",
)

#: code points that are other to the oracle, and why
EXCEPTIONS = {
    # it leaves the beginning of a block of ideographs out, which BERT names as a whole
    **dict.fromkeys(range(0x2B820, 0x2B920), "ideographs"),
    # it knows decompositions of Unicode up to version 12, and this came with 13
    0x11938: "decomposed",
}


def oracle_of(vocabulary: Vocabulary, *, lower_case: bool, longest_word: int = LONGEST_WORD) -> Any:
    model = tokenizers.models.WordPiece(vocabulary.numbers, unk_token=UNKNOWN, max_input_chars_per_word=longest_word)
    oracle = tokenizers.Tokenizer(model)
    oracle.normalizer = tokenizers.normalizers.BertNormalizer(lowercase=lower_case)
    oracle.pre_tokenizer = tokenizers.pre_tokenizers.BertPreTokenizer()
    return oracle


def expected(oracle: Any, vocabulary: Vocabulary, sentences: Sequence[str], length: int) -> np.ndarray:
    rows = np.zeros((len(sentences), length), np.int32)
    for row, encoding in zip(rows, oracle.encode_batch(list(sentences)), strict=True):
        ids = [vocabulary.number_of(BEGINNING), *encoding.ids[: length - 2], vocabulary.number_of(END)]
        row[: len(ids)] = ids
    return rows


def test_every_review_has_the_tokens_that_the_oracle_finds(
    tokenizer: Tokenizer, vocabulary: Vocabulary, shared_data: Path
) -> None:
    with open(shared_data / "sentiment" / "reviews.csv", encoding="utf-8", newline="") as file:
        sentences = [row["text"] for row in csv.DictReader(file)]

    ids = np.concatenate([tokenizer.ids(batch, 128) for batch in in_batches(sentences)])

    assert len(ids) == 3000
    np.testing.assert_array_equal(ids, expected(oracle_of(vocabulary, lower_case=True), vocabulary, sentences, 128))


@pytest.mark.parametrize("sentence", HARD)
def test_hard_sentences_have_the_tokens_that_the_oracle_finds(
    tokenizer: Tokenizer, vocabulary: Vocabulary, sentence: str
) -> None:
    ids = tokenizer.ids(encoded([sentence]), 256).numpy()

    np.testing.assert_array_equal(ids, expected(oracle_of(vocabulary, lower_case=True), vocabulary, [sentence], 256))


def test_with_a_cased_vocabulary_hard_sentences_have_the_tokens_that_the_oracle_finds(
    cased_tokenizer: Tokenizer, cased_vocabulary: Vocabulary
) -> None:
    sentences = [*HARD, "Unauffälliger Befund.", "unauffällige BefundE", "ABC abc ÉÜß é"]
    ids = cased_tokenizer.ids(encoded(sentences), 256).numpy()

    oracle = oracle_of(cased_vocabulary, lower_case=False)
    np.testing.assert_array_equal(ids, expected(oracle, cased_vocabulary, sentences, 256))


def test_words_up_to_another_length_are_taken_apart_where_an_encoder_wants_that(vocabulary: Vocabulary) -> None:
    sentences = ["a" * 100, "a" * 101, "ab" * 100, "ab" * 100 + "a"]
    tokenizer = Tokenizer(vocabulary, lower_case=True, longest_word=200)

    ids = tokenizer.ids(encoded(sentences), 256).numpy()

    oracle = oracle_of(vocabulary, lower_case=True, longest_word=200)
    np.testing.assert_array_equal(ids, expected(oracle, vocabulary, sentences, 256))


@pytest.mark.parametrize("lower_case", [True, False])
def test_every_character_between_letters_makes_the_words_that_the_oracle_finds(lower_case: bool) -> None:
    normalizer = tokenizers.normalizers.BertNormalizer(lowercase=lower_case)
    split = tokenizers.pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    groups = np.array_split([code for code in range(0x110000) if is_compared(code)], 2000)
    sentences = [" ".join(f"a{chr(code)}b" for code in group) for group in groups]

    ours = words_of(tf.constant(encoded(sentences)), characters(lower_case=lower_case)).to_list()

    for sentence, words in zip(sentences, ours, strict=True):
        assert [word.decode() for word in words] == [word for word, _ in split(normalizer.normalize_str(sentence))]


def is_compared(code: int) -> bool:
    """What is not yet assigned in Python's Unicode, and halves of characters, are left out."""
    return code not in EXCEPTIONS and unicodedata.category(chr(code)) not in {"Cn", "Cs"}


@pytest.mark.parametrize("lower_case", [True, False])
def test_random_characters_in_a_row_make_the_words_that_the_oracle_finds(lower_case: bool) -> None:
    chance = np.random.default_rng(7)
    # marks of one class, since the oracle puts those of several in order; nearly all are left out after that
    marks = {0, 230}
    codes = [code for code in range(0x30000) if is_compared(code) and unicodedata.combining(chr(code)) in marks]
    sentences = ["".join(map(chr, row)) for row in chance.choice(codes, (2000, 40))]
    normalizer = tokenizers.normalizers.BertNormalizer(lowercase=lower_case)
    split = tokenizers.pre_tokenizers.BertPreTokenizer().pre_tokenize_str

    ours = words_of(tf.constant(encoded(sentences)), characters(lower_case=lower_case)).to_list()

    for sentence, words in zip(sentences, ours, strict=True):
        assert [word.decode() for word in words] == [word for word, _ in split(normalizer.normalize_str(sentence))]
