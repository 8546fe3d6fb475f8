"""The recipe for texts pads as it is told, and trains the layers that it is told."""

from __future__ import annotations

import numpy as np

from benchmarks.text.recipe import USUAL_LENGTH, Padding, in_last_layers, padded, width_of

TOKENS = [[np.array([101, 7, 102]), np.array([101, 102])], [np.array([101, 7, 8, 9, 102])]]


def test_rows_are_as_long_as_the_padding_has_it() -> None:
    assert width_of(TOKENS, Padding.USUAL) == USUAL_LENGTH
    assert width_of(TOKENS, Padding.LONGEST) == 5
    assert width_of(TOKENS, Padding.BATCH) is None


def test_rows_are_padded_behind_and_cut() -> None:
    assert padded(TOKENS[0], 4).tolist() == [[101, 7, 102, 0], [101, 102, 0, 0]]
    assert padded(TOKENS[1], 2).tolist() == [[101, 7]]


def test_the_last_layers_are_found_by_their_numbers() -> None:
    names = ["word_embeddings/embeddings:0", *(f"transformer/layer_{number}/output/kernel:0" for number in range(12))]

    assert in_last_layers(names) == [False] * 11 + [True] * 2
