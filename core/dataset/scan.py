"""Scan: from a folder or a table of examples to a Dataset, with every file looked at once."""

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
from core.dataset.listed import ListedExample, with_size
from core.dataset.listing import Listing, list_examples
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
    """List the examples of `source` and look at each that is not `known`: its hash, its size, whether it opens.

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
    listing = list_examples(source.resolve(), *how, job, pool, modality)
    for message in listing.said:
        job.notice(message, stays=True)
    if listing.passed_over:
        job.notice(listing.passed_over)
    examples = _looked_at(listing, modality, job, known, pool, reading, pseudonyms)
    dataset = Dataset(
        folder=listing.folder,
        kind=modality.name,
        target_kind=reading.target,
        table=listing.table,
        examples=tuple(replace(example, facts=reading.options.kept(example.facts)) for example in examples),
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
    by_file: dict[str, list[ListedExample]] = defaultdict(list)
    for one in [*listing.examples, *_listed_in_contents(listing, modality.files, job, pool)]:
        by_file[one.example.file].append(one)
    rows = {file: _as_listed(listed) or _as_known(listed, before) for file, listed, before in _beside(by_file, known)}
    new = [file for file, examples in rows.items() if not examples]
    facts_of_file = partial(
        modality.file_facts,
        options=reading.options,
        limits=pool.limits,
        label_tag=reading.label_tag,
        hide=pseudonyms.of,
    )
    with closing(pool.map(facts_of_file, [listing.folder / file for file in new], job)) as found:
        for file, (_, facts) in job.steps(STEP, zip(new, found, strict=True), len(new)):
            rows[file] = [example for one in by_file[file] for example in _as_found(one, facts, reading)]
    return [
        replace(_with_subject(example, one.subject, reading, pseudonyms), site=pseudonyms.of(one.site) or example.site)
        for file, examples in rows.items()
        for example, one in _with_listed(examples, by_file[file])
    ]


def _listed_in_contents(
    listing: Listing, kind: ExampleFiles, job: Job, pool: WorkerPool[Any]
) -> Iterator[ListedExample]:
    """Yield what discs name beyond what was found: files that are lost, or that nobody takes for examples."""
    if not listing.contents:
        return
    found = {one.example.file for one in listing.examples}
    paths = [listing.folder / disc.file for disc in listing.contents]
    with closing(pool.map(kind.contents, paths, job)) as contents:
        for disc, (_, files) in job.steps(CONTENTS_STEP, zip(listing.contents, contents, strict=True), len(paths)):
            if isinstance(files, Failure):
                yield ListedExample(example=replace(disc, problem=files.reason))
                continue
            for file in files:
                name = (PurePosixPath(disc.file).parent / file).as_posix()
                if name not in found:
                    example = with_size(replace(disc, file=name), listing.folder / name, kind)
                    lost = LISTED_BUT_LOST if example.problem else None
                    yield ListedExample(example=replace(example, problem=lost))


def _beside(
    by_file: dict[str, list[ListedExample]], known: Dataset | None
) -> Iterator[tuple[str, list[ListedExample], list[Example]]]:
    """Yield each file with what is known of it, where it is unchanged."""
    before = defaultdict(list)
    for example in known.examples if known else ():
        before[example.file].append(example)
    for file, listed in by_file.items():
        now = listed[0].example
        same = [old for old in before[file] if (old.size, old.modified) == (now.size, now.modified)]
        yield file, listed, same


def _as_listed(listed: Sequence[ListedExample]) -> list[Example]:
    """Return those of a table that holds them itself: nothing else has to be opened."""
    return [one.example for one in listed] if all(one.example.sha256 for one in listed) else []


def _as_known(listed: Sequence[ListedExample], before: Sequence[Example]) -> list[Example]:
    """Return the rows of a file without opening it; none where it must be opened."""
    if all(one.example.problem for one in listed):
        return [one.example for one in listed]
    frames = [one.example.frame for one in listed]
    rows = []
    for old in before:
        if not old.sha256 or is_passing(old.problem):  # it may go well this time
            return []
        one = listed[frames.index(old.frame)] if old.frame in frames else listed[0]
        label = one.example.label or old.given_label or old.label
        rows.append(replace(old, label=label, given_label="", split=one.example.split))
    is_whole = frames == [None] or {old.frame for old in rows} >= set(frames)
    return rows if is_whole else []


def _as_found(one: ListedExample, found: FileFacts | Failure, reading: Reading) -> list[Example]:
    example = one.example
    if isinstance(found, Failure):
        return [replace(example, problem=found.reason)]
    example = replace(example, sha256=found.sha256, problem=found.problem)
    if found.facts is None:
        return [example]
    example = replace(
        example,
        facts=found.facts,
        label=found.label if reading.label_tag else example.label,
        patient=found.patient,
        site=found.site,
    )
    if reading.label_tag and not found.label:
        return [replace(example, problem=Message("without-label-tag", tag=reading.label_tag))]
    if example.frame is not None and example.frame >= found.frames:
        return [replace(example, problem=Message("fewer-pictures", pictures=found.frames))]
    if found.frames == 1:
        return [replace(example, frame=None)]
    if example.frame is not None:
        return [example]
    return [replace(example, frame=frame) for frame in reading.options.taken(found.frames)]


def _with_listed(
    examples: Iterable[Example], listed: Sequence[ListedExample]
) -> Iterator[tuple[Example, ListedExample]]:
    by_frame = {one.example.frame: one for one in listed}
    return ((example, by_frame.get(example.frame, listed[0])) for example in examples)


def _with_subject(example: Example, listed: str, reading: Reading, pseudonyms: Pseudonyms) -> Example:
    subject = reading.subjects.subject(example.file, example.patient, listed, pseudonyms)
    # the pictures of one file show one patient, whoever that is
    are_of_one = example.frame is not None and not (example.facts and example.facts.is_alone)
    return replace(example, subject=subject or (pseudonyms.of(example.file) if are_of_one else ""))


def _check_classes(dataset: Dataset, label_tag: str) -> None:
    if len(dataset.classes) > MOST_CLASSES:
        raise UserError(Message("tag-has-too-many-values", tag=label_tag, values=len(dataset.classes)))
    if len(dataset.classes) < 2:
        if not dataset.classes:
            raise UserError(Message("tag-has-no-value", tag=label_tag))
        raise UserError(Message("tag-has-one-value", tag=label_tag, label=dataset.classes[0]))
