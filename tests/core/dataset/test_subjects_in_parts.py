"""Why subjects must not stand in two parts: with random labels a network must learn nothing, and seems to if they do.

The experiment is that of Yagis et al. 2021 (Sci Rep 11, 22544) in small: many similar images of each subject, whose
label is drawn at random.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.ndimage import gaussian_filter

from core import tasks
from core.dataset.dataset import Split
from core.dataset.reading import Reading
from core.dataset.subjects import SubjectRule, SubjectSource
from core.errors import UserError
from core.jobs import Job
from core.project.project import Project
from core.targets.class_metrics import Metrics
from core.training.plan import Plan, usual_phases
from tests.results import of_classes

PATIENTS, IMAGES = 40, 10
SIDE = 96
PLAN = Plan(backbone="mobilenet_v2_100_224", phases=usual_phases(epochs=40, learning_rate=1e-2))


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 patients of 10 similar images, half of the patients in either class at random; and two tables of them."""
    folder = tmp_path_factory.mktemp("patients")
    draw = np.random.default_rng(11)
    labels = draw.permutation(["ill"] * (PATIENTS // 2) + ["well"] * (PATIENTS // 2))
    rows = []
    for patient, label in enumerate(labels):
        body = sum(gaussian_filter(draw.standard_normal((SIDE, SIDE)), scale) * scale for scale in (2, 5, 12))
        for number in range(IMAGES):
            image = np.roll(body, draw.integers(-3, 4, 2), (0, 1)) + draw.normal(0, 0.3, body.shape)
            grey = np.clip(128 + 60 * image / image.std(), 0, 255).astype(np.uint8)
            name = f"p{patient:02d}_{number}.png"
            Image.fromarray(grey).save(folder / name)
            part = "test" if number < 2 else "validation" if number < 4 else "train"
            rows.append((name, label, f"patient {patient}", part))
    _write_table(folder / "patients.csv", ("file", "class", "subject"), [row[:3] for row in rows])
    _write_table(folder / "images.csv", ("file", "class", "split"), [(*row[:2], row[3]) for row in rows])
    return folder


def _write_table(path: Path, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


def measured(project: Project, table: Path, reading: Reading | None = None) -> Metrics:
    run = tasks.train(project, PLAN, Job(), table, reading, override="to show what comes of it")
    return of_classes(tasks.evaluate(run, Job()).parts[Split.TEST])


def test_with_our_split_random_labels_teach_nothing(patients: Path, tmp_path: Path) -> None:
    metrics = measured(Project(folder=tmp_path / "project"), patients / "patients.csv")
    assert metrics.auc_interval is not None
    low, high = metrics.auc_interval
    assert low <= 0.5 <= high


def test_with_images_of_a_subject_in_all_parts_they_seem_to(patients: Path, tmp_path: Path) -> None:
    reading = Reading(subjects=SubjectRule(source=SubjectSource.NONE))
    metrics = measured(Project(folder=tmp_path / "project"), patients / "images.csv", reading)
    assert metrics.auc is not None
    assert metrics.auc > 0.9


def test_a_split_that_divides_known_subjects_is_refused(patients: Path, tmp_path: Path) -> None:
    reading = Reading(subjects=SubjectRule(pattern="{subject}_*"))
    with pytest.raises(UserError, match="40 subjects are in several of training, validation and test"):
        tasks.train(Project(folder=tmp_path / "project"), PLAN, Job(), patients / "images.csv", reading)
