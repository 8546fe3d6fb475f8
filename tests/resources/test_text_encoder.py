"""The bundled text encoder has the interface of TF Hub's encoders, and computes what its weights were trained for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.backbones.allowed_operations import check_operations
from core.modalities.text.tokenizer import Tokenizer, encoded
from core.modalities.text.vocabulary import Vocabulary
from core.storage.files import sha256_of_file
from resources import BUNDLED_BACKBONES
from resources.build_backbones import TEXT_NAMES
from resources.pretrained.text.encoders import ENCODERS
from resources.pretrained.text.safetensors import read_safetensors
from resources.pretrained.text.text_module import INPUTS, NOTICE_FILE
from tests.places import FIXTURES, ROOT

FOLDER = BUNDLED_BACKBONES / "all_minilm_l6_v2"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"


@pytest.fixture(scope="module")
def module() -> Any:
    return tf.saved_model.load(str(FOLDER))


@pytest.fixture(scope="module")
def reference() -> dict[str, np.ndarray]:
    """What transformers 5.24.0 with PyTorch 2.13.0 computes of these weights in double precision."""
    with np.load(FIXTURES / "all_minilm_l6_v2" / "reference.npz") as values:
        return dict(values)


def inputs_of(ids: Any) -> dict[str, tf.Tensor]:
    ids = tf.constant(ids)
    return dict(zip(INPUTS, (ids, tf.cast(ids != 0, tf.int32), tf.zeros_like(ids)), strict=True))


def test_outputs_are_those_of_another_implementation(module: Any, reference: dict[str, np.ndarray]) -> None:
    outputs = module(inputs_of(reference["ids"]), training=False)

    is_token = reference["ids"][1] != 0
    first_token = np.stack([states[:, 0] for states in outputs["encoder_outputs"]])
    assert np.abs(outputs["pooled_output"] - reference["pooled"]).max() < 5e-6
    assert np.abs(first_token - reference["first_token"]).max() < 5e-6
    assert np.abs(outputs["sequence_output"][1] - reference["last_layer"])[is_token].max() < 5e-6


def test_its_own_vocabulary_gives_the_tokens_of_the_reference(module: Any, reference: dict[str, np.ndarray]) -> None:
    file = Path(module.vocab_file.asset_path.numpy().decode())
    tokenizer = Tokenizer(Vocabulary.read(file), lower_case=bool(module.do_lower_case))

    ids = tokenizer.ids(encoded(reference["sentences"].tolist()), reference["ids"].shape[1])

    np.testing.assert_array_equal(ids, reference["ids"])
    assert sha256_of_file(file) == VOCABULARY_SHA256


def test_padding_changes_nothing(module: Any, reference: dict[str, np.ndarray]) -> None:
    ids = reference["ids"][:1]
    count = int((ids != 0).sum())

    padded, exact = (module(inputs_of(part), training=False)["pooled_output"] for part in (ids, ids[:, :count]))

    np.testing.assert_allclose(padded, exact, atol=2e-6)


def test_it_has_the_interface_of_an_encoder_of_tf_hub(module: Any, reference: dict[str, np.ndarray]) -> None:
    outputs = module(inputs_of(reference["ids"]))

    assert set(outputs) == {"default", "pooled_output", "sequence_output", "encoder_outputs"}
    assert outputs["pooled_output"].shape == (8, 384)
    assert outputs["sequence_output"].shape == (8, 24, 384)
    assert len(outputs["encoder_outputs"]) == 6
    assert len(module.trainable_variables) == len(module.variables) == 101
    assert list(module.regularization_losses) == []
    np.testing.assert_array_equal(outputs["default"], outputs["pooled_output"])


def test_variables_are_named_as_those_of_genuine_encoders_in_network_order(module: Any) -> None:
    shapes = {variable.name.removesuffix(":0"): tuple(variable.shape) for variable in module.variables}

    assert list(shapes)[:5] == [
        "word_embeddings/embeddings",
        "position_embedding/embeddings",
        "type_embeddings/embeddings",
        "embeddings/layer_norm/gamma",
        "embeddings/layer_norm/beta",
    ]
    assert list(shapes)[-1] == "transformer/layer_5/output_layer_norm/beta"
    assert shapes["word_embeddings/embeddings"] == (30522, 384)
    assert shapes["transformer/layer_3/self_attention/query/kernel"] == (384, 12, 32)
    assert shapes["transformer/layer_3/self_attention/attention_output/kernel"] == (12, 32, 384)
    assert shapes["transformer/layer_3/intermediate/kernel"] == (384, 1536)
    assert "transformer/layer_3/self_attention_layer_norm/gamma" in shapes


def test_dropout_is_in_force_in_training_alone(module: Any, reference: dict[str, np.ndarray]) -> None:
    inputs = inputs_of(reference["ids"])
    once, again = (module(inputs, training=True)["pooled_output"] for _ in range(2))

    assert not np.allclose(once, again)
    np.testing.assert_array_equal(module(inputs)["pooled_output"], module(inputs, training=False)["pooled_output"])


def test_gradients_reach_every_variable(module: Any, reference: dict[str, np.ndarray]) -> None:
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(module(inputs_of(reference["ids"]), training=True)["pooled_output"] ** 2)

    assert all(gradient is not None for gradient in tape.gradient(loss, list(module.trainable_variables)))


def test_the_recipe_of_tf_hub_takes_it(reference: dict[str, np.ndarray]) -> None:
    import tensorflow_hub as hub
    import tf_keras

    inputs = {name: tf_keras.Input([24], dtype=tf.int32, name=name) for name in INPUTS}
    layer = hub.KerasLayer(str(FOLDER), trainable=True)
    model = tf_keras.Model(inputs, layer(inputs)["pooled_output"])

    assert len(layer.trainable_weights) == 101
    assert np.abs(model(inputs_of(reference["ids"])).numpy() - reference["pooled"]).max() < 5e-6


def test_it_needs_no_operation_that_foreign_modules_are_refused_for() -> None:
    check_operations(FOLDER)


def test_licence_and_origin_are_kept_beside_it() -> None:
    assert "Apache-2.0" in (FOLDER / NOTICE_FILE).read_text(encoding="utf-8")
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert tuple(encoder.name for encoder in ENCODERS) == TEXT_NAMES
    assert all(encoder.name in notice for encoder in ENCODERS)


def test_a_file_of_tensors_is_read_as_they_stand_there(tmp_path: Path) -> None:
    values = np.arange(6, dtype="<f4").reshape(2, 3)
    entry = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
    file = safetensors_of(tmp_path, {"__metadata__": {"format": "pt"}, "kernel": entry}, values.tobytes())

    read = read_safetensors(file)

    assert list(read) == ["kernel"]
    np.testing.assert_array_equal(read["kernel"], values)


def test_a_file_of_tensors_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    entry = {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
    with pytest.raises(ValueError, match="buffer"):
        read_safetensors(safetensors_of(tmp_path, {"kernel": entry}, bytes(20)))
    with pytest.raises(ValueError, match="place"):
        read_safetensors(safetensors_of(tmp_path, {"kernel": {**entry, "data_offsets": [0, 20]}}, bytes(24)))


def safetensors_of(folder: Path, header: dict[str, Any], data: bytes) -> Path:
    head = json.dumps(header).encode()
    file = folder / "model.safetensors"
    file.write_bytes(len(head).to_bytes(8, "little") + head + data)
    return file
