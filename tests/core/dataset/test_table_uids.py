"""DICOM files that a table names by their UIDs: found by their headers, wherever they lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.dataset.listing import Listing, list_examples
from core.dataset.scan import scan
from core.errors import UserError
from core.jobs import Job
from core.modalities.images.decoding import DecodePool
from core.wording.catalogue import text_of
from tests.core.dataset.tables import problems, table_of
from tests.core.modalities.images.pictures import write_dicom

ROOT = "1.2.826.0.1.3680043.8"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two studies of two series of two images each, and a copy of one image."""
    for number in range(8):
        study, series = number // 4, number // 2
        write_dicom(
            tmp_path / f"disc{study}" / f"IM{number:04}",
            np.full((4, 4), number, np.uint8),
            SOPInstanceUID=f"{ROOT}.3.{number}",
            SeriesInstanceUID=f"{ROOT}.2.{series}",
            StudyInstanceUID=f"{ROOT}.1.{study}",
        )
    (tmp_path / "notes.txt").write_text("none", encoding="utf-8")
    return tmp_path


def listing_of(table: Path, pool: DecodePool) -> Listing:
    return list_examples(table, job=Job(), pool=pool)


def found(listing: Listing) -> dict[str, str]:
    return {one.example.file: one.example.label for one in listing.examples if not one.example.problem}


@pytest.mark.parametrize("header", ["SOPInstanceUID", "SOP Instance UID", "sop_uid", "file", "image_id"])
def test_images_are_found_by_their_uids(folder: Path, pool: DecodePool, header: str) -> None:
    table = table_of(folder, f"{header},class\n{ROOT}.3.1,cat\n{ROOT}.3.6 ,dog\n")
    listing = listing_of(table, pool)
    assert found(listing) == {"disc0/IM0001": "cat", "disc1/IM0006": "dog"}
    assert "2 of 2 UIDs were found in the headers of DICOM files." in map(text_of, listing.said)


@pytest.mark.parametrize(
    ("header", "uids", "count"),
    [
        ("SeriesInstanceUID", ("2.0", "2.3"), 2),
        ("seriesuid", ("2.0", "2.3"), 2),
        ("StudyInstanceUID", ("1.0", "1.1"), 4),
        ("path", ("1.0", "2.3"), 0),
    ],
)
def test_a_series_or_a_study_stands_for_all_its_images(
    folder: Path, pool: DecodePool, header: str, uids: tuple[str, str], count: int
) -> None:
    table = table_of(folder, f"{header},label,patient\n{ROOT}.{uids[0]},cat,p1\n{ROOT}.{uids[1]},dog,p2\n")
    listing = listing_of(table, pool)
    labels = list(found(listing).values())
    assert (labels.count("cat"), labels.count("dog")) == ((count, count) if count else (4, 2))
    assert {(one.example.label, one.subject) for one in listing.examples} == {("cat", "p1"), ("dog", "p2")}


def test_the_closest_of_several_uids_is_taken(folder: Path, pool: DecodePool) -> None:
    table = table_of(
        folder, f"StudyInstanceUID,SOPInstanceUID,label\n{ROOT}.1.0,{ROOT}.3.0,cat\n{ROOT}.1.0,{ROOT}.3.1,dog\n"
    )
    assert found(listing_of(table, pool)) == {"disc0/IM0000": "cat", "disc0/IM0001": "dog"}


def test_two_files_of_one_image_are_not_guessed_among(folder: Path, pool: DecodePool) -> None:
    (folder / "copy").write_bytes((folder / "disc0" / "IM0000").read_bytes())
    listing = listing_of(table_of(folder, f"file,class\n{ROOT}.3.0,cat\n{ROOT}.3.1,dog\n"), pool)
    assert problems(listing) == {"row 2": "Several files fit what the table says."}


def test_uids_are_kept_nowhere(folder: Path, pool: DecodePool, tmp_path: Path) -> None:
    table = table_of(folder, f"SOPInstanceUID,class\n{ROOT}.3.0,cat\n{ROOT}.3.1,dog\n{ROOT}.9.9,dog\n")
    dataset = scan(table, Job(), pool=pool)
    dataset.save(tmp_path / "kept.csv")
    assert ROOT not in (tmp_path / "kept.csv").read_text(encoding="utf-8")
    assert [image.file for image in dataset.problems] == ["row 4"]


def test_files_that_are_called_by_their_uids_are_found_by_name(folder: Path, pool: DecodePool) -> None:
    for number in (0, 1):
        (folder / "disc0" / f"IM000{number}").rename(folder / f"{ROOT}.3.{number}.dcm")
    listing = listing_of(table_of(folder, f"SOPInstanceUID,class\n{ROOT}.3.0,cat\n{ROOT}.3.1,dog\n"), pool)
    assert set(found(listing)) == {f"{ROOT}.3.0.dcm", f"{ROOT}.3.1.dcm"}


def test_where_no_file_has_a_uid_it_is_said(folder: Path, pool: DecodePool) -> None:
    with pytest.raises(UserError, match="no DICOM file below"):
        listing_of(table_of(folder, f"SOPInstanceUID,class\n{ROOT}.7.0,cat\n{ROOT}.7.1,dog\n"), pool)
