"""Rare classes: one image of the rarest must not decide which epoch is kept."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core import tasks
from core.dataset.dataset import Split
from core.jobs import Job
from core.project.project import Project
from core.training.epoch_record import EpochRecord
from core.training.plan import Phase, Plan
from core.training.run import Run
from core.training.trained_model import load_model
from tests.core.small import small_plan

#: in proportion those of a set of blood cells with 207, 88, 33, 20 and 3 images, of which the rarest has as few
COUNTS = {"neutrophil": 69, "eosinophil": 29, "lymphocyte": 11, "monocyte": 7, "basophil": 3}
COLOURS = {"neutrophil": 60, "eosinophil": 100, "lymphocyte": 140, "monocyte": 180, "basophil": 220}
RAREST, MOST_FREQUENT = "basophil", "neutrophil"


@pytest.fixture(scope="module")
def cells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each class has a shade of its own; only the one validation image of the rarest class looks like another class."""
    folder = tmp_path_factory.mktemp("cells")
    rows = []
    for number, (label, count) in enumerate(COUNTS.items()):
        draw = np.random.default_rng(number)
        for image in range(count):
            part = (Split.VALIDATION, Split.TEST)[image] if image < 2 else (*[Split.TRAIN] * 4, *Split)[image % 7]
            looks_like = MOST_FREQUENT if (label, part) == (RAREST, Split.VALIDATION) else label
            pixels = COLOURS[looks_like] + draw.normal(0, 12, (32, 32, 1)) + [0, 10, -20]
            Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / f"{label}{image}.png")
            rows.append((f"{label}{image}.png", label, part.value))
    with open(folder / "images.csv", "w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("file", "class", "split"), *rows])
    return folder


@pytest.fixture
def project(cells: Path, small_backbone: Path, tmp_path: Path) -> Project:
    return Project(folder=tmp_path / "project")


def plan(**settings: Any) -> Plan:
    return small_plan(phases=(Phase(name="head", epochs=30, patience=30, learning_rate=2e-2),), **settings)


def kept(run: Run) -> EpochRecord:
    return [epoch for epoch in run.history if epoch.best][-1]


def test_one_image_of_the_rarest_class_does_not_decide_which_epoch_is_kept(project: Project, cells: Path) -> None:
    now = tasks.train(project, plan(), Job(), cells, override="a test")
    as_before = tasks.train(project, plan(weight_bound=None), Job(), cells, override="a test")

    best = kept(now)
    assert best.validation_loss == min(epoch.validation_loss for epoch in now.history)
    assert best.validation_score >= 0.9
    assert kept(as_before).epoch < best.epoch
    assert kept(as_before).validation_score < best.validation_score - 0.1


def test_the_loss_by_which_an_epoch_is_kept_counts_all_images_alike(project: Project, cells: Path) -> None:
    run = tasks.train(project, plan(), Job(), cells, override="a test")

    model, validation = load_model(run), run.dataset.of(Split.VALIDATION)
    pixels = np.stack([np.asarray(Image.open(cells / image.file)) for image in validation])
    numbers = [run.dataset.classes.index(image.label) for image in validation]
    losses = -np.log(model.predictions(pixels)[range(len(numbers)), numbers])
    assert losses.mean() == pytest.approx(kept(run).validation_loss, rel=1e-3)
