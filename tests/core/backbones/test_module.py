"""Opening a SavedModel: which of its functions is taken, and which modules are refused, with the reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import tensorflow as tf

from core.backbones.graph import InferenceGraph
from core.backbones.module import load_module
from core.backbones.signature import only_input
from core.errors import UserError
from core.modalities.images.image_input import ImageInput
from core.wording.catalogue import words_of
from tests.core.backbones import modules, networks
from tests.core.backbones.modules import SIDE, WIDTH, TinyNetwork

Built = Callable[[str], Path]


def refused(folder: Path, match: str) -> UserError:
    with pytest.raises(UserError, match=match) as refusal:
        only_input(load_module(folder, ImageInput).inference)
    assert words_of(refusal.value.message).hint
    return refusal.value


def saved(folder: Path, *specs: tf.TensorSpec, compute: Callable = TinyNetwork.features) -> Path:
    """A callable module with one trace for each of `specs`."""
    network = TinyNetwork()
    module = tf.train.Checkpoint()
    module.variables = list(network.all.values())
    module.__call__ = tf.function(lambda images: compute(network, images), autograph=False)
    for spec in specs:
        module.__call__.get_concrete_function(spec)
    tf.saved_model.save(module, str(folder))
    return folder


@pytest.mark.parametrize(
    ("kind", "signature"),
    [
        ("tf2_hub", ""),
        ("tf_keras", ""),
        ("tf1_hub", "default"),
        ("keras", "serving_default"),
        ("plain", "serving_default"),
    ],
)
def test_the_object_itself_is_called_or_its_usual_signature(built_kind: Built, kind: str, signature: str) -> None:
    assert load_module(built_kind(kind), ImageInput).signature == signature


def test_another_signature_can_be_chosen(built_kind: Built) -> None:
    module = load_module(built_kind("tf1_hub"), ImageInput, "image_feature_vector")
    assert module.signature == "image_feature_vector"


@pytest.mark.parametrize("kind", networks.KINDS)
def test_a_module_takes_one_batch_of_images_at_inference(built_kind: Built, kind: str) -> None:
    module = load_module(built_kind(kind), ImageInput)
    image = only_input(module.inference)
    assert image.shape[0] is None
    assert image.shape[-1] == 3
    assert all(operation.type != "AssignSubVariableOp" for operation in module.inference.graph.get_operations())


def test_of_several_traces_the_one_for_any_batch_of_the_trained_size_is_taken(tmp_path: Path) -> None:
    shapes = ([1, SIDE, SIDE, 3], [None, SIDE, SIDE, 3], [1, None, None, 3], [None, None, None, 3])
    folder = saved(tmp_path / "m", *(tf.TensorSpec(shape, tf.float32) for shape in shapes))
    assert only_input(load_module(folder, ImageInput).inference).shape.as_list() == [None, SIDE, SIDE, 3]


def test_a_module_that_can_only_train_is_refused(tmp_path: Path) -> None:
    network = TinyNetwork()
    module = tf.train.Checkpoint()
    module.variables = list(network.all.values())
    module.__call__ = tf.function(lambda images, training: network.features(images, training), autograph=False)
    module.__call__.get_concrete_function(tf.TensorSpec([None, SIDE, SIDE, 3]), training=True)
    tf.saved_model.save(module, str(tmp_path / "m"))
    refused(tmp_path / "m", "only be called for training")


@pytest.mark.parametrize("kind", ["plain", "tf1_hub", "keras", "swish"])
def test_every_variable_is_found_though_a_module_may_not_list_them(built_kind: Built, kind: str) -> None:
    module = load_module(built_kind(kind), ImageInput)
    assert {id(variable) for variable in module.inference.variables} <= {id(variable) for variable in module.variables}
    assert len({id(variable) for variable in module.variables}) == len(module.variables)


def test_only_a_tf2_module_declares_what_is_trainable(built_kind: Built) -> None:
    declared = load_module(built_kind("tf2_hub"), ImageInput).declared_trainable
    assert len(declared) == 6
    assert not any("moving" in variable.name for variable in declared)
    assert load_module(built_kind("tf1_hub"), ImageInput).declared_trainable is None


def test_of_several_outputs_the_first_vector_is_taken(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"a_map": networks.first_layer(network, x), "b_vector": network.features(x)}

    module = load_module(modules.plain_module(tmp_path / "m", compute), ImageInput)
    assert module.inference.graph.get_tensor_by_name(module.output).shape.as_list() == [None, WIDTH]


def test_the_output_called_default_comes_first(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"a_vector": network.features(x), "default": networks.first_layer(network, x)}

    module = load_module(modules.plain_module(tmp_path / "m", compute), ImageInput)
    assert module.inference.graph.get_tensor_by_name(module.output).shape[-1] == 8


def test_a_module_that_gives_no_numbers_is_refused(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return tf.argmax(network.features(x), -1)

    refused(modules.plain_module(tmp_path / "m", compute), "gives no features")


@pytest.mark.parametrize("size", [1, 4])
def test_a_fixed_batch_size_is_refused(tmp_path: Path, size: int) -> None:
    folder = modules.plain_module(tmp_path / "m", shape=[size, SIDE, SIDE, 3])
    assert "None" in words_of(refused(folder, f"only takes batches of exactly {size}").message).hint
    refused(saved(tmp_path / "callable", tf.TensorSpec([size, SIDE, SIDE, 3])), f"batches of exactly {size}")


def test_a_module_for_text_is_refused(tmp_path: Path) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return tf.fill([tf.size(x), 1], 1.0) * network.all["expanded_conv/project/biases"]

    refused(modules.plain_module(tmp_path / "m", compute, shape=[None], dtype=tf.string), "reads text")
    refused(saved(tmp_path / "callable", tf.TensorSpec([None], tf.string), compute=compute), "reads text")


@pytest.mark.parametrize("shape", [[None, SIDE, SIDE, 1], [None, 10], [SIDE, SIDE, 3]])
def test_a_module_for_anything_but_colour_images_is_refused(tmp_path: Path, shape: list) -> None:
    def compute(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
        return tf.reduce_mean(x) * network.all["expanded_conv/project/biases"][None]

    refused(modules.plain_module(tmp_path / "m", compute, shape=shape), "colour images; it takes float32")


def test_a_module_without_variables_is_refused(tmp_path: Path) -> None:
    folder = modules.plain_module(tmp_path / "m", lambda network, x: tf.reduce_mean(x, [1, 2]))
    refused(folder, "no variables")


def test_a_module_without_a_function_is_refused(tmp_path: Path) -> None:
    tf.saved_model.save(TinyNetwork(), str(tmp_path / "m"))
    refused(tmp_path / "m", "no function to call")


def test_a_folder_without_a_module_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, "holds no saved_model.pb")


@pytest.mark.parametrize("damage", ["folder", "data", "index", "truncated", "empty"])
@pytest.mark.parametrize("kind", ["plain", "tf1_hub", "keras"])
def test_missing_or_damaged_variables_are_told(built_kind: Built, tmp_path: Path, kind: str, damage: str) -> None:
    folder = shutil.copytree(built_kind(kind), tmp_path / "m")
    data, index = folder / "variables/variables.data-00000-of-00001", folder / "variables/variables.index"
    match damage:
        case "folder":
            shutil.rmtree(folder / "variables")
        case "data":
            data.unlink()
        case "index":
            index.unlink()
        case "truncated":
            data.write_bytes(data.read_bytes()[:200])
        case "empty":
            index.write_bytes(b"")
    assert "again" in words_of(refused(folder, "variables are missing or damaged").message).hint


def test_a_damaged_graph_is_told(built_kind: Built, tmp_path: Path) -> None:
    folder = shutil.copytree(built_kind("plain"), tmp_path / "m")
    graph = (folder / "saved_model.pb").read_bytes()
    (folder / "saved_model.pb").write_bytes(graph[: len(graph) // 2])
    refused(folder, "cannot open this module|damaged")


def tf1_module(folder: Path, compute: Callable[[tf.Tensor, tf.Tensor], tf.Tensor], use_resource: bool) -> Path:
    """A TF1 module of one convolution and what `compute` does with its features and the images."""
    builder = tf.compat.v1.saved_model.Builder(str(folder))
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.compat.v1.set_random_seed(1)  # must be, where training was made deterministic before
        images = tf.compat.v1.placeholder(tf.float32, [None, SIDE, SIDE, 3])
        weights = tf.compat.v1.get_variable("weights", [3, 3, 3, 8], use_resource=use_resource)
        features = compute(tf.reduce_mean(tf.nn.conv2d(images, weights, 2, "SAME"), [1, 2]), images)
        session.run(tf.compat.v1.global_variables_initializer())
        info = tf.compat.v1.saved_model.build_tensor_info
        signature = tf.compat.v1.saved_model.build_signature_def({"images": info(images)}, {"default": info(features)})
        saver = tf.compat.v1.train.Saver(sharded=True)
        builder.add_meta_graph_and_variables(session, [], {"default": signature}, saver=saver)
    builder.save()
    return folder


def test_reference_variables_of_old_modules_are_named_as_the_reason(tmp_path: Path) -> None:
    folder = tf1_module(tmp_path / "m", lambda features, images: features, use_resource=False)
    refused(folder, "of an old kind: it keeps its weights in reference variables")


def test_control_flow_of_tensorflow_1_is_refused(tmp_path: Path) -> None:
    def compute(features: tf.Tensor, images: tf.Tensor) -> tf.Tensor:
        dead, live = tf.raw_ops.Switch(data=features, pred=tf.shape(images)[0] > 100)
        return tf.raw_ops.Merge(inputs=[dead, live * 2.0])[0]

    module = load_module(tf1_module(tmp_path / "m", compute, use_resource=True), ImageInput)
    with pytest.raises(UserError, match="TensorFlow 1") as refusal:
        InferenceGraph(module, ImageInput(input_size=(SIDE, SIDE), value_range=(0.0, 1.0)))
    assert words_of(refusal.value.message).hint
