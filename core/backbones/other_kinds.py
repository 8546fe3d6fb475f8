"""Files and folders that hold no SavedModel: each kind is named, and what to do with it.

Kinds are known by what stands in a file, and by its ending where nothing else says so. Only its beginning is read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from core.errors import UserError
from core.messages import Message

MODULE_FILE = "saved_model.pb"
HEAD = 1 << 20
#: of an archive or folder so many names are looked at
MOST_NAMES = 20_000
IMAGES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".dcm", ".webp", ".nii", ".jp2", ".heic"}
#: pictures in general are images of a dataset, but so few are pictures in a module's documentation
FEW_IMAGES = 3
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*", b"BM")

KERAS = Message("module-kind-keras")
KERAS_WEIGHTS = Message("module-kind-keras-weights")
HDF5 = Message("module-kind-hdf5")
PART_OF_MODULE = Message("module-kind-part-of-module")
LONE_GRAPH = Message("module-kind-lone-graph")
FROZEN = Message("module-kind-frozen")
TEXT_GRAPH = Message("module-kind-text-graph")
CHECKPOINT = Message("module-kind-checkpoint")
TFLITE = Message("module-kind-tflite")
TFJS = Message("module-kind-tfjs")
ONNX = Message("module-kind-onnx")
PYTORCH = Message("module-kind-pytorch")
SAFETENSORS = Message("module-kind-safetensors")
NUMPY = Message("module-kind-numpy")
FLAX = Message("module-kind-flax")
COREML = Message("module-kind-coreml")
OPENVINO = Message("module-kind-openvino")
CAFFE = Message("module-kind-caffe")
GGUF = Message("module-kind-gguf")
OTHER_ARCHIVE = Message("module-kind-other-archive")
PICTURE = Message("module-kind-picture")

BY_ENDING: dict[str, Message] = {
    **dict.fromkeys((".weights.h5",), KERAS_WEIGHTS),
    **dict.fromkeys((".keras",), KERAS),
    **dict.fromkeys((".h5", ".hdf5", ".hdf", ".he5"), HDF5),
    **dict.fromkeys((".tflite", ".lite"), TFLITE),
    **dict.fromkeys((".onnx",), ONNX),
    **dict.fromkeys((".pt", ".pth", ".ptl", ".torchscript"), PYTORCH),
    **dict.fromkeys((".safetensors",), SAFETENSORS),
    **dict.fromkeys((".npz", ".npy"), NUMPY),
    **dict.fromkeys((".msgpack",), FLAX),
    **dict.fromkeys((".mlmodel", ".mlpackage"), COREML),
    **dict.fromkeys((".caffemodel", ".prototxt"), CAFFE),
    **dict.fromkeys((".gguf",), GGUF),
    **dict.fromkeys((".ckpt", ".index", ".meta"), CHECKPOINT),
    **dict.fromkeys((".pbtxt",), TEXT_GRAPH),
    **dict.fromkeys((".rar", ".7z", ".zst", ".lzh"), OTHER_ARCHIVE),
}
BY_BEGINNING: dict[bytes, Message] = {
    b"\x89HDF\r\n\x1a\n": HDF5,
    b"GGUF": GGUF,
    b"\x93NUMPY": NUMPY,
    b"Rar!": OTHER_ARCHIVE,
    b"7z\xbc\xaf": OTHER_ARCHIVE,
    b"\x28\xb5\x2f\xfd": OTHER_ARCHIVE,
    **dict.fromkeys(PICTURES, PICTURE),
}
CHECKPOINT_PART = re.compile(r"\.data-\d{5}-of-\d{5}$|\.ckpt(-\d+)?$|\.ckpt(-\d+)?\.(index|meta)$")
PICKLED = re.compile(rb"\x80[\x02-\x05]")


def module_path(path: Path) -> Path:
    """Return the folder of a SavedModel where its saved_model.pb was chosen, else `path`."""
    return path.parent if path.name == MODULE_FILE and path.is_file() and _has_variables(path.parent) else path


def refuse_other_kind(path: Path, named: str | None = None) -> None:
    """Raise UserError where the file or folder `path` is of a kind that is known and holds no SavedModel.

    `named` is what the user calls it, where that is another name: that of an archive which was unpacked to `path`.
    A checkpoint is often called by what its files have in common, so `path` need not be there.
    """
    if path.is_dir():
        fact = _of_folder(path)
    elif path.is_file():
        fact = _of_file(path)
    else:
        fact = CHECKPOINT if path.with_name(f"{path.name}.index").is_file() else None
    if fact is not None:
        raise UserError(Message("module-of-other-kind", file=named or path.name, what=fact))


def _of_file(file: Path) -> Message | None:
    with open(file, "rb") as opened:
        head = opened.read(HEAD)
    if _is_archive(head):
        return None
    if file.name == MODULE_FILE:
        return LONE_GRAPH
    if _is_within_module(file):
        return PART_OF_MODULE
    by_content = next((fact for start, fact in BY_BEGINNING.items() if head.startswith(start)), None)
    if by_content is HDF5:
        return _of_hdf5(file, head)
    if head.startswith(b"PK"):
        return _of_names(_names_in_zip(file))
    known: tuple[tuple[Callable[[bytes], bool], Message], ...] = (
        (lambda head: head[4:8] == b"TFL3", TFLITE),
        (_is_safetensors, SAFETENSORS),
        (lambda head: b'"modelTopology"' in head or b'"weightsManifest"' in head, TFJS),
    )
    by_content = by_content or next((fact for is_so, fact in known if is_so(head)), None)
    return by_content or _of_ending(file.name) or _of_protocol_buffer(head) or _of_rest(file.name, head)


def _of_ending(name: str) -> Message | None:
    lower = name.lower()
    if CHECKPOINT_PART.search(lower) or lower == "checkpoint":
        return CHECKPOINT
    return next((fact for ending, fact in BY_ENDING.items() if lower.endswith(ending)), None)


def _of_hdf5(file: Path, head: bytes) -> Message:
    if file.name.lower().endswith(".weights.h5"):
        return KERAS_WEIGHTS
    return KERAS if b"model_config" in head else HDF5


def _of_protocol_buffer(head: bytes) -> Message | None:
    """A SavedModel begins with its version, ONNX with its version and producer, a graph with a node and its name."""
    if re.match(rb"\x08\x01\x12[\s\S]{1,5}\n", head):
        return LONE_GRAPH
    if re.match(rb"\x08[\x01-\x20]\x12[\x01-\x40][\w .-]+", head):
        return ONNX
    return FROZEN if re.match(rb"\n[\s\S]{1,5}\n[\x01-\x7f][\w./-]+\x12[\x01-\x40]\w+", head) else None


def _of_rest(name: str, head: bytes) -> Message | None:
    if PICKLED.match(head):
        return PYTORCH
    if name.lower().endswith(".pb"):
        return FROZEN
    if name.lower().endswith(".bin"):
        return PYTORCH
    return PICTURE if PurePosixPath(name.lower()).suffix in IMAGES else None


def _of_folder(folder: Path) -> Message | None:
    if _is_within_module(folder):
        return PART_OF_MODULE
    names = []
    for path in folder.rglob("*"):
        names.append(path.relative_to(folder).as_posix())
        if len(names) == MOST_NAMES:
            break
    return _of_names(names)


def _of_names(names: Iterable[str]) -> Message | None:
    """Return what is known by the names of what lies in a folder or archive."""
    names = list(names)
    files = [PurePosixPath(name).name.lower() for name in names]
    if any(name == MODULE_FILE for name in files):
        return None
    if {"config.json", "metadata.json", "model.weights.h5"} <= set(files):
        return KERAS
    if any(name in ("data.pkl", "pytorch_model.bin") for name in files):
        return PYTORCH
    if "model.json" in files and any(re.fullmatch(r"(group|weights).*\.bin", name) for name in files):
        return TFJS
    if any(name.endswith(".xml") for name in files) and any(name.endswith(".bin") for name in files):
        return OPENVINO
    if files and all(name.endswith(".npy") for name in files):
        return NUMPY
    images = sum(PurePosixPath(name).suffix in IMAGES for name in files)
    by_ending = next((fact for name in files if (fact := _of_ending(name)) is not None), None)
    if images > FEW_IMAGES or (images and by_ending is None):
        return Message("module-kind-images", images=images)
    if by_ending is not None:
        inner = next(name for name in files if _of_ending(name) is by_ending)
        return Message("module-kind-of-file-within", file=inner[:60], what=by_ending)
    if any(name.endswith(".pb") for name in files):
        return Message("module-kind-of-graph-within", what=FROZEN)
    return None


def _is_archive(head: bytes) -> bool:
    """Return whether it is an archive that is unpacked, but for .zip, of which the names are known beforehand."""
    return head.startswith((b"\x1f\x8b", b"BZh", b"\xfd7zXZ")) or head[257:262] == b"ustar"


def _names_in_zip(file: Path) -> list[str]:
    try:
        with zipfile.ZipFile(file) as opened:
            return [member.filename for member in opened.infolist()[:MOST_NAMES]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []  # what is wrong with it, unpacking will tell


def _is_safetensors(head: bytes) -> bool:
    return head[8:10] == b'{"' and 2 < int.from_bytes(head[:8], "little") < 1 << 32


def _is_within_module(path: Path) -> bool:
    """Return a file of a SavedModel's folder, or its folder of variables or assets."""
    if path.name in ("variables", "assets"):
        return (path.parent / MODULE_FILE).is_file()
    if path.is_dir():
        return False
    beside = path.parent.parent if path.parent.name in ("variables", "assets") else path.parent
    belongs = path.name in ("keras_metadata.pb", "fingerprint.pb", "tfhub_module.pb") or beside != path.parent
    return belongs and (beside / MODULE_FILE).is_file()


def _has_variables(folder: Path) -> bool:
    return (folder / "variables").is_dir()
