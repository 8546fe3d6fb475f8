"""Sentences to words, as BERT's basic tokenisation does it, in core TensorFlow operations alone.

What stands here can lie inside a SavedModel that takes sentences, and needs no other package.
"""

from __future__ import annotations

import tensorflow as tf

from core.modalities.text.characters import ROW, Characters, CodePointTable, Kind


def words_of(sentences: tf.Tensor, characters: Characters) -> tf.RaggedTensor:
    """Return the words of each sentence: UTF-8 strings [n] to strings [n, words].

    Bytes that are no UTF-8 are left out.
    """
    decoded = tf.strings.unicode_decode(sentences, "UTF-8", errors="replace")
    codes, rows = _normalised(decoded, characters)
    kind = _looked_up(characters.kind, codes)
    is_blank = tf.equal(kind, Kind.BLANK)
    is_start = ~is_blank & (tf.equal(kind, Kind.APART) | _follows_a_break(kind, rows))
    is_start, codes, rows = (tf.boolean_mask(values, ~is_blank) for values in (is_start, codes, rows))
    spelt = tf.RaggedTensor.from_row_starts(codes, tf.where(is_start)[:, 0], validate=False)
    return tf.RaggedTensor.from_value_rowids(
        tf.strings.unicode_encode(spelt, "UTF-8"),
        tf.boolean_mask(rows, is_start),
        nrows=tf.size(sentences, tf.int64),
        validate=False,
    )


def _normalised(decoded: tf.RaggedTensor, characters: Characters) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the characters that stand in the place of those given, and the sentence that each belongs to."""
    codes = decoded.flat_values
    count, shift = _looked_up(characters.count, codes), _looked_up(characters.shift, codes)
    source = tf.repeat(tf.range(tf.size(codes)), count)
    place = tf.range(tf.size(source)) - tf.gather(tf.cumsum(count, exclusive=True), source)
    code, count, shift = (tf.gather(values, source) for values in (codes, count, shift))
    is_one = tf.equal(count, 1)
    several = tf.constant(characters.several if characters.several.size else [0])
    replaced = tf.gather(several, tf.where(is_one, 0, shift + place))
    return tf.where(is_one, code + shift, replaced), tf.gather(decoded.value_rowids(), source)


def _follows_a_break(kind: tf.Tensor, rows: tf.Tensor) -> tf.Tensor:
    """Return for each character whether no word can go on with it, whatever it is itself."""
    is_break = tf.not_equal(kind[:-1], Kind.IN_WORD) | tf.not_equal(rows[1:], rows[:-1])
    return tf.concat([tf.ones_like(rows[:1], tf.bool), is_break], 0)


def _looked_up(table: CodePointTable, codes: tf.Tensor) -> tf.Tensor:
    """Return the number of each code point."""
    rows = tf.gather(tf.constant(table.row_of), codes // ROW)
    return tf.gather(tf.constant(table.rows.reshape(-1)), rows * ROW + codes % ROW)
