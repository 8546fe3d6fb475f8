"""What is known of a picture, as the dataset's list keeps it."""

from __future__ import annotations

import pytest

from core.modalities.images.acquisition import Acquisition
from core.modalities.images.facts import PictureFacts
from core.modalities.images.modality import Images
from core.modalities.modality import Facts


@pytest.mark.parametrize(
    "facts",
    [
        None,
        PictureFacts(width=3, height=2),
        PictureFacts(bits=16, acquisition=Acquisition(device="F-200", spacing=0.25, window="40/400")),
    ],
)
def test_what_is_written_is_read_again(facts: Facts | None) -> None:
    images = Images()
    cells = map(str, images.cells_of(facts))
    assert images.facts_of(dict(zip(images.columns, cells, strict=True))) == facts


def test_a_comma_that_a_spreadsheet_program_has_written_is_understood() -> None:
    row = {"width": "3", "height": "2", "bits": "16", "spacing": "0,25"}
    assert PictureFacts.from_row(row).acquisition.spacing == 0.25


@pytest.mark.parametrize("cells", [{"width": "-3"}, {"bits": "many"}, {"kvp": "inf"}])
def test_what_is_no_number_is_refused(cells: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is no number"):
        PictureFacts.from_row({"width": "3", "height": "2", "bits": "8", **cells})
