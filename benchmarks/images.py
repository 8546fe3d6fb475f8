"""The images that are measured on: real ones where they lie beside the project, else the generated sample.

Both sides read the same tree: train, val and test folders, split as Frostline splits, each with a folder per class.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from core import tasks
from core.dataset.dataset import Dataset, Example, Split
from core.dataset.scan import scan
from core.dataset.split import Fractions, split_dataset
from core.jobs import Job

FOLDER_OF_PART = {Split.TRAIN: "train", Split.VALIDATION: "val", Split.TEST: "test"}
REAL = ("chest_xray", "cats_dogs")
SAMPLE = "sample"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A dataset by its name, and where it lies."""

    name: str
    path: Path


def find_sources(data: Path, scratch: Path) -> list[Source]:
    """Return the real datasets in `data`, the first one for what is timed.

    Where there is none, the sample is written.
    """
    real = [Source(name=name, path=data / name) for name in REAL if (data / name).is_dir()]
    return real or [Source(name=SAMPLE, path=tasks.write_sample(scratch / SAMPLE, Job()))]


def listed(source: Source, most_per_class: int | None) -> Dataset:
    """Return the images of a source; only the first few of each class where `most_per_class` says so."""
    dataset = scan(source.path, Job())
    if most_per_class is None:
        return dataset
    seen: Counter[str] = Counter()
    kept = []
    for image in dataset.readable:
        seen[image.label] += 1
        if seen[image.label] <= most_per_class:
            kept.append(image)
    return dataset.with_examples(kept)


def write_split_tree(dataset: Dataset, folder: Path) -> dict[Split, int]:
    """Copy the images into one folder per part and class. Return the number of images in each part.

    An image that is left out of the split, since it is there twice, is in no folder.
    """
    split = split_dataset(dataset, Fractions(), seed=0)
    for number, image in enumerate(split.readable):
        if image.split is not None:
            _copy(split, image, folder / FOLDER_OF_PART[image.split] / image.label, number)
    return {part: len(split.of(part)) for part in Split}


def write_class_folders(dataset: Dataset, folder: Path) -> None:
    """Copy the images into one folder per class, for Frostline to split."""
    for number, image in enumerate(dataset.readable):
        _copy(dataset, image, folder / image.label, number)


def write_repeated(tree: Path, folder: Path, times: int) -> None:
    """A tree with each image `times` times, each with some bytes behind its end, so that no two files are alike."""
    for file in sorted(path for path in tree.rglob("*") if path.is_file()):
        place = folder / file.relative_to(tree).parent
        place.mkdir(parents=True, exist_ok=True)
        content = file.read_bytes()
        for copy in range(times):
            (place / f"{file.stem}_{copy}{file.suffix}").write_bytes(content + b"copy %d" % copy)


def _copy(dataset: Dataset, image: Example, folder: Path, number: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(dataset.path(image), folder / f"{number:05d}{Path(image.file).suffix.lower()}")
