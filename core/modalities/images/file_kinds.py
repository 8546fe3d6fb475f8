"""File kinds: what a file is that holds no image which can be read, and what to do with it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from core.messages import Message
from core.modalities.images.unread import DOCUMENTS, SAVE_INSIDE, UNPACK, UnreadKind, unread_kind

IMAGES_ONLY = Message("images-only")
A_LIST = Message("images-only-or-list")
A_NETWORK = Message("import-network")
AS_FILES = Message("save-as-files")

#: as in `core.modalities.images.unread`, of what nobody takes for an image that lies between others
_GROUPS = (
    (Message("kind-text"), ".txt .md .rst .rtf .log .tex .html .htm .jsonl .srt .vtt", IMAGES_ONLY),
    (Message("kind-tables"),
     ".csv .tsv .xlsx .xlsm .xls .ods .numbers .sav .por .dta .sas7bdat .rds .rdata .jmp", A_LIST),
    (Message("kind-descriptions"), ".json .xml .yaml .yml .toml .ini .cfg", IMAGES_ONLY),
    (Message("kind-program-code"), ".py .ipynb .m .r .rmd .jl .sh .bat .c .cpp .java .js", IMAGES_ONLY),
    (Message("kind-sound"), ".wav .mp3 .flac .ogg .m4a .aac", IMAGES_ONLY),
    (Message("kind-networks"),
     ".keras .pb .pbtxt .tflite .onnx .pt .pth .ckpt .safetensors .mlmodel .mlpackage .caffemodel .weights .gguf",
     A_NETWORK),
    (Message("kind-tensorflow-data"), ".tfrecord .tfrecords .tfrec .riegeli", AS_FILES),
    (Message("kind-packed-tables"), ".parquet .arrow .feather .orc .avro", AS_FILES),
    (Message("kind-databases"), ".sqlite .sqlite3 .db .mdb .lmdb", AS_FILES),
    (Message("kind-python-objects"), ".pkl .pickle .joblib .npyz .dill", AS_FILES),
)  # fmt: skip
_IN_HDF5 = UnreadKind(".h5", Message("kind-hdf5"), Message("import-network-or-save-as-files"))
#: what stands somewhere in a name, before the number of a piece
_PARTS_OF_NAMES = (
    (".h5", _IN_HDF5),
    (".hdf5", _IN_HDF5),
    (".tfrecord", UnreadKind(".tfrecord", Message("kind-tensorflow-data"), AS_FILES)),
    (".parquet", UnreadKind(".parquet", Message("kind-packed-tables"), AS_FILES)),
    ("-ubyte", UnreadKind("-ubyte", Message("kind-arrays"), AS_FILES)),
)
#: how a file begins, whatever it is called
_BEGINNINGS = (
    (b"PK\x03\x04", UnreadKind(".zip", Message("kind-archives"), UNPACK)),
    (b"\x1f\x8b", UnreadKind(".gz", Message("kind-archives"), UNPACK)),
    (b"BZh", UnreadKind(".bz2", Message("kind-archives"), UNPACK)),
    (b"\xfd7zXZ", UnreadKind(".xz", Message("kind-archives"), UNPACK)),
    (b"7z\xbc\xaf", UnreadKind(".7z", Message("kind-archives"), UNPACK)),
    (b"Rar!", UnreadKind(".rar", Message("kind-archives"), UNPACK)),
    (b"\x89HDF", _IN_HDF5),
    (b"PAR1", UnreadKind(".parquet", Message("kind-packed-tables"), AS_FILES)),
    (b"ARROW1", UnreadKind(".arrow", Message("kind-packed-tables"), AS_FILES)),
    (b"SQLite format 3", UnreadKind(".sqlite", Message("kind-databases"), AS_FILES)),
    (b"%PDF", UnreadKind(".pdf", DOCUMENTS, SAVE_INSIDE)),
    (b"\x93NUMPY", UnreadKind(".npy", Message("kind-arrays"), AS_FILES)),
)


def kind_of(path: Path) -> UnreadKind | None:
    """Return what a file is by its name, or by how it begins where the name does not say."""
    small = path.name.lower()
    by_name = next((kind for part, kind in _PARTS_OF_NAMES if part in small), None)
    return by_name or unread_kind(small) or _kinds().get(path.suffix.lower()) or _by_content(path)


def _by_content(path: Path) -> UnreadKind | None:
    try:
        with open(path, "rb") as file:
            head = file.read(16)
    except OSError:
        return None
    return next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), None)


@cache
def _kinds() -> dict[str, UnreadKind]:
    return {ending: UnreadKind(ending, name, hint) for name, endings, hint in _GROUPS for ending in endings.split()}
