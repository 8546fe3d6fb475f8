"""Subjects: that none stands in two parts, proven although the split sees to it; and whether they are known at all."""

from __future__ import annotations

from collections import defaultdict

from core.audit.findings import Finding, Severity
from core.dataset.dataset import Dataset, Split
from core.dataset.subjects import SubjectSource
from core.messages import Message


def subjects_finding(dataset: Dataset) -> Finding:
    parts: dict[str, set[Split]] = defaultdict(set)
    places: dict[str, list[int]] = defaultdict(list)
    alone = 0
    for place, image in enumerate(dataset.examples):
        if image.split is None:
            continue
        if not image.subject:
            alone += 1
            continue
        parts[image.subject].add(image.split)
        places[image.subject].append(place)
    divided = [subject for subject, where in parts.items() if len(where) > 1]
    if divided:
        return Finding(
            code="subjects-across-parts",
            severity=Severity.ERROR,
            message=Message("subjects-across-parts", subjects=len(divided)),
            groups=tuple(tuple(places[subject]) for subject in divided),
        )
    if not parts:
        return Finding(
            code="subjects-unknown",
            severity=Severity.WARNING,
            message=Message("subjects-unknown"),
        )
    if alone:
        return Finding(
            code="subjects-partly-unknown",
            severity=Severity.WARNING,
            message=Message("subjects-partly-unknown", images=alone, subjects=len(parts)),
        )
    return Finding(
        code="subjects-across-parts",
        severity=Severity.PASSED,
        message=Message("no-subject-across-parts", subjects=len(parts)),
    )


def subjects_against_files_finding(dataset: Dataset, source: SubjectSource) -> Finding | None:
    """Return the finding that subjects differ from the PatientID of the files; None where they do not.

    `source` is the rule in force. Names may differ: what counts is which images belong together.
    """
    named = [(place, image) for place, image in enumerate(dataset.examples) if image.subject and image.patient]
    patients: dict[str, set[str]] = defaultdict(set)
    subjects: dict[str, set[str]] = defaultdict(set)
    for _, image in named:
        patients[image.subject].add(image.patient)
        subjects[image.patient].add(image.subject)
    divided = {patient for patient, found in subjects.items() if len(found) > 1}
    if not divided and all(len(found) == 1 for found in patients.values()):
        return None
    by = Message("by-file-names") if source is SubjectSource.FILE_NAME else Message("by-table")
    if not divided:
        return Finding(
            code="subjects-against-files",
            severity=Severity.NOTE,
            message=Message("subjects-join-patients", subjects=len(patients), by=by, patients=len(subjects)),
        )
    return Finding(
        code="subjects-against-files",
        severity=Severity.WARNING,
        message=Message(
            "subjects-divide-patients",
            subjects=len(patients),
            by=by,
            patients=len(subjects),
            divided=len(divided),
        ),
        groups=tuple(tuple(place for place, image in named if image.patient == patient) for patient in sorted(divided)),
    )
