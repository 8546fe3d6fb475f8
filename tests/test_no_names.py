"""No name of a patient, a file or a folder gets into what the program keeps, whatever it does and however it ends."""

from __future__ import annotations

import csv
import gzip
import io
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.engine import Engine, EngineEnded
from core.events import EpochEnded, Event
from core.project.project import Project
from core.task_table import AuditImages, OverrideAudit, ScanImages, Train
from tests.core.small import small_plan
from tests.names import leaks
from tests.places import ROOT

PATIENT_NAME, PATIENT_ID, PRIVATE, INSTITUTION = "Zqpatientname", "zqpatientid", "zqprivatetag", "zqhospital"
EXIF, FILE, FOLDER, SOURCE = "zqexifmaker", "zqfilename", "zqsubfolder", "zqsourcefolder"
NAMES = (PATIENT_NAME, PATIENT_ID, PRIVATE, INSTITUTION, EXIF, FILE, FOLDER, SOURCE)
SUBJECTS = 14


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """DICOM files and photographs, full of names; one of each cannot be read."""
    source = tmp_path_factory.mktemp("data") / SOURCE
    for label in ("bright", "dark"):
        folder = source / label / FOLDER
        folder.mkdir(parents=True)
        for subject in range(SUBJECTS):
            draw = np.random.default_rng([subject, label == "dark"])
            grey = draw.normal(900 if label == "dark" else 2600, 500, (40, 40)).clip(0, 4095).astype(np.uint16)
            _write_dicom(folder / f"{FILE}_{subject}.dcm", grey, f"{PATIENT_ID}{label}{subject}")
            exif = Image.Exif()
            exif[0x010F] = exif[0x0110] = exif[0x010E] = f"{EXIF}{subject}"
            photograph = draw.integers(0, 120 if label == "dark" else 255, (40, 40, 3), np.uint8)
            Image.fromarray(photograph).save(folder / f"{FILE}_{subject}.jpg", exif=exif, quality=95)
        (folder / f"{FILE}_broken.dcm").write_bytes((folder / f"{FILE}_0.dcm").read_bytes()[:900])
        (folder / f"{FILE}_broken.jpg").write_bytes((folder / f"{FILE}_0.jpg").read_bytes()[:300])
    return source


def _write_dicom(path: Path, grey: np.ndarray, patient: str) -> None:
    from pydicom.dataset import Dataset, FileMetaDataset
    from pydicom.uid import ComputedRadiographyImageStorage, ExplicitVRLittleEndian, generate_uid

    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = ComputedRadiographyImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    image = Dataset()
    image.file_meta = meta
    image.SOPClassUID, image.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    image.PatientName, image.PatientID, image.InstitutionName = f"{PATIENT_NAME}^Jane", patient, INSTITUTION
    image.Modality, image.Manufacturer, image.BodyPartExamined = "CR", "Polar Imaging", "CHEST"
    image.private_block(0x0011, PRIVATE, create=True).add_new(0x01, "LO", PRIVATE)
    image.Rows, image.Columns = grey.shape
    image.SamplesPerPixel, image.PhotometricInterpretation, image.PixelRepresentation = 1, "MONOCHROME2", 0
    image.BitsAllocated, image.BitsStored, image.HighBit = 16, 12, 11
    image.PixelData = grey.tobytes()
    image.save_as(path, enforce_file_format=True)


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    engine = Engine()
    yield engine
    engine.close()


def run(*arguments: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "main.py", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        timeout=250,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_no_name_is_kept_by_a_whole_job_and_a_crash(
    images: Path, small_backbone: Path, home: Path, tmp_path: Path
) -> None:
    project, exported, table = tmp_path / "project", tmp_path / "exported", tmp_path / "tables" / "comparison.csv"
    table.parent.mkdir()
    rule = ("--subject", "automatic", "--override-audit", "a test")
    small = ("--project", project, "--backbone", "small", "--epochs", "2", "--batch-size", "8")
    run("compare-approaches", images, *small, "--unfreeze", "last:1", "--csv", table, *rule)
    run("find-rate", images, *small)
    run("evaluate", project)
    run("export", project, exported)
    run("inspect", project, next(images.rglob(f"{FILE}_1.dcm")))
    run("audit", images, "--project", project, "--backbone", "small", "--override", "a test")
    _kill_in_training(images, project)

    with open(project / "dataset.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[1:]
    assert len(rows) == 4 * SUBJECTS + 4
    assert sum(bool(row["patient"]) for row in rows if not row["problem"]) == 2 * SUBJECTS
    assert sum(bool(row["problem"]) for row in rows) == 4
    assert {row["device"] for row in rows} == {"", "Polar Imaging"}
    assert leaks([home, project, exported, table.parent], NAMES) == []


def _kill_in_training(images: Path, project: Path) -> None:
    arguments = ["train", images, "--project", project, "--backbone", "small", "--epochs", "200", "--unfreeze", "all"]
    process = subprocess.Popen(
        [sys.executable, ROOT / "main.py", *map(str, arguments), "--json", "--override-audit", "a test"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    for line in process.stdout:
        if "epoch_ended" in line:
            process.kill()
            break
    assert process.wait() == -signal.SIGKILL


def test_no_name_is_kept_by_an_engine_that_dies(
    images: Path, small_backbone: Path, engine: Engine, home: Path, tmp_path: Path
) -> None:
    project = Project(folder=tmp_path / "project")
    project.create()

    def die(event: Event) -> None:
        if isinstance(event, EpochEnded):
            os.kill(engine.process_id or 0, signal.SIGSEGV)

    engine.run(ScanImages(project=project, source=images), lambda event: None)
    engine.run(AuditImages(project=project, backbone="small"), lambda event: None)
    engine.run(OverrideAudit(project=project, reason="a test"), lambda event: None)
    with pytest.raises(EngineEnded):
        engine.run(Train(project=project, plan=small_plan(epochs=100)), die)
    assert leaks([home, project.folder], NAMES) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_name_is_found_however_it_is_packed(encoding: str, tmp_path: Path) -> None:
    text = f"before {FILE.upper()} after".encode(encoding)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.gz", gzip.compress(text))
    (tmp_path / "packed.bin").write_bytes(packed.getvalue())
    assert leaks([tmp_path], NAMES) == [f"{tmp_path.name}/packed.bin: {FILE}"] * 1


@pytest.mark.parametrize("before", range(6))
def test_a_name_is_found_in_base64(before: int, tmp_path: Path) -> None:
    import base64

    (tmp_path / "a.txt").write_bytes(base64.b64encode(b"x" * before + f"{FILE} and more".encode()))
    assert leaks([tmp_path], NAMES) == [f"{tmp_path.name}/a.txt: {FILE}"]


def test_a_name_is_found_as_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / f"x{FILE}").mkdir()
    assert leaks([tmp_path], NAMES) == [f"{tmp_path.name}/x{FILE}: {FILE}"]


def test_only_the_column_of_files_may_hold_names(tmp_path: Path) -> None:
    (tmp_path / "dataset.csv").write_text(f"file,class\n{FILE}.png,{FOLDER}\n", encoding="utf-8")
    assert leaks([tmp_path], NAMES) == [f"{tmp_path.name}/dataset.csv: {FOLDER}"]
