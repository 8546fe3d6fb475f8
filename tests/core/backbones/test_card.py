"""Card: what of a backbone is kept, and how cards of earlier versions are read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.backbones.card import CARD_FILE, read_card, write_card
from core.errors import UserError
from core.modalities.images.image_input import ImageInput
from tests.core.backbones import networks


def written(folder: Path) -> dict:
    values: dict = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    return values


def test_a_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    card = networks.card(mean=(0.5, 0.5, 0.5))
    write_card(card, tmp_path)
    assert read_card(tmp_path) == card


def test_what_a_network_of_images_is_given_stands_where_earlier_versions_look_for_it(tmp_path: Path) -> None:
    write_card(networks.card(), tmp_path)
    values = written(tmp_path)
    assert (values["input_size"], values["value_range"]) == ([32, 32], [0.0, 1.0])
    assert (values["mean"], values["std"]) == ([0.0] * 3, [1.0] * 3)


def test_a_card_that_names_no_kind_is_of_images(tmp_path: Path) -> None:
    write_card(networks.card(), tmp_path)
    assert "kind" not in written(tmp_path)
    assert isinstance(read_card(tmp_path).input, ImageInput)


def test_a_card_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    write_card(networks.card(), tmp_path)
    (tmp_path / CARD_FILE).write_text(json.dumps(written(tmp_path) | {"kind": "smells"}), encoding="utf-8")
    with pytest.raises(UserError, match="card"):
        read_card(tmp_path)
