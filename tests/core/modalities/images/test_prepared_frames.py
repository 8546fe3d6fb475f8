"""The frames of a file as a network takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.modalities.images import prepared_frames as module
from core.modalities.images.prepared_frames import prepared_frames
from core.modalities.images.preprocessing import ImageProblem, Preprocessing, ReadOptions
from core.modalities.images.problems import CUT_OFF
from core.modalities.images.readers import PICTURES

RECIPE = Preprocessing(height=4, width=4)
BAD = 2


def read_all_but_one(path: Path, numbers: Sequence[int], options: ReadOptions) -> Iterator[np.ndarray]:
    for number in numbers:
        if number == BAD:
            raise ImageProblem(CUT_OFF)
        yield np.full((4, 4, 3), number, np.uint8)


def test_a_frame_that_is_bad_does_not_cost_those_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "reader_of", lambda path: replace(PICTURES, read=read_all_but_one))

    found = list(prepared_frames(Path("x"), range(1, 5), RECIPE, RECIPE.read_options()))

    known = [frame.message if isinstance(frame, ImageProblem) else int(frame.max()) for frame in found]
    assert known == [1, CUT_OFF, 3, 4]


def test_a_file_that_is_not_there_is_a_problem_like_others(tmp_path: Path) -> None:
    (found,) = prepared_frames(tmp_path / "gone.png", (0,), RECIPE, RECIPE.read_options())

    assert isinstance(found, ImageProblem)
