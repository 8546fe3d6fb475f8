"""Folder listing: the images in the folders of a data set, and what is said of all else that lies there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.dataset.class_names import key_of, one_spelling
from core.dataset.dataset import Image, Split
from core.dataset.file_kinds import count_kinds, told_kinds
from core.dataset.folder import Folder
from core.dataset.folder_layout import Layout, Place, layout_of
from core.dataset.folder_meaning import FolderMeaning, named
from core.dataset.part_names import part_name
from core.dataset.readable_names import is_unicode, printable, readable_name
from core.dataset.unread import UnreadKind, unread_kind

DOCUMENTS = "documents"


@dataclass
class FolderListing:
    """Images have no size, hash or header yet."""

    #: in the order of their files
    images: list[Image] = field(default_factory=list)
    #: contents of a disc, each with the class and the part in whose folder it lies
    dicomdirs: list[Image] = field(default_factory=list)
    #: what a person should know of how the folders were read, in sentences
    said: list[str] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)


def list_folder(folder: Path, meaning: FolderMeaning, with_class: bool) -> FolderListing:
    """Raises what `layout_of` raises."""
    layout = layout_of(Folder(folder), meaning, with_class)
    found = FolderListing()
    labels = _labels(layout.places)
    not_read: Counter[UnreadKind] = Counter()
    for place in layout.places:
        for inside in place.folder.all_folders():
            _count(inside, found.passed_over, not_read)
            found.images += _images(inside.files.images, inside, place, labels, folder)
            found.dicomdirs += _images(inside.files.dicomdirs, inside, place, labels, folder)
    for passed in layout.passed:
        _count(passed, found.passed_over, not_read)
        found.passed_over["images"] += len(passed.files.images)
    for left_out in layout.left_out:
        found.passed_over["images"] += left_out.count_images()
    found.images.sort(key=lambda image: image.file)
    found.said += _said(layout, folder, labels, not_read)
    return found


def given_splits_of(folder: Path, meaning: FolderMeaning, with_class: bool) -> set[Split]:
    """The parts that folders give to images. Raises what `layout_of` raises."""
    return {place.split for place in layout_of(Folder(folder), meaning, with_class).places if place.split}


def told_count(passed_over: Mapping[str, int]) -> str:
    """What was passed over, in a sentence; "" where nothing was."""
    words = {
        "hidden": "{} hidden files and folders",
        "system": "{} of the system (such as Thumbs.db)",
        "loops": "{} links that lead back up",
        "other": "{} files of other types",
    }
    told = [text.format(f"{passed_over[name]:,}") for name, text in words.items() if passed_over.get(name)]
    return f"Passed over: {', '.join(told)}." if told else ""


def _images(
    names: Iterable[str], inside: Folder, place: Place, labels: Mapping[str, str], top: Path
) -> Iterator[Image]:
    where = inside.path.relative_to(top)
    label = labels.get(place.label, place.label)
    return (Image(file=(where / name).as_posix(), label=label, split=place.split) for name in names)


def _count(folder: Folder, passed_over: Counter[str], not_read: Counter[UnreadKind]) -> None:
    entries, others = folder.entries, folder.files.others
    passed_over["hidden"] += entries.hidden
    passed_over["system"] += entries.system
    passed_over["loops"] += entries.loops
    passed_over["other"] += entries.odd + len(others)
    not_read.update(kind for name in others if (kind := unread_kind(name)) and kind.name != DOCUMENTS)


def _kinds_in(folders: Iterable[Folder]) -> Counter[UnreadKind]:
    return count_kinds(folder.path / name for folder in folders for name in folder.files.others)


# ---- the names of classes


def _labels(places: Sequence[Place]) -> dict[str, str]:
    """The class of each folder's name: readable, and spelt in the same way in all parts."""
    readable = {place.label: readable_name(place.label) for place in places}
    return {**readable, **_matched(places, readable)}


def _matched(places: Sequence[Place], readable: Mapping[str, str]) -> dict[str, str]:
    """Other spellings than the commonest. Where one part has several of them, they are meant to be different."""
    sizes: Counter[str] = Counter()
    in_part: dict[tuple[Split | None, str], set[str]] = defaultdict(set)
    for place in places:
        label = readable[place.label]
        sizes[label] += place.folder.count_images()
        in_part[place.split, key_of(label)].add(label)
    different = {key for (_, key), labels in in_part.items() if len(labels) > 1}
    kept = one_spelling({label: size for label, size in sizes.items() if key_of(label) not in different})
    return {name: kept[label] for name, label in readable.items() if label in kept}


# ---- what is said


def _said(layout: Layout, top: Path, labels: Mapping[str, str], not_read: Counter[UnreadKind]) -> Iterator[str]:
    def name(folder: Folder) -> str:
        return printable(folder.path.relative_to(top).as_posix())

    for left_out in layout.left_out:
        if count := left_out.count_images():
            why = "is no part of the data" if part_name(left_out.name) is None else "has no folder per class"
            yield f"The folder “{name(left_out)}” {why}: {_images_are(count)} left out."
    for passed in layout.passed:
        if count := len(passed.files.images):
            where = f"in “{name(passed)}”" if passed.path != top else "beside the folders"
            yield f"{_images_are(count).capitalize()} left out, which {_lie(count)} {where} and in no class."
    yield from _said_of_empty(layout.empty, top)
    if not_read:
        hints = dict.fromkeys(kind.hint for kind, _ in not_read.most_common())
        yield f"Not read: {told_kinds(not_read)}. {' '.join(hints)}"
    yield from _said_of_names(layout, labels)


def _said_of_empty(empty: list[Folder], top: Path) -> Iterator[str]:
    plain: list[str] = []
    for folder in empty:
        name = printable(folder.path.relative_to(top).as_posix())
        if kinds := _kinds_in(folder.all_folders()):
            hint = kinds.most_common(1)[0][0].hint
            yield f"The folder “{name}” holds no images that are read, but {told_kinds(kinds)}: it is left out. {hint}"
        else:
            plain.append(name)
    if plain:
        hold, are = ("holds", "it is") if len(plain) == 1 else ("hold", "they are")
        folder_s = "folder" if len(plain) == 1 else "folders"
        yield f"The {folder_s} {named(plain)} {hold} no images: {are} left out."


def _said_of_names(layout: Layout, labels: Mapping[str, str]) -> Iterator[str]:
    for name, label in sorted(labels.items()):
        if not is_unicode(name):
            yield f"The name of the folder “{printable(name)}” is not in Unicode: its class is read as “{label}”."
        elif name != label:
            where = named(sorted({str(place.split) for place in layout.places if place.label == name}))
            yield f"The class “{name}” in {where} is taken for “{label}”, which is spelt alike."


def _images_are(count: int) -> str:
    return "1 image is" if count == 1 else f"{count:,} images are"


def _lie(count: int) -> str:
    return "lies" if count == 1 else "lie"
