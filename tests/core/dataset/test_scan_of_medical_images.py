"""Scan: files with many pictures, patients, classes from DICOM tags, and discs."""

from __future__ import annotations

import csv
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from typing import Any

import nibabel
import numpy as np
import pytest
import tifffile

from core.dataset.class_changes import ClassChanges, with_changes
from core.dataset.dataset import Dataset
from core.dataset.preparing import prepare_examples
from core.dataset.reading import Reading
from core.dataset.scan import scan
from core.dataset.split import Fractions, split_dataset
from core.dataset.subjects import Pseudonyms, SubjectRule, SubjectSource
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.images.decoding import DecodePool, ImageLimits
from core.modalities.images.facts import picture_facts
from core.modalities.images.options import ImageOptions
from core.modalities.images.preprocessing import Preprocessing, prepare
from core.modalities.images.readers import read_picture_of
from core.modalities.images.sample_dicom import image_file, report_file
from core.modalities.images.sample_files import SampleFile
from core.wording.catalogue import text_of

NAMES = Pseudonyms("0123")


def write_stack(path: Path, pages: int, seed: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng([seed, pages])
    pixels = draw.integers(0, 4096, (pages, 20, 24)).astype(np.uint16)
    tifffile.imwrite(path, pixels, photometric="minisblack")
    return path


def write_dicom(path: Path, subject: int, number: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng([subject, number]).integers(0, 4096, (256, 256)).astype(np.uint16)
    path.write_bytes(image_file(pixels, SampleFile(subject, number), seed=1))
    return path


def looked_at(source: Path, pool: DecodePool, known: Dataset | None = None, **settings: Any) -> Dataset:
    return scan(source, Job(), known, pool, Reading(**settings), NAMES)


def test_each_page_of_a_file_is_an_image_and_all_stay_together(tmp_path: Path, pool: DecodePool) -> None:
    for number in range(6):
        write_stack(tmp_path / "a" / f"{number}.tif", 3, number)
        write_stack(tmp_path / "b" / f"{number}.tif", 4, number)
    dataset = looked_at(tmp_path, pool)
    assert len(dataset.examples) == 6 * 3 + 6 * 4
    assert [image.frame for image in dataset.examples if image.file == "a/0.tif"] == [0, 1, 2]
    assert len({image.key for image in dataset.examples}) == len(dataset.examples)
    assert len({image.subject for image in dataset.examples}) == 12
    drawn = split_dataset(dataset, Fractions(), 0)
    for file in {image.file for image in drawn.examples}:
        assert len({image.split for image in drawn.examples if image.file == file}) == 1


def test_fewer_pages_can_be_taken(tmp_path: Path, pool: DecodePool) -> None:
    for label in "ab":
        write_stack(tmp_path / label / "x.tif", 7)
    dataset = looked_at(tmp_path, pool, options=ImageOptions(every=3))
    assert [image.frame for image in dataset.examples] == [0, 3, 6] * 2


def test_known_files_of_many_pages_are_not_opened_again(tmp_path: Path, pool: DecodePool) -> None:
    for label in "ab":
        write_stack(tmp_path / label / "x.tif", 3, seed=ord(label))
    known = looked_at(tmp_path, pool)
    again = scan(tmp_path, Job(), known, _NoPool(), Reading(), NAMES)
    assert again.examples == known.examples


class _NoPool(DecodePool):
    """Would fail if it were given a file."""

    def map(self, function: Any, items: Any, job: Job) -> Generator[Any]:
        assert not list(items)
        yield from ()


def test_pages_are_prepared_as_they_are_read_one_by_one(tmp_path: Path, pool: DecodePool) -> None:
    for label in "ab":
        write_stack(tmp_path / label / "x.tif", 20, seed=ord(label))
    dataset = looked_at(tmp_path, pool)
    recipe = Preprocessing(height=16, width=16, depth=16)
    prepared, dataset = prepare_examples(dataset, recipe, tmp_path / "cache", Job(), pool)
    with prepared:
        for image in dataset.examples[::7]:
            expected = prepare(read_picture_of(dataset.path(image), number=image.frame or 0), recipe)
            np.testing.assert_array_equal(prepared.read([image.key])[0], expected)


def test_a_table_can_give_a_class_to_each_page(tmp_path: Path, pool: DecodePool) -> None:
    write_stack(tmp_path / "x.tif", 4)
    with open(tmp_path / "list.csv", "w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows(
            [("file", "frame", "class"), ("x.tif", 1, "a"), ("x.tif", 3, "b"), ("x.tif", 9, "b")]
        )
    dataset = looked_at(tmp_path / "list.csv", pool)
    assert [(image.frame, image.label, text_of(image.problem)) for image in dataset.examples] == [
        (0, "a", ""),
        (2, "b", ""),
        (8, "b", "The file has only 4 pictures."),
    ]


def test_patients_are_known_by_a_hash_and_nothing_else_of_them_is_kept(tmp_path: Path, pool: DecodePool) -> None:
    for subject in (1, 2):
        for number in (1, 2):
            write_dicom(tmp_path / "ab"[subject - 1] / f"IM{number}", subject, number)
    dataset = looked_at(tmp_path, pool)
    assert [image.subject for image in dataset.examples] == [NAMES.of("FROST-0001")] * 2 + [NAMES.of("FROST-0002")] * 2
    dataset.save(tmp_path / "dataset.csv")
    text = (tmp_path / "dataset.csv").read_text(encoding="utf-8")
    assert "FROST" not in text
    assert "Synthetic" not in text
    assert Dataset.load(tmp_path / "dataset.csv").examples == dataset.examples
    assert {picture_facts(image).acquisition.device for image in dataset.examples} == {"Polar Imaging Aurora DR"}


def test_subjects_are_told_anew_without_opening_files(tmp_path: Path, pool: DecodePool) -> None:
    for number in range(4):
        write_dicom(tmp_path / "ab"[number % 2] / f"p{number // 2}_{number}.dcm", 1, number + 1)
    dataset = looked_at(tmp_path, pool)
    assert len({image.subject for image in dataset.examples}) == 1
    rule = SubjectRule(source=SubjectSource.FILE_NAME, pattern="{subject}_*")
    again = scan(tmp_path, Job(), dataset, _NoPool(), Reading(subjects=rule), NAMES)
    assert {image.subject for image in again.examples} == {NAMES.of("p0"), NAMES.of("p1")}


def test_a_dicom_tag_can_give_the_class(tmp_path: Path, pool: DecodePool) -> None:
    write_dicom(tmp_path / "disc" / "one", 1)
    write_dicom(tmp_path / "two", 3)
    dataset = looked_at(tmp_path, pool, label_tag="Modality")
    assert [(image.file, image.label) for image in dataset.examples] == [("disc/one", "DX"), ("two", "CR")]


@pytest.mark.parametrize(
    "tag",
    ["PatientName", "PatientID", "ClinicalTrialSubjectID", "ImageComments", "StudyInstanceUID", "PixelData", "No"],
)
def test_a_tag_that_names_no_class_is_refused(tag: str, tmp_path: Path, pool: DecodePool) -> None:
    write_dicom(tmp_path / "one", 1)
    with pytest.raises(UserError, match=tag):
        looked_at(tmp_path, pool, label_tag=tag)


def test_a_tag_with_one_value_is_told(tmp_path: Path, pool: DecodePool) -> None:
    for number in (1, 2):
        write_dicom(tmp_path / f"{number}", 1, number)
    with pytest.raises(UserError, match="only one value, “CHEST”"):
        looked_at(tmp_path, pool, label_tag="BodyPartExamined")


def test_objects_without_an_image_are_listed_with_the_reason(tmp_path: Path, pool: DecodePool) -> None:
    for label in "ab":
        write_dicom(tmp_path / label / "1", 1 + (label == "b"))
    (tmp_path / "a" / "report").write_bytes(report_file(SampleFile(51, 5), seed=1))
    dataset = looked_at(tmp_path, pool)
    assert [image.file for image in dataset.problems] == ["a/report"]
    assert "structured report" in text_of(dataset.problems[0].problem)


def test_a_disc_is_read_by_its_contents(tmp_path: Path, pool: DecodePool) -> None:
    from pydicom import dcmread
    from pydicom.fileset import FileSet

    disc = FileSet()
    for subject in (1, 3):
        image = dcmread(write_dicom(tmp_path / f"{subject}", subject))
        image.StudyDate, image.StudyTime, image.StudyID = "20240101", "120000", "1"
        image.SeriesNumber, image.InstanceNumber = 1, 1
        disc.add(image)
    disc.write(tmp_path / "disc")
    files = sorted(path for path in (tmp_path / "disc").rglob("*") if path.is_file() and path.name != "DICOMDIR")
    files[-1].unlink()
    for number in range(2):
        write_dicom(tmp_path / "disc" / "more" / f"{number}", 3, number + 2)
    dataset = looked_at(tmp_path / "disc" / "DICOMDIR", pool, label_tag="Modality")
    lost = files[-1].relative_to(tmp_path / "disc").as_posix()
    assert [(image.file, text_of(image.problem)) for image in dataset.problems] == [
        (lost, "The DICOMDIR lists this file, but it is not there.")
    ]
    assert dataset.classes == ("CR", "DX")
    assert dataset.folder == tmp_path / "disc"
    assert not any(image.file.endswith("DICOMDIR") for image in dataset.examples)


def test_limits_are_the_users(tmp_path: Path) -> None:
    for label in "ab":
        write_stack(tmp_path / label / "x.tif", 2)
    dataset = scan(
        tmp_path, Job(), reading=Reading(options=ImageOptions(limits=ImageLimits(pixels=100))), pseudonyms=NAMES
    )
    assert len(dataset.problems) == 2


def test_all_real_dicom_files_are_images_or_problems(shared_data: Path, pool: DecodePool) -> None:
    dataset = looked_at(shared_data / "dicom", pool, label_tag="Modality")
    assert {image.file for image in dataset.examples} == {path.name for path in (shared_data / "dicom").iterdir()}
    assert all(picture_facts(image).width and image.label for image in dataset.readable)
    assert all(text_of(image.problem).endswith(".") for image in dataset.problems)


def test_volumes_whose_headers_are_alike_are_told_apart(tmp_path: Path, pool: DecodePool) -> None:
    import nibabel

    for number, label in enumerate("ab"):
        (tmp_path / label).mkdir()
        values = np.random.default_rng(number).integers(0, 4096, (5, 6, 3)).astype(np.int16)
        nibabel.Nifti1Pair(values, np.eye(4)).to_filename(tmp_path / label / "x.hdr")
    dataset = looked_at(tmp_path, pool)
    assert len({image.key for image in dataset.readable}) == len(dataset.examples) == 6


def test_a_file_that_took_too_long_is_opened_again(tmp_path: Path, pool: DecodePool) -> None:
    for label in "ab":
        write_stack(tmp_path / label / "x.tif", 1, seed=ord(label))
    known = looked_at(tmp_path, pool)
    slow = known.with_examples(
        replace(image, problem=Message("takes-too-long", seconds=10.0)) for image in known.examples
    )
    assert looked_at(tmp_path, pool, slow).problems == ()


def test_a_file_listed_as_a_whole_and_by_frame_is_refused(tmp_path: Path, pool: DecodePool) -> None:
    write_stack(tmp_path / "x.tif", 4)
    (tmp_path / "list.csv").write_text("file,frame,class\nx.tif,,a\nx.tif,2,b\n", encoding="utf-8")
    with pytest.raises(UserError, match="as a whole, in row 2, and one frame of it, in row 3"):
        looked_at(tmp_path / "list.csv", pool)


def test_the_only_picture_of_a_file_is_the_same_with_and_without_its_number(tmp_path: Path, pool: DecodePool) -> None:
    write_dicom(tmp_path / "x", 1)
    (tmp_path / "y").write_bytes((tmp_path / "x").read_bytes())
    (tmp_path / "list.csv").write_text("file,frame,class\nx,1,a\ny,,b\n", encoding="utf-8")
    first, second = looked_at(tmp_path / "list.csv", pool).examples
    assert first.key == second.key


def test_a_class_that_a_tag_gives_comes_back_after_it_was_merged(tmp_path: Path, pool: DecodePool) -> None:
    for subject in (1, 3):
        write_dicom(tmp_path / f"{subject}", subject)
    given = looked_at(tmp_path, pool, label_tag="Modality")
    merged = with_changes(given, ClassChanges().merging(["CR"], "DX"))
    assert merged.classes == ("DX",)
    again = scan(tmp_path, Job(), merged, _NoPool(), Reading(label_tag="Modality"), NAMES)
    assert again.examples == given.examples


def write_claim(path: Path) -> Path:
    """A NIfTI file of 608 bytes whose header claims some billion slices."""
    header = nibabel.Nifti1Header()
    header.set_data_dtype(np.int16)
    header["dim"] = (5, 4, 4, 4, 32767, 32767, 1, 1)
    header["vox_offset"], header["magic"] = 352, b"n+1"
    path.write_bytes(header.binaryblock + bytes(608 - 348))
    return path


def test_a_file_that_claims_a_billion_pictures_costs_one_row(tmp_path: Path, pool: DecodePool) -> None:
    for label in "ab":
        write_stack(tmp_path / label / "0.tif", 2)
    write_claim(tmp_path / "a" / "claim.nii")
    dataset = looked_at(tmp_path, pool)
    assert [image.file for image in dataset.problems] == ["a/claim.nii"]
    assert "says that it holds" in text_of(dataset.problems[0].problem)
    assert len(dataset.readable) == 4


def test_the_case_of_a_file_that_claims_a_billion_pictures_holds(
    tmp_path: Path, pool: DecodePool, shared_cases: Path
) -> None:
    for label in "ab":
        write_stack(tmp_path / label / "0.tif", 2)
    copyfile(shared_cases / "claimed-frames" / "frames_4e9.nii", tmp_path / "a" / "frames_4e9.nii")
    assert [image.file for image in looked_at(tmp_path, pool).problems] == ["a/frames_4e9.nii"]


def test_the_case_of_tiff_files_of_microscopes_holds(pool: DecodePool, shared_cases: Path) -> None:
    dataset = looked_at(shared_cases / "endings" / "lsm", pool)
    assert [sum(image.label == label for image in dataset.readable) for label in ("benign", "malignant")] == [5, 5]
    assert not dataset.problems
