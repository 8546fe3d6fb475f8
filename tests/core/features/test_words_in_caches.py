"""Tokens can be read back as words, and these are patients': none lie in what a project keeps."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core import tasks
from core.features.augmentation import Augmentation
from core.jobs import Job
from core.modalities.text.tokenizer import Tokenizer
from core.modalities.text.vocabulary import Vocabulary
from core.project.project import Project
from tests.core.small_texts import BACKBONE, sentence, small_text_plan

#: so many numbers in a row are no chance
IN_A_ROW = 4


def test_no_tokens_lie_in_what_a_run_keeps(small_encoder: Path, small_texts: Path, tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")
    plan = small_text_plan("last:2", backbone=BACKBONE, augmentation=Augmentation.LIGHT)

    tasks.train(project, plan, Job(), small_texts)

    kept = {file: file.read_bytes() for file in project.folder.rglob("*") if file.is_file()}
    assert len([file for file in kept if file.name == "rows.bin"]) > 1
    tokenizer = Tokenizer(Vocabulary.read(small_encoder / "assets" / "vocab.txt"), lower_case=True)
    rows = tokenizer.whole([sentence(0, 0, 0), sentence(1, 0, 0), sentence(1, 3, 1)])
    parts = [np.asarray(ids[start : start + IN_A_ROW]) for ids in rows for start in range(1, len(ids) - IN_A_ROW)]
    wanted = {part.astype(kind).tobytes() for part in parts for kind in ("<i2", "<i4", "<i8", "<f4", ">i4")}
    assert any(part in np.asarray(rows[0], np.int32).tobytes() for part in wanted)
    assert {file for file, content in kept.items() if any(part in content for part in wanted)} == set()
