"""Folder refusals: why nothing can be learnt from a folder or a file, by what it holds, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.dataset.folder import Folder
from core.errors import UserError
from core.messages import Message
from core.modalities.images.file_kinds import count_kinds, counted_kinds, kind_of
from core.modalities.images.readers import is_image
from core.storage.readable_names import printable


def check_classes_of(folder: Path, classes: set[str], are_images_beside: bool, said: Sequence[Message]) -> None:
    """Raise UserError where its folders give less than two classes; `said` is what was said of those left out."""
    name = printable(folder.name)
    if len(classes) == 1:
        raise UserError(Message("only-one-class", source=name, label=classes.pop(), said=said))
    if not classes and are_images_beside:
        raise UserError(Message("images-not-in-folders", folder=name))
    if not classes:
        raise no_images_in(folder)


def no_images_in(folder: Path) -> UserError:
    """Return the reason to raise for a folder without images, by what else lies there."""
    inside = Folder(folder)
    kinds = count_kinds(one.path / name for one in inside.all_folders() for name in one.files.others)
    name = printable(folder.name)
    if not kinds:
        return UserError(Message("folder-without-images", folder=name))
    hints = dict.fromkeys(kind.hint for kind, _ in kinds.most_common(2))
    return UserError(
        Message("folder-without-images-that-are-read", folder=name, kinds=counted_kinds(kinds), hints=list(hints))
    )


def no_source(file: Path) -> UserError:
    """Return the reason to raise for a file that lists no images."""
    name = printable(file.name)
    if is_image(file):
        return UserError(Message("source-is-one-image", file=name))
    if kind := kind_of(file):
        return UserError(
            Message("source-of-other-kind", file=name, ending=kind.ending, kind=kind.name, to_do=kind.hint)
        )
    return UserError(Message("source-is-no-list", file=name))
