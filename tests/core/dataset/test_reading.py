"""How the files of a dataset are read is kept in one object, whatever part of it is the modality's."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.dataset.reading import Reading
from core.errors import UserError
from core.modalities.images.decoding import ImageLimits
from core.modalities.images.modality import Images
from core.modalities.images.options import ImageOptions
from core.modalities.images.preprocessing import Window

KEPT = {
    "subjects": {"source": "automatic", "pattern": ""},
    "label_tag": "Modality",
    "folders": "automatic",
    "columns": {"file": "", "label": "", "subject": "", "split": "", "site": "", "frame": ""},
    "window": {"centre": 40.0, "width": 400.0},
    "axis": 1,
    "every": 3,
    "limits": {"pixels": 1000, "megabytes": 512, "seconds": 5.0},
}
READING = Reading(
    label_tag="Modality",
    options=ImageOptions(
        window=Window(centre=40, width=400), axis=1, every=3, limits=ImageLimits(pixels=1000, megabytes=512, seconds=5)
    ),
)


def test_what_is_kept_names_no_parts_of_the_code() -> None:
    kept = READING.as_json()

    assert list(kept) == list(KEPT)
    assert {name: value for name, value in kept.items() if name not in ("columns", "subjects")} == {
        name: value for name, value in KEPT.items() if name not in ("columns", "subjects")
    }


def test_what_was_kept_is_read() -> None:
    assert Reading.from_json(READING.as_json()) == READING


def test_projects_of_old_are_read_without_columns_and_options() -> None:
    assert Reading.from_json({"subjects": {}, "label_tag": ""}) == Reading()


@pytest.mark.parametrize("kind", ["smells", 3, [], {}])
def test_a_kind_of_a_later_version_is_refused(kind: object) -> None:
    with pytest.raises(ValueError, match="this version does not know"):
        Reading.from_json({**READING.as_json(), "kind": kind})


@pytest.mark.parametrize("wrong", [{"every": 0}, {"axis": 3}])
def test_options_that_make_no_sense_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(UserError):
        Reading.from_json({**READING.as_json(), **wrong})


@dataclass(frozen=True)
class _Texts(Images):
    name: str = "texts"

    def options_of(self, values: Mapping[str, Any]) -> ImageOptions:
        return ImageOptions(every=7)


def test_options_of_another_kind_give_way_to_the_usual_ones() -> None:
    now = READING.for_data_of(_Texts())

    assert now == replace(READING, options=ImageOptions(every=7))


def test_options_of_the_same_kind_stay() -> None:
    assert READING.for_data_of(Images()) == READING
