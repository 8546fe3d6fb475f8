"""Folder listing: the examples in the folders of a data set, and what is said of all else that lies there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.dataset.class_names import key_of, one_spelling
from core.dataset.dataset import Example, Split
from core.dataset.folder import Folder
from core.dataset.folder_layout import Layout, Place, layout_of
from core.dataset.folder_meaning import FolderMeaning, named
from core.dataset.other_kinds import count_kinds, counted_kinds
from core.dataset.part_names import is_of_masks, may_be_either, part_name
from core.dataset.split import IN_WORDS
from core.messages import Message
from core.modalities.example_files import ExampleFiles, OtherKind
from core.storage.readable_names import is_unicode, printable, readable_name


@dataclass
class FolderListing:
    """Examples have no size, hash or header yet."""

    #: in the order of their files
    examples: list[Example] = field(default_factory=list)
    #: contents of a disc, each with the class and the part in whose folder it lies
    contents: list[Example] = field(default_factory=list)
    #: what a person should know of how the folders were read
    said: list[Message] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


def list_folder(folder: Path, kind: ExampleFiles, meaning: FolderMeaning, with_class: bool) -> FolderListing:
    """List the examples of a folder. Raise what `layout_of` raises."""
    layout = layout_of(Folder(folder, kind), meaning, with_class)
    found = FolderListing()
    labels = _labels(layout.places)
    not_read: Counter[OtherKind] = Counter()
    for place in layout.places:
        for inside in place.folder.all_folders():
            _count(inside, found.passed_over, not_read)
            found.examples += _examples(inside.files.examples, inside, place, labels, folder)
            found.contents += _examples(inside.files.contents, inside, place, labels, folder)
    for passed in layout.passed:
        _count(passed, found.passed_over, not_read)
        found.passed_over["images"] += len(passed.files.examples)
    for left_out in layout.left_out:
        found.passed_over["images"] += left_out.count_examples()
    found.examples.sort(key=lambda example: example.file)
    found.said += _said(layout, folder, labels, not_read)
    found.said += _said_of_masks(layout.places, folder)
    return found


def given_splits_of(folder: Path, kind: ExampleFiles, meaning: FolderMeaning, with_class: bool) -> set[Split]:
    """Return the parts that folders give to examples. Raises what `layout_of` raises."""
    return {place.split for place in layout_of(Folder(folder, kind), meaning, with_class).places if place.split}


def counted_passed_over(passed_over: Mapping[str, int]) -> Message | None:
    """Return what was passed over; None where nothing was."""
    messages = {
        "hidden": Message("hidden-files", files=passed_over.get("hidden", 0)),
        "system": Message("system-files", files=passed_over.get("system", 0)),
        "loops": Message("links-back-up", links=passed_over.get("loops", 0)),
        "other": Message("other-files", files=passed_over.get("other", 0)),
    }
    counts = [message for name, message in messages.items() if passed_over.get(name)]
    return Message("passed-over", counts=counts) if counts else None


def _examples(
    names: Iterable[str], inside: Folder, place: Place, labels: Mapping[str, str], top: Path
) -> Iterator[Example]:
    where = inside.path.relative_to(top)
    label = labels.get(place.label, place.label)
    return (Example(file=(where / name).as_posix(), label=label, split=place.split) for name in names)


def _count(folder: Folder, passed_over: Counter[str], not_read: Counter[OtherKind]) -> None:
    entries, others = folder.entries, folder.files.others
    passed_over["hidden"] += entries.hidden
    passed_over["system"] += entries.system
    passed_over["loops"] += entries.loops
    passed_over["other"] += entries.odd + len(others)
    not_read.update(kind for name in others if (kind := folder.kind.missed_kind(name)))


def _kinds_in(folders: Iterable[Folder]) -> Counter[OtherKind]:
    return sum((count_kinds(folder) for folder in folders), Counter[OtherKind]())


# ---- the names of classes


def _labels(places: Sequence[Place]) -> dict[str, str]:
    """Return the class of each folder's name: readable, and spelt in the same way in all parts."""
    readable = {place.label: readable_name(place.label) for place in places}
    return {**readable, **_matched(places, readable)}


def _matched(places: Sequence[Place], readable: Mapping[str, str]) -> dict[str, str]:
    """Other spellings than the commonest. Where one part has several of them, they are meant to be different."""
    sizes: Counter[str] = Counter()
    in_part: dict[tuple[Split | None, str], set[str]] = defaultdict(set)
    for place in places:
        label = readable[place.label]
        sizes[label] += place.folder.count_examples()
        in_part[place.split, key_of(label)].add(label)
    different = {key for (_, key), labels in in_part.items() if len(labels) > 1}
    kept = one_spelling({label: size for label, size in sizes.items() if key_of(label) not in different})
    return {name: kept[label] for name, label in readable.items() if label in kept}


# ---- what is said


def _said(layout: Layout, top: Path, labels: Mapping[str, str], not_read: Counter[OtherKind]) -> Iterator[Message]:
    for name, split in layout.parts.items():
        if may_be_either(name):
            yield Message("folder-taken-for-part", folder=printable(name), part=IN_WORDS[split])
    yield from layout.said
    yield from _said_of_left_out(layout.left_out, top)
    for passed in layout.passed:
        if count := len(passed.files.examples):
            yield (
                Message("images-beside-folders", images=count)
                if passed.path == top
                else Message("images-in-no-class", images=count, folder=_name(passed, top))
            )
    yield from _said_of_empty(layout.empty, top)
    if not_read:
        hints = dict.fromkeys(kind.hint for kind, _ in not_read.most_common())
        yield Message("files-not-read", kinds=counted_kinds(not_read), hints=list(hints))
    yield from _said_of_names(layout, labels)


def _said_of_left_out(left_out: Iterable[Folder], top: Path) -> Iterator[Message]:
    """Yield one message for each reason, however many folders there are."""
    counts = {folder: folder.count_examples() for folder in left_out}
    if beside := [folder for folder, count in counts.items() if count and part_name(folder.name) is None]:
        examples = sum(counts[folder] for folder in beside)
        yield Message(
            "folders-of-no-part", folders=_names(beside, top), number=len(beside), left_out=_left_out(examples)
        )
    if undivided := [folder for folder, count in counts.items() if count and part_name(folder.name) is not None]:
        examples = sum(counts[folder] for folder in undivided)
        yield Message(
            "parts-without-classes", folders=_names(undivided, top), number=len(undivided), left_out=_left_out(examples)
        )


def _left_out(examples: int) -> Message:
    return Message("images-are-left-out", images=examples)


def _said_of_empty(empty: Iterable[Folder], top: Path) -> Iterator[Message]:
    kinds = {folder: _kinds_in(folder.all_folders()) for folder in empty}
    if other := [folder for folder in kinds if kinds[folder]]:
        total = sum((kinds[folder] for folder in other), Counter[OtherKind]())
        yield Message(
            "folders-of-other-kinds",
            folders=_names(other, top),
            number=len(other),
            kinds=counted_kinds(total),
            to_do=total.most_common(1)[0][0].hint,
        )
    if plain := [folder for folder in kinds if not kinds[folder]]:
        yield Message("folders-without-images", folders=_names(plain, top), number=len(plain))


def _said_of_masks(places: Iterable[Place], top: Path) -> Iterator[Message]:
    """Yield what is said of folders in a class: one that is a class by itself is seen among these."""
    inside = (folder for place in places for folder in place.folder.all_folders() if folder is not place.folder)
    masks = [folder for folder in inside if is_of_masks(folder.name) and folder.files.examples]
    if masks:
        examples = sum(len(folder.files.examples) for folder in masks)
        yield Message("folders-of-masks", folders=_names(masks, top), number=len(masks), images=examples)


def _said_of_names(layout: Layout, labels: Mapping[str, str]) -> Iterator[Message]:
    for name, label in sorted(labels.items()):
        if not is_unicode(name):
            yield Message("folder-not-in-unicode", folder=printable(name), label=label)
        elif name != label:
            where = named(sorted({str(place.split) for place in layout.places if place.label == name}))
            yield Message("class-spelt-alike", name=name, parts=where, label=label)


def _name(folder: Folder, top: Path) -> str:
    return printable(folder.path.relative_to(top).as_posix())


def _names(folders: Sequence[Folder], top: Path) -> Message:
    return named([_name(folder, top) for folder in folders])
