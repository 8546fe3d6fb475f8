"""Foreign modules that want to do more than to compute are refused before anything of them runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2
from tensorflow.python.framework import op_def_registry

from core.backbones import allowed_operations
from core.backbones.allowed_operations import check_operations
from core.errors import UserError
from core.wording.catalogue import words_of
from tests.core.backbones import modules
from tests.core.backbones.modules import TinyNetwork

Attack = Callable[[TinyNetwork, tf.Tensor], tf.Tensor]


def after(operation: tf.Operation | tf.Tensor, x: tf.Tensor) -> tf.Tensor:
    with tf.control_dependencies([operation]):
        return tf.identity(x)


def reads_a_file(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    return network.features(after(tf.io.read_file("/etc/passwd"), x))


def reads_a_file_in_nested_functions(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    inner = tf.function(lambda x: after(tf.io.read_file("/etc/passwd"), x), autograph=False)
    outer = tf.function(lambda x: inner(x) + 0.0, autograph=False)
    return network.features(outer(x))


def reads_a_file_in_a_branch(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    bright = tf.reduce_mean(x) > 0.9
    return network.features(tf.cond(bright, lambda: after(tf.io.read_file("/etc/passwd"), x), lambda: x))


def reads_a_file_in_a_loop(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    body = [tf.constant(0), x]
    body = tf.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, after(tf.io.read_file("/etc/passwd"), x)), body)
    return network.features(body[1])


def reads_a_file_for_its_gradient(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    @tf.custom_gradient
    def harmless(x: tf.Tensor) -> tuple:
        return x * 1.0, lambda gradient: after(tf.io.read_file("/etc/passwd"), gradient)

    return network.features(harmless(x))


def writes_a_file(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    return network.features(after(tf.io.write_file("written", "x"), x))


def calls_python(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    return network.features(tf.ensure_shape(tf.numpy_function(lambda x: x, [x], tf.float32), x.shape))


def calls_eager_python(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    return network.features(tf.ensure_shape(tf.py_function(lambda x: x, [x], tf.float32), x.shape))


def reads_a_dataset(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    dataset = tf.data.TFRecordDataset("/etc/passwd")
    return network.features(x + tf.cast(dataset.reduce(tf.constant(0), lambda n, _: n + 1), tf.float32))


def prints_to_a_file(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    return network.features(after(tf.print("x", output_stream="file:///tmp/printed"), x))


def restores_a_checkpoint(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    read = tf.raw_ops.RestoreV2(
        prefix="/tmp/other", tensor_names=["weights"], shape_and_slices=[""], dtypes=[tf.float32]
    )
    return network.features(x + read[0])


def saves_a_checkpoint(network: TinyNetwork, x: tf.Tensor) -> tf.Tensor:
    write = tf.raw_ops.SaveV2(prefix="written", tensor_names=["x"], shape_and_slices=[""], tensors=[x])
    return network.features(after(write, x))


@pytest.mark.parametrize(
    ("attack", "operation"),
    [
        (reads_a_file, "ReadFile"),
        (reads_a_file_in_nested_functions, "ReadFile"),
        (reads_a_file_in_a_branch, "ReadFile"),
        (reads_a_file_in_a_loop, "ReadFile"),
        (reads_a_file_for_its_gradient, "ReadFile"),
        (writes_a_file, "WriteFile"),
        (calls_python, "PyFunc"),
        (calls_eager_python, "EagerPyFunc"),
        (reads_a_dataset, "TFRecordDataset"),
        (prints_to_a_file, "PrintV2"),
        (restores_a_checkpoint, "RestoreV2"),
        (saves_a_checkpoint, "SaveV2"),
    ],
)
def test_a_module_that_does_more_than_compute_is_refused_by_name(
    tmp_path: Path, attack: Attack, operation: str
) -> None:
    folder = modules.plain_module(tmp_path / "module", attack)
    with pytest.raises(UserError, match=rf"does not allow: .*\b{operation}\b") as refusal:
        check_operations(folder)
    assert "trust" in words_of(refusal.value.message).hint


class WritesWhenLoaded(tf.saved_model.experimental.TrackableResource):
    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = str(file)

    def _create_resource(self) -> tf.Tensor:
        return tf.raw_ops.StatelessRandomGetAlg() + 0

    def _initialize(self) -> None:
        tf.io.write_file(self._file, "written")


def test_what_would_run_at_loading_is_refused_without_running(tmp_path: Path) -> None:
    module = TinyNetwork()
    module.run = tf.function(module.features, input_signature=[tf.TensorSpec([None, 32, 32, 3])], autograph=False)
    module.resource = WritesWhenLoaded(tmp_path / "written")
    tf.saved_model.save(module, str(tmp_path / "module"), signatures=module.run)
    (tmp_path / "written").unlink(missing_ok=True)
    with pytest.raises(UserError, match="WriteFile"):
        check_operations(tmp_path / "module")
    assert not (tmp_path / "written").exists()


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return modules.plain_module(tmp_path_factory.mktemp("honest") / "module")


@pytest.fixture
def changed(honest: Path, tmp_path: Path) -> Callable[[Callable], Path]:
    """The honest module with its graph changed on disk."""

    def change(change: Callable[[saved_model_pb2.SavedModel], None]) -> Path:
        (tmp_path / "saved_model.pb").write_bytes((honest / "saved_model.pb").read_bytes())
        return modules.changed(tmp_path, change)

    return change


def saver_function(saved_model: saved_model_pb2.SavedModel, kind: str) -> str:
    library = saved_model.meta_graphs[0].graph_def.library
    return next(f.signature.name for f in library.function if f"traced_{kind}" in f.signature.name)


@pytest.mark.parametrize(
    "build",
    [
        modules.tf2_hub_module,
        modules.tf1_hub_module,
        modules.keras_export,
        modules.tf_keras_saved_model,
        modules.plain_module,
    ],
)
def test_every_kind_of_honest_module_is_allowed(tmp_path: Path, build: Callable[[Path], Path]) -> None:
    check_operations(build(tmp_path / "module"))


def test_what_no_code_reaches_is_checked_as_well(changed: Callable) -> None:
    def add(saved_model: saved_model_pb2.SavedModel) -> None:
        saved_model.meta_graphs[0].graph_def.node.add(name="unused", op="ReadFile", input=["unused_name"])

    with pytest.raises(UserError, match="ReadFile"):
        check_operations(changed(add))


def test_a_second_meta_graph_is_checked_as_well(changed: Callable) -> None:
    def add(saved_model: saved_model_pb2.SavedModel) -> None:
        saved_model.meta_graphs.add().graph_def.node.add(name="a", op="ReadFile")

    with pytest.raises(UserError, match="ReadFile"):
        check_operations(changed(add))


def test_an_operation_that_tensorflow_does_not_have_is_unsupported(changed: Callable) -> None:
    def add(saved_model: saved_model_pb2.SavedModel) -> None:
        saved_model.meta_graphs[0].graph_def.node.add(name="a", op="CustomNonMaxSuppression")

    with pytest.raises(UserError, match="not part of TensorFlow: CustomNonMaxSuppression") as refusal:
        check_operations(changed(add))
    assert "unsupported" in words_of(refusal.value.message).hint


@pytest.mark.parametrize("kind", ["save", "restore"])
def test_the_savers_functions_are_for_the_saver_alone(changed: Callable, kind: str) -> None:
    def call_saver(saved_model: saved_model_pb2.SavedModel) -> None:
        name = saver_function(saved_model, kind)
        library = saved_model.meta_graphs[0].graph_def.library
        inference = next(f for f in library.function if "signature_wrapper" in f.signature.name)
        inference.node_def.add(name="more", op="StatefulPartitionedCall").attr["f"].func.name = name

    with pytest.raises(UserError, match="SaveV2" if kind == "save" else "RestoreV2"):
        check_operations(changed(call_saver))


@pytest.mark.parametrize("kind", ["save", "restore"])
def test_the_savers_functions_are_no_functions_of_an_object(changed: Callable, kind: str) -> None:
    def offer_saver(saved_model: saved_model_pb2.SavedModel) -> None:
        objects = saved_model.meta_graphs[0].object_graph_def
        objects.nodes.add().bare_concrete_function.concrete_function_name = saver_function(saved_model, kind)

    with pytest.raises(UserError, match="V2"):
        check_operations(changed(offer_saver))


def test_a_function_that_saves_without_being_the_savers_is_refused(changed: Callable) -> None:
    def forget_saver(saved_model: saved_model_pb2.SavedModel) -> None:
        saved_model.meta_graphs[0].saver_def.Clear()

    with pytest.raises(UserError, match="MergeV2Checkpoints"):
        check_operations(changed(forget_saver))


def test_restoring_from_a_file_of_the_modules_wish_is_refused(changed: Callable) -> None:
    def redirect(saved_model: saved_model_pb2.SavedModel) -> None:
        graph = saved_model.meta_graphs[0].graph_def
        restore = next(n for n in graph.node if n.name == saved_model.meta_graphs[0].saver_def.restore_op_name)
        other = graph.node.add(name="other", op="Const")
        other.attr["value"].tensor.string_val.append(b"/home/someone/checkpoint")
        restore.input[0] = "other"

    with pytest.raises(UserError, match="RestoreV2"):
        check_operations(changed(redirect))


def test_a_function_from_outside_the_module_is_refused(changed: Callable) -> None:
    def call(saved_model: saved_model_pb2.SavedModel) -> None:
        node = saved_model.meta_graphs[0].graph_def.node.add(name="a", op="PartitionedCall")
        node.attr["f"].func.name = "__inference__traced_save_of_another_module"

    with pytest.raises(UserError, match="not in it"):
        check_operations(changed(call))


def test_a_function_may_not_hide_behind_the_name_of_an_operation(changed: Callable) -> None:
    def add(saved_model: saved_model_pb2.SavedModel) -> None:
        saved_model.meta_graphs[0].graph_def.library.function.add().signature.name = "ReadFile"

    with pytest.raises(UserError, match="name of an operation"):
        check_operations(changed(add))


def restores_elsewhere(graph: tf.Graph) -> None:
    read = tf.raw_ops.RestoreV2(prefix="/tmp/other", tensor_names=["w"], shape_and_slices=[""], dtypes=[tf.float32])
    graph.get_operation_by_name("save/restore_all")._add_control_input(read[0].op)


def saves_while_restoring(graph: tf.Graph) -> None:
    restore = graph.get_operation_by_name("save/restore_all")
    restore._add_control_input(graph.get_operation_by_name("save/SaveV2"))


def saves_at_initialization(graph: tf.Graph) -> None:
    graph.add_to_collection("saved_model_main_op", graph.get_operation_by_name("save/SaveV2"))


def saves_for_a_variables_first_value(graph: tf.Graph) -> None:
    first_value = graph.get_operation_by_name("module/TinyNet/Project/weights/Assign")
    first_value._add_control_input(graph.get_operation_by_name("save/SaveV2"))


@pytest.mark.parametrize(
    "tamper", [restores_elsewhere, saves_while_restoring, saves_at_initialization, saves_for_a_variables_first_value]
)
def test_a_tf1_module_may_only_restore_its_own_variables(tmp_path: Path, tamper: Callable[[tf.Graph], None]) -> None:
    folder = modules.tf1_hub_module(tmp_path / "module", tamper)
    with pytest.raises(UserError, match=r"does not allow: .*V2"):
        check_operations(folder)


@pytest.mark.parametrize("content", [b"", b"\x00garbage" * 100, b"\xff" * 50])
def test_a_damaged_graph_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "saved_model.pb").write_bytes(content)
    with pytest.raises(UserError, match=r"damaged|empty"):
        check_operations(tmp_path)


def test_a_folder_without_a_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not a SavedModel"):
        check_operations(tmp_path)


def test_a_graph_in_text_form_is_refused_as_such(tmp_path: Path) -> None:
    (tmp_path / "saved_model.pbtxt").write_text("meta_graphs {}", encoding="utf-8")
    with pytest.raises(UserError, match="not a SavedModel") as refusal:
        check_operations(tmp_path)
    assert "text form" in words_of(refusal.value.message).hint


def test_the_list_names_real_operations_and_none_that_leaves_the_process() -> None:
    allowed = allowed_operations.ALLOWED
    registered = {name for name in allowed if op_def_registry.get(name) is not None}
    assert registered == allowed
    words = ["File", "PyFunc", "Dataset", "Iterator", "Reader", "Save", "Restore", "Print", "Summary", "Table", "Xla"]
    words += ["Debug", "Collective", "Rpc", "Queue", "Abort", "Decode", "Encode", "Remote", "Send", "Recv", "TPU"]
    assert not [name for name in allowed if any(word in name for word in words)]
