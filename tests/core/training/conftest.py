"""What the tests of training share."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.backbones import backbone
from core.backbones.backbone import Backbone, open_backbone
from core.project.project import Project
from core.training import training
from core.training.run import Run


@pytest.fixture
def uninterrupted(prepared_project: Project) -> Run:
    """Of `small_plan("last:1")`."""
    return prepared_project.runs[0]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Backbone]:
    """The backbones that training opens, for a test to look at, or to do what no code may do."""
    found: list[Backbone] = []

    def open_and_keep(folder: Path, row_shape: tuple[int, ...] | None = None) -> Backbone:
        found.append(open_backbone(folder, row_shape))
        return found[-1]

    monkeypatch.setattr(backbone, "open_backbone", open_and_keep)
    monkeypatch.setattr(training, "open_backbone", open_and_keep)
    return found
