"""Unread kinds: what people may take for images, and what is done with it, has a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.modalities.images.preprocessing import ImageProblem
from core.modalities.images.readers import READERS, reader_of
from core.modalities.images.unread import _kinds, unread_kind
from core.wording.catalogue import text_of


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("IMG_0001.HEIC", ".heic"), ("scan.mha", ".mha"), ("scan.1.mhd", ".mhd"), ("a.b.tar.gz", ".tar.gz"),
        ("brain.mgz", ".mgz"), ("cells.czi", ".czi"), ("slide.mrxs", ".mrxs"), ("film.MP4", ".mp4"),
        ("head+orig.BRIK.gz", ".brik.gz"), ("images.zip", ".zip"),
    ],
)  # fmt: skip
def test_kinds_that_are_not_read_are_known_by_their_ending(name: str, ending: str) -> None:
    kind = unread_kind(name)
    assert kind is not None
    assert kind.ending == ending


@pytest.mark.parametrize("name", ["a.png", "a.nii.gz", "a.gz", "a.lsm", "heic", ".heic", "a.txt", "a.csv", "IM000001"])
def test_what_is_read_or_nobody_takes_for_an_image_has_no_such_name(name: str) -> None:
    assert unread_kind(name) is None


def test_no_ending_is_both_read_and_not_read() -> None:
    assert not _kinds().keys() & set().union(*(reader.endings for reader in READERS))


def test_every_kind_has_a_name_and_a_way_out() -> None:
    for ending, kind in _kinds().items():
        assert ending == ending.lower()
        assert ending.startswith(".")
        assert text_of(kind.name)
        assert text_of(kind.hint).endswith(".")


def test_a_file_that_is_named_is_refused_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.heic").write_bytes(b"\0\0\0\x18ftypheic")
    with pytest.raises(ImageProblem, match="photographs in HEIF"):
        reader_of(tmp_path / "a.heic")
