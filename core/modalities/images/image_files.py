"""ImageFiles: which files hold images, and what those are that do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from core.jobs import Job
from core.messages import Message
from core.modalities.example_files import Identified
from core.modalities.images.decoding import DecodePool
from core.modalities.images.dicom_label import label_tag_problem
from core.modalities.images.dicomdir import dicomdir_files
from core.modalities.images.file_kinds import kind_of
from core.modalities.images.file_state import state_of
from core.modalities.images.preprocessing import ImageProblem
from core.modalities.images.readers import is_dicomdir, is_image
from core.modalities.images.uids import find_uids
from core.modalities.images.unread import DOCUMENTS, UnreadKind, unread_kind
from core.process.worker_pool import Failure


@dataclass(frozen=True)
class ImageFiles:
    """The `ExampleFiles` of `core.modalities.example_files`, for images."""

    #: tables name their files
    in_cells: None = None

    def is_example(self, path: Path) -> bool:
        """Return whether a reader knows it."""
        return is_image(path)

    def is_sure(self, path: Path) -> bool:
        """Return whether a reader knows it."""
        return is_image(path)

    def is_contents(self, path: Path) -> bool:
        """Return whether it is the DICOMDIR of a disc."""
        return is_dicomdir(path)

    def contents(self, path: Path) -> tuple[str, ...] | Failure:
        """Return the files that a DICOMDIR lists."""
        try:
            return dicomdir_files(path)
        except ImageProblem as problem:
            return Failure(problem.message)

    def state(self, path: Path) -> tuple[int, int]:
        """Return bytes and time of change of it and the file of its values."""
        return state_of(path)

    def kind_of(self, path: Path) -> UnreadKind | None:
        """Return what a file is that no reader knows."""
        return kind_of(path)

    def missed_kind(self, name: str) -> UnreadKind | None:
        """Return which pictures a file of this name holds that are not read."""
        kind = unread_kind(name)
        return kind if kind and kind.name != DOCUMENTS else None

    def by_identifier(
        self, wanted: Sequence[str], element: str, folder: Path, files: Sequence[str], job: Job, pool: DecodePool | None
    ) -> Mapping[str, Identified]:
        """Return the DICOM files with these UIDs."""
        with nullcontext(pool) if pool else DecodePool() as workers:
            return find_uids(wanted, element, folder, files, job, workers)

    def label_problem(self, tag: str) -> Message | None:
        """Return why a DICOM tag cannot be the class."""
        return label_tag_problem(tag)
