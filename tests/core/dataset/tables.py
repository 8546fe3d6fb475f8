"""Small tables to test with, and what they are found to list."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from core.dataset.columns import Columns
from core.dataset.listing import Listing, list_images
from core.errors import UserError
from core.wording.catalogue import text_of, words_of
from tests.core.modalities.images.pictures import write_picture


def folder_of(folder: Path, files: Iterable[str]) -> Path:
    """A folder with small pictures of these names in it."""
    for number, file in enumerate(files):
        picture = write_picture(folder / "made.png", seed=number)
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        picture.rename(folder / file)
    return folder


def table_of(folder: Path, text: str, encoding: str = "utf-8", name: str = "labels.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


def listed(table: Path, columns: Columns | None = None) -> dict[str, str]:
    """The class of each file that was found."""
    return {
        one.image.file: one.image.label for one in list_images(table, columns=columns).images if not one.image.problem
    }


def problems(listing: Listing) -> dict[str, str]:
    return {one.image.file: text_of(one.image.problem) for one in listing.images if one.image.problem}


def refusal(table: Path, columns: Columns | None = None) -> str:
    """The whole of what a person is told."""
    with pytest.raises(UserError) as caught:
        list_images(table, columns=columns)
    assert words_of(caught.value.message).hint
    return str(caught.value)
