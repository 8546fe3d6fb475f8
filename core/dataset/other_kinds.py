"""Other kinds: what the files in a folder are that hold no examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from core.dataset.folder import Folder
from core.messages import Message
from core.modalities.example_files import OtherKind

MOST_KINDS = 3


def count_kinds(folder: Folder) -> Counter[OtherKind]:
    """Return how many files directly in it are of each kind, without those of which nothing is known."""
    paths = (folder.path / name for name in folder.files.others)
    return Counter(kind for path in paths if (kind := folder.kind.kind_of(path)))


def counted_kinds(kinds: Mapping[OtherKind, int]) -> tuple[Message, ...]:
    """“3 files (.heic: photographs in HEIF, as phones take them)”, “1 file (.txt: text)”."""
    return tuple(
        Message("files-of-kind", files=count, ending=kind.ending, kind=kind.name)
        for kind, count in Counter(kinds).most_common(MOST_KINDS)
    )
