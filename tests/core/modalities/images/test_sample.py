"""Sample: honestly named DICOM files, the same each time, with problems in them that are as it says."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path

import numpy as np
import pydicom
import pytest
from pydicom.uid import ExplicitVRLittleEndian, RLELossless

from core.dataset.dataset import Dataset, Example, Split
from core.dataset.split import Fractions, split_dataset
from core.errors import JobStopped, UserError
from core.events import Progress
from core.jobs import Job
from core.messages import Message
from core.modalities.images.sample import README, write_sample
from core.modalities.images.sample_drawing import brightened
from core.modalities.images.sample_files import CLASSES, HIDDEN, Hidden, Problem, SampleFile

WITHOUT_IMAGE = frozenset(
    hidden.place.file for hidden in HIDDEN if hidden.problem in (Problem.CUT_OFF, Problem.NO_IMAGE)
)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sample(tmp_path_factory.mktemp("sample"), Job())


@pytest.fixture(scope="module")
def labels(table: Path) -> dict[str, str]:
    """The class of each file, as the table has it."""
    with open(table, encoding="utf-8", newline="") as file:
        return {row["file"]: row["class"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def objects(table: Path, labels: dict[str, str]) -> dict[str, pydicom.Dataset]:
    return {file: pydicom.dcmread(table.parent / file) for file in labels}


@pytest.fixture(scope="module")
def images(objects: dict[str, pydicom.Dataset]) -> dict[str, pydicom.Dataset]:
    """What can be seen."""
    return {file: seen for file, seen in objects.items() if file not in WITHOUT_IMAGE}


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def shown(image: pydicom.Dataset) -> np.ndarray:
    """As a person sees it: 0 black, 4095 white."""
    stored = image.pixel_array
    return 4095 - stored if image.PhotometricInterpretation == "MONOCHROME1" else stored


def hidden_as(*problems: Problem) -> list[Hidden]:
    return [hidden for hidden in HIDDEN if hidden.problem in problems]


# ---- the files


def test_it_is_the_same_each_time(table: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / "again", Job())
    assert contents(tmp_path / "again") == contents(table.parent)


def test_another_seed_draws_other_images_under_the_same_names(table: Path, tmp_path: Path) -> None:
    other = contents(write_sample(tmp_path / "other", Job(), seed=1).parent)
    mine = contents(table.parent)
    assert {file for file in mine if mine[file] == other.get(file)} == {"README.txt", "sample.csv"}
    assert other.keys() == mine.keys()


def test_it_says_that_it_is_synthetic(table: Path, objects: dict[str, pydicom.Dataset]) -> None:
    text = (table.parent / "README.txt").read_text(encoding="ascii")
    assert text.startswith("This dataset is synthetic.")
    assert {image.SyntheticData for image in objects.values()} == {"YES"}


def test_the_table_lists_all_files_and_nothing_of_whose_they_are(table: Path, labels: dict[str, str]) -> None:
    assert labels.keys() | {"README.txt", "sample.csv"} == contents(table.parent).keys()
    assert table.read_text(encoding="utf-8").startswith("file,class\n")


def test_it_holds_sixty_subjects_of_two_classes(images: dict[str, pydicom.Dataset], labels: dict[str, str]) -> None:
    planted = {hidden.place.file for hidden in HIDDEN if hidden.other}
    regular = {file: image for file, image in images.items() if file not in planted}
    assert Counter(labels[file] for file in regular) == {"nodule": 120, "normal": 120}
    subjects = Counter(image.PatientID for image in regular.values())
    assert subjects == dict.fromkeys((f"FROST-{number:04d}" for number in range(1, 61)), 4)
    labels_of_subject = defaultdict(set)
    for file, image in regular.items():
        labels_of_subject[image.PatientID].add(labels[file])
    assert all(len(found) == 1 for found in labels_of_subject.values())


def test_images_have_twelve_bits_and_say_how_they_were_made(images: dict[str, pydicom.Dataset]) -> None:
    for image in images.values():
        assert (image.Rows, image.Columns, image.SamplesPerPixel) == (256, 256, 1)
        assert (image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation) == (16, 12, 11, 0)
        assert 3000 < int(image.pixel_array.max()) <= 4095
        assert (image.BodyPartExamined, image.WindowCenter, image.WindowWidth) == ("CHEST", 2048, 3600)
        assert image.file_meta.MediaStorageSOPInstanceUID == image.SOPInstanceUID
    seen = {
        (
            *(image.Manufacturer, image.ManufacturerModelName, image.InstitutionName, image.Modality),
            *(image.PhotometricInterpretation, int(image.KVP), float(image.PixelSpacing[0]), Path(file).suffix),
        )
        for file, image in images.items()
    }
    assert seen == {
        ("Polar Imaging", "Aurora DR", "Sample Hospital North", "DX", "MONOCHROME2", 120, 1.6, ".dcm"),
        ("Fjord Medical", "F-200", "Sample Hospital South", "CR", "MONOCHROME1", 125, 1.4, ""),
    }


def test_some_images_are_compressed_on_both_devices(images: dict[str, pydicom.Dataset]) -> None:
    syntaxes = Counter((image.Modality, image.file_meta.TransferSyntaxUID) for image in images.values())
    assert {syntax for _, syntax in syntaxes} == {ExplicitVRLittleEndian, RLELossless}
    assert syntaxes["CR", RLELossless] == syntaxes["DX", RLELossless] == 30


def test_no_device_tells_the_class(images: dict[str, pydicom.Dataset], labels: dict[str, str]) -> None:
    counts = Counter((labels[file], image.Manufacturer) for file, image in images.items())
    assert len(counts) == 4
    assert max(counts.values()) - min(counts.values()) <= 1


def test_both_devices_show_dark_lungs_in_bright_tissue(images: dict[str, pydicom.Dataset]) -> None:
    """Also the one that stores white as 0."""
    for image in (images[SampleFile(subject, 1).file] for subject in (1, 2, 3, 4)):
        pixels = shown(image)
        assert pixels[110:130, 64:84].mean() + 500 < pixels[:, 120:136].mean()


def test_each_object_is_known_by_its_own_uids(objects: dict[str, pydicom.Dataset]) -> None:
    copies = {hidden.place.file for hidden in hidden_as(Problem.COPIED, Problem.TWO_LABELS, Problem.CUT_OFF)}
    own = [found for file, found in objects.items() if file not in copies]
    assert len({found.SOPInstanceUID for found in own}) == len(own)
    assert len({found.StudyInstanceUID for found in own}) == len({found.PatientID for found in own}) == 60
    assert len({found.SeriesInstanceUID for found in own}) == 61  # the report has one of its own


def test_all_names_are_invented(objects: dict[str, pydicom.Dataset]) -> None:
    for found in objects.values():
        number = found.PatientID.removeprefix("FROST-")
        assert number.isdecimal()
        names = {str(element.value) for element in found.iterall() if element.VR == "PN"}
        assert names == {f"Synthetic^{number}", ""}
        assert not found.PatientBirthDate
        assert not found.PatientSex
        assert not found.StudyDate


# ---- the problems that are hidden in it


def test_the_readme_tells_all_problems(table: Path) -> None:
    problems = README.partition("Problems that are hidden in it, for you to find")[2]
    for hidden in HIDDEN:
        assert hidden.sentence in problems.splitlines()
        assert (table.parent / hidden.place.file).is_file()
    assert Counter(hidden.problem for hidden in HIDDEN) == {
        Problem.MIRRORED: 2, Problem.TURNED: 1, Problem.COPIED: 1, Problem.TWO_LABELS: 1, Problem.CUT_OFF: 1,
        Problem.NO_IMAGE: 1, Problem.LETTER: 2,
    }  # fmt: skip


@pytest.mark.parametrize("hidden", hidden_as(Problem.MIRRORED, Problem.TURNED), ids=lambda hidden: hidden.problem)
def test_an_image_stands_brighter_and_turned_under_another_patient(
    hidden: Hidden, images: dict[str, pydicom.Dataset], labels: dict[str, str]
) -> None:
    assert hidden.other
    copy, original = images[hidden.place.file], images[hidden.other.file]
    assert copy.PatientID != original.PatientID
    assert labels[hidden.place.file] == labels[hidden.other.file]
    turn = np.fliplr if hidden.problem == Problem.MIRRORED else np.rot90
    assert np.array_equal(shown(copy), turn(brightened(shown(original))))
    assert 100 < shown(copy).mean() - shown(original).mean() < 300


def test_one_such_pair_is_of_two_devices(images: dict[str, pydicom.Dataset]) -> None:
    pairs = [(hidden.place, hidden.other) for hidden in hidden_as(Problem.MIRRORED, Problem.TURNED)]
    photometric = [{images[place.file].PhotometricInterpretation for place in pair if place} for pair in pairs]
    assert {"MONOCHROME1", "MONOCHROME2"} in photometric


def test_the_usual_split_puts_the_patients_of_each_such_pair_into_different_parts(
    table: Path, labels: dict[str, str], objects: dict[str, pydicom.Dataset]
) -> None:
    """So that there is something to find."""
    hashes = contents(table.parent)
    listed = tuple(
        Example(
            file=file,
            label=labels[file],
            subject=objects[file].PatientID,
            sha256=hashes[file],
            problem=Message("no-picture") if file in WITHOUT_IMAGE else None,
        )
        for file in sorted(labels)
    )
    dataset = split_dataset(Dataset(folder=table.parent, examples=listed), Fractions(), seed=0)
    subjects = defaultdict(set)
    for image in dataset.readable:
        subjects[image.split].add(image.subject)
    assert [len(subjects[part]) for part in Split] == pytest.approx([42, 9, 9], abs=2)
    parts = {image.file: image.split for image in dataset.examples}
    for hidden in hidden_as(Problem.MIRRORED, Problem.TURNED):
        assert hidden.other
        assert parts[hidden.place.file] != parts[hidden.other.file]


@pytest.mark.parametrize("problem", [Problem.COPIED, Problem.TWO_LABELS])
def test_one_file_stands_there_twice_and_one_under_both_classes(
    problem: Problem, table: Path, labels: dict[str, str]
) -> None:
    (hidden,) = hidden_as(problem)
    assert hidden.other
    copy, original = hidden.place.file, hidden.other.file
    assert (table.parent / copy).read_bytes() == (table.parent / original).read_bytes()
    assert {labels[copy], labels[original]} == set(CLASSES if problem == Problem.TWO_LABELS else [hidden.place.label])


def test_no_other_files_are_alike(table: Path) -> None:
    copies = {hidden.place.file for hidden in hidden_as(Problem.COPIED, Problem.TWO_LABELS)}
    own = [content for file, content in contents(table.parent).items() if file not in copies]
    assert len(set(own)) == len(own)


def test_one_file_is_cut_off(objects: dict[str, pydicom.Dataset]) -> None:
    (hidden,) = hidden_as(Problem.CUT_OFF)
    image = objects[hidden.place.file]
    assert image.PatientID == hidden.place.patient
    with pytest.raises(ValueError, match="less than expected"):
        _ = image.pixel_array


def test_one_file_is_a_report(objects: dict[str, pydicom.Dataset]) -> None:
    (hidden,) = hidden_as(Problem.NO_IMAGE)
    report = objects[hidden.place.file]
    assert report.Modality == "SR"
    assert "PixelData" not in report
    assert "Shows no patient." in report.ContentSequence[0].TextValue
    without_pixels = [file for file, found in objects.items() if "PixelData" not in found]
    assert without_pixels == [hidden.place.file]


def test_two_images_one_of_each_class_have_a_letter_and_say_so(images: dict[str, pydicom.Dataset]) -> None:
    letters = hidden_as(Problem.LETTER)
    assert {hidden.place.label for hidden in letters} == set(CLASSES)
    burned_in = {file for file, image in images.items() if image.BurnedInAnnotation == "YES"}
    assert burned_in == {hidden.place.file for hidden in letters}
    for hidden in letters:
        white = shown(images[hidden.place.file]) == 4095
        assert 150 < white[14:46, 14:38].sum() < 400
        assert white.sum() < 450  # there is nothing else as white, but for some noise


# ---- the folder


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="not an empty folder"):
        write_sample(tmp_path, Job())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_sample_of_an_older_version_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "README.txt").write_text("This dataset is synthetic. It was drawn otherwise.", encoding="utf-8")
    with pytest.raises(UserError, match="not an empty folder"):
        write_sample(tmp_path, Job())


def test_an_interrupted_sample_is_made_whole(table: Path, tmp_path: Path) -> None:
    job = Job(lambda event: job.stop() if isinstance(event, Progress) and event.done else None)
    with pytest.raises(JobStopped):
        write_sample(tmp_path, job)
    assert (tmp_path / "README.txt").is_file()
    assert not (tmp_path / "sample.csv").exists()
    write_sample(tmp_path, Job())
    assert contents(tmp_path) == contents(table.parent)
