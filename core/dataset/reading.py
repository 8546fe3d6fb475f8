"""Reading: what the user decides on how the files of a dataset are read, the same for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from core.dataset.columns import Columns
from core.dataset.folder_meaning import FolderMeaning
from core.dataset.subjects import SubjectRule
from core.modalities.modalities import modality_named, options_of, usual_options
from core.modalities.modality import Modality
from core.modalities.options import Options
from core.storage.typed_values import read_as
from core.targets.kinds import USUAL, kind_of, naming

TARGET, OPTIONS = "target", "options"
#: the file that keeps it
KEPT_IN = "project.json"


@dataclass(frozen=True, kw_only=True)
class Reading:
    subjects: SubjectRule = field(default_factory=SubjectRule)
    #: keyword of the DICOM tag whose value is the class; "" where folders or a table tell
    label_tag: str = ""
    #: what folders stand for that are called as parts are
    folders: FolderMeaning = FolderMeaning.AUTOMATIC
    #: of a table that lists the examples
    columns: Columns = field(default_factory=Columns)
    #: what the labels are: the kind of the target
    target: str = USUAL.kind
    #: what is the modality's
    options: Options = field(default_factory=usual_options)

    @property
    def seen(self) -> tuple[Any, ...]:
        """Return what decides how a person, and the audit, see an example: as a recipe has it."""
        return self.options.seen

    @property
    def of_rows(self) -> tuple[Any, ...]:
        """Return all that decides which rows a file gives: where it changes, files are to be opened again."""
        return self.label_tag, *self.options.of_rows

    @property
    def of_classes(self) -> tuple[Any, ...]:
        """Return all that decides which class a file has."""
        return self.label_tag, self.folders, self.columns.file, self.columns.label, self.target

    @property
    def of_split(self) -> tuple[Any, ...]:
        """Return what decides which examples stay together, and in which part: where it changes, the split is new."""
        return self.subjects, self.label_tag, self.folders, self.columns, self.target

    @property
    def modality(self) -> Modality:
        """Return that of the data that are read so."""
        return modality_named(self.options.kind)

    def for_data_of(self, modality: Modality) -> Reading:
        """Return the same for this kind of data, with its usual options where these are another's."""
        return self if self.options.kind == modality.name else replace(self, options=modality.options_of({}))

    def as_json(self) -> dict[str, Any]:
        """Return plain values, among which the modality's stand beside the others."""
        own = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in (TARGET, OPTIONS)}
        return {
            **own,
            "subjects": asdict(self.subjects),
            "columns": asdict(self.columns),
            **naming(self.target),
            **self.options.as_json(),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Reading:
        """Raise ValueError and UserError for values that `as_json` has not given.

        Raise LaterFormat where only a later version knows the target.
        """
        if not isinstance(values, Mapping):
            raise ValueError("no reading")
        own = {name: value for name, value in values.items() if name != OPTIONS}
        own["columns"] = own.get("columns") or {}  # projects of old name no columns
        made = replace(read_as(cls, own), options=options_of(values))
        kind_of(made.target, KEPT_IN)
        return made
