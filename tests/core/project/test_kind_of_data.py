"""Which kind of data a project holds, where the user says otherwise which column of a table holds the examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from core.dataset.columns import Columns
from core.dataset.reading import Reading
from core.jobs import Job
from core.project.project import Project
from core.project.refresh import refresh


def test_another_column_makes_texts_of_images_and_images_of_texts(tmp_path: Path) -> None:
    rows = ["file,report,class"]
    for number in range(12):
        image = np.full((8, 8, 3), 20 * number, np.uint8)
        Image.fromarray(image).save(tmp_path / f"{number}.png")
        rows.append(f"{number}.png,No change is seen in picture {number} since May,{'ab'[number % 2]}")
    table = tmp_path / "cases.csv"
    table.write_text("\n".join(rows), encoding="utf-8")
    project = Project(folder=tmp_path / "project")
    for columns, kind in ((Columns(), "images"), (Columns(text="report"), "text"), (Columns(), "images")):
        dataset = refresh(project, Job(), table, Reading(columns=columns))
        assert (dataset.kind, len(dataset.readable)) == (kind, 12)
        assert project.settings is not None
        assert project.settings.reading.options.kind == kind
