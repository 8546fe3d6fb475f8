"""Refresh: bring the examples of a project up to date, with which every task on examples begins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from core.backbones.card import Card
from core.backbones.catalogue import list_backbones
from core.dataset.class_changes import ClassChanges, with_changes
from core.dataset.dataset import Dataset, Example, Split
from core.dataset.listing import folder_of_contents, list_examples
from core.dataset.modality_of_source import modality_of_source
from core.dataset.preparing import prepare_examples
from core.dataset.reading import Reading
from core.dataset.scan import scan
from core.dataset.split import Fractions, split_dataset
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.prepared_rows import PreparedRows
from core.process.worker_pool import WorkerPool
from core.project.examples import preprocessing_for
from core.project.project import Project
from core.project.settings import ProjectSettings
from core.project.unreadable import check_kept_files
from core.storage.kept_json import LaterFormat


def refresh(
    project: Project,
    job: Job,
    source: Path | None = None,
    reading: Reading | None = None,
) -> Dataset:
    """Look at the examples, split them, and save them as the project's dataset; examples that it knows keep their part.

    `source` and `reading` say which examples these are from now on, and how they are read, where that is to change.
    Raise UserError where it cannot, since a run has begun, and where no examples were ever chosen. The first ones are
    saved even where they cannot be split, so that it can be seen what is wrong with them.
    """
    check_kept_files(project, job)
    known, settings = _known_examples(project, source, reading)
    dataset = _scanned(project, known, settings, job)
    try:
        dataset = _split(dataset, known, settings)
    except UserError:
        if not project.exists or project.settings is None:
            project.save(settings, dataset)
        raise
    project.save(settings, dataset)
    return dataset


def refresh_and_prepare(
    project: Project,
    card: Card,
    job: Job,
    source: Path | None = None,
    reading: Reading | None = None,
    split_seed: int = 0,
) -> tuple[Dataset, PreparedRows]:
    """Do as `refresh`, and prepare the examples for one backbone first: those that turn out unreadable get no part.

    `split_seed` draws the split of a new project. Close the prepared examples.
    """
    check_kept_files(project, job)
    known, settings = _known_examples(project, source, reading, split_seed)
    with settings.reading.modality.pool(settings.reading.options.limits) as pool:
        dataset = _scanned(project, known, settings, job, pool)
        _check_kind(dataset, card)
        preprocessing = preprocessing_for(dataset, card, settings.reading, job)
        prepared, dataset = prepare_examples(dataset, preprocessing, project.files.prepared_cache, job, pool)
    try:
        dataset = _split(dataset, known, settings)
        project.save(settings, dataset)
    except BaseException:
        prepared.close()
        raise
    return dataset, prepared


def kind_of_data(project: Project, source: Path | None = None, reading: Reading | None = None) -> str:
    """Return the name of the kind of data that lies in `source`; without one, that of the project's examples.

    Raise UserError where no data were ever chosen.
    """
    settings = project.settings if project.exists else None
    chosen = _chosen(source, settings)
    is_known = settings is not None and settings.source == chosen
    if settings and is_known and (reading is None or project.runs or reading.columns == settings.reading.columns):
        return settings.reading.options.kind
    return modality_of_source(chosen, reading.columns if reading else None).name


def _check_kind(dataset: Dataset, card: Card) -> None:
    if card.input.kind != dataset.kind:
        fitting = [known.name for known in list_backbones(dataset.kind)]
        raise UserError(Message("backbone-for-other-data", backbone=card.name, kind=card.input.kind, known=fitting))


def refresh_with_new_split(project: Project, fractions: Fractions, seed: int, job: Job) -> Dataset:
    """Do as `refresh`, and draw the split anew: of the examples that are known none keeps its part.

    Raise UserError where no examples were chosen yet.
    """
    known = project.settings
    if known is None:
        raise UserError(Message("nothing-to-split"))
    settings = replace(known, fractions=fractions, split_seed=seed)
    dataset = _split(_scanned(project, project.dataset, settings, job), None, settings)
    project.save(settings, dataset)
    return dataset


def _scanned(
    project: Project, known: Dataset | None, settings: ProjectSettings, job: Job, pool: WorkerPool[Any] | None = None
) -> Dataset:
    """Return the examples as they are now, with the classes that the user has made of the given ones."""
    unchanged = _unchanged_examples(project, known, settings)
    modality = known.modality if known else None
    dataset = scan(settings.source, job, unchanged, pool, settings.reading, settings.pseudonyms, modality)
    return with_changes(dataset, settings.class_changes)


def _split(dataset: Dataset, known: Dataset | None, settings: ProjectSettings) -> Dataset:
    return split_dataset(_with_known_split(dataset, known), settings.fractions, settings.split_seed)


def _known_examples(
    project: Project, source: Path | None, reading: Reading | None = None, split_seed: int = 0
) -> tuple[Dataset | None, ProjectSettings]:
    """Return what the project knows of these examples; nothing where others were chosen so far."""
    settings = project.settings if project.exists else None
    source = _chosen(source, settings)
    if settings and settings.source != source and project.runs:
        raise UserError(Message("source-fixed"))
    if settings is None:  # of a list that was lost: how files are read, and subjects told apart, is still known
        project.check_list()
        settings = project.kept_settings(source) if project.exists else None
    if settings is None:
        project.check_nothing_is_lost()
    if settings is None or settings.source != source:
        reading = reading or Reading()
        reading = reading.for_data_of(modality_of_source(source, reading.columns))
        return None, ProjectSettings(source=source, reading=reading, split_seed=split_seed)
    try:
        dataset = project.dataset
    except LaterFormat:
        raise
    except UserError:  # the list is damaged; the last run tells the rest of it again
        project.check_list()
        dataset = None
    if dataset is None and project.runs:  # their test examples must never be trained on
        dataset = project.runs[-1].dataset
    if reading is None or reading == settings.reading:
        return dataset, settings
    if dataset and not project.runs and reading.columns != settings.reading.columns:
        modality = modality_of_source(source, reading.columns)
        if modality.name != dataset.kind:  # the same table, of which now another column holds the examples
            reading = reading.for_data_of(modality)
            return None, replace(settings, reading=reading, class_changes=ClassChanges())
    if dataset:
        reading = reading.for_data_of(dataset.modality)
    if dataset and _only_says_what_held(settings, reading, dataset):
        return dataset, replace(settings, reading=reading)
    dataset = _without_old_parts(project, dataset, settings.reading, reading)
    is_other = reading.of_classes != settings.reading.of_classes  # other classes, which were not the user's to change
    changes = ClassChanges() if is_other else settings.class_changes
    return dataset, replace(settings, reading=reading, class_changes=changes)


def _only_says_what_held(settings: ProjectSettings, now: Reading, dataset: Dataset) -> bool:
    """Return whether all that is new is what folders mean, and the examples that are known have the same classes by it.

    A project of an earlier version did not ask, and goes on when the user answers as it had assumed.
    """
    if now.folders == settings.reading.folders or replace(now, folders=settings.reading.folders) != settings.reading:
        return False
    try:
        listing = list_examples(settings.source, not now.label_tag, now.folders, now.columns, modality=dataset.modality)
    except UserError:
        return False
    listed = {one.example.file: one.example.label for one in listing.examples}
    known: dict[str, set[str]] = {}
    for example in dataset.examples:
        known.setdefault(listed.get(example.file, ""), set()).add(example.label)
    known.pop("", None)
    return bool(known) and all(len(labels) == 1 for labels in known.values())


def _without_old_parts(project: Project, dataset: Dataset | None, before: Reading, now: Reading) -> Dataset | None:
    """Other subjects or classes want another split, which is drawn while there are no runs."""
    if before.of_split == now.of_split:
        return dataset
    if project.runs:
        raise UserError(Message("reading-fixed"))
    return dataset and dataset.with_examples(replace(example, split=None, together="") for example in dataset.examples)


def _unchanged_examples(project: Project, known: Dataset | None, settings: ProjectSettings) -> Dataset | None:
    """Return what need not be opened again, since files are read as before."""
    before = project.settings if project.exists else None
    return known if before is not None and before.reading.of_rows == settings.reading.of_rows else None


def _with_known_split(dataset: Dataset, known: Dataset | None) -> Dataset:
    """Return what was drawn, and what the user has decided, holds for examples that are still the same."""
    if known is None:
        return dataset
    given = {example.split for example in dataset.examples}
    drawn = set(Split) - given if Split.TRAIN in given else set()  # out of the examples that are given for training
    before = {example.name: example for example in known.examples}
    return dataset.with_examples(
        _as_before(example, before[example.name], drawn) if example.name in before else example
        for example in dataset.examples
    )


def _as_before(example: Example, before: Example, drawn: set[Split]) -> Example:
    split = before.split if example.split is None or before.split in drawn else example.split
    if example.key != before.key:
        return replace(example, split=split)
    return replace(example, split=split, dropped=before.dropped, together=before.together)


def _chosen(source: Path | None, settings: ProjectSettings | None) -> Path:
    """Return where the examples lie: where the user says, else where they lay so far."""
    if source is not None:
        return folder_of_contents(source.resolve())
    if settings is None:
        raise UserError(Message("no-images-chosen"))
    return settings.source
