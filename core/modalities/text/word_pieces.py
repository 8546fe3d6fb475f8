"""Words to pieces that a vocabulary holds, the longest first (Wu et al., 2016), in core TensorFlow operations alone."""

from __future__ import annotations

import tensorflow as tf

from core.modalities.text.vocabulary import INSIDE, UNKNOWN, Vocabulary

#: of a piece that the vocabulary does not hold
MISSING = -1


class WordPieces(tf.Module):
    """Looks pieces up. A word that cannot be put together from them, or is longer than `longest_word`, is unknown."""

    def __init__(self, vocabulary: Vocabulary, longest_word: int):
        super().__init__()
        self._longest_word = longest_word
        self._longest_piece = vocabulary.longest_piece
        self._unknown = vocabulary.number_of(UNKNOWN)
        pieces = list(vocabulary.numbers)
        numbers = tf.constant(list(vocabulary.numbers.values()), tf.int32)
        self._table = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(tf.constant(pieces), numbers), MISSING
        )

    def of(self, words: tf.Tensor) -> tf.RaggedTensor:
        """Return the numbers of each word's pieces: strings [w] to int32 [w, pieces]."""
        unique, number = tf.unique(words)
        whole = self._table.lookup(unique)
        is_whole = whole != MISSING
        found, others = tf.where(is_whole)[:, 0], tf.where(~is_whole)[:, 0]
        pieces = tf.concat(
            [tf.RaggedTensor.from_tensor(tf.gather(whole, found)[:, None]), self._apart(tf.gather(unique, others))], 0
        )
        place = tf.math.invert_permutation(tf.concat([found, others], 0))
        return tf.gather(pieces, tf.gather(place, number))

    def _apart(self, words: tf.Tensor) -> tf.RaggedTensor:
        """Return the pieces of words that the vocabulary does not hold as a whole."""
        length = tf.strings.length(words, "UTF8_CHAR")
        is_too_long = length > self._longest_word
        given_up = tf.cast(tf.where(is_too_long)[:, 0], tf.int32)
        owners, pieces = given_up, tf.fill(tf.shape(given_up), MISSING)
        word = tf.cast(tf.where(~is_too_long)[:, 0], tf.int32)
        begin = tf.zeros_like(word)

        def step(word, begin, owners, pieces):  # type: ignore[no-untyped-def]  # traced
            """Take the longest piece off each word that is not at its end."""
            left = tf.gather(length, word) - begin
            piece, size = self._longest(tf.gather(words, word), begin, left)
            goes_on = (piece != MISSING) & (size < left)
            return (
                tf.boolean_mask(word, goes_on),
                tf.boolean_mask(begin + size, goes_on),
                tf.concat([owners, word], 0),
                tf.concat([pieces, piece], 0),
            )

        _, _, owners, pieces = tf.while_loop(
            lambda word, *_: tf.size(word) > 0,
            step,
            (word, begin, owners, pieces),
            shape_invariants=(tf.TensorShape([None]),) * 4,
        )
        return self._in_order(owners, pieces, tf.size(words, tf.int64))

    def _longest(self, words: tf.Tensor, begin: tf.Tensor, left: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Return the longest piece that stands in each word at `begin`, and of how many characters it is."""
        sizes = tf.minimum(tf.range(1, self._longest_piece + 1)[None], left[:, None])
        shape = tf.shape(sizes)
        parts = tf.strings.substr(
            tf.broadcast_to(words[:, None], shape), tf.broadcast_to(begin[:, None], shape), sizes, "UTF8_CHAR"
        )
        parts = tf.where(begin[:, None] > 0, tf.strings.join([INSIDE, parts]), parts)
        pieces = self._table.lookup(parts)
        size = tf.reduce_max(tf.where(pieces != MISSING, sizes, 0), 1)
        return tf.gather(pieces, tf.maximum(size - 1, 0), batch_dims=1), size

    def _in_order(self, owners: tf.Tensor, pieces: tf.Tensor, count: tf.Tensor) -> tf.RaggedTensor:
        """Return pieces by the word that owns them; of words that were given up, one that says so."""
        is_given_up = tf.math.unsorted_segment_min(pieces, owners, count) == MISSING
        kept = ~tf.gather(is_given_up, owners) | (pieces == MISSING)
        owners, pieces = tf.boolean_mask(owners, kept), tf.boolean_mask(pieces, kept)
        order = tf.argsort(owners, stable=True)
        pieces = tf.where(pieces == MISSING, self._unknown, pieces)
        return tf.RaggedTensor.from_value_rowids(
            tf.gather(pieces, order), tf.cast(tf.gather(owners, order), tf.int64), nrows=count, validate=False
        )
