"""What is seen of an encoder by running it: whether empty places change its features, and how many there must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone, open_backbone
from core.backbones.card import write_card
from core.backbones.text_modules import TextModules
from core.errors import UserError
from core.modalities.text.token_input import TokenInput
from resources import BUNDLED_BACKBONES
from tests.core.backbones import encoders, keras_encoders

GIVEN = TokenInput(
    longest=keras_encoders.LONGEST, words=len(keras_encoders.PIECES), vocabulary="assets/vocab.txt", lower_case=True
)


def opened(folder: Path, network: Callable, output: str = "pooled_output", **options: Any) -> Backbone:
    """Such an encoder, as it is opened before its card says all."""
    keras_encoders.write(folder, network, **options)
    write_card(replace(encoders.card(), input=GIVEN, output=output), folder)
    return open_backbone(folder)


def without_mask(inputs: dict[str, Any], words: int) -> Any:
    """An encoder that takes a mask and pays no heed to it."""
    return keras_encoders.bert(dict(inputs, input_mask=tf.ones_like(inputs["input_mask"])), words)


def test_features_of_one_that_heeds_its_mask_have_a_width(tmp_path: Path) -> None:
    backbone = opened(tmp_path / "m", keras_encoders.bert)
    assert TextModules().width_of_features(backbone, GIVEN) == keras_encoders.WIDTH


@pytest.mark.parametrize("output", ["pooled_output", "sequence_output"])
def test_one_that_ignores_its_mask_is_refused(tmp_path: Path, output: str) -> None:
    backbone = opened(tmp_path / "m", without_mask, output)
    with pytest.raises(UserError) as refused:
        TextModules().width_of_features(backbone, GIVEN)
    assert refused.value.message.code == "features-by-padding"


@pytest.mark.parametrize("output", ["pooled_output", "sequence_output"])
def test_one_that_reads_words_beside_their_neighbours_has_an_empty_place_left(tmp_path: Path, output: str) -> None:
    backbone = opened(tmp_path / "m", keras_encoders.mobile_bert, output)
    given = TextModules().seen_running(backbone, GIVEN)
    assert given == replace(GIVEN, longest=GIVEN.longest - 1, leaves_room=True)
    assert given.shapes == ((GIVEN.longest,),)
    assert not given.random_rows(20)[:, -1].any()


@pytest.mark.parametrize("network", [keras_encoders.bert, keras_encoders.electra])
def test_none_is_left_where_it_says_nothing(tmp_path: Path, network: Callable) -> None:
    assert TextModules().seen_running(opened(tmp_path / "m", network), GIVEN) == GIVEN


def test_none_is_left_in_a_module_of_one_length_which_is_always_full(tmp_path: Path) -> None:
    backbone = opened(tmp_path / "m", keras_encoders.mobile_bert, length=GIVEN.longest)
    assert TextModules().seen_running(backbone, GIVEN) == GIVEN


def test_the_bundled_encoder_is_given_what_it_was() -> None:
    backbone = open_backbone(BUNDLED_BACKBONES / "all_minilm_l6_v2")
    given = backbone.card.input
    assert isinstance(given, TokenInput)
    assert TextModules().seen_running(backbone, given) == given
    assert "leaves_room" not in given.as_json()
