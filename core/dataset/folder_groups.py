"""Folder groups: folders beside each other that all hold the same folders, so that either of them may be the classes.

In “fold1/cat”, “fold1/dog”, “fold2/cat” and “fold2/dog” the classes are cat and dog; in “benign/40X”, “benign/100X”,
“malignant/40X” and “malignant/100X” they are benign and malignant. Only names show it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.dataset.class_names import key_of
from core.dataset.folder import Folder
from core.dataset.folder_meaning import FoldersUnclear, named
from core.dataset.part_names import part_name
from core.messages import Message
from core.storage.readable_names import printable

#: what folders are called that divide examples by something else than their class
_GROUP_WORDS = frozenset(
    (
        "fold", "folds", "split", "part", "partition", "batch", "set", "subset", "group", "gruppe", "chunk", "shard",
        "site", "hospital", "centre", "center", "clinic", "klinik", "institution", "scanner", "device", "machine",
        "session", "visit", "day", "week", "month", "year", "round", "run", "cohort", "source", "dataset", "data",
        "db", "database", "folder", "dir", "disk", "disc", "vol", "volume", "archive", "export", "upload", "download",
        "teil", "satz", "jahr", "tag", "reader", "rater", "observer", "annotator", "internal", "external",
        "original", "originals", "augmented", "augmentation", "raw", "processed", "preprocessed", "cropped", "resized",
        "enhanced", "gallery", "query", "probe", "private", "public",
    )
)  # fmt: skip
_DIFFERENCE = re.compile(r"\d+|(?<![^\W_])[^\W\d_](?![^\W_])")
#: of a person, a sequence or an example rather than of a class
_NUMBERED = re.compile(r"\W*[^\W\d_]{0,12}[\W_]*\d+\D{0,2}")


def classes_in_groups(folders: Sequence[Folder]) -> list[str]:
    """Return the names that may be classes in folders that may be groups; none where these are classes themselves."""
    shared = shared_folders(folders)
    return shared if are_called_as_groups(folders) or _differ_in_number_only(folders) else []


def groups_unclear(top: Folder, labels: list[str]) -> FoldersUnclear:
    names = _names(top.filled)
    classes = named([printable(label) for label in labels])
    return FoldersUnclear(
        Message("groups-or-classes", groups=names, folder=printable(top.name), classes=classes),
        as_parts=Message("classes-in-groups", classes=classes, groups=names),
        as_classes=Message("classes-are", classes=names),
    )


def said_of_groups(folders: Sequence[Folder]) -> Message:
    return Message("folders-are-groups", folders=_names(folders))


def said_of_repeated(folders: Sequence[Folder], is_answered: bool) -> list[Message]:
    """Return which folders count as classes where the same folders lie in each of them."""
    shared = shared_folders(folders)
    if not shared or is_answered:
        return []
    inside = named([printable(name) for name in shared])
    return [Message("folders-repeated-inside", classes=_names(folders), inside=inside)]


def shared_folders(folders: Sequence[Folder]) -> list[str]:
    """Return what lies in all of these folders, where it is two folders at least whose names are no numbers."""
    if len(folders) < 2 or any(folder.has_examples for folder in folders):
        return []
    keys = [{key_of(one.name) for one in folder.filled} for folder in folders]
    common = set.intersection(*keys)
    names = [one.name for one in folders[0].filled if key_of(one.name) in common]
    names = [name for name in names if not _NUMBERED.fullmatch(name)]
    return names if len(names) > 1 else []


def are_called_as_groups(folders: Sequence[Folder]) -> bool:
    return all(_words(folder.name) & _GROUP_WORDS or part_name(folder.name) for folder in folders)


def _differ_in_number_only(folders: Sequence[Folder]) -> bool:
    return len({_DIFFERENCE.sub("", folder.name).casefold() for folder in folders}) == 1


def _names(folders: Sequence[Folder]) -> Message:
    return named([printable(folder.name) for folder in folders])


def _words(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()))
