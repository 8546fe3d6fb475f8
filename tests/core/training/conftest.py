"""What the tests of training share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import tasks
from core.backbones import backbone
from core.backbones.backbone import Backbone, open_backbone
from core.jobs import Job
from core.project.project import Project
from core.training import training
from core.training.run import Run
from tests.core.small import small_plan


@pytest.fixture(scope="session")
def prepared_project(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose images are prepared, with one run that was never interrupted."""
    project = Project(folder=tmp_path_factory.mktemp("prepared"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        tasks.train(project, small_plan("last:1"), Job(), small_images)
    return project


@pytest.fixture
def uninterrupted(prepared_project: Project) -> Run:
    """Of `small_plan("last:1")`."""
    return prepared_project.runs[0]


@pytest.fixture
def new_project(prepared_project: Project, small_backbone: Path, tmp_path: Path) -> Iterator[Callable[..., Project]]:
    """Makes projects that have their images prepared and nothing else; with features too where these are asked for."""
    made: list[Path] = []

    def make(features: bool = False) -> Project:
        folder = tmp_path / f"project-{len(made) + 1}"
        made.append(folder)
        leave = shutil.ignore_patterns("runs", *([] if features else ["features"]))
        shutil.copytree(prepared_project.folder, folder, ignore=leave)
        return Project(folder=folder)

    yield make
    for folder in made:
        shutil.rmtree(folder)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Backbone]:
    """The backbones that training opens, for a test to look at, or to do what no code may do."""
    found: list[Backbone] = []

    def open_and_keep(folder: Path) -> Backbone:
        found.append(open_backbone(folder))
        return found[-1]

    monkeypatch.setattr(backbone, "open_backbone", open_and_keep)
    monkeypatch.setattr(training, "open_backbone", open_and_keep)
    return found
