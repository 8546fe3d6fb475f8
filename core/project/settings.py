"""Project settings: what the user has decided about the examples of a project, as project.json keeps it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from core.dataset.class_changes import ClassChanges
from core.dataset.reading import Reading
from core.dataset.split import Fractions
from core.dataset.subjects import Pseudonyms
from core.errors import UserError
from core.messages import Message
from core.storage.typed_values import read_as

KEY_BYTES = 16
#: of how files are read: these have stood in every project
SINCE_THE_FIRST_FORMAT = ("subjects", "label_tag")


@dataclass(frozen=True, kw_only=True)
class ProjectSettings:
    """All of `project.json` but for the source, which names folders and so stands in `dataset.csv`."""

    #: the folder or CSV that the user chose
    source: Path
    reading: Reading = field(default_factory=Reading)
    #: stands between the subjects of this project and their names
    pseudonyms: Pseudonyms = field(default_factory=lambda: Pseudonyms(secrets.token_hex(KEY_BYTES)))
    fractions: Fractions = field(default_factory=Fractions)
    #: decides the split, which stays the same for all runs of a project so that they can be compared
    split_seed: int = 0
    class_changes: ClassChanges = field(default_factory=ClassChanges)

    def __post_init__(self) -> None:
        if not 0 <= self.split_seed < 2**32:
            raise UserError(Message("split-seed-out-of-range"))

    def as_json(self) -> dict[str, Any]:
        """Return all but the source."""
        return {
            "reading": self.reading.as_json(),
            "subject_key": self.pseudonyms.key,
            "fractions": asdict(self.fractions),
            "split_seed": self.split_seed,
            "classes": self.class_changes.as_json(),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any], source: Path) -> ProjectSettings | None:
        """Return the settings; None where nothing was decided yet.

        Raises an error of those that damaged values raise: KeyError, TypeError, ValueError, AttributeError,
        OverflowError, RecursionError, UserError.
        """
        if "split_seed" not in values:
            return None
        _check_there(values["reading"], SINCE_THE_FIRST_FORMAT)
        _check_there(values["fractions"], [part.name for part in fields(Fractions)])
        return cls(
            source=source,
            reading=Reading.from_json(values["reading"]),
            pseudonyms=_pseudonyms(values["subject_key"]),
            fractions=read_as(Fractions, values["fractions"]),
            split_seed=read_as(_SplitSeed, values).split_seed,
            class_changes=ClassChanges.from_json(values.get("classes", {})),
        )


@dataclass(frozen=True, kw_only=True)
class _SplitSeed:
    """Read one value of `project.json` by itself."""

    split_seed: int = 0


def _check_there(values: Any, names: Iterable[str]) -> None:
    """Raise ValueError where a value is gone that decides who is in which part: its default would draw them anew."""
    gone = [name for name in names if isinstance(values, Mapping) and name not in values]
    if gone:
        raise ValueError(f"“{gone[0]}” is missing")


def _pseudonyms(key: Any) -> Pseudonyms:
    """Raise ValueError or TypeError where it is no key: subjects would get other names, and another split."""
    if not bytes.fromhex(key):
        raise ValueError("no key")
    return Pseudonyms(key)
