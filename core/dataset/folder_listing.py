"""Folder listing: the images in the folders of a data set, and what is said of all else that lies there."""

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
from core.dataset.part_names import is_of_masks, may_be_either, part_name
from core.dataset.split import NAME
from core.modalities.images.file_kinds import count_kinds, kinds_text
from core.modalities.images.unread import UnreadKind, unread_kind
from core.storage.readable_names import is_unicode, printable, readable_name

DOCUMENTS = "documents"


@dataclass
class FolderListing:
    """Images have no size, hash or header yet."""

    #: in the order of their files
    images: list[Example] = field(default_factory=list)
    #: contents of a disc, each with the class and the part in whose folder it lies
    dicomdirs: list[Example] = field(default_factory=list)
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
    found.said += _said_of_masks(layout.places, folder)
    return found


def given_splits_of(folder: Path, meaning: FolderMeaning, with_class: bool) -> set[Split]:
    """Return the parts that folders give to images. Raises what `layout_of` raises."""
    return {place.split for place in layout_of(Folder(folder), meaning, with_class).places if place.split}


def passed_over_text(passed_over: Mapping[str, int]) -> str:
    """Return what was passed over, in a sentence; "" where nothing was."""
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
) -> Iterator[Example]:
    where = inside.path.relative_to(top)
    label = labels.get(place.label, place.label)
    return (Example(file=(where / name).as_posix(), label=label, split=place.split) for name in names)


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
    """Return the class of each folder's name: readable, and spelt in the same way in all parts."""
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
    for name, split in layout.parts.items():
        if may_be_either(name):
            yield f"The folder “{printable(name)}” is taken for {NAME[split]}."
    yield from layout.said
    yield from _said_of_left_out(layout.left_out, top)
    for passed in layout.passed:
        if count := len(passed.files.images):
            where = f"in “{_name(passed, top)}”" if passed.path != top else "beside the folders"
            yield f"{_images_are(count)} left out, which {'lies' if count == 1 else 'lie'} {where} and in no class."
    yield from _said_of_empty(layout.empty, top)
    if not_read:
        hints = dict.fromkeys(kind.hint for kind, _ in not_read.most_common())
        yield f"Not read: {kinds_text(not_read)}. {' '.join(hints)}"
    yield from _said_of_names(layout, labels)


def _said_of_left_out(left_out: Iterable[Folder], top: Path) -> Iterator[str]:
    """Yield one sentence for each reason, however many folders there are."""
    counts = {folder: folder.count_images() for folder in left_out}
    beside = [folder for folder, count in counts.items() if count and part_name(folder.name) is None]
    undivided = [folder for folder, count in counts.items() if count and part_name(folder.name) is not None]
    for folders, one, several in (
        (beside, "is no part of the data", "are no parts of the data"),
        (undivided, "has no folder per class", "have no folder per class"),
    ):
        if folders:
            count = sum(counts[folder] for folder in folders)
            yield f"{_folders(folders, top)} {one if len(folders) == 1 else several}: {_images_are(count)} left out."


def _said_of_empty(empty: Iterable[Folder], top: Path) -> Iterator[str]:
    kinds = {folder: _kinds_in(folder.all_folders()) for folder in empty}
    other = [folder for folder in kinds if kinds[folder]]
    if other:
        total = sum((kinds[folder] for folder in other), Counter[UnreadKind]())
        hint = total.most_common(1)[0][0].hint
        yield (
            f"{_folders(other, top)} {_hold(other)} no images that are read, but {kinds_text(total)}: "
            f"{_they_are(other)} left out. {hint}"
        )
    if plain := [folder for folder in kinds if not kinds[folder]]:
        yield f"{_folders(plain, top)} {_hold(plain)} no images: {_they_are(plain)} left out."


def _said_of_masks(places: Iterable[Place], top: Path) -> Iterator[str]:
    """Yield what is said of folders in a class: one that is a class by itself is seen among these."""
    inside = (folder for place in places for folder in place.folder.all_folders() if folder is not place.folder)
    masks = [folder for folder in inside if is_of_masks(folder.name) and folder.files.images]
    if masks:
        count = sum(len(folder.files.images) for folder in masks)
        counted = "1 image" if count == 1 else f"{count:,} images"
        yield (
            f"{_folders(masks, top)} {_hold(masks)} {counted}, which {'counts' if count == 1 else 'count'} like all "
            "others. If these are drawings over other images, move them out of the class folders."
        )


def _said_of_names(layout: Layout, labels: Mapping[str, str]) -> Iterator[str]:
    for name, label in sorted(labels.items()):
        if not is_unicode(name):
            yield f"The name of the folder “{printable(name)}” is not in Unicode: its class is read as “{label}”."
        elif name != label:
            where = named(sorted({str(place.split) for place in layout.places if place.label == name}))
            yield f"The class “{name}” in {where} is taken for “{label}”, which is spelt alike."


def _name(folder: Folder, top: Path) -> str:
    return printable(folder.path.relative_to(top).as_posix())


def _folders(folders: Sequence[Folder], top: Path) -> str:
    return f"The folder{'' if len(folders) == 1 else 's'} {named([_name(folder, top) for folder in folders])}"


def _hold(folders: Sequence[Folder]) -> str:
    return "holds" if len(folders) == 1 else "hold"


def _they_are(folders: Sequence[Folder]) -> str:
    return "it is" if len(folders) == 1 else "they are"


def _images_are(count: int) -> str:
    return "1 image is" if count == 1 else f"{count:,} images are"
