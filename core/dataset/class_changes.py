"""Class changes: what the user has decided about the classes that folders, a table or a tag give."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.dataset.dataset import Dataset, Example
from core.storage.typed_values import read_as


@dataclass(frozen=True, kw_only=True)
class ClassChanges:
    """Kept in the project, so that they hold whenever its examples are looked at again."""

    #: a class as it is given, and the name under which it is used
    merged: Mapping[str, str] = field(default_factory=dict)
    #: names of classes of which no example is used
    left_out: tuple[str, ...] = ()
    #: by the code of a finding, the classes of it with which the user goes on as they are
    accepted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def change_examples(self) -> bool:
        """Return whether any example is in another class than it is given, or in none."""
        return bool(self.merged or self.left_out)

    def name_of(self, given: str) -> str:
        """Return the class in which examples of this given class are used; "" where it is left out."""
        name = self.merged.get(given, given)
        return "" if name in self.left_out else name

    def merging(self, names: Collection[str], into: str) -> ClassChanges:
        """Return these changes, and that examples of the classes `names` count as `into`."""
        moved = {given: into if name in names else name for given, name in self.merged.items()}
        merged = moved | {name: into for name in names if name != into}
        return replace(self, merged={given: name for given, name in merged.items() if given != name})

    def leaving_out(self, names: Collection[str]) -> ClassChanges:
        return replace(self, left_out=tuple(sorted({*self.left_out, *names})))

    def accepting(self, code: str, names: Collection[str]) -> ClassChanges:
        known = self.accepted.get(code, ())
        return replace(self, accepted={**self.accepted, code: tuple(sorted({*known, *names}))})

    def is_accepted(self, code: str, names: Collection[str]) -> bool:
        return set(names) <= set(self.accepted.get(code, ()))

    def without(self, names: Collection[str]) -> ClassChanges:
        """Return these changes less those that made the classes `names` what they are."""
        accepted = {code: tuple(name for name in some if name not in names) for code, some in self.accepted.items()}
        return ClassChanges(
            merged={given: name for given, name in self.merged.items() if name not in names},
            left_out=tuple(name for name in self.left_out if name not in names),
            accepted={code: some for code, some in accepted.items() if some},
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "merged": dict(self.merged),
            "left_out": list(self.left_out),
            "accepted": {code: list(names) for code, names in self.accepted.items()},
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> ClassChanges:
        """Projects of old have none. Raise ValueError for what `as_json` never gives."""
        return read_as(cls, values)


def with_changes(dataset: Dataset, changes: ClassChanges) -> Dataset:
    """Return the dataset with each example in the class that `changes` make of the given one, whatever it was."""
    if not changes.change_examples and not any(example.given_label for example in dataset.examples):
        return dataset
    return dataset.with_examples(_changed(example, changes) for example in dataset.examples)


def _changed(example: Example, changes: ClassChanges) -> Example:
    given = example.given_label or example.label
    label = changes.name_of(given)
    return replace(example, label=label, given_label="" if label == given else given)
