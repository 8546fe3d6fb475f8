"""The examples of a project: what it knows of them, and how they are looked at, split and prepared again."""

from __future__ import annotations

from dataclasses import replace

from core.backbones.card import Card
from core.dataset.class_changes import with_changes
from core.dataset.columns import Columns
from core.dataset.counts import counted_examples
from core.dataset.dataset import Dataset, Split
from core.dataset.folder_meaning import FolderMeaning
from core.dataset.listing import given_parts, list_examples
from core.dataset.preparing import prepare_examples
from core.dataset.reading import Reading
from core.dataset.split import split_dataset
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.prepared_rows import PreparedRows, Recipe
from core.project.contents_again import with_contents_again
from core.project.project import Project
from core.project.settings import ProjectSettings
from core.training.run import Run


def drawn_together(project: Project, settings: ProjectSettings, dataset: Dataset) -> Dataset:
    """Split anew, so that what is to stay together comes into one part."""
    if project.runs:
        raise UserError(Message("split-fixed-copies"))
    given = _given_splits(settings, dataset)
    drawn = split_dataset(given, settings.fractions, settings.split_seed)
    parts: dict[str, set[Split | None]] = {}
    for example in drawn.examples:
        if example.together:
            parts.setdefault(example.together, set()).add(example.split)
    if any(len(found - {None}) > 1 for found in parts.values()):
        raise UserError(Message("given-parts-divide-images"))
    return drawn


def with_classes_changed(project: Project, settings: ProjectSettings, dataset: Dataset) -> Dataset:
    """Return the dataset with the classes that `settings` make of the given ones, split as if these had always been so.

    Raise UserError where that changes classes and a run has begun.
    """
    changed = with_changes(dataset, settings.class_changes)
    if [example.label for example in changed.examples] == [example.label for example in dataset.examples]:
        return dataset
    if project.runs:
        raise UserError(Message("classes-fixed"))
    return split_dataset(_given_splits(settings, changed), settings.fractions, settings.split_seed)


def parts_given_by(settings: ProjectSettings) -> frozenset[Split]:
    """Return the parts that the user's folders or table give; none where they cannot be looked at."""
    try:
        reading = settings.reading
        return given_parts(settings.source, *_how(reading), modality=reading.modality)
    except (OSError, UserError):
        return frozenset()


def _how(reading: Reading) -> tuple[bool, FolderMeaning, Columns]:
    """Return what listings are told of how their folders and tables are read."""
    return not reading.label_tag, reading.folders, reading.columns


def _given_splits(settings: ProjectSettings, dataset: Dataset) -> Dataset:
    """Return the dataset with those parts alone that the user's folders or table give."""
    how, modality = _how(settings.reading), dataset.modality
    if not given_parts(settings.source, *how, modality=modality):
        return dataset.with_examples(replace(example, split=None) for example in dataset.examples)
    listing = list_examples(settings.source, *how, modality=modality)
    given = {one.example.name: one.example.split for one in listing.examples}
    return dataset.with_examples(
        replace(example, split=given.get(example.name) or given.get((example.file, None)))
        for example in dataset.examples
    )


def prepared_again(project: Project, run: Run, job: Job) -> tuple[Dataset, PreparedRows]:
    """Return the examples of a run as it saw them; those that are no longer in the cache are read once more."""
    settings = project.settings if project.exists else None
    dataset = with_contents_again(project, run.dataset)
    needed = dataset.with_examples(example for example in dataset.examples if example.split)
    limits = settings.reading.options.limits if settings else None
    prepared, now = prepare_examples(needed, run.preprocessing, project.files.prepared_cache, job, limits=limits)
    known = {example.name for example in needed.problems}
    lost = [example for example in now.problems if example.name not in known]
    if lost:
        prepared.close()
        raise UserError(Message("images-of-run-lost", counted=counted_examples(lost)))
    return dataset, prepared


def report_what_is_left_out(dataset: Dataset, job: Job) -> None:
    if dataset.problems:
        job.notice(Message("problems-left-out", counted=counted_examples(dataset.problems)))
    of_classes = sum(example.is_of_class_left_out for example in dataset.left_out)
    if of_classes:
        job.notice(Message("images-of-classes-left-out", images=of_classes))
    if len(dataset.left_out) > of_classes:
        job.notice(Message("copies-left-out", images=len(dataset.left_out) - of_classes))


def preprocessing_for(dataset: Dataset, card: Card, reading: Reading, job: Job) -> Recipe:
    """Return how the examples of this dataset are brought to what a backbone takes."""
    return dataset.modality.recipe(dataset.readable, card.input, reading.options, job)


def recipe_of_contents(project: Project, card: Card, job: Job) -> Recipe | None:
    """Return how the project's texts are read for a backbone; None where there are none, or files decide it."""
    if not project.exists:
        return None
    settings, dataset = project.settings, project.dataset
    if settings is None or dataset is None or dataset.kind != card.input.kind:
        return None
    if dataset.modality.files.in_cells is None:
        return None
    return preprocessing_for(with_contents_again(project, dataset), card, settings.reading, job)
