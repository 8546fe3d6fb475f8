"""Table identifiers: files that a table names by what stands in them, which leads to a patient, not by their paths."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.dataset.table_files import FileFinder, FoundFile
from core.jobs import Job
from core.modalities.example_files import Identified
from core.process.worker_pool import WorkerPool


def find_identified(
    wanted: Sequence[str], element: str, finder: FileFinder, job: Job, pool: WorkerPool[Any] | None
) -> dict[str, list[FoundFile]]:
    """Return the files that have each of these identifiers in this element; several where it stands for many."""
    found = finder.kind.by_identifier(wanted, element, finder.folder, finder.files, job, pool)
    return {text: _found(one) for text, one in found.items()}


def _found(one: Identified) -> list[FoundFile]:
    if one.is_in_doubt:
        return [FoundFile(several=one.files, is_by_uid=True)]
    if not one.files:
        return [FoundFile(is_by_uid=True)]
    return [FoundFile(file=file, is_by_uid=True) for file in one.files]
