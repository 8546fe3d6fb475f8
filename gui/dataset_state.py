"""DatasetState: what the views of a dataset must know beside the images."""

from __future__ import annotations

from dataclasses import dataclass

from core.dataset.dataset import Split
from core.project.project import ProjectSettings


@dataclass(frozen=True, kw_only=True)
class DatasetState:
    settings: ProjectSettings
    #: the parts that the user's folders or table give
    given: frozenset[Split]
    has_runs: bool
    is_busy: bool
    #: whether a table lists the images
    has_table: bool = False
