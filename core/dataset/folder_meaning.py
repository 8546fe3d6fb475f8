"""Folder meaning: what the folders of a data set stand for, where their names and their contents do not say."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from core.errors import UserError
from core.messages import Message

#: of folders that are named in a sentence
MOST_NAMES = 4


class FolderMeaning(StrEnum):
    """What folders with the names of parts are, as the user says."""

    #: they are parts where that is beyond doubt; else the user is asked
    AUTOMATIC = "automatic"
    #: those that are called so are training, validation and test
    PARTS = "parts"
    #: whatever they are called, they are classes
    CLASSES = "classes"


class FoldersUnclear(UserError):
    """Folders look like parts, and might be classes. The hint holds for window and command line alike."""

    def __init__(self, message: Message, as_parts: Message, as_classes: Message):
        super().__init__(message)
        #: what comes of either answer
        self.as_parts, self.as_classes = as_parts, as_classes

    def __reduce__(self) -> tuple[type[FoldersUnclear], tuple[Any, ...]]:
        return type(self), (self.message, self.as_parts, self.as_classes)


def named(names: Sequence[str]) -> Message:
    """Return “a”, “b” and “c”; of many the first ones, and how many more there are."""
    shown, more = names[:MOST_NAMES], len(names[MOST_NAMES:])
    return Message("quoted-names-and-more", names=shown, more=more) if more else Message("quoted-names", names=shown)
