"""An encoder of sentences is opened, shown as layers and cut like a network of images, by one row of words each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.allowed_operations import check_operations
from core.backbones.backbone import Backbone, open_backbone, pooled
from core.backbones.card import read_card
from core.backbones.frost_line import as_constant_function
from core.backbones.layer_tree import Kind
from core.backbones.module import load_module
from core.errors import UserError
from core.modalities.images.image_input import ImageInput
from core.modalities.text.token_input import TokenInput
from core.wording.catalogue import words_of
from tests.core.backbones import encoders, modules
from tests.core.backbones.encoders import INPUTS, WIDTH

LENGTH = 6
ROWS = tf.constant([[7, 3, 9, 0, 0, 0], [1, 2, 3, 4, 5, 6], [8, 0, 0, 0, 0, 0]], tf.int32)
BLOCKS = ["embeddings", "transformer/layer_0", "transformer/layer_1", "pooler_transform"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encoders.encoder(tmp_path_factory.mktemp("encoders") / "pooled")


@pytest.fixture(scope="module")
def backbone(folder: Path) -> Backbone:
    return open_backbone(folder, (LENGTH,))


@pytest.fixture(scope="module")
def own(folder: Path) -> dict[str, np.ndarray]:
    """What the module itself gives for the rows, called as TF Hub's are."""
    return called(folder)


def called(folder: Path) -> dict[str, Any]:
    given = dict(zip(INPUTS, (ROWS, tf.cast(ROWS != 0, tf.int32), tf.zeros_like(ROWS)), strict=True))
    found: dict[str, Any] = tf.saved_model.load(str(folder))(given, training=False)
    return found


def compiled(function: Callable) -> Callable:
    return tf.function(function, autograph=False)


def test_its_operations_are_allowed(folder: Path) -> None:
    check_operations(folder)


def test_its_card_says_what_it_is_given(folder: Path) -> None:
    given = read_card(folder).input
    assert given == TokenInput(longest=16, words=50, vocabulary="assets/vocab.txt", lower_case=True)
    assert given.shapes == ((16,),)


def test_one_row_of_words_is_enough_for_all_three_inputs(backbone: Backbone, own: dict[str, np.ndarray]) -> None:
    assert [spec.shape.as_list() for spec in backbone.graph.input_specs] == [[None, LENGTH]]
    features = compiled(backbone.frost_line([]).prefix())(*backbone.feeds(ROWS))[0]
    assert backbone.feature_width == WIDTH
    np.testing.assert_allclose(pooled(features), own["pooled_output"], atol=1e-6)


def test_a_length_is_chosen_when_it_is_opened(folder: Path, backbone: Backbone) -> None:
    assert backbone.is_for_rows((LENGTH,))
    assert not open_backbone(folder).is_for_rows((LENGTH,))


def test_its_layers_stand_in_the_blocks_of_a_transformer(backbone: Backbone) -> None:
    assert list(backbone.layers.blocks) == BLOCKS
    kinds = {layer.path.rpartition("/")[2]: layer.kind for layer in backbone.layers.layers}
    tables = ("word_embeddings", "position_embedding", "type_embeddings")
    assert [kinds[name] for name in tables] == [Kind.EMBEDDING] * 3
    assert [kinds[name] for name in ("query", "attention_output")] == [Kind.ATTENTION] * 2
    assert (kinds["layer_norm"], kinds["intermediate"]) == (Kind.NORMALISATION, Kind.DENSE)


@pytest.mark.parametrize("block", [*BLOCKS, "last:2", "last:3", "all"])
def test_both_sides_of_the_line_together_give_what_the_whole_gives(
    backbone: Backbone, own: dict[str, np.ndarray], block: str
) -> None:
    line = backbone.frost_line(backbone.layers.matching([block]))
    crossing = compiled(line.prefix())(*backbone.feeds(ROWS))
    np.testing.assert_allclose(compiled(line.tail())(*crossing)[0], own["pooled_output"], atol=1e-6)


@pytest.mark.parametrize("block", BLOCKS)
def test_gradients_reach_all_that_is_ticked(backbone: Backbone, block: str) -> None:
    layers = backbone.layers.matching([block])
    line, variables = backbone.frost_line(layers), list(backbone.trainable_variables(layers).values())
    tail, crossing = compiled(line.tail()), compiled(line.prefix())(*backbone.feeds(ROWS))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tail(*crossing)[0] ** 2)
    assert all(gradient is not None for gradient in tape.gradient(loss, variables))


def test_words_cross_and_the_mask_is_computed_again(backbone: Backbone) -> None:
    line = backbone.frost_line(backbone.layers.matching(["transformer/layer_1"]))
    floats = [spec.shape.as_list() for spec in line.specs if spec.dtype.is_floating]
    assert floats == [[None, None, WIDTH]]
    assert set(line.frontier) & set(backbone.graph.input_tensors)
    assert line.row_dtype.itemsize == 4 * LENGTH * WIDTH
    assert not line.is_at_input


def test_nothing_but_the_first_layers_starts_from_the_words_alone(backbone: Backbone) -> None:
    assert backbone.frost_line(backbone.layers.matching(["embeddings"])).is_at_input
    pooler = backbone.frost_line(backbone.layers.matching(["pooler_transform"]))
    assert pooler.row_dtype.itemsize == 4 * WIDTH


def test_a_later_line_is_computed_from_an_earlier_one(backbone: Backbone) -> None:
    earlier, later = (backbone.frost_line(backbone.layers.matching([f"last:{count}"])) for count in (2, 1))
    assert earlier.leads_to(later)
    here = compiled(earlier.prefix())(*backbone.feeds(ROWS))
    there = compiled(later.prefix())(*backbone.feeds(ROWS))
    for value, expected in zip(compiled(earlier.until(later))(*here), there, strict=True):
        np.testing.assert_allclose(value, expected, atol=1e-6)


def test_folded_features_agree_with_the_module(backbone: Backbone) -> None:
    line = backbone.frost_line(backbone.layers.matching(["last:2"]))
    signature = [tf.TensorSpec([None, LENGTH], tf.int32)]
    folded = as_constant_function(lambda rows: line.prefix()(*backbone.feeds(rows)), signature)
    for value, expected in zip(folded(ROWS), compiled(line.prefix())(*backbone.feeds(ROWS)), strict=True):
        np.testing.assert_allclose(value, expected, atol=1e-4)


def test_where_there_is_a_vector_a_word_alone_empty_places_do_not_count(tmp_path: Path) -> None:
    folder = encoders.encoder(tmp_path / "e", with_pooled=False)
    backbone = open_backbone(folder, (LENGTH,))
    features = pooled(compiled(backbone.frost_line([]).prefix())(*backbone.feeds(ROWS))[0]).numpy()
    of_each_word = called(folder)["sequence_output"].numpy()
    expected = [row[: int(length)].mean(0) for row, length in zip(of_each_word, (3, 6, 1), strict=True)]
    np.testing.assert_allclose(features, expected, atol=1e-6)


def test_padding_changes_no_feature(folder: Path, backbone: Backbone) -> None:
    longer = open_backbone(folder, (LENGTH + 4,))
    padded = tf.pad(ROWS, [[0, 0], [0, 4]])
    short, long = (
        compiled(one.frost_line([]).prefix())(*one.feeds(rows))[0] for one, rows in ((backbone, ROWS), (longer, padded))
    )
    np.testing.assert_allclose(short, long, atol=1e-5)


def test_an_encoder_takes_no_images_and_a_network_of_images_no_words(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="text, not images"):
        load_module(folder, ImageInput)
    with pytest.raises(UserError, match="numbers of their words") as refusal:
        load_module(modules.tf2_hub_module(tmp_path / "images"), TokenInput)
    assert words_of(refusal.value.message).hint


def test_random_rows_are_sentences_of_several_lengths(backbone: Backbone) -> None:
    rows = backbone.card.input.random_rows(20)
    assert (rows.shape, rows.dtype) == ((20, LENGTH), np.int32)
    lengths = (rows != 0).sum(1)
    assert len(set(lengths)) > 1
    assert min(lengths) > 0
    assert all((row[:length] != 0).all() for row, length in zip(rows, lengths, strict=True))
