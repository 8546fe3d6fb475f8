"""Subjects: that none stands in two parts, proven although the split sees to it; and whether they are known at all."""

from __future__ import annotations

from collections import defaultdict

from core.audit.findings import Finding, Severity
from core.audit.words import counted
from core.dataset.dataset import Dataset, Split
from core.dataset.subjects import SubjectSource


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
            title=f"{counted(len(divided), 'subject')} in several parts",
            text="What is learnt of a subject in training is recognised in the test, and the figures are too good. "
            "Put all images of a subject in one part, or let the split be drawn.",
            groups=tuple(tuple(places[subject]) for subject in divided),
        )
    if not parts:
        return Finding(
            code="subjects-unknown",
            severity=Severity.WARNING,
            title="Subjects are not known: each image counts as its own",
            text="If several images show one patient, they may stand in training and test at once, and the figures are "
            "too good. Say how subjects are told: by a CSV column, or by a pattern over the file names.",
        )
    if alone:
        return Finding(
            code="subjects-partly-unknown",
            severity=Severity.WARNING,
            title=f"{counted(alone, 'image')} without a subject",
            text="Each of them counts as its own; the others belong to "
            f"{counted(len(parts), 'subject')}, none of which stands in two parts. If they show the same patients, say "
            "how their subjects are told.",
        )
    return Finding(
        code="subjects-across-parts",
        severity=Severity.PASSED,
        title="No subject stands in two parts",
        text=f"All {counted(len(parts), 'subject')} were checked: each has its images in one part alone.",
    )


def subjects_against_files_finding(dataset: Dataset, source: SubjectSource) -> Finding | None:
    """Return the finding that subjects differ from the PatientID of the files; None where they do not.

    `source` is the rule in force. Names may differ: what counts is which images belong together.
    """
    told = [(place, image) for place, image in enumerate(dataset.examples) if image.subject and image.patient]
    patients: dict[str, set[str]] = defaultdict(set)
    subjects: dict[str, set[str]] = defaultdict(set)
    for _, image in told:
        patients[image.subject].add(image.patient)
        subjects[image.patient].add(image.subject)
    divided = {patient for patient, found in subjects.items() if len(found) > 1}
    if not divided and all(len(found) == 1 for found in patients.values()):
        return None
    by = "file names" if source is SubjectSource.FILE_NAME else "table"
    title = f"{counted(len(patients), 'subject')} by the {by}, {len(subjects):,} by the files’ PatientID"
    text = f"The {by} decides, since you have set it so. Check that it says which images show one person."
    if not divided:
        return Finding(
            code="subjects-against-files",
            severity=Severity.NOTE,
            title=title,
            text=f"{text} It joins images whose files have different PatientIDs, as anonymising often leaves them.",
        )
    return Finding(
        code="subjects-against-files",
        severity=Severity.WARNING,
        title=title,
        text=f"{text} {counted(len(divided), 'PatientID')} stand under several subjects: if each is one person, that "
        "person may be in training and test at once.",
        groups=tuple(tuple(place for place, image in told if image.patient == patient) for patient in sorted(divided)),
    )
