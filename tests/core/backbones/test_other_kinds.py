"""What holds no SavedModel is named as what it is, with what to do; files begin as their own programs begin them."""

from __future__ import annotations

import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.backbones import catalogue
from core.backbones.importing import import_backbone
from core.errors import UserError
from core.jobs import Job
from core.wording.catalogue import text_of, words_of
from tests.core.backbones import modules

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 50


def zipped(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, PNG)
    return file.getvalue()


def tarred(*names: str) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(PNG)
            archive.addfile(member, io.BytesIO(PNG))
    return file.getvalue()


def safetensors() -> bytes:
    header = json.dumps({"weight": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return struct.pack("<Q", len(header)) + header + b"\0" * 4


def array() -> bytes:
    file = io.BytesIO()
    np.savez(file, a=np.zeros(2))
    return file.getvalue()


HDF5 = b"\x89HDF\r\n\x1a\n" + b"\0" * 100
GRAPH = b"\n\x1c\n\x05input\x12\x0bPlaceholder*\x06\n\x04\n\x00\x12\x00"
IMAGES = [f"{name}/{number}.png" for name in ("cats", "dogs") for number in range(5)]
#: by the name of the file: what is in it, what is said of it, and what is to be done
FILES: dict[str, tuple[bytes, str, str]] = {
    "network.h5": (HDF5 + b"model_config", "Keras file of a network", "export"),
    "network.hdf5": (HDF5, "HDF5 file, as Keras writes", "export"),
    "network.weights.h5": (HDF5, "weights alone", "export"),
    "network.keras": (zipped("metadata.json", "config.json", "model.weights.h5"), "Keras file of a network", "export"),
    "renamed.bin": (HDF5 + b"model_config", "Keras file of a network", "export"),
    "frozen_inference_graph.pb": (GRAPH, "frozen graph", "SavedModel"),
    "graph.pbtxt": (b'node { name: "a" }', "text form", "binary"),
    "saved_model.pb": (b"\x08\x01\x12\x05\n\x03abc", "without its variables", "folder"),
    "other.pb": (b"\x08\x01\x12\x05\n\x03abc", "graph of a SavedModel without its variables", "folder"),
    "images.zip": (zipped(*IMAGES), "holds 10 images and no network", "Dataset"),
    "images.tar.gz": (tarred(*IMAGES), "holds 10 images and no network", "Dataset"),
    "one.zip": (zipped("cat.jpg"), "holds 1 image and no network", "Dataset"),
    "model.json": (b'{"format": "layers-model", "modelTopology": {}}', "TensorFlow.js", "convert"),
    "tfjs.zip": (zipped("model.json", "group1-shard1of2.bin"), "TensorFlow.js", "convert"),
    "model.onnx": (b"\x08\x07\x12\x07pytorch\x1a\x051.9.0", "ONNX", "convert"),
    "renamed.model": (b"\x08\x07\x12\x07pytorch\x1a\x051.9.0", "ONNX", "convert"),
    "model.tflite": (b"\x1c\0\0\0TFL3" + b"\0" * 20, "TensorFlow Lite", "convert"),
    "model.lite.bin": (b"\x1c\0\0\0TFL3" + b"\0" * 20, "TensorFlow Lite", "convert"),
    "model.pt": (zipped("model/data.pkl", "model/data/0"), "PyTorch", "convert"),
    "model.pth": (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "PyTorch", "convert"),
    "pytorch_model.bin": (zipped("archive/data.pkl"), "PyTorch", "convert"),
    "model.safetensors": (safetensors(), "safetensors", "convert"),
    "weights.bin": (safetensors(), "safetensors", "convert"),
    "model.ckpt-1000.data-00000-of-00001": (b"\0" * 40, "checkpoint", "saved_model.save"),
    "model.ckpt-1000.index": (b"\0" * 40, "checkpoint", "saved_model.save"),
    "model.ckpt": (b"\0" * 40, "checkpoint", "saved_model.save"),
    "checkpoint": (b'model_checkpoint_path: "m"', "checkpoint", "saved_model.save"),
    "weights.npz": (array(), "NumPy", "convert"),
    "flax_model.msgpack": (b"\x81\xa6params", "Flax", "convert"),
    "Model.mlmodel": (b"\x08\x04", "Core ML", "convert"),
    "model.gguf": (b"GGUF\x03", "GGUF", "images"),
    "module.rar": (b"Rar!\x1a\x07", "archive of a kind", "Unpack"),
    "module.7z": (b"7z\xbc\xaf'\x1c", "archive of a kind", "Unpack"),
    "cat.png": (PNG, "is an image", "Dataset"),
    "keras.zip": (zipped("my/network.h5"), "“network.h5” in it is an HDF5 file", "export"),
}


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(catalogue.LIBRARY_VARIABLE, str(tmp_path / "library"))
    return tmp_path / "library"


def refusal_of(path: Path) -> UserError:
    with pytest.raises(UserError) as refusal:
        import_backbone(path, Job())
    return refusal.value


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_kind_is_named_as_what_it_is(tmp_path: Path, library: Path, name: str) -> None:
    content, said, to_do = FILES[name]
    (tmp_path / name).write_bytes(content)
    refusal = refusal_of(tmp_path / name)
    assert said in text_of(refusal.message)
    assert f"“{name}”" in text_of(refusal.message)
    assert to_do in words_of(refusal.message).hint
    assert not library.exists() or not list(library.iterdir())


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["cats/1.png", "cats/2.png", "dogs/1.png", "dogs/2.png"], "holds 4 images and no network"),
        (["checkpoint", "model-1.index", "model-1.data-00000-of-00001"], "is a checkpoint"),
        (["variables.index", "variables.data-00000-of-00001"], "is a checkpoint"),
        (["model.json", "group1-shard1of1.bin"], "TensorFlow.js"),
        (["config.json", "model.safetensors"], "safetensors"),
        (["config.json", "pytorch_model.bin"], "PyTorch"),
        (["model.xml", "model.bin"], "OpenVINO"),
        (["frozen.pb"], "frozen graph"),
        (["weights/a.npy", "weights/b.npy"], "NumPy"),
        (["config.json", "metadata.json", "model.weights.h5"], "Keras file of a network"),
    ],
)
def test_a_folder_of_another_kind_is_named_as_what_it_is(tmp_path: Path, names: list[str], said: str) -> None:
    for name in names:
        file = tmp_path / "given" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"\0" * 10)
    refusal = refusal_of(tmp_path / "given")
    assert said in text_of(refusal.message)
    assert "“given”" in text_of(refusal.message)


def test_a_checkpoint_is_known_by_what_its_files_have_in_common(tmp_path: Path) -> None:
    (tmp_path / "model-3.index").write_bytes(b"\0")
    assert "checkpoint" in text_of(refusal_of(tmp_path / "model-3").message)


def test_the_saved_model_file_itself_stands_for_its_folder(tmp_path: Path) -> None:
    folder = modules.plain_module(tmp_path / "tiny")
    card = import_backbone(folder / "saved_model.pb", Job())
    assert card.name == "tiny"


@pytest.mark.parametrize("part", ["variables", "variables/variables.index", "fingerprint.pb"])
def test_a_part_of_a_module_leads_to_its_folder(tmp_path: Path, part: str) -> None:
    folder = modules.plain_module(tmp_path / "tiny")
    refusal = refusal_of(folder / part)
    assert "part of a SavedModel" in text_of(refusal.message)
    assert "saved_model.pb" in words_of(refusal.message).hint


def test_an_archive_that_begins_like_a_picture_is_unpacked(tmp_path: Path) -> None:
    folder = modules.plain_module(tmp_path / "BMnet")
    archive = tmp_path / "BMnet.tar"
    with tarfile.open(archive, "w") as tar:
        tar.add(folder, arcname="BMnet")
    assert import_backbone(archive, Job()).name == "BMnet"


def test_a_file_that_nobody_knows_is_still_called_a_bad_archive(tmp_path: Path) -> None:
    (tmp_path / "what").write_bytes(b"what is this")
    assert "is not a .tar.gz" in text_of(refusal_of(tmp_path / "what").message)


def test_the_reported_keras_file_is_called_one(shared_cases: Path) -> None:
    refusal = refusal_of(shared_cases / "import-keras-file" / "network.h5")
    assert "Keras file of a network" in text_of(refusal.message)
    assert "export" in words_of(refusal.message).hint
