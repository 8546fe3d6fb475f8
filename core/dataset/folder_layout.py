"""Folder layout: which folders are classes and which are parts, or that it is not clear.

Folders are parts where they are called so and hold the same classes: “train/cat” and “test/cat”, or “cat/train” and
“cat/test”. A class that happens to be called “test” is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.dataset.class_names import key_of
from core.dataset.dataset import Split
from core.dataset.folder import Folder
from core.dataset.folder_groups import (
    are_called_as_groups,
    classes_in_groups,
    groups_unclear,
    said_of_groups,
    said_of_repeated,
    shared_folders,
)
from core.dataset.folder_meaning import FolderMeaning, FoldersUnclear, named
from core.dataset.part_names import are_left_over, is_plain, part_name, parts_of
from core.errors import UserError
from core.messages import Message

#: which folders are of a part
OF_PART: Mapping[Split, Callable[[Message], Message]] = {
    Split.TRAIN: lambda folders: Message("folders-of-training", folders=folders),
    Split.VALIDATION: lambda folders: Message("folders-of-validation", folders=folders),
    Split.TEST: lambda folders: Message("folders-of-test", folders=folders),
}


@dataclass(frozen=True)
class Place:
    """A folder whose images have the class and the part in common."""

    folder: Folder
    #: the name of the folder that gives the class; "" where files tell it
    label: str
    split: Split | None


@dataclass
class Layout:
    places: list[Place] = field(default_factory=list)
    #: folders with images that are no part of the data set
    left_out: list[Folder] = field(default_factory=list)
    #: folders beside the images that hold none
    empty: list[Folder] = field(default_factory=list)
    #: of the folders that are parts
    parts: dict[str, Split] = field(default_factory=dict)
    #: folders that were passed through, of which only what lies directly in them counts
    passed: list[Folder] = field(default_factory=list)
    #: what a person should know of how the folders were understood
    said: list[Message] = field(default_factory=list)

    def pass_through(self, folder: Folder) -> None:
        self.passed.append(folder)
        self.empty += [one for one in folder.folders if not one.holds_examples]


def layout_of(root: Folder, meaning: FolderMeaning, with_class: bool) -> Layout:
    """Return what the folders in `root` stand for.

    Raise FoldersUnclear where they may be parts or classes, and UserError where they are not what the user says.
    """
    layout = Layout()
    top = _unwrapped(root, layout, with_class)
    if not with_class:
        return _of_files_that_say(top, meaning, layout)
    parts = parts_of(folder.name for folder in top.filled)
    if meaning is not FolderMeaning.CLASSES and parts and _are_parts(top, parts, meaning):
        return _with_parts_above(top, parts, meaning, layout)
    if meaning is not FolderMeaning.CLASSES and _are_parts_below(top, meaning):
        return _with_parts_below(top, layout)
    if meaning is FolderMeaning.PARTS and shared_folders(top.filled):
        _with_groups(top, None, layout)
        return layout
    if meaning is FolderMeaning.PARTS:
        raise UserError(Message("no-folder-called-as-part", folder=top.name))
    _with_classes(top, None, meaning, layout)
    return layout


def _with_classes(top: Folder, split: Split | None, meaning: FolderMeaning, layout: Layout) -> None:
    """Raise FoldersUnclear where the classes may as well lie one folder deeper.

    In a part nobody is asked, since either answer would hold for the parts as well.
    """
    layout.pass_through(top)
    layout.said += said_of_repeated(top.filled, is_answered=meaning is not FolderMeaning.AUTOMATIC)
    if split is None and meaning is FolderMeaning.AUTOMATIC and (labels := classes_in_groups(top.filled)):
        raise groups_unclear(top, labels)
    layout.places += [Place(folder, folder.name, split) for folder in top.filled]


def _with_groups(top: Folder, split: Split | None, layout: Layout) -> None:
    """Put the classes of all groups together."""
    layout.pass_through(top)
    layout.said.append(said_of_groups(top.filled))
    for group in top.filled:
        layout.pass_through(group)
        layout.places += [Place(one, one.name, split) for one in group.filled]


# ---- through folders that only hold one other


def _unwrapped(root: Folder, layout: Layout, with_class: bool) -> Folder:
    """Go down while images lie in one folder only, which itself is divided into others."""
    while (with_class or not root.has_examples) and len(root.filled) == 1 and _is_wrapping(root.filled[0]):
        layout.pass_through(root)
        root = root.filled[0]
    return root


def _is_wrapping(folder: Folder) -> bool:
    part = part_name(folder.name)
    return not folder.has_examples and bool(folder.filled) and (part is None or part.split != Split.TRAIN)


def _classes_folder(part: Folder, layout: Layout | None = None) -> Folder:
    """Return the folder of a part's classes: in “train/train/cat” and “train/images/cat” the second."""
    while not part.has_examples and len(part.filled) == 1 and _is_again(part, part.filled[0]):
        if layout:
            layout.pass_through(part)
        part = part.filled[0]
    return part


def _is_again(part: Folder, inside: Folder) -> bool:
    says_nothing = is_plain(inside.name) or key_of(part.name) == key_of(inside.name)
    return says_nothing and bool(inside.filled)


# ---- parts above classes


def _are_parts(top: Folder, parts: dict[str, Split], meaning: FolderMeaning) -> bool:
    """Raise FoldersUnclear where it is not sure."""
    called = [folder for folder in top.filled if folder.name in parts]
    others = [folder for folder in top.filled if folder.name not in parts]
    divided = {folder.name: keys for folder in called if (keys := _class_keys(folder))}
    if meaning is FolderMeaning.PARTS:
        return bool(divided)
    splits = {parts[name] for name in divided}
    if Split.TRAIN in splits:
        is_sure = _is_sure(divided, parts, called, others)
    elif not divided and Split.TRAIN in parts.values() and len(set(parts.values())) > 1:
        is_sure = False  # images of unknown class, or classes that are called so
    elif len(splits) > 1 and not others:
        is_sure = False  # a part to learn from may lie elsewhere
    else:
        return False
    if is_sure:
        return True
    labels = sorted({one.name for folder in called for one in _classes_folder(folder).filled})
    names = named([folder.name for folder in called])
    raise FoldersUnclear(
        Message("parts-or-classes", folders=names, number=len(called), folder=top.name),
        as_parts=_outcome(*_parts_message(parts), _classes_message(labels), *_left_out_messages(others)),
        as_classes=_classes_message([folder.name for folder in top.filled]),
    )


def _is_sure(divided: dict[str, set[str]], parts: dict[str, Split], called: list[Folder], others: list[Folder]) -> bool:
    """Return whether a folder to learn from among these is divided into classes."""
    if not all(part.is_sure for part in map(part_name, divided) if part):
        return False
    learnt = {key for name, keys in divided.items() if parts[name] == Split.TRAIN for key in keys}
    measuring = [keys for name, keys in divided.items() if parts[name] != Split.TRAIN]
    if not all(learnt & keys for keys in measuring):
        return False
    rests = {part.rest for part in map(part_name, (folder.name for folder in called)) if part}
    is_plainly_called = any(is_plain(name) for name in divided if parts[name] == Split.TRAIN)
    if not is_plainly_called and (len(rests) > 1 or (len(called) == 1 and others)):
        return False
    likely = [folder for folder in others if not are_left_over([folder.name])]
    return not likely or (bool(measuring) and not any(learnt & _class_keys(folder) for folder in likely))


def _class_keys(part: Folder) -> set[str]:
    return {key_of(folder.name) for folder in _classes_folder(part).filled}


def _with_parts_above(top: Folder, parts: dict[str, Split], meaning: FolderMeaning, layout: Layout) -> Layout:
    layout.pass_through(top)
    for folder in top.filled:
        split, inside = parts.get(folder.name), _classes_folder(folder)
        if split is None or not inside.filled:
            layout.left_out.append(folder)
            continue
        layout.parts[folder.name] = split
        inside = _classes_folder(folder, layout)
        if meaning is FolderMeaning.PARTS and are_called_as_groups(inside.filled) and shared_folders(inside.filled):
            _with_groups(inside, split, layout)
        else:
            _with_classes(inside, split, meaning, layout)
    layout.said = list(dict.fromkeys(layout.said))
    return layout


# ---- parts below classes


def _are_parts_below(top: Folder, meaning: FolderMeaning) -> bool:
    """Raise FoldersUnclear where it is not sure."""
    inside = {folder: _parts_in(folder) for folder in top.filled}
    found = {split for parts in inside.values() for split in parts.values()}
    if meaning is FolderMeaning.PARTS:
        return bool(found)
    if Split.TRAIN not in found or len(found) < 2:
        return False
    labels = [folder.name for folder in top.filled]
    by_name = {name: split for parts in inside.values() for name, split in parts.items()}
    if any(one.filled for folder, parts in inside.items() for one in folder.filled if one.name in parts):
        raise FoldersUnclear(
            Message("data-sets-or-classes", folders=named(labels), folder=top.name),
            as_parts=_outcome(*_parts_message(by_name), _classes_message(labels)),
            as_classes=_classes_message(labels),
        )
    if len(inside) > 1 and all(_is_divided(folder, parts) for folder, parts in inside.items()):
        return True
    raise FoldersUnclear(
        Message("parts-in-classes-unclear", folders=named(sorted(by_name)), folder=top.name),
        as_parts=_outcome(*_parts_message(by_name), _classes_message(labels), Message("rest-is-left-out")),
        as_classes=_classes_message(labels),
    )


def _parts_in(class_folder: Folder) -> dict[str, Split]:
    """Return those that are called so, or as the class is: “cat/train” and “cat/cat_train”."""
    return parts_of(one.name for one in class_folder.filled if is_plain(one.name, class_folder.name))


def _is_divided(folder: Folder, parts: dict[str, Split]) -> bool:
    return not folder.has_examples and len(parts) == len(folder.filled) and Split.TRAIN in parts.values()


def _with_parts_below(top: Folder, layout: Layout) -> Layout:
    layout.pass_through(top)
    for folder in top.filled:
        parts = _parts_in(folder)
        layout.pass_through(folder)
        for one in folder.filled:
            if one.name in parts:
                layout.parts[one.name] = parts[one.name]
                layout.places.append(Place(one, folder.name, parts[one.name]))
            else:
                layout.left_out.append(one)
    return layout


# ---- parts of files that tell their class


def _of_files_that_say(top: Folder, meaning: FolderMeaning, layout: Layout) -> Layout:
    """Return the layout of files that hold their class. What lies in no part may come into any."""
    parts = {} if meaning is FolderMeaning.CLASSES else parts_of(folder.name for folder in top.filled)
    if Split.TRAIN not in parts.values() and meaning is not FolderMeaning.PARTS:
        parts = {}
    if not parts:
        layout.places.append(Place(top, "", None))
        return layout
    layout.pass_through(top)
    layout.places += [Place(folder, "", parts.get(folder.name)) for folder in top.filled]
    return layout


# ---- what comes of an answer


def _outcome(*sentences: Message) -> Message:
    return Message("sentences", sentences=sentences)


def _parts_message(parts: Mapping[str, Split]) -> list[Message]:
    by_split = {split: [name for name in parts if parts[name] is split] for split in Split}
    return [OF_PART[split](named(names)) for split, names in by_split.items() if names]


def _classes_message(labels: list[str]) -> Message:
    return Message("classes-are", classes=named(labels)) if labels else Message("classes-would-be-unknown")


def _left_out_messages(others: list[Folder]) -> list[Message]:
    return [Message("folders-left-out", folders=named([folder.name for folder in others]))] if others else []
