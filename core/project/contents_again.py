"""The contents of examples that a run or the project knows: from the project's list, else from where they lie."""

from __future__ import annotations

from core.dataset.contents import with_contents
from core.dataset.dataset import Dataset
from core.errors import UserError
from core.project.project import Project


def with_contents_again(project: Project, dataset: Dataset) -> Dataset:
    """Return the dataset with all contents that are still at hand. A run keeps none: they stand in one list alone."""
    if dataset.modality.files.in_cells is None:  # of images nothing is held in memory
        return dataset
    settings = project.settings if project.exists else None
    columns = settings.reading.columns if settings else None
    return with_contents(dataset, columns, _listed(project))


def _listed(project: Project) -> Dataset | None:
    try:
        return project.dataset if project.exists else None
    except UserError:  # the list is damaged: contents are looked for where they lay
        return None
