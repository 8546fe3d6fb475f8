"""What attributes could make of a checked graph: they are on a list, as operations are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tensorflow as tf
from tensorflow.core.protobuf import config_pb2, rewriter_config_pb2, saved_model_pb2

from core.backbones.allowed_operations import check_operations
from core.backbones.swapping import SWAP, forbid_swapping
from core.errors import UserError
from core.wording.catalogue import words_of
from tests.core.backbones import modules

Change = Callable[[saved_model_pb2.SavedModel], None]


def writes_while_it_is_restored(folder: Path, written: Path) -> Path:
    """A module whose restoring calls a harmless function, and whose saver a hidden one that claims to do the same."""

    def tamper(graph: tf.Graph) -> None:
        @tf.function(autograph=False, input_signature=[tf.TensorSpec([])])
        def harmless(x: tf.Tensor) -> tf.Tensor:
            return tf.identity(x)

        @tf.function(autograph=False, input_signature=[tf.TensorSpec([])])
        def hidden(x: tf.Tensor) -> tf.Tensor:
            save = tf.raw_ops.SaveV2(prefix=str(written), tensor_names=["x"], shape_and_slices=[""], tensors=[x])
            with tf.control_dependencies([save]):
                return tf.identity(x)

        graph.get_operation_by_name("save/restore_all")._add_control_input(harmless(tf.constant(1.0)).op)
        graph.get_operation_by_name("save/SaveV2")._add_control_input(hidden(tf.constant(1.0)).op)

    def claim(saved_model: saved_model_pb2.SavedModel) -> None:
        graph = saved_model.meta_graphs[0].graph_def
        for function in graph.library.function:
            function.attr["api_implements"].s = b"the same"
            function.attr["api_preferred_device"].s = b"CPU" if "hidden" in function.signature.name else b"GPU"
        for node in graph.node:
            if node.op == "PartitionedCall":
                node.op = "StatefulPartitionedCall"

    return modules.changed(modules.tf1_hub_module(folder, tamper), claim)


def test_a_function_that_would_be_swapped_for_one_that_writes_is_refused(tmp_path: Path) -> None:
    folder = writes_while_it_is_restored(tmp_path / "module", tmp_path / "written")
    with pytest.raises(UserError, match=r"attributes .* does not allow: api_implements, api_preferred_device"):
        check_operations(folder)


def test_functions_are_not_swapped_even_where_the_check_is_passed_by(tmp_path: Path) -> None:
    """Left to itself, TensorFlow writes the file while it opens the module: this shows that the hole was one."""
    first = writes_while_it_is_restored(tmp_path / "first", tmp_path / "written")
    tf.config.optimizer.set_experimental_options(dict.fromkeys(SWAP, True))
    tf.saved_model.load(str(first), tags=[])
    assert list(tmp_path.glob("written*"))
    second = writes_while_it_is_restored(tmp_path / "second", tmp_path / "another")
    forbid_swapping()
    tf.saved_model.load(str(second), tags=[])
    assert not list(tmp_path.glob("another*"))


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return modules.tf2_hub_module(tmp_path_factory.mktemp("honest") / "module")


def graph_of(saved_model: saved_model_pb2.SavedModel) -> Any:
    return saved_model.meta_graphs[0].graph_def


def on_a_function(name: str, value: bytes = b"x") -> Change:
    def change(saved_model: saved_model_pb2.SavedModel) -> None:
        graph_of(saved_model).library.function[0].attr[name].s = value

    return change


def on_nodes(name: str, value: bytes = b"x", inside: bool = True) -> Change:
    def change(saved_model: saved_model_pb2.SavedModel) -> None:
        graph = graph_of(saved_model)
        for node in graph.library.function[0].node_def if inside else graph.node:
            node.attr[name].s = value

    return change


def on_an_argument(saved_model: saved_model_pb2.SavedModel) -> None:
    function = graph_of(saved_model).library.function[0]
    function.arg_attr[0].attr["_composite_device"].s = b"x"


def compiled(saved_model: saved_model_pb2.SavedModel) -> None:
    graph_of(saved_model).library.function[0].attr["_XlaCompile"].b = True


def left_to_the_caller(saved_model: saved_model_pb2.SavedModel) -> None:
    for node in graph_of(saved_model).library.function[0].node_def:
        node.attr["_output_shapes"].placeholder = "anything"


def on_a_call(change_call: Callable[[Any], None]) -> Change:
    def change(saved_model: saved_model_pb2.SavedModel) -> None:
        graph = graph_of(saved_model)
        call = next(node for node in graph.node if node.op == "StatefulPartitionedCall")
        change_call(call)

    return change


def through_the_name_of_the_function(call: Any) -> None:
    call.attr["f"].func.attr["api_implements"].s = b"x"


def another_executor(call: Any) -> None:
    call.attr["executor_type"].s = b"SINGLE_THREADED_EXECUTOR"


def settings(**values: Any) -> Callable[[Any], None]:
    def change(call: Any) -> None:
        call.attr["config_proto"].s = config_pb2.ConfigProto(**values).SerializeToString()

    return change


def rewriting(**values: Any) -> config_pb2.GraphOptions:
    return config_pb2.GraphOptions(rewrite_options=rewriter_config_pb2.RewriterConfig(**values))


CUSTOM = rewriter_config_pb2.RewriterConfig.CustomGraphOptimizer(name="any")
DUMP = config_pb2.ConfigProto.Experimental(tf2xla_dump_dir="/tmp/dumped")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (on_a_function("api_implements"), "api_implements"),
        (on_a_function("api_preferred_device"), "api_preferred_device"),
        (on_a_function("_implements"), "_implements"),
        (on_a_function("shared_rendezvous"), "shared_rendezvous"),
        (compiled, "_XlaCompile"),
        (on_an_argument, "_composite_device"),
        (on_nodes("_kernel"), "_kernel"),
        (on_nodes("_kernel", inside=False), "_kernel"),
        (on_nodes("_tpu_replicate"), "_tpu_replicate"),
        (on_nodes("_grappler_relax_allocator_constraints"), "_grappler_relax_allocator_constraints"),
        (on_nodes("_gradient_op_type", b"EagerPyFunc"), "_gradient_op_type"),
        (left_to_the_caller, "_output_shapes"),
        (on_a_call(through_the_name_of_the_function), "api_implements"),
        (on_a_call(another_executor), "executor_type"),
        (on_a_call(settings(graph_options=rewriting(custom_optimizers=[CUSTOM]))), "config_proto"),
        (on_a_call(settings(graph_options=rewriting(optimizers=["implementation_selector"]))), "config_proto"),
        (on_a_call(settings(experimental=DUMP)), "config_proto"),
        (on_a_call(settings(device_filters=["/job:other"])), "config_proto"),
        (on_a_call(lambda call: call.attr["config_proto"].CopyFrom(garbage())), "config_proto"),
    ],
)
def test_an_attribute_that_could_change_what_runs_is_refused_by_name(
    honest: Path, tmp_path: Path, change: Any, named: str
) -> None:
    (tmp_path / "saved_model.pb").write_bytes((honest / "saved_model.pb").read_bytes())
    with pytest.raises(UserError, match=rf"does not allow: .*{named}") as refusal:
        check_operations(modules.changed(tmp_path, change))
    assert words_of(refusal.value.message).hint


def garbage() -> Any:
    from tensorflow.core.framework import attr_value_pb2

    return attr_value_pb2.AttrValue(s=b"\xff" * 20)


@pytest.mark.parametrize(
    "change",
    [
        on_a_function("forward_function_name", b"__forward_call_12"),
        on_a_function("backward_function_name", b"__backward_call_12"),
        on_nodes("_gradient_op_type", b"CustomGradient-77"),
        on_nodes("_class", b"loc:@other"),
        on_a_call(settings(graph_options=rewriting(disable_meta_optimizer=True), allow_soft_placement=True)),
        on_a_call(settings(device_count={"CPU": 1}, intra_op_parallelism_threads=4)),
    ],
)
def test_what_honest_exporters_leave_behind_is_allowed(honest: Path, tmp_path: Path, change: Change) -> None:
    (tmp_path / "saved_model.pb").write_bytes((honest / "saved_model.pb").read_bytes())
    check_operations(modules.changed(tmp_path, change))


def test_a_saving_function_is_for_the_saver_even_where_nothing_else_is_reached(honest: Path, tmp_path: Path) -> None:
    def call_from_an_unused_node(saved_model: saved_model_pb2.SavedModel) -> None:
        graph = graph_of(saved_model)
        name = next(f.signature.name for f in graph.library.function if "traced_save" in f.signature.name)
        graph.node.add(name="unused", op="StatefulPartitionedCall").attr["f"].func.name = name

    (tmp_path / "saved_model.pb").write_bytes((honest / "saved_model.pb").read_bytes())
    with pytest.raises(UserError, match="SaveV2"):
        check_operations(modules.changed(tmp_path, call_from_an_unused_node))


def test_a_second_form_of_the_graph_beside_the_checked_one_is_refused(honest: Path, tmp_path: Path) -> None:
    (tmp_path / "saved_model.pb").write_bytes((honest / "saved_model.pb").read_bytes())
    (tmp_path / "saved_model.cpb").write_bytes(b"another")
    with pytest.raises(UserError, match="split into parts"):
        check_operations(tmp_path)


def test_the_genuine_graph_of_a_hub_module_is_allowed(shared_data: Path) -> None:
    graphs = sorted((shared_data / "graphs").glob("*/saved_model.pb"))
    if not graphs:
        pytest.skip("needs the genuine graphs in ../shared/data/graphs, which are not here")
    for graph in graphs:
        check_operations(graph.parent)


def a_trained_keras_model(folder: Path) -> None:
    import numpy as np
    import tf_keras

    layers = tf_keras.layers
    first = [layers.Input([8, 8, 3]), layers.Conv2D(2, 3), layers.BatchNormalization(), layers.Activation("swish")]
    model = tf_keras.Sequential([*first, layers.Dropout(0.2), layers.GlobalAveragePooling2D(), layers.Dense(2)])
    model.compile("adam", loss="mse", jit_compile=True)
    model.fit(np.ones([2, 8, 8, 3], np.float32), np.ones([2, 2], np.float32), verbose=0)
    model.save(str(folder), save_format="tf")


def convolutions_in_groups(folder: Path) -> None:
    import keras

    layers = [keras.Input([8, 8, 3]), keras.layers.Conv2D(3, 3, groups=3), keras.layers.GlobalAveragePooling2D()]
    keras.Sequential(layers).export(str(folder), verbose=False)


def with_gradients_of_its_own(folder: Path) -> None:
    module = tf.Module()
    module.weights = tf.Variable(tf.ones([3, 2]))
    spec = [tf.TensorSpec([None, 8, 8, 3])]
    module.call = tf.function(
        lambda x: tf.nn.silu(tf.matmul(tf.reduce_mean(x, [1, 2]), module.weights)), input_signature=spec
    )
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(module.call(tf.ones([1, 8, 8, 3])))
    tape.gradient(loss, module.weights)
    options = tf.saved_model.SaveOptions(experimental_custom_gradients=True)
    tf.saved_model.save(module, str(folder), signatures=module.call, options=options)


@pytest.mark.parametrize("build", [a_trained_keras_model, convolutions_in_groups, with_gradients_of_its_own])
def test_what_exporters_write_after_training_is_allowed(tmp_path: Path, build: Callable[[Path], None]) -> None:
    build(tmp_path / "module")
    check_operations(tmp_path / "module")
