"""Reading: what the user decides on how the files of a dataset are read, the same for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.dataset.columns import Columns
from core.dataset.folder_meaning import FolderMeaning
from core.dataset.subjects import SubjectRule
from core.errors import UserError
from core.messages import Message
from core.modalities.images.decoding import Limits
from core.modalities.images.preprocessing import ReadOptions, Window
from core.storage.typed_values import read_as


@dataclass(frozen=True, kw_only=True)
class Reading:
    subjects: SubjectRule = field(default_factory=SubjectRule)
    #: keyword of the DICOM tag whose value is the class; "" where folders or a table tell
    label_tag: str = ""
    #: what folders stand for that are called as parts are
    folders: FolderMeaning = FolderMeaning.AUTOMATIC
    #: of a table that lists the images
    columns: Columns = field(default_factory=Columns)
    #: as in `ReadOptions`
    window: Window | None = None
    axis: int = 2
    #: of files with many pictures each so manieth is taken
    every: int = 1
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if self.every < 1:
            raise UserError(Message("every-out-of-range"))
        if self.axis not in (0, 1, 2):
            raise UserError(Message("axis-out-of-range"))

    @property
    def options(self) -> ReadOptions:
        return ReadOptions(window=self.window, axis=self.axis, most_pixels=self.limits.pixels)

    @property
    def seen(self) -> tuple[Any, ...]:
        """Return what decides how a person, and the audit, see an example: as a recipe has it."""
        return asdict(self.window) if self.window else None, self.axis

    @property
    def of_rows(self) -> tuple[Any, ...]:
        """Return all that decides which rows a file gives: where it changes, files are to be opened again."""
        return self.label_tag, self.axis, self.every, self.limits

    @property
    def of_classes(self) -> tuple[Any, ...]:
        """Return all that decides which class a file has."""
        return self.label_tag, self.folders, self.columns.file, self.columns.label

    @property
    def of_split(self) -> tuple[Any, ...]:
        """Return what decides which images stay together, and in which part: where it changes, the split is new."""
        return self.subjects, self.label_tag, self.folders, self.columns

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Reading:
        """Raise ValueError and UserError for values that `as_json` has not given."""
        if not isinstance(values, Mapping):
            raise ValueError("no reading")
        return read_as(cls, {**values, "columns": values.get("columns") or {}})  # projects of old name no columns
