"""Of several graphs in one SavedModel the one for inference is opened, whatever tags its exporter has chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

from core.backbones.module import load_module
from core.backbones.tags import tags_for_inference
from core.errors import UserError
from core.modalities.images.image_input import ImageInput
from tests.core.backbones import modules
from tests.core.backbones.modules import images


def tagged(folder: Path, *tags_of_graphs: list[str]) -> Path:
    """A saved_model.pb with an empty graph for each of these lists of tags."""
    saved_model = saved_model_pb2.SavedModel()
    for tags in tags_of_graphs:
        saved_model.meta_graphs.add().meta_info_def.tags.extend(tags)
    (folder / "saved_model.pb").write_bytes(saved_model.SerializeToString())
    return folder


@pytest.mark.parametrize(
    ("graphs", "chosen"),
    [
        ([["serve"]], ["serve"]),
        ([[], ["train"]], []),
        ([["train"], []], []),
        ([["train"], ["serve"]], ["serve"]),
        ([["serve", "tpu"], ["serve"]], ["serve"]),
        ([["serve", "gpu"], ["serve", "tpu"]], ["serve", "gpu"]),
        ([["eval"], ["predict"]], ["predict"]),
        ([["train", "tpu"], ["eval"]], ["eval"]),
    ],
)
def test_the_graph_for_inference_is_told_by_its_tags(
    tmp_path: Path, graphs: list[list[str]], chosen: list[str]
) -> None:
    assert tags_for_inference(tagged(tmp_path, *graphs)) == chosen


def test_a_module_with_a_graph_for_training_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can only be called for training"):
        tags_for_inference(tagged(tmp_path, ["train"], ["train", "tpu"]))


@pytest.mark.parametrize("is_of_hub", [True, False])
@pytest.mark.parametrize("tags", [["serve"], ["serve", "gpu"], ["predict"]])
def test_a_module_of_tensorflow_1_is_opened_by_whatever_tags_it_has(
    tmp_path: Path, tags: list[str], is_of_hub: bool
) -> None:
    folder = modules.tf1_hub_module(tmp_path / "module")
    own = tf.saved_model.load(str(folder), tags=[]).signatures["default"](tf.constant(images()))["default"]

    def tag(saved_model: saved_model_pb2.SavedModel) -> None:
        saved_model.meta_graphs[0].meta_info_def.tags.extend(tags)

    modules.changed(folder, tag)
    if not is_of_hub:
        (folder / "tfhub_module.pb").unlink()
    module = load_module(folder, ImageInput)
    np.testing.assert_array_equal(module.inference(tf.constant(images()))["default"], own)
