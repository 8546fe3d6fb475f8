"""Folder meaning: what the folders of a data set stand for, where their names and their contents do not say."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from core.errors import UserError
from core.messages import Message

#: of folders that are named in a sentence
MOST_NAMES = 4


class FolderMeaning(StrEnum):
    """What the user says about folders that are called as parts are."""

    #: they are parts where that is beyond doubt; else the user is asked
    AUTOMATIC = "automatic"
    #: those that are called so are training, validation and test
    PARTS = "parts"
    #: whatever they are called, they are classes
    CLASSES = "classes"


class FoldersUnclear(UserError):
    """Folders look like parts, and might be classes. The hint holds for window and command line alike."""

    def __init__(self, message: Message | str, hint: str, as_parts: str = "", as_classes: str = ""):
        super().__init__(message, hint or "Say which of the two they are.")
        #: what comes of either answer, as a sentence
        self.as_parts, self.as_classes = as_parts, as_classes

    def __reduce__(self) -> tuple[type[FoldersUnclear], tuple[Any, ...]]:
        return type(self), (self.message, "", self.as_parts, self.as_classes)


def named(names: list[str]) -> str:
    """“a”, “b” and “c”; of many the first ones, and how many more there are."""
    shown = [f"“{name}”" for name in names[:MOST_NAMES]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1]))) if shown else ""
