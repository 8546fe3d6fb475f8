"""DICOMDIR: the table of contents of a DICOM medium."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.messages import Message
from core.modalities.images.dicom_file import dicom_problems, opened_dicom
from core.modalities.images.preprocessing import ImageProblem


def dicomdir_files(path: Path) -> tuple[str, ...]:
    """Return the files that a DICOMDIR lists, relative to its folder. Raise ImageProblem where it is damaged."""
    with dicom_problems(), opened_dicom(path, ("DirectoryRecordSequence",)) as (dataset, _):
        listed = (record.get("ReferencedFileID") for record in dataset.DirectoryRecordSequence)
        files = ([parts] if isinstance(parts, str) else list(parts) for parts in listed if parts)
        return tuple(dict.fromkeys(_relative(parts) for parts in files))


def _relative(parts: Sequence[str]) -> str:
    if any(part in ("", ".", "..") or "/" in part or "\\" in part for part in parts):
        raise ImageProblem(Message("dicomdir-damaged"))
    return "/".join(parts)
