"""The bundled text encoder is shown in the blocks of a transformer, and cut at each of them."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone
from core.backbones.card import Card, write_card
from core.modalities.text.token_input import TokenInput
from resources import BUNDLED_BACKBONES
from tests.places import FIXTURES

BLOCKS = ["embeddings", *(f"transformer/layer_{layer}" for layer in range(6))]
LENGTH = 24


@pytest.fixture(scope="module")
def reference() -> dict[str, np.ndarray]:
    with np.load(FIXTURES / "all_minilm_l6_v2" / "reference.npz") as values:
        return dict(values)


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    folder = tmp_path_factory.mktemp("backbones") / "all_minilm_l6_v2"
    shutil.copytree(BUNDLED_BACKBONES / folder.name, folder)
    given = TokenInput(longest=512, words=30522, vocabulary="assets/vocab.txt", lower_case=True)
    card = Card(
        name=folder.name,
        title=folder.name,
        licence="",
        source="",
        sha256="",
        feature_width=384,
        parameters=22_565_376,
        output="pooled_output",
        input=given,
    )
    write_card(card, folder)
    return open_backbone(folder, (LENGTH,))


def test_its_layers_stand_in_the_blocks_of_a_transformer(backbone: Backbone) -> None:
    assert list(backbone.layers.blocks) == BLOCKS
    assert backbone.layers.parameters == backbone.card.parameters
    assert backbone.feature_width == backbone.card.feature_width


@pytest.mark.parametrize("block", [BLOCKS[0], BLOCKS[3], "last:1", "last:2", "all"])
def test_both_sides_of_the_line_together_give_what_another_implementation_gives(
    backbone: Backbone, reference: dict[str, np.ndarray], block: str
) -> None:
    line = backbone.frost_line(backbone.layers.matching([block]))
    prefix, tail = (tf.function(part, autograph=False) for part in (line.prefix(), line.tail()))

    features = tail(*prefix(*backbone.feeds(tf.constant(reference["ids"]))))[0]

    assert np.abs(features - reference["pooled"]).max() < 5e-6


def test_states_and_words_cross_the_line_and_nothing_else(backbone: Backbone) -> None:
    line = backbone.frost_line(backbone.layers.matching(["last:1"]))
    assert [spec.shape.as_list() for spec in line.specs] == [[None, None], [None, None, 384]]
    assert line.row_dtype.itemsize == 4 * LENGTH * 384


def test_a_layer_that_alone_is_unfrozen_is_all_that_lies_behind_the_line(backbone: Backbone) -> None:
    line = backbone.frost_line(backbone.layers.matching(["last:1"]))
    last = {variable.name for variable in backbone.trainable_variables(backbone.layers.matching(["last:1"])).values()}
    before = {variable.name for variable in line.variables_before}
    assert len(last) == 16
    assert not last & before
    assert len(before) == 101 - 16
