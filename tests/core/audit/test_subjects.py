"""Subjects that the table tells in another way than the files do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.audit.findings import Severity
from core.audit.subjects import subjects_against_files_finding
from core.dataset.dataset import Dataset, Example
from core.dataset.scan import scan
from core.dataset.subjects import SubjectSource
from core.jobs import Job
from core.modalities.images.decoding import DecodePool
from core.wording.catalogue import text_of


def dataset_of(subjects: Sequence[tuple[str, str]]) -> Dataset:
    """Of the subject and the patient of each image."""
    images = (Example(file=f"{n}.dcm", label="a", subject=s, patient=p) for n, (s, p) in enumerate(subjects))
    return Dataset(folder=Path("images"), examples=tuple(images))


@pytest.mark.parametrize(
    "subjects",
    [
        [("s1", "p1"), ("s1", "p1"), ("s2", "p2")],
        [("p1", "p1"), ("p2", "p2")],
        [("s1", ""), ("s1", ""), ("", "p1")],
        [],
    ],
)
def test_other_names_for_the_same_subjects_are_no_finding(subjects: list[tuple[str, str]]) -> None:
    assert subjects_against_files_finding(dataset_of(subjects), SubjectSource.AUTOMATIC) is None


def test_subjects_that_join_patients_are_noted() -> None:
    finding = subjects_against_files_finding(
        dataset_of([("s1", "p1"), ("s1", "p2"), ("s2", "p3")]), SubjectSource.TABLE
    )
    assert finding is not None
    assert finding.severity == Severity.NOTE
    assert text_of(finding.message) == "2 subjects by the table, 3 by the files’ PatientID"


def test_subjects_that_divide_a_patient_are_a_warning_with_the_images() -> None:
    finding = subjects_against_files_finding(
        dataset_of([("s1", "p1"), ("s2", "p1"), ("s3", "p2")]), SubjectSource.FILE_NAME
    )
    assert finding is not None
    assert (finding.severity, finding.groups) == (Severity.WARNING, ((0, 1),))
    assert text_of(finding.message) == "3 subjects by the file names, 2 by the files’ PatientID"


def test_the_reported_subjects_are_those_of_the_table(shared_cases: Path) -> None:
    with DecodePool(workers=1) as pool:
        dataset = scan(shared_cases / "csv-subject-not-used", Job(), pool=pool)
    assert len({image.subject for image in dataset.examples}) == 12
    assert all(image.subject for image in dataset.examples)
    finding = subjects_against_files_finding(dataset, SubjectSource.AUTOMATIC)
    assert finding is not None
    assert "12 subjects by the table, 24 by the files" in text_of(finding.message)
