"""File kinds: what a file is that holds no image which can be read, and what to do with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from core.modalities.images.unread import UNPACK, UnreadKind, unread_kind

IMAGES_ONLY = "Frostline learns from images. Choose a folder with a folder of images per class."
A_LIST = f"{IMAGES_ONLY} A list of images is read from CSV, .tsv and .xlsx."
A_NETWORK = "A network is imported among the backbones; here choose the images to learn from."
AS_FILES = "Save each image in it as a file of its own, JPEG, PNG or TIFF, in a folder per class."
MOST_KINDS = 3

#: as in `core.modalities.images.unread`, of what nobody takes for an image that lies between others
_GROUPS = (
    ("text", ".txt .md .rst .rtf .log .tex .html .htm .jsonl .srt .vtt", IMAGES_ONLY),
    ("tables", ".csv .tsv .xlsx .xlsm .xls .ods .numbers .sav .por .dta .sas7bdat .rds .rdata .jmp", A_LIST),
    ("descriptions", ".json .xml .yaml .yml .toml .ini .cfg", IMAGES_ONLY),
    ("program code", ".py .ipynb .m .r .rmd .jl .sh .bat .c .cpp .java .js", IMAGES_ONLY),
    ("sound", ".wav .mp3 .flac .ogg .m4a .aac", IMAGES_ONLY),
    ("networks",
     ".keras .pb .pbtxt .tflite .onnx .pt .pth .ckpt .safetensors .mlmodel .mlpackage .caffemodel .weights .gguf",
     A_NETWORK),
    ("data sets packed for TensorFlow", ".tfrecord .tfrecords .tfrec .riegeli", AS_FILES),
    ("packed tables", ".parquet .arrow .feather .orc .avro", AS_FILES),
    ("databases", ".sqlite .sqlite3 .db .mdb .lmdb", AS_FILES),
    ("objects of Python", ".pkl .pickle .joblib .npyz .dill", AS_FILES),
)  # fmt: skip
_IN_HDF5 = UnreadKind(".h5", "networks or arrays of numbers, in HDF5", f"{A_NETWORK} {AS_FILES}")
#: what stands somewhere in a name, before the number of a piece
_PARTS_OF_NAMES = (
    (".h5", _IN_HDF5),
    (".hdf5", _IN_HDF5),
    (".tfrecord", UnreadKind(".tfrecord", "data sets packed for TensorFlow", AS_FILES)),
    (".parquet", UnreadKind(".parquet", "packed tables", AS_FILES)),
    ("-ubyte", UnreadKind("-ubyte", "arrays of numbers", AS_FILES)),
)
#: how a file begins, whatever it is called
_BEGINNINGS = (
    (b"PK\x03\x04", UnreadKind(".zip", "archives", UNPACK)),
    (b"\x1f\x8b", UnreadKind(".gz", "archives", UNPACK)),
    (b"BZh", UnreadKind(".bz2", "archives", UNPACK)),
    (b"\xfd7zXZ", UnreadKind(".xz", "archives", UNPACK)),
    (b"7z\xbc\xaf", UnreadKind(".7z", "archives", UNPACK)),
    (b"Rar!", UnreadKind(".rar", "archives", UNPACK)),
    (b"\x89HDF", _IN_HDF5),
    (b"PAR1", UnreadKind(".parquet", "packed tables", AS_FILES)),
    (b"ARROW1", UnreadKind(".arrow", "packed tables", AS_FILES)),
    (b"SQLite format 3", UnreadKind(".sqlite", "databases", AS_FILES)),
    (b"%PDF", UnreadKind(".pdf", "documents", "Save the images in them as JPEG, PNG or TIFF.")),
    (b"\x93NUMPY", UnreadKind(".npy", "arrays of numbers", AS_FILES)),
)


def kind_of(path: Path) -> UnreadKind | None:
    """Return what a file is by its name, or by how it begins where the name does not say."""
    small = path.name.lower()
    by_name = next((kind for part, kind in _PARTS_OF_NAMES if part in small), None)
    return by_name or unread_kind(small) or _kinds().get(path.suffix.lower()) or _by_content(path)


def count_kinds(paths: Iterable[Path]) -> Counter[UnreadKind]:
    """Return how many files there are of each kind, without those of which nothing is known."""
    return Counter(kind for path in paths if (kind := kind_of(path)))


def kinds_text(kinds: Mapping[UnreadKind, int]) -> str:
    """“3 files (.heic: photographs in HEIF, as phones take them) and 1 file (.txt: text)”."""
    told = [
        f"{count:,} {'file' if count == 1 else 'files'} ({kind.ending}: {kind.name})"
        for kind, count in Counter(kinds).most_common(MOST_KINDS)
    ]
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1]))) if told else ""


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
