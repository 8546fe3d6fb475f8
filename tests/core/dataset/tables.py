"""Small tables to test with, and what they are found to list."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from core.dataset.columns import Columns
from core.dataset.listing import Listing, list_examples
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
        one.example.file: one.example.label
        for one in list_examples(table, columns=columns).examples
        if not one.example.problem
    }


def problems(listing: Listing) -> dict[str, str]:
    return {one.example.file: text_of(one.example.problem) for one in listing.examples if one.example.problem}


def refusal(table: Path, columns: Columns | None = None) -> str:
    """The whole of what a person is told."""
    with pytest.raises(UserError) as caught:
        list_examples(table, columns=columns)
    assert words_of(caught.value.message).hint
    return str(caught.value)
