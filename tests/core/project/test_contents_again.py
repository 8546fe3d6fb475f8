"""Texts that a project keeps a copy of: in its list alone, from which its runs take them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import tasks
from core.dataset.reading import Reading
from core.errors import UserError
from core.jobs import Job
from core.modalities.text.options import TextOptions
from core.modalities.text.tokens import tokens_by
from core.project.project import Project
from tests.core.small_texts import small_text_plan


@pytest.mark.parametrize("keeps", [True, False])
def test_a_run_takes_its_texts_from_the_list_of_its_project_where_that_keeps_them(
    keeps: bool, small_texts: Path, small_encoder: Path, tmp_path: Path
) -> None:
    table = Path(shutil.copy(small_texts, tmp_path / "texts.csv"))
    project = Project(folder=tmp_path / "project")
    reading = Reading(options=TextOptions(keeps_texts=keeps))
    run = tasks.train(project, small_text_plan(epochs=1), Job(), table, reading, "a test")
    text = next(row for row in table.read_text(encoding="utf-8").splitlines() if row.endswith(",fine,fine0"))
    words = text.removesuffix(",fine,fine0")
    assert (words in (project.folder / "dataset.csv").read_text(encoding="utf-8")) is keeps
    assert words not in (run.folder / "dataset.csv").read_text(encoding="utf-8")
    table.unlink()
    tokens_by.cache_clear()  # as in a new process
    if keeps:
        assert tasks.evaluate(run, Job()).parts
    else:
        with pytest.raises(UserError):
            tasks.evaluate(run, Job())
