"""Scan: from a folder or a table of images to a Dataset, with every file looked at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from core.dataset.contents import with_contents
from core.dataset.dataset import Dataset, Example
from core.dataset.listed import ListedImage, with_size
from core.dataset.listing import Listing, list_images
from core.dataset.modality_of_source import modality_of_source
from core.dataset.reading import Reading
from core.dataset.subjects import Pseudonyms
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.example_files import ExampleFiles
from core.modalities.modality import FileFacts, Modality
from core.process.failures import is_passing
from core.process.worker_pool import Failure, WorkerPool

STEP = Message("reading-the-images")
CONTENTS_STEP = Message("reading-the-contents-of-discs")
LISTED_BUT_LOST = Message("listed-in-dicomdir-but-lost")
MOST_CLASSES = 1000


def scan(
    source: Path,
    job: Job,
    known: Dataset | None = None,
    pool: WorkerPool[Any] | None = None,
    reading: Reading | None = None,
    pseudonyms: Pseudonyms | None = None,
    modality: Modality | None = None,
) -> Dataset:
    """List the images of `source` and look at each that is not `known`: its hash, its size, whether it opens.

    `source` is a folder with a folder per class, a folder with train, validation and test folders of those, a table
    (columns file, class and optionally subject, split, site and frame), a folder with such a table in it or, where
    `reading` takes the class from a DICOM tag, any folder. Splits are those that `source` gives. Files whose size and
    time of change are as in `known` are not opened again. Subjects and sites become `pseudonyms`.
    Without a `modality` it is the one that is for `source`.
    Raise UserError where it is none of these, or holds fewer than two classes.
    """
    reading, pseudonyms = reading or Reading(), pseudonyms or Pseudonyms("")
    modality = modality or modality_of_source(source, reading.columns)
    if reading.label_tag and (problem := modality.files.label_problem(reading.label_tag)):
        raise UserError(Message("tag-gives-no-class", reason=problem))
    if pool is not None:
        return _scan(source, modality, job, known, pool, reading, pseudonyms)
    with modality.pool(reading.options.limits) as own_pool:
        return _scan(source, modality, job, known, own_pool, reading, pseudonyms)


def _scan(
    source: Path,
    modality: Modality,
    job: Job,
    known: Dataset | None,
    pool: WorkerPool[Any],
    reading: Reading,
    pseudonyms: Pseudonyms,
) -> Dataset:
    how = not reading.label_tag, reading.folders, reading.columns
    listing = list_images(source.resolve(), *how, job, pool, modality)
    for message in listing.said:
        job.notice(message, stays=True)
    if listing.passed_over:
        job.notice(listing.passed_over)
    images = _looked_at(listing, modality, job, known, pool, reading, pseudonyms)
    dataset = Dataset(
        folder=listing.folder,
        kind=modality.name,
        target_kind=reading.target,
        table=listing.table,
        examples=tuple(replace(image, facts=reading.options.kept(image.facts)) for image in images),
        skipped=listing.skipped,
        said=listing.said,
    )
    if reading.label_tag:
        _check_classes(dataset, reading.label_tag)
    return with_contents(dataset, reading.columns)


def _looked_at(
    listing: Listing,
    modality: Modality,
    job: Job,
    known: Dataset | None,
    pool: WorkerPool[Any],
    reading: Reading,
    pseudonyms: Pseudonyms,
) -> list[Example]:
    by_file: dict[str, list[ListedImage]] = defaultdict(list)
    for one in [*listing.images, *_listed_in_contents(listing, modality.files, job, pool)]:
        by_file[one.image.file].append(one)
    rows = {file: _as_listed(listed) or _as_known(listed, before) for file, listed, before in _beside(by_file, known)}
    new = [file for file, images in rows.items() if not images]
    facts_of_file = partial(
        modality.file_facts,
        options=reading.options,
        limits=pool.limits,
        label_tag=reading.label_tag,
        hide=pseudonyms.of,
    )
    with closing(pool.map(facts_of_file, [listing.folder / file for file in new], job)) as found:
        for file, (_, facts) in job.steps(STEP, zip(new, found, strict=True), len(new)):
            rows[file] = [image for one in by_file[file] for image in _as_found(one, facts, reading)]
    return [
        replace(_with_subject(image, one.subject, reading, pseudonyms), site=pseudonyms.of(one.site) or image.site)
        for file, images in rows.items()
        for image, one in _with_listed(images, by_file[file])
    ]


def _listed_in_contents(listing: Listing, kind: ExampleFiles, job: Job, pool: WorkerPool[Any]) -> Iterator[ListedImage]:
    """Yield what discs name beyond what was found: files that are lost, or that nobody takes for images."""
    if not listing.contents:
        return
    found = {one.image.file for one in listing.images}
    paths = [listing.folder / disc.file for disc in listing.contents]
    with closing(pool.map(kind.contents, paths, job)) as contents:
        for disc, (_, files) in job.steps(CONTENTS_STEP, zip(listing.contents, contents, strict=True), len(paths)):
            if isinstance(files, Failure):
                yield ListedImage(image=replace(disc, problem=files.reason))
                continue
            for file in files:
                name = (PurePosixPath(disc.file).parent / file).as_posix()
                if name not in found:
                    image = with_size(replace(disc, file=name), listing.folder / name, kind)
                    lost = LISTED_BUT_LOST if image.problem else None
                    yield ListedImage(image=replace(image, problem=lost))


def _beside(
    by_file: dict[str, list[ListedImage]], known: Dataset | None
) -> Iterator[tuple[str, list[ListedImage], list[Example]]]:
    """Yield each file with what is known of it, where it is unchanged."""
    before = defaultdict(list)
    for image in known.examples if known else ():
        before[image.file].append(image)
    for file, listed in by_file.items():
        now = listed[0].image
        same = [old for old in before[file] if (old.size, old.modified) == (now.size, now.modified)]
        yield file, listed, same


def _as_listed(listed: Sequence[ListedImage]) -> list[Example]:
    """Return those of a table that holds them itself: nothing else has to be opened."""
    return [one.image for one in listed] if all(one.image.sha256 for one in listed) else []


def _as_known(listed: Sequence[ListedImage], before: Sequence[Example]) -> list[Example]:
    """Return the rows of a file without opening it; none where it must be opened."""
    if all(one.image.problem for one in listed):
        return [one.image for one in listed]
    frames = [one.image.frame for one in listed]
    rows = []
    for old in before:
        if not old.sha256 or is_passing(old.problem):  # it may go well this time
            return []
        one = listed[frames.index(old.frame)] if old.frame in frames else listed[0]
        label = one.image.label or old.given_label or old.label
        rows.append(replace(old, label=label, given_label="", split=one.image.split))
    is_whole = frames == [None] or {old.frame for old in rows} >= set(frames)
    return rows if is_whole else []


def _as_found(one: ListedImage, found: FileFacts | Failure, reading: Reading) -> list[Example]:
    image = one.image
    if isinstance(found, Failure):
        return [replace(image, problem=found.reason)]
    image = replace(image, sha256=found.sha256, problem=found.problem)
    if found.facts is None:
        return [image]
    image = replace(
        image,
        facts=found.facts,
        label=found.label if reading.label_tag else image.label,
        patient=found.patient,
        site=found.site,
    )
    if reading.label_tag and not found.label:
        return [replace(image, problem=Message("without-label-tag", tag=reading.label_tag))]
    if image.frame is not None and image.frame >= found.frames:
        return [replace(image, problem=Message("fewer-pictures", pictures=found.frames))]
    if found.frames == 1:
        return [replace(image, frame=None)]
    if image.frame is not None:
        return [image]
    return [replace(image, frame=frame) for frame in reading.options.taken(found.frames)]


def _with_listed(images: Iterable[Example], listed: Sequence[ListedImage]) -> Iterator[tuple[Example, ListedImage]]:
    by_frame = {one.image.frame: one for one in listed}
    return ((image, by_frame.get(image.frame, listed[0])) for image in images)


def _with_subject(image: Example, listed: str, reading: Reading, pseudonyms: Pseudonyms) -> Example:
    subject = reading.subjects.subject(image.file, image.patient, listed, pseudonyms)
    # the pictures of one file show one patient, whoever that is
    are_of_one = image.frame is not None and not (image.facts and image.facts.is_alone)
    return replace(image, subject=subject or (pseudonyms.of(image.file) if are_of_one else ""))


def _check_classes(dataset: Dataset, label_tag: str) -> None:
    if len(dataset.classes) > MOST_CLASSES:
        raise UserError(Message("tag-has-too-many-values", tag=label_tag, values=len(dataset.classes)))
    if len(dataset.classes) < 2:
        if not dataset.classes:
            raise UserError(Message("tag-has-no-value", tag=label_tag))
        raise UserError(Message("tag-has-one-value", tag=label_tag, label=dataset.classes[0]))
