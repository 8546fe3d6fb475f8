"""Listing: what the folder or table that a project's images come from gives beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.dataset.dataset import Split
from core.dataset.listing import given_parts, table_in
from core.errors import UserError
from core.project.settings import ProjectSettings


@dataclass(frozen=True)
class Listing:
    #: the parts that the user's folders or table give
    given: frozenset[Split] = frozenset()
    #: that lists the images, where one does
    table: Path | None = None


def read_listing(settings: ProjectSettings) -> Listing:
    """Look at the folder or table, which may take a while: not for the GUI thread."""
    source, reading = settings.source, settings.reading
    how = not reading.label_tag, reading.folders, reading.columns
    try:
        table = source if source.is_file() else table_in(source, *how, reading.modality)
        return Listing(given_parts(source, *how, reading.modality), table)
    except (OSError, UserError):  # the folder has disappeared: who looks again is told so
        return Listing()
