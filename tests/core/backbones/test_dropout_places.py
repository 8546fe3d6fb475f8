"""Where unfrozen layers of an encoder leave something out while they learn, whoever made it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.backbones.backbone import Backbone, open_backbone
from core.backbones.tensor_names import node_of
from tests.core.backbones import encoders

LENGTH = 6


@pytest.fixture(scope="module")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Backbone:
    return open_backbone(encoders.encoder(tmp_path_factory.mktemp("encoders") / "e"), (LENGTH,))


def places_of(backbone: Backbone, *patterns: str) -> list[tuple[str, int]]:
    """The operation behind which each stands, and how many numbers it has of a word."""
    nodes, specs = backbone.graph.nodes, backbone.graph.specs
    places = backbone.dropout_places(backbone.layers.matching(patterns))
    return [(nodes[node_of(tensor)].op, int(specs[tensor].shape[-1])) for tensor in places]


def test_each_layer_has_it_behind_its_attention_and_before_both_sums(backbone: Backbone) -> None:
    assert places_of(backbone, "transformer/layer_1/*") == [
        ("Softmax", LENGTH),
        ("Einsum", encoders.WIDTH),
        ("Einsum", encoders.WIDTH),
    ]


def test_the_embeddings_have_it_once(backbone: Backbone) -> None:
    assert len(places_of(backbone, "embeddings/*")) == 1
    assert len(places_of(backbone, "all")) == 1 + 3 * encoders.LAYERS


@pytest.mark.parametrize(
    ("layer", "operation"),
    [
        ("self_attention/query", "Softmax"),
        ("self_attention/attention_output", "Einsum"),
        ("output", "Einsum"),
        ("self_attention/value", None),
        ("intermediate", None),
    ],
)
def test_a_frozen_layer_has_none(backbone: Backbone, layer: str, operation: str | None) -> None:
    found = [place for place, _ in places_of(backbone, f"transformer/layer_0/{layer}")]
    assert found == ([operation] if operation else [])


def test_a_network_of_images_has_none(small_backbone: Path) -> None:
    assert places_of(open_backbone(small_backbone), "all") == []
