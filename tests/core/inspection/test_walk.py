"""A walk through a network: what it sees at each layer is what the network itself computes there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone
from core.backbones.card import write_card
from core.errors import UserError
from core.inspection.activation import MAPS_AT_ONCE, ChannelOrder
from core.inspection.network import InspectedNetwork, network_of_backbone
from core.inspection.walk import Walk
from core.modalities.images.image_input import image_input_of
from tests.core.backbones import modules, networks

BackboneOf = Callable[[str], Backbone]

#: where each layer of the network ends, and the Keras layer that gives that
ENDS = {
    "stem_conv": "stem_conv",
    "block_1_conv": "block_1_conv",
    "block_1_bn": "block_1_relu",
    "block_2_depthwise": "block_2_depthwise",
    "features": "relu",
}


@pytest.fixture
def walk(keras_network: tuple[keras.Model, Path]) -> Walk:
    """Through the Keras network, whose classes are 0, 1, 2 and 3."""
    folder = keras_network[1]
    write_card(networks.card(signature="serving_default"), folder)
    return Walk(network_of_backbone(folder), an_image())


def an_image(side: int = modules.SIDE, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, [side, side, 3], np.uint8)


def paths(walk: Walk) -> list[str]:
    return [cut.layer.path.rpartition("/")[2] for cut in walk.network.cuts]


def as_given(walk: Walk) -> np.ndarray:
    return (walk.image / np.float32(255))[None]


def test_each_layer_gives_what_it_gives_in_the_whole_network(
    walk: Walk, keras_network: tuple[keras.Model, Path]
) -> None:
    model = keras_network[0]
    ends = keras.Model(model.input, [model.get_layer(name).output for name in ENDS.values()])

    assert paths(walk) == list(ENDS)
    for place, expected in enumerate(ends(as_given(walk))):
        np.testing.assert_allclose(walk.output(place), expected[0], rtol=1e-4, atol=1e-5, err_msg=paths(walk)[place])


def test_the_gradient_of_a_class_is_that_of_the_whole_network(
    walk: Walk, keras_network: tuple[keras.Model, Path]
) -> None:
    model = keras_network[0]
    predictions = model.get_layer("predictions")
    outputs = keras.Model(model.input, [model.get_layer(name).output for name in ENDS.values()])
    values = outputs(as_given(walk))
    for place, (name, value) in enumerate(zip(ENDS.values(), values, strict=True)):
        with tf.GradientTape() as tape:
            tape.watch(value)
            features = rest_of(model, name, value, values)
            score = (tf.matmul(features, predictions.kernel) + predictions.bias)[0, 2]
        expected = tape.gradient(score, value)[0]
        np.testing.assert_allclose(walk.gradient(place, 2), expected, rtol=1e-3, atol=1e-6, err_msg=name)


def rest_of(model: keras.Model, name: str, value: tf.Tensor, values: list[tf.Tensor]) -> tf.Tensor:
    """From the output of a layer to that of the last before the classes."""
    layers = {layer.name: layer for layer in model.layers}
    x, shortcut = value, value if name == "stem_conv" else values[0]
    for layer in list(layers.values())[list(layers).index(name) + 1 : list(layers).index("relu") + 1]:
        x = layer([x, shortcut]) if layer.name == "block_1_add" else layer(x)
    return x


def test_stepping_forward_back_and_from_afar_shows_the_same(walk: Walk) -> None:
    forward = [walk.look(place, number=1) for place in range(len(ENDS))]
    again = Walk(walk.network, walk.image)
    for place in reversed(range(len(ENDS))):
        for seen in (walk.look(place, number=1), again.look(place, number=1)):
            np.testing.assert_array_equal(seen.maps, forward[place].maps)
            assert seen.gradient is not None
            assert forward[place].gradient is not None
            np.testing.assert_array_equal(seen.gradient.maps, forward[place].gradient.maps)


def test_a_step_back_computes_nothing(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(3):
        walk.look(place)
    monkeypatch.setattr(walk.network, "between", None)

    assert walk.look(1).facts.path.endswith("block_1_conv")


@pytest.mark.parametrize("kind", [*networks.KINDS, *networks.BUNDLED])
def test_every_layer_of_any_backbone_can_be_looked_at(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    walk = Walk(InspectedNetwork(backbone), an_image(image_input_of(backbone.card.input).size[0]))

    assert {cut.layer for cut in walk.network.cuts} == set(backbone.layers.layers)
    for place, cut in enumerate(walk.network.cuts):
        seen = walk.look(place)
        shape = seen.facts.output_shape
        if backbone.graph.has_row_for_each_example(cut.output) and cut.layer.output_shape:
            assert shape == cut.layer.output_shape
        assert seen.facts.channels == shape[-1]
        assert len(seen.maps) == min(MAPS_AT_ONCE, seen.facts.channels)
        assert np.isfinite(seen.maps).all()
        assert seen.facts.seconds > 0


@pytest.mark.parametrize("kind", [*networks.KINDS, networks.BUNDLED[0]])
def test_step_by_step_comes_to_what_the_network_gives_at_once(backbone_of: BackboneOf, kind: str) -> None:
    network = InspectedNetwork(backbone_of(kind))
    walk = Walk(network, an_image(image_input_of(network.backbone.card.input).size[0]))
    for place in range(len(network.cuts)):
        walk.seconds(place)

    graph, last = network.backbone.graph, len(network.cuts) - 1
    to_the_end = tf.function(graph.function(network.crossing(last), [network.end]), autograph=False)
    at_once = tf.function(graph.function(graph.inputs, [network.end]), autograph=False)
    image = network.backbone.feeds(tf.constant(walk.image[None]))[0]
    np.testing.assert_allclose(to_the_end(*walk._at(last))[0], at_once(image)[0], rtol=1e-4, atol=1e-5)


def test_an_activation_that_nothing_else_goes_around_belongs_to_its_layer(backbone_of: BackboneOf) -> None:
    for kind in ("swish", "tf1_hub"):
        cuts = InspectedNetwork(backbone_of(kind)).cuts
        operations = {cut.layer.path.rpartition("/")[2]: cut.output.split(":")[0] for cut in cuts}
        nodes = backbone_of(kind).graph.nodes
        if kind == "tf1_hub":
            assert nodes[operations["BatchNorm"]].op == "Relu6"
            assert nodes[operations["Conv"]].op == "Conv2D"
        else:
            assert [nodes[cut.output.split(":")[0]].op for cut in cuts][-1] == "IdentityN"


def test_channels_come_by_number_or_the_strongest_first(backbone_of: BackboneOf) -> None:
    backbone = backbone_of("mobilenet_v2_100_224")
    walk = Walk(InspectedNetwork(backbone), an_image(224))
    place = len(walk.network.cuts) - 1

    first, second = (walk.look(place, page) for page in (0, 1))
    assert first.shown + second.shown == tuple(range(2 * MAPS_AT_ONCE))
    assert first.pages == 1280 // MAPS_AT_ONCE
    assert walk.look(place, 1000).page == first.pages - 1
    strong = walk.look(place, order=ChannelOrder.STRENGTH)
    spread = strong.maps.std((1, 2))
    assert (np.diff(spread) <= 0).all()
    assert spread[0] == pytest.approx(walk.output(place).std((0, 1)).max(), rel=1e-5)  # added up in another order
    np.testing.assert_array_equal(strong.maps[0], walk.output(place)[..., strong.shown[0]])


def test_probabilities_and_grad_cam_belong_to_the_class(walk: Walk, keras_network: tuple[keras.Model, Path]) -> None:
    seen = walk.look(1, number=3)

    assert seen.gradient is not None
    assert seen.gradient.label == "3"
    expected = keras_network[0](as_given(walk))[0]
    np.testing.assert_allclose(walk.probabilities, expected, rtol=1e-4)
    assert seen.gradient.probability == pytest.approx(float(expected[3]), rel=1e-4)
    weights = walk.gradient(1, 3).mean((0, 1))
    np.testing.assert_allclose(
        seen.gradient.cam, np.maximum((walk.output(1) * weights).sum(-1), 0), rtol=1e-4, atol=1e-6
    )
    np.testing.assert_allclose(seen.statistics.gradient, weights, rtol=1e-4, atol=1e-7)
    assert seen.facts.gradient_norm == pytest.approx(float(np.linalg.norm(walk.gradient(1, 3))), rel=1e-4)


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_a_published_classifier_says_what_it_says_by_itself(activation: str, tmp_path: Path) -> None:
    folder = modules.keras_export(tmp_path / activation, activation)
    write_card(networks.card(signature="serving_default", value_range=(0.0, 255.0)), folder)
    walk = Walk(network_of_backbone(folder), an_image())

    published = tf.saved_model.load(str(folder)).signatures["serving_default"]
    expected = next(iter(published(tf.constant(walk.image[None], tf.float32)).values()))[0]
    np.testing.assert_allclose(walk.probabilities, expected, rtol=1e-4)
    assert walk.network.classes == ("0", "1", "2", "3", "4")


def test_where_no_place_is_left_there_is_no_map_of_a_class(walk: Walk) -> None:
    seen = walk.look(len(ENDS) - 1, number=0)

    assert seen.maps.shape == (6, 1, 1)
    assert seen.gradient is not None
    assert seen.gradient.cam is None


def test_a_layer_that_is_not_there_is_told(walk: Walk) -> None:
    with pytest.raises(UserError, match="no layer “nowhere”"):
        walk.place_of("nowhere")
