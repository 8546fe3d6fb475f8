"""The frost line: wherever it runs, both sides together are the module, in values and in gradients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.backbone import Backbone
from core.backbones.frost_line import FrostLine, as_constant_function
from core.backbones.graph import PASSES_THROUGH
from core.backbones.layer_tree import Kind, Layer
from core.backbones.tensor_names import full_name, node_of
from core.modalities.images.image_input import image_input_of
from tests.core.backbones import modules, networks
from tests.core.rounding import assert_same_but_for_fused_kernels

BackboneOf = Callable[[str], Backbone]

#: which layers are ticked, of a tree that has at least two
TICKS: dict[str, Callable[[tuple[Layer, ...]], list[Layer]]] = {
    "none": lambda layers: [],
    "last": lambda layers: [layers[-1]],
    "middle": lambda layers: [layers[len(layers) // 2]],
    "a normalisation": lambda layers: [layer for layer in layers if layer.kind is Kind.NORMALISATION][-1:],
    "first": lambda layers: [layers[0]],
    "two apart": lambda layers: [layers[1], layers[-1]],
    "all": lambda layers: list(layers),
}
KINDS = [*networks.KINDS, *networks.BUNDLED]
#: in the others a variable is read on both sides
READ_ONCE = [kind for kind in KINDS if kind not in ("gathered", "class_token")]


def line_of(backbone: Backbone, ticks: str) -> tuple[FrostLine, dict[str, tf.Variable]]:
    layers = TICKS[ticks](backbone.layers.layers)
    return backbone.frost_line(layers), backbone.trainable_variables(layers)


def compiled(function: Callable) -> Callable:
    return tf.function(function, autograph=False)


def whole(backbone: Backbone) -> Callable:
    return compiled(backbone.graph.function(backbone.graph.inputs, [backbone.features]))


def batch_for(backbone: Backbone, count: int = 3) -> tf.Tensor:
    given = image_input_of(backbone.card.input)
    images = modules.images(count, given.size[0]) * given.value_range[1]
    (spec,) = backbone.graph.input_specs
    return tf.constant(images * 255 if spec.dtype == tf.uint8 else images, spec.dtype)


def gradients(function: Callable, values: list, variables: list[tf.Variable]) -> list[np.ndarray | None]:
    """Of a random mixture of the features, so that no direction cancels."""
    with tf.GradientTape() as tape:
        features = function(*values)[0]
        mixture = np.random.default_rng(5).normal(size=features.shape).astype(np.float32)
        loss = tf.reduce_sum(features * mixture)
    found = tape.gradient(loss, variables)
    return [None if gradient is None else tf.convert_to_tensor(gradient).numpy() for gradient in found]


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_together_give_what_the_whole_gives(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    images = batch_for(backbone)
    expected = whole(backbone)(images)[0].numpy()
    for ticks in ("a normalisation", "two apart") if kind in networks.BUNDLED else TICKS:
        line, _ = line_of(backbone, ticks)
        crossing = compiled(line.prefix())(images)
        assert_same_but_for_fused_kernels(compiled(line.tail())(*crossing)[0].numpy(), expected)


@pytest.mark.parametrize("kind", networks.KINDS)
def test_each_value_of_an_image_crosses_once_and_fits_its_row(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    for ticks in TICKS:
        line, _ = line_of(backbone, ticks)
        sources = [node_of(tensor) for tensor in line.frontier]
        assert len(set(sources)) == len(sources)
        if ticks != "none":
            assert not any(backbone.graph.nodes[source].op in PASSES_THROUGH for source in sources)
        for count in (1, 3):
            values = compiled(line.prefix())(batch_for(backbone, count))
            rows = np.empty(count, line.row_dtype)
            assert len(values) == len(line.frontier)
            for place in line.kept:
                name, value = str(place), values[place]
                assert (value.dtype.as_numpy_dtype, tuple(value.shape)) == (rows[name].dtype.type, rows[name].shape)


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_behind_the_line_are_those_of_the_uncut_module(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    images = batch_for(backbone, 2)
    of_all = gradients(whole(backbone), [images], [*backbone.variables.values()])
    everything = dict(zip(backbone.variables, of_all, strict=True))
    for ticks in ["middle"] if kind in networks.BUNDLED else ("last", "a normalisation", "two apart", "all"):
        line, ticked = line_of(backbone, ticks)
        crossing = compiled(line.prefix())(images)
        of_ticked = gradients(compiled(line.tail()), crossing, [*ticked.values()])
        for path, gradient in zip(ticked, of_ticked, strict=True):
            assert gradient is not None, path
            largest = np.abs(everything[path]).max()
            np.testing.assert_allclose(gradient, everything[path], rtol=1e-4, atol=1e-5 * largest, err_msg=path)


@pytest.mark.parametrize("kind", READ_ONCE)
def test_no_gradient_reaches_what_lies_before_the_line(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    line, ticked = line_of(backbone, "last")
    before = [variable for variable in line.variables_before if variable.dtype.is_floating]
    assert not {id(variable) for variable in before} & {id(variable) for variable in ticked.values()}
    crossing = compiled(line.prefix())(batch_for(backbone, 1))
    assert all(gradient is None for gradient in gradients(compiled(line.tail()), crossing, before))


@pytest.mark.parametrize("kind", KINDS)
def test_folded_features_agree_with_the_module(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    images = batch_for(backbone)
    signature = [tf.TensorSpec(backbone.graph.input_specs[0].shape, backbone.graph.input_specs[0].dtype)]
    for ticks in ["last"] if kind in networks.BUNDLED else ["last", "middle", "first"]:
        line, _ = line_of(backbone, ticks)
        folded = as_constant_function(line.prefix(), signature)(images)
        for constant, value in zip(folded, compiled(line.prefix())(images), strict=True):
            np.testing.assert_allclose(constant, value, rtol=0, atol=1e-5 * float(np.abs(value).max()))


def test_swish_has_the_gradient_that_the_module_itself_gives_it(backbone_of: BackboneOf) -> None:
    backbone = backbone_of("swish")
    images = batch_for(backbone, 2)
    ticked = [variable for path, variable in backbone.variables.items() if "moving" not in path]
    original = backbone.module.loaded.signatures["serving_default"]
    expected = gradients(lambda x: list(original(x).values()), [images], ticked)
    for ours, theirs in zip(gradients(whole(backbone), [images], ticked), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-5 * np.abs(theirs).max())


def test_ticking_nothing_leaves_the_features_alone_to_cross(backbone_of: BackboneOf) -> None:
    backbone = backbone_of("tf2_hub")
    assert backbone.frost_line([]).frontier == (full_name(backbone.features),)


@pytest.mark.parametrize("kind", KINDS)
def test_unfreezing_everything_starts_from_the_image(backbone_of: BackboneOf, kind: str) -> None:
    line, _ = line_of(backbone_of(kind), "all")
    assert line.is_at_input
    assert line.variables_before == []


def test_a_shortcut_around_the_unfrozen_layers_crosses_as_well(backbone_of: BackboneOf) -> None:
    backbone = backbone_of("residual")
    line = backbone.frost_line(backbone.layers.matching(["*depthwise"]))
    assert [tuple(spec.shape[1:]) for spec in line.specs] == [(16, 16, 8), (16,)]


@pytest.mark.parametrize("kind", ["tokens", "flattened", "class_token"])
def test_the_size_of_the_batch_does_not_cross(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    for layer in backbone.layers.layers:
        line = backbone.frost_line([layer])
        assert all(spec.dtype.is_floating and spec.shape[0] is None for spec in line.specs)
        crossing = compiled(line.prefix())(batch_for(backbone, 5))
        assert {len(value) for value in crossing} == {5}


def test_what_mixes_the_images_of_a_batch_does_not_cross(backbone_of: BackboneOf) -> None:
    backbone = backbone_of("tokens")  # its dense layer reads the tokens of all images in one list
    line = backbone.frost_line(backbone.layers.matching(["*project"]))
    assert [tuple(spec.shape) for spec in line.specs] == [(None, 4, 4, 8)]


def test_a_learnt_vector_that_is_repeated_for_each_image_does_not_keep_the_image_from_being_the_start(
    backbone_of: BackboneOf,
) -> None:
    backbone = backbone_of("class_token")
    assert backbone.frost_line(backbone.layers.matching(["Conv"])).is_at_input


@pytest.mark.parametrize("kind", [*networks.KINDS, networks.BUNDLED[0]])
def test_from_one_line_to_a_later_one_and_on_is_the_way_to_the_features(backbone_of: BackboneOf, kind: str) -> None:
    backbone = backbone_of(kind)
    layers = backbone.layers.layers
    line, later = backbone.frost_line(layers[len(layers) // 3 :]), backbone.frost_line(layers[-2:])
    batch = batch_for(backbone)
    crossing = compiled(line.prefix())(batch)
    features = compiled(later.tail())(*compiled(line.until(later))(*crossing))[0]
    np.testing.assert_allclose(features, whole(backbone)(batch)[0], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", networks.BUNDLED)
def test_fewer_numbers_cross_the_deeper_a_bundled_backbone_is_frozen(backbone_of: BackboneOf, name: str) -> None:
    backbone = backbone_of(name)
    frozen = [len(backbone.frost_line(backbone.layers.matching([f"last:{n}"])).variables_before) for n in (1, 2, 4, 9)]
    assert frozen == sorted(frozen, reverse=True)
    line = backbone.frost_line(backbone.layers.matching(["last:2"]))
    assert [tuple(spec.shape[1:3]) for spec in line.specs] == [(7, 7)]
