"""Every signature that publishers give their modules: what is bound, what is taken, and that it is the module's own."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones import catalogue
from core.backbones.backbone import Backbone, open_backbone
from core.backbones.card import Card
from core.backbones.importing import import_backbone
from core.backbones.wishes import Wishes
from core.errors import UserError
from core.events import Noticed
from core.jobs import Job
from core.modalities.images.image_input import ImageInput
from core.wording.catalogue import text_of
from tests.core.backbones import modules, signatures
from tests.core.backbones.modules import SIDE, WIDTH, TinyNetwork

MASK = [True, True]
#: how each module is called for features by hand
OWN: dict[str, Callable[[Any, tf.Tensor], tf.Tensor]] = {
    "of_tf_slim": lambda loaded, images: loaded(images),
    "of_tf_slim_with_signature": lambda loaded, images: loaded(images),
    "of_keras_2_beta": lambda loaded, images: loaded(images, False),
    "within_conditions": lambda loaded, images: loaded(images, False),
    "of_keras_2": lambda loaded, images: loaded(images, training=False),
    "with_an_own_name": lambda loaded, images: loaded(pixel_values=images),
    "with_a_dictionary": lambda loaded, images: loaded({"image": images}),
    "true_by_default": lambda loaded, images: loaded(images),
    "trains_by_default": lambda loaded, images: loaded(images, training=False),
    "with_a_mask": lambda loaded, images: loaded(images, tf.constant(MASK)),
    "of_keras_3": lambda loaded, images: next(iter(loaded.signatures["serve"](images).values())),
    "with_attention": lambda loaded, images: loaded(images)["pooler_output"],
}
SIGNATURES = {"with_a_mask": "image_feature_vector", "of_keras_3": "serve"}


@pytest.fixture(scope="module")
def imported_kind(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Card, list[str], Backbone]]:
    """The module of a kind, its card, what was noticed, and the backbone: each is imported once."""
    folder = tmp_path_factory.mktemp("signatures")

    @functools.cache
    def get(kind: str) -> tuple[Path, Card, list[str], Backbone]:
        source = signatures.KINDS[kind](folder / kind)
        events: list = []
        card = import_backbone(source, Job(events.append), name=kind, library=folder / "library")
        notices = [text_of(event.message) for event in events if isinstance(event, Noticed)]
        return source, card, notices, open_backbone(folder / "library" / kind)

    return get


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(catalogue.LIBRARY_VARIABLE, str(tmp_path / "library"))
    return tmp_path / "library"


@pytest.mark.parametrize("kind", signatures.KINDS)
def test_every_signature_gives_what_the_module_itself_gives_at_inference(imported_kind: Callable, kind: str) -> None:
    source, card, _, backbone = imported_kind(kind)
    images = tf.constant(modules.images())
    own = OWN[kind](tf.saved_model.load(str(source)), images)
    features = tf.function(backbone.graph.function(backbone.graph.inputs, [backbone.features]), autograph=False)
    np.testing.assert_allclose(features(images)[0], own, rtol=1e-5, atol=1e-6)
    assert card.signature == SIGNATURES.get(kind, "")
    assert (card.feature_width, len(backbone.variables)) == (WIDTH, 8)


@pytest.mark.parametrize("kind", signatures.KINDS)
def test_every_signature_can_be_cut_at_every_layer_and_trains_what_is_behind(
    imported_kind: Callable, kind: str
) -> None:
    backbone = imported_kind(kind)[3]
    images = tf.constant(modules.images())
    whole = tf.function(backbone.graph.function(backbone.graph.inputs, [backbone.features]), autograph=False)(images)
    for layer in backbone.layers.layers:
        line = backbone.frost_line([layer])
        features = tf.function(line.tail(), autograph=False)(*tf.function(line.prefix(), autograph=False)(images))
        np.testing.assert_allclose(features[0], whole[0], rtol=1e-5, atol=1e-6)
    unfrozen = backbone.layers.matching(["last:1"])
    trainable = list(backbone.trainable_variables(unfrozen).values())
    line = backbone.frost_line(unfrozen)
    crossing = tf.function(line.prefix(), autograph=False)(images)
    tail = tf.function(line.tail(), autograph=False)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tail(*crossing)[0] ** 2)
    assert trainable
    assert all(gradient is not None for gradient in tape.gradient(loss, trainable))


def test_what_is_taken_of_several_outputs_is_said(imported_kind: Callable) -> None:
    _, card, notices, _ = imported_kind("with_attention")
    assert card.output == "pooler_output"
    assert [notice for notice in notices if "“pooler_output” is taken" in notice and "“attention/layer_0”" in notice]
    _, card, notices, _ = imported_kind("of_tf_slim")
    assert card.output == ""
    assert not [notice for notice in notices if "outputs" in notice]


def given(outputs: dict[str, list[int | None]], tmp_path: Path) -> tf.Module:
    from core.backbones.module import load_module

    def compute(network: TinyNetwork, x: tf.Tensor) -> dict[str, tf.Tensor]:
        vector = network.features(x)
        maps = vector[:, None, None, :]
        return {name: vector if len(shape) == 2 else maps for name, shape in outputs.items()}

    return load_module(modules.plain_module(tmp_path / "m", compute), ImageInput)


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["attention", "default", "features"], "default"),
        (["Logits", "AuxLogits", "feature_vector"], "feature_vector"),
        (["logits", "last_hidden_state", "pooler_output"], "pooler_output"),
        (["attention_scores", "output"], "output"),
        (["resnet/logits", "resnet/global_pool"], "resnet/global_pool"),
        (["loss", "logits"], "logits"),
    ],
)
def test_the_output_that_bears_the_name_of_features_is_taken(names: list[str], taken: str, tmp_path: Path) -> None:
    module = given({name: [None, WIDTH] for name in names}, tmp_path)
    assert module.output_name == taken


def test_a_feature_map_is_taken_before_the_logits_of_a_head_beside_it(tmp_path: Path) -> None:
    assert given({"a_logits": [None, 3], "b_map": [None, 1, 1, 3]}, tmp_path).output_name == "b_map"


def test_what_is_asked_for_beside_the_images_is_named(tmp_path: Path) -> None:
    network = TinyNetwork()
    call = tf.function(lambda images, age: network.features(images) * age, autograph=False)
    call.get_concrete_function(signatures.IMAGES, tf.TensorSpec([None, 1], tf.float32))
    folder = signatures.saved(tmp_path / "m", network, call)
    with pytest.raises(UserError, match="more than images, and gives no default for it: “age”"):
        import_backbone(folder, Job())


def test_an_encoder_of_text_is_called_one(tmp_path: Path) -> None:
    network = TinyNetwork()

    def call(inputs: dict[str, tf.Tensor], training: bool = False, mask: None = None) -> dict[str, tf.Tensor]:
        return {
            "default": tf.cast(inputs["input_word_ids"], tf.float32)
            @ network.all["expanded_conv/project/weights"][0, 0]
        }

    words = {
        name: tf.TensorSpec([None, None], tf.int32, name) for name in ("input_word_ids", "input_mask", "input_type_ids")
    }
    function = tf.function(call, autograph=False)
    function.get_concrete_function(words, False, None)
    with pytest.raises(UserError, match="reads text, not images"):
        import_backbone(signatures.saved(tmp_path / "m", network, function), Job(), wishes=Wishes(image_size=(32, 32)))


def test_a_signature_is_tried_where_the_object_reads_its_variables_inside_a_condition(tmp_path: Path) -> None:
    network = TinyNetwork()

    @tf.function(autograph=False)
    def call(images: tf.Tensor) -> tf.Tensor:
        return tf.cond(tf.reduce_mean(images) > 0, lambda: network.features(images), lambda: -network.features(images))

    call.get_concrete_function(signatures.IMAGES)
    plain = tf.function(lambda images: network.features(images), input_signature=[signatures.IMAGES], autograph=False)
    folder = signatures.saved(tmp_path / "m", network, call, {"serve": plain})
    assert import_backbone(folder, Job()).signature == "serve"


def test_tf1_keeps_the_momentum_in_a_signature_of_its_own_which_is_not_taken(tmp_path: Path) -> None:
    card = import_backbone(modules.tf1_hub_module(tmp_path / "m", momentum=True), Job())
    assert card.signature == "default"


def test_normalisations_of_tensorflow_1_that_ask_whether_they_train_are_unfolded(tmp_path: Path) -> None:
    folder = modules.tf1_hub_module(tmp_path / "m", asks_for_training=True)
    card = import_backbone(folder, Job(), library=tmp_path / "library")
    backbone = open_backbone(tmp_path / "library" / card.name)
    images = tf.constant(modules.images(side=SIDE))
    features = tf.function(backbone.graph.function(backbone.graph.inputs, [backbone.features]), autograph=False)
    own = tf.saved_model.load(str(folder), tags=[]).signatures["default"](images)
    np.testing.assert_allclose(features(images)[0], own["default"], rtol=1e-5, atol=1e-6)
