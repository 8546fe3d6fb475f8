"""Folder refusals: why nothing can be learnt from a folder or a file, by what it holds, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from core.dataset.folder import Folder
from core.dataset.other_kinds import count_kinds, counted_kinds
from core.errors import UserError
from core.messages import Message
from core.modalities.example_files import ExampleFiles, OtherKind
from core.storage.readable_names import printable


def check_classes_of(
    folder: Path, kind: ExampleFiles, classes: set[str], are_examples_beside: bool, said: Sequence[Message]
) -> None:
    """Raise UserError where its folders give less than two classes; `said` is what was said of those left out."""
    name = printable(folder.name)
    if len(classes) == 1:
        raise UserError(Message("only-one-class", source=name, label=classes.pop(), said=said))
    if not classes and are_examples_beside:
        raise UserError(Message("images-not-in-folders", folder=name))
    if not classes:
        raise no_examples_in(folder, kind)


def no_examples_in(folder: Path, kind: ExampleFiles) -> UserError:
    """Return the reason to raise for a folder without examples, by what else lies there."""
    kinds = sum((count_kinds(one) for one in Folder(folder, kind).all_folders()), Counter[OtherKind]())
    name = printable(folder.name)
    if not kinds:
        return UserError(Message("folder-without-images", folder=name))
    hints = dict.fromkeys(other.hint for other, _ in kinds.most_common(2))
    return UserError(
        Message("folder-without-images-that-are-read", folder=name, kinds=counted_kinds(kinds), hints=list(hints))
    )


def no_source(file: Path, kind: ExampleFiles) -> UserError:
    """Return the reason to raise for a file that lists no examples."""
    name = printable(file.name)
    if kind.is_example(file):
        return UserError(Message("source-is-one-image", file=name))
    if other := kind.kind_of(file):
        return UserError(
            Message("source-of-other-kind", file=name, ending=other.ending, kind=other.name, to_do=other.hint)
        )
    return UserError(Message("source-is-no-list", file=name))
