"""Tokenizer: from sentences to the numbers of their tokens, in core TensorFlow operations alone.

The same functions run in the program and inside an exported SavedModel, which need no other package for text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import tensorflow as tf

from core.modalities.text.characters import characters
from core.modalities.text.cut import Cut
from core.modalities.text.vocabulary import BEGINNING, END, Vocabulary
from core.modalities.text.word_numbers import NOTHING
from core.modalities.text.word_pieces import WordPieces
from core.modalities.text.words import words_of

#: what stands before and behind each sentence
FRAME = 2
#: of more characters no word is taken apart, as in the tokenizers that encoders are published with
LONGEST_WORD = 100
#: sentences at once: enough that their words are mostly the same few, little enough memory
BATCH = 1024

_SENTENCES = tf.TensorSpec([None], tf.string, name="sentences")
_NUMBER = tf.TensorSpec([], tf.int32)


class Tokenizer(tf.Module):
    """WordPiece as BERT reads it: [CLS], the pieces of all words, [SEP], and 0 as padding."""

    def __init__(self, vocabulary: Vocabulary, *, lower_case: bool, longest_word: int = LONGEST_WORD):
        super().__init__()
        self._characters = characters(lower_case=lower_case)
        self._word_pieces = WordPieces(vocabulary, longest_word)
        self._beginning, self._end = vocabulary.number_of(BEGINNING), vocabulary.number_of(END)

    def ids(self, sentences: tf.Tensor, length: int, cut: Cut = Cut.HEAD) -> tf.Tensor:
        """Return the tokens of UTF-8 strings [n] as int32 [n, length], cut and padded to that length."""
        ids = self._framed(sentences, length - FRAME, cut.kept_of_head(length - FRAME))
        return tf.ensure_shape(ids, [None, length])

    @tf.function(input_signature=[_SENTENCES], autograph=False)
    def lengths(self, sentences: tf.Tensor) -> tf.Tensor:
        """Return how many tokens each sentence has before it is cut, [CLS] and [SEP] among them: int32 [n]."""
        return tf.cast(self._pieces(sentences).row_lengths(), tf.int32) + FRAME

    def whole(self, sentences: tf.Tensor) -> list[np.ndarray]:
        """Return the tokens of UTF-8 strings [n], int32, as many as each has, [CLS] and [SEP] among them."""
        ids, lengths = (value.numpy() for value in self._whole(sentences))
        return np.split(ids, np.cumsum(lengths)[:-1])

    @tf.function(input_signature=[_SENTENCES], autograph=False)
    def _whole(self, sentences: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        pieces = self._pieces(sentences)
        count = pieces.nrows()
        beginning, end = (tf.fill([count, 1], number) for number in (self._beginning, self._end))
        framed = tf.concat([beginning, pieces, end], 1)
        return framed.flat_values, framed.row_lengths()

    @tf.function(input_signature=[_SENTENCES, _NUMBER, _NUMBER], autograph=False)
    def _framed(self, sentences: tf.Tensor, room: tf.Tensor, head: tf.Tensor) -> tf.Tensor:
        pieces = _cut(self._pieces(sentences), head, room - head)
        count = pieces.nrows()
        beginning, end = (tf.fill([count, 1], number) for number in (self._beginning, self._end))
        return tf.concat([beginning, pieces, end], 1).to_tensor(NOTHING, shape=tf.stack([-1, room + FRAME]))

    def _pieces(self, sentences: tf.Tensor) -> tf.RaggedTensor:
        words = words_of(sentences, self._characters)
        return words.with_flat_values(self._word_pieces.of(words.flat_values)).merge_dims(1, 2)


def encoded(sentences: Iterable[str]) -> np.ndarray:
    """Return sentences as TensorFlow takes them; halves of characters, which are no text, become question marks."""
    return np.array([sentence.encode("utf-8", "replace") for sentence in sentences], object)


def in_batches(sentences: Sequence[str]) -> Iterable[np.ndarray]:
    """Yield sentences as TensorFlow takes them, as many at once as are tokenised fast in little memory."""
    for start in range(0, len(sentences), BATCH):
        yield encoded(sentences[start : start + BATCH])


def _cut(pieces: tf.RaggedTensor, head: tf.Tensor, tail: tf.Tensor) -> tf.RaggedTensor:
    """Return the first `head` and the last `tail` pieces of each sentence; all of them where they are no more."""
    size = tf.repeat(pieces.row_lengths(), pieces.row_lengths())
    place = tf.range(tf.size(pieces.flat_values, tf.int64)) - tf.gather(pieces.row_starts(), pieces.value_rowids())
    is_kept = (place < tf.cast(head, tf.int64)) | (place >= size - tf.cast(tail, tf.int64))
    return tf.ragged.boolean_mask(pieces, pieces.with_flat_values(is_kept))
