"""What the tests of several wings share."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import tasks
from core.jobs import Job
from core.modalities.images.decoding import DecodePool
from core.project.project import Project
from tests.core.small import small_plan
from tests.core.small_texts import small_text_plan


@pytest.fixture(scope="session")
def pool() -> Iterator[DecodePool]:
    """Workers take half a second to start, so the tests that do not end them share some."""
    with DecodePool(workers=2) as pool:
        yield pool


@pytest.fixture(scope="session")
def prepared_project(small_library: Path, small_images: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose images are prepared, with one run that was never interrupted."""
    project = Project(folder=tmp_path_factory.mktemp("prepared"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_library))
        tasks.train(project, small_plan("last:1"), Job(), small_images)
    return project


@pytest.fixture(scope="session")
def text_project(small_text_library: Path, small_texts: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of texts with two runs: of the head alone, and of the last layers, too."""
    project = Project(folder=tmp_path_factory.mktemp("text-project"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FROSTLINE_BACKBONES", str(small_text_library))
        for unfreeze in ((), ("last:2",)):
            tasks.train(project, small_text_plan(*unfreeze), Job(), small_texts)
    return project


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
