"""Mean and standard deviation of pixel values: read, kept on the card, and the same wherever images meet the module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones import catalogue
from core.backbones.backbone import open_backbone
from core.backbones.card import Card, read_card, write_card
from core.backbones.importing import import_backbone
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.events import Noticed
from core.features.pooled import features_key
from core.jobs import Job
from core.messages import Message
from core.modalities.images.image_input import image_input_of
from core.modalities.images.input_values import IMAGENET, Normalisation, channels, normalisation_of
from core.modalities.images.preprocessing import Preprocessing
from core.wording.catalogue import text_of, words_of
from tests.core.backbones import modules, networks


@pytest.mark.parametrize("text", [".485,.456,.406", "0.485 0.456 0.406", "[0.485, 0.456, 0.406]", "0.485;0.456;0.406"])
def test_three_numbers_are_read_as_a_person_writes_them(text: str) -> None:
    assert channels(text) == IMAGENET.mean


def test_one_number_stands_for_all_channels() -> None:
    assert channels("127.5") == (127.5, 127.5, 127.5)


@pytest.mark.parametrize("text", ["", "a", "1,2", "1,2,3,4"])
def test_anything_else_is_no_mean(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        channels(text)


@pytest.mark.parametrize(
    ("mean", "std", "value_range"),
    [
        (IMAGENET.mean, IMAGENET.std, (0.0, 1.0)),
        ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375), (0.0, 255.0)),
        ((123.68, 116.78, 103.94), None, (0.0, 255.0)),
        (None, (255.0, 255.0, 255.0), (0.0, 255.0)),
        ((0.5, 0.5, 0.5), None, (0.0, 1.0)),
        ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.0, 1.0)),
    ],
)
def test_the_unit_follows_from_the_numbers(mean: Any, std: Any, value_range: Any) -> None:
    assert normalisation_of(mean, std).value_range == value_range


@pytest.mark.parametrize(
    ("mean", "std"),
    [
        ((0.0, 0.0, 0.0), (0.0, 1.0, 1.0)),
        ((0.0, 0.0, 0.0), (-1.0, 1.0, 1.0)),
        ((float("nan"), 0.0, 0.0), (1.0, 1.0, 1.0)),
        ((0.485, 0.456, 0.406), (58.395, 57.12, 57.375)),
    ],
)
def test_numbers_that_cannot_be_meant_are_refused(mean: Any, std: Any) -> None:
    with pytest.raises(UserError) as refusal:
        Normalisation(mean=mean, std=std)
    assert words_of(refusal.value.message).hint


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Card, Path, list[str]]:
    """A plain module, imported with the constants of torchvision."""
    folder = tmp_path_factory.mktemp("normalised")
    source = modules.plain_module(folder / "net")
    events: list = []
    card = import_backbone(
        source, Job(events.append), library=folder / "library", wishes=Wishes(normalisation=IMAGENET)
    )
    return card, folder / "library/net", [text_of(event.message) for event in events if isinstance(event, Noticed)]


def test_the_card_keeps_mean_and_deviation_and_nothing_is_assumed(imported: Any) -> None:
    card, folder, notices = imported
    assert read_card(folder) == card
    assert image_input_of(card.input).value_range == (0.0, 1.0)
    assert (image_input_of(card.input).mean, image_input_of(card.input).std) == (IMAGENET.mean, IMAGENET.std)
    assert text_of(Message("range-assumed")) not in notices


def test_images_come_to_the_module_less_the_mean_and_by_the_deviation(imported: Any) -> None:
    backbone = open_backbone(imported[1])
    pixels = np.random.default_rng(0).integers(0, 256, [2, 32, 32, 3], np.uint8)
    expected = (pixels / 255.0 - IMAGENET.mean) / IMAGENET.std
    np.testing.assert_allclose(backbone.feeds(tf.constant(pixels))[0], expected, atol=1e-6)
    floats = tf.constant(pixels / np.float32(255))
    np.testing.assert_allclose(backbone.feeds(floats)[0], expected, atol=1e-6)


def test_numbers_of_0_to_255_are_taken_in_that_unit(tmp_path: Path) -> None:
    normalisation = Normalisation(mean=(123.675, 116.28, 103.53), std=(58.395, 57.12, 57.375))
    card = import_backbone(
        modules.plain_module(tmp_path / "net"),
        Job(),
        library=tmp_path / "library",
        wishes=Wishes(normalisation=normalisation),
    )
    backbone = open_backbone(tmp_path / "library" / card.name)
    pixels = np.random.default_rng(0).integers(0, 256, [1, 32, 32, 3], np.uint8)
    expected = (pixels / 255.0 - IMAGENET.mean) / IMAGENET.std
    np.testing.assert_allclose(backbone.feeds(tf.constant(pixels))[0], expected, atol=1e-5)


def test_a_module_for_whole_numbers_has_no_mean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(catalogue.LIBRARY_VARIABLE, str(tmp_path / "library"))
    folder = modules.plain_module(tmp_path / "m", networks.bytes_in, dtype=tf.uint8)
    with pytest.raises(UserError, match="whole numbers"):
        import_backbone(folder, Job(), wishes=Wishes(normalisation=IMAGENET))


def test_a_card_of_an_earlier_version_has_no_mean(tmp_path: Path) -> None:
    write_card(networks.card(), tmp_path)
    values = json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))
    for name in ("mean", "std", "output"):
        del values[name]
    (tmp_path / "card.json").write_text(json.dumps(values), encoding="utf-8")
    card = read_card(tmp_path)
    assert not image_input_of(card.input).is_normalised
    assert (card.output, card.input.key) == ("", "")


def test_features_of_other_pixel_values_are_never_taken_for_ones_of_these() -> None:
    recipe = Preprocessing(height=32, width=32)
    cards = [networks.card(), networks.card(mean=IMAGENET.mean), networks.card(value_range=(-1.0, 1.0))]
    assert len({features_key("digest" + card.input.key, recipe, [], {}) for card in cards}) == 3
