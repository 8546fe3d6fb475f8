"""Sentences become numbers of tokens, cut and padded, in the program and inside a SavedModel."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from core.modalities.text.cut import Cut
from core.modalities.text.tokenizer import Tokenizer, encoded, in_batches
from core.modalities.text.vocabulary import Vocabulary

LONG = "one two three four five six seven eight nine ten"


def spelt(tokenizer: Tokenizer, vocabulary: Vocabulary, sentence: str, length: int = 16, cut: Cut = Cut.HEAD) -> str:
    ids = tokenizer.ids(encoded([sentence]), length, cut).numpy()
    return " ".join(vocabulary.spelt(ids[0]))


@pytest.mark.parametrize(
    ("sentence", "tokens"),
    [
        ("No pain.", "[CLS] no pain . [SEP]"),
        ("Crème BRÛLÉE", "[CLS] cr ##eme br ##ule ##e [SEP]"),
        ("unputdownable", "[CLS] un ##put ##down ##able [SEP]"),
        ("北京", "[CLS] 北 京 [SEP]"),
        ("", "[CLS] [SEP]"),
        ("x" * 101, "[CLS] [UNK] [SEP]"),
        ("[SEP]", "[CLS] [ sep ] [SEP]"),
    ],
)
def test_a_sentence_is_taken_apart_into_pieces_of_the_vocabulary(
    tokenizer: Tokenizer, vocabulary: Vocabulary, sentence: str, tokens: str
) -> None:
    assert spelt(tokenizer, vocabulary, sentence) == tokens


def test_a_cased_vocabulary_keeps_case_and_accents(cased_tokenizer: Tokenizer, cased_vocabulary: Vocabulary) -> None:
    sentence = "Befund unauffällig. É e"
    assert spelt(cased_tokenizer, cased_vocabulary, sentence) == "[CLS] Befund un ##auf ##fällig . É e [SEP]"


def test_a_short_sentence_is_padded_with_0(tokenizer: Tokenizer) -> None:
    ids = tokenizer.ids(encoded(["no", "no no no"]), 8)

    assert ids.dtype == tf.int32
    assert ids.shape == (2, 8)
    np.testing.assert_array_equal(ids != 0, [[True] * 3 + [False] * 5, [True] * 5 + [False] * 3])


@pytest.mark.parametrize(
    ("cut", "kept"),
    [
        (Cut.HEAD, "one two three four five six seven eight"),
        (Cut.TAIL, "three four five six seven eight nine ten"),
        (Cut.BOTH, "one two five six seven eight nine ten"),
    ],
)
def test_a_long_sentence_is_cut_where_it_was_chosen(
    tokenizer: Tokenizer, vocabulary: Vocabulary, cut: Cut, kept: str
) -> None:
    assert spelt(tokenizer, vocabulary, LONG, 10, cut) == f"[CLS] {kept} [SEP]"


@pytest.mark.parametrize("cut", Cut)
def test_a_sentence_that_just_fits_is_whole_however_long_ones_are_cut(
    tokenizer: Tokenizer, vocabulary: Vocabulary, cut: Cut
) -> None:
    assert spelt(tokenizer, vocabulary, LONG, 12, cut) == f"[CLS] {LONG} [SEP]"
    assert spelt(tokenizer, vocabulary, LONG, 13, cut) == f"[CLS] {LONG} [SEP]"


def test_lengths_are_those_before_sentences_are_cut(tokenizer: Tokenizer) -> None:
    assert tokenizer.lengths(encoded(["", "no", LONG])).numpy().tolist() == [2, 3, 12]


def test_no_sentences_have_no_tokens(tokenizer: Tokenizer) -> None:
    assert tokenizer.ids(encoded([]), 8).shape == (0, 8)
    assert tokenizer.lengths(encoded([])).shape == (0,)


def test_a_sentence_has_the_same_tokens_whatever_stands_beside_it(tokenizer: Tokenizer) -> None:
    sentences = [LONG, "", "xylophonically", "é" * 300, "naïve"]
    together = tokenizer.ids(encoded(sentences), 16)
    for sentence, ids in zip(sentences, together, strict=True):
        np.testing.assert_array_equal(tokenizer.ids(encoded([sentence]), 16)[0], ids)


def test_bytes_that_are_no_text_are_left_out(tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    ids = tokenizer.ids(tf.constant([b"no\xff pa\xc3in\x80."]), 8).numpy()
    assert vocabulary.spelt(ids[0]) == ["[CLS]", "no", "pain", ".", "[SEP]"]


def test_half_a_character_is_a_question_mark(tokenizer: Tokenizer, vocabulary: Vocabulary) -> None:
    assert spelt(tokenizer, vocabulary, "no \ud83d") == "[CLS] no ? [SEP]"


def test_tokens_are_the_same_in_a_saved_model_that_a_fresh_process_loads(tokenizer: Tokenizer, tmp_path: Path) -> None:
    sentences = [LONG, "Crème brûlée, xylophonically 北京", ""]
    model = tf.Module()
    model.tokenizer = tokenizer
    model.ids = tf.function(
        lambda texts: tokenizer.ids(texts, 16), input_signature=[tf.TensorSpec([None], tf.string)], autograph=False
    )
    tf.saved_model.save(model, str(tmp_path / "model"))
    np.save(tmp_path / "sentences.npy", np.array(encoded(sentences).tolist()))
    program = """
import sys, numpy as np, tensorflow as tf
model = tf.saved_model.load(sys.argv[1] + "/model")
np.save(sys.argv[1] + "/ids.npy", model.ids(tf.constant(np.load(sys.argv[1] + "/sentences.npy"))))
assert not {"core", "tokenizers", "tensorflow_text"} & set(sys.modules)
"""

    subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=tmp_path, check=True, capture_output=True)

    np.testing.assert_array_equal(np.load(tmp_path / "ids.npy"), tokenizer.ids(encoded(sentences), 16))


def test_tokens_of_thousands_of_sentences_are_found_in_a_second(tokenizer: Tokenizer) -> None:
    sentences = [f"{LONG} on ward {number}, with hyperbilirubinaemia" for number in range(5000)]
    tokenizer.ids(encoded(["once, to trace it"]), 64)

    started = time.process_time()
    count = sum(len(tokenizer.ids(batch, 64)) for batch in in_batches(sentences))

    assert count == 5000
    assert time.process_time() - started < 1.0
