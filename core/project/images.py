"""The images of a project: what it knows of them, and how they are looked at, split and prepared again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from core.backbones.card import Card
from core.dataset.class_changes import ClassChanges, with_changes
from core.dataset.counts import counted_images
from core.dataset.dataset import Dataset, Example, Split
from core.dataset.listing import folder_of_disc, given_parts, list_images
from core.dataset.preparing import prepare_examples
from core.dataset.reading import Reading
from core.dataset.scan import scan
from core.dataset.split import split_dataset
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.images.decoding import DecodePool
from core.modalities.prepared_rows import PreparedRows, Recipe
from core.project.project import Project
from core.project.settings import ProjectSettings
from core.project.unreadable import check_kept_files
from core.storage.kept_json import LaterFormat
from core.training.run import Run


def open_dataset(
    project: Project, source: Path, card: Card, job: Job, split_seed: int = 0, reading: Reading | None = None
) -> tuple[Dataset, PreparedRows]:
    """Scan, prepare and split the images for one backbone, and save the project.

    Images that the project knows keep their part, so that its runs stay comparable. Close the prepared images.
    """
    check_kept_files(project, job)
    known, settings = known_images(project, source, reading, split_seed)
    with DecodePool(settings.reading.limits) as pool:
        unchanged = unchanged_images(project, known, settings)
        dataset = scan(settings.source, job, unchanged, pool, settings.reading, settings.pseudonyms)
        dataset = with_changes(dataset, settings.class_changes)
        preprocessing = preprocessing_for(dataset, card, settings.reading)
        prepared, dataset = prepare_examples(dataset, preprocessing, project.prepared_cache, job, pool)
    try:
        dataset = split_dataset(with_known_split(dataset, known), settings.fractions, settings.split_seed)
        project.save(settings, dataset)
    except BaseException:
        prepared.close()
        raise
    return dataset, prepared


def drawn_together(project: Project, settings: ProjectSettings, dataset: Dataset) -> Dataset:
    """Split anew, so that what is to stay together comes into one part."""
    if project.runs:
        raise UserError(Message("split-fixed-copies"))
    given = _given_splits(settings, dataset)
    drawn = split_dataset(given, settings.fractions, settings.split_seed)
    parts: dict[str, set[Split | None]] = {}
    for image in drawn.examples:
        if image.together:
            parts.setdefault(image.together, set()).add(image.split)
    if any(len(found - {None}) > 1 for found in parts.values()):
        raise UserError(Message("given-parts-divide-images"))
    return drawn


def with_classes_changed(project: Project, settings: ProjectSettings, dataset: Dataset) -> Dataset:
    """The dataset with the classes that `settings` make of the given ones, split as if these had always been so.

    Raises UserError where that changes classes and a run has begun.
    """
    changed = with_changes(dataset, settings.class_changes)
    if [image.label for image in changed.examples] == [image.label for image in dataset.examples]:
        return dataset
    if project.runs:
        raise UserError(Message("classes-fixed"))
    return split_dataset(_given_splits(settings, changed), settings.fractions, settings.split_seed)


def parts_given_by(settings: ProjectSettings) -> frozenset[Split]:
    """The parts that the user's folders or table give; none where they cannot be looked at."""
    try:
        reading = settings.reading
        return given_parts(settings.source, not reading.label_tag, reading.folders, reading.columns)
    except (OSError, UserError):
        return frozenset()


def _given_splits(settings: ProjectSettings, dataset: Dataset) -> Dataset:
    """The dataset with those parts alone that the user's folders or table give."""
    reading = settings.reading
    how = not reading.label_tag, reading.folders, reading.columns
    if not given_parts(settings.source, *how):
        return dataset.with_examples(replace(image, split=None) for image in dataset.examples)
    listing = list_images(settings.source, *how)
    given = {one.image.name: one.image.split for one in listing.images}
    return dataset.with_examples(
        replace(image, split=given.get(image.name) or given.get((image.file, None))) for image in dataset.examples
    )


def known_images(
    project: Project, source: Path, reading: Reading | None = None, split_seed: int = 0
) -> tuple[Dataset | None, ProjectSettings]:
    """What the project knows of these images; nothing where others were chosen so far."""
    source = folder_of_disc(source.resolve())
    settings = project.settings if project.exists else None
    if settings and settings.source != source and project.runs:
        raise UserError(Message("source-fixed"))
    if settings is None:  # of a list that was lost: how files are read, and subjects told apart, is still known
        project.check_list()
        settings = project.kept_settings(source) if project.exists else None
    if settings is None:
        project.check_nothing_is_lost()
    if settings is None or settings.source != source:
        return None, ProjectSettings(source=source, reading=reading or Reading(), split_seed=split_seed)
    try:
        dataset = project.dataset
    except LaterFormat:
        raise
    except UserError:  # the list is damaged; the last run tells the rest of it again
        project.check_list()
        dataset = None
    if dataset is None and project.runs:  # their test images must never be trained on
        dataset = project.runs[-1].dataset
    if reading is None or reading == settings.reading:
        return dataset, settings
    if dataset and _only_says_what_held(settings, reading, dataset):
        return dataset, replace(settings, reading=reading)
    dataset = _without_old_parts(project, dataset, settings.reading, reading)
    is_other = reading.of_classes != settings.reading.of_classes  # other classes, which were not the user's to change
    changes = ClassChanges() if is_other else settings.class_changes
    return dataset, replace(settings, reading=reading, class_changes=changes)


def _only_says_what_held(settings: ProjectSettings, now: Reading, dataset: Dataset) -> bool:
    """Whether all that is new is what folders mean, and the images that are known have the same classes by it.

    A project of an earlier version did not ask, and goes on when the user answers as it had assumed.
    """
    if now.folders == settings.reading.folders or replace(now, folders=settings.reading.folders) != settings.reading:
        return False
    try:
        listing = list_images(settings.source, not now.label_tag, now.folders, now.columns)
    except UserError:
        return False
    listed = {one.image.file: one.image.label for one in listing.images}
    known: dict[str, set[str]] = {}
    for image in dataset.examples:
        known.setdefault(listed.get(image.file, ""), set()).add(image.label)
    known.pop("", None)
    return bool(known) and all(len(labels) == 1 for labels in known.values())


def _without_old_parts(project: Project, dataset: Dataset | None, before: Reading, now: Reading) -> Dataset | None:
    """Other subjects or classes want another split, which is drawn while there are no runs."""
    if before.of_split == now.of_split:
        return dataset
    if project.runs:
        raise UserError(Message("reading-fixed"))
    return dataset and dataset.with_examples(replace(image, split=None, together="") for image in dataset.examples)


def unchanged_images(project: Project, known: Dataset | None, settings: ProjectSettings) -> Dataset | None:
    """What need not be opened again, since files are read as before."""
    before = project.settings if project.exists else None
    return known if before is not None and before.reading.of_rows == settings.reading.of_rows else None


def with_known_split(dataset: Dataset, known: Dataset | None) -> Dataset:
    """What was drawn, and what the user has decided, holds for images that are still the same."""
    if known is None:
        return dataset
    given = {image.split for image in dataset.examples}
    drawn = set(Split) - given if Split.TRAIN in given else set()  # out of the images that are given for training
    before = {image.name: image for image in known.examples}
    return dataset.with_examples(
        _as_before(image, before[image.name], drawn) if image.name in before else image for image in dataset.examples
    )


def _as_before(image: Example, before: Example, drawn: set[Split]) -> Example:
    split = before.split if image.split is None or before.split in drawn else image.split
    if image.key != before.key:
        return replace(image, split=split)
    return replace(image, split=split, dropped=before.dropped, together=before.together)


def prepared_again(project: Project, run: Run, job: Job) -> tuple[Dataset, PreparedRows]:
    """The images of a run as it saw them; those that are no longer in the cache are read once more."""
    dataset = run.dataset
    needed = dataset.with_examples(image for image in dataset.examples if image.split)
    limits = project.settings.reading.limits if project.exists and project.settings else None
    prepared, now = prepare_examples(needed, run.preprocessing, project.prepared_cache, job, limits=limits)
    known = {image.name for image in needed.problems}
    lost = [image for image in now.problems if image.name not in known]
    if lost:
        prepared.close()
        raise UserError(Message("images-of-run-lost", counted=counted_images(lost)))
    return dataset, prepared


def tell_what_is_left_out(dataset: Dataset, job: Job) -> None:
    if dataset.problems:
        job.notice(Message("problems-left-out", counted=counted_images(dataset.problems)))
    of_classes = sum(image.is_of_class_left_out for image in dataset.left_out)
    if of_classes:
        job.notice(Message("images-of-classes-left-out", images=of_classes))
    if len(dataset.left_out) > of_classes:
        job.notice(Message("copies-left-out", images=len(dataset.left_out) - of_classes))


def preprocessing_for(dataset: Dataset, card: Card, reading: Reading) -> Recipe:
    """How the examples of this dataset are brought to what a backbone takes."""
    return dataset.modality.recipe((one.facts for one in dataset.readable), card.input, reading.options)
