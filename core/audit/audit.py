"""Audit: checks a dataset that is split and prepared for what could make results on it look too good."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from core.audit.copies import Pair, copy_findings, near_duplicate_findings
from core.audit.files import declared_findings, unreadable_finding
from core.audit.findings import Audit, Finding, Severity
from core.audit.fingerprint import fingerprint_of
from core.audit.groups import group_numbers
from core.audit.label_checks import label_findings
from core.audit.subjects import subjects_against_files_finding, subjects_finding
from core.dataset.dataset import Dataset
from core.dataset.subjects import SubjectSource
from core.jobs import Job
from core.modalities.prepared_rows import PreparedRows

#: prepared images [n, height, width, 3] to the features that a backbone makes of them, float32 [n, width]
ComputeFeatures = Callable[[np.ndarray], np.ndarray]


def audit_dataset(
    dataset: Dataset,
    prepared: PreparedRows,
    features_of: ComputeFeatures,
    job: Job,
    of_classes: Sequence[Finding] = (),
    subjects: SubjectSource = SubjectSource.AUTOMATIC,
) -> Audit:
    """Return the findings on `dataset`, the gravest first. Its readable images are `prepared`.

    `features_of` is asked only where it is in doubt whether two images are near duplicates. `of_classes` are the
    findings on its classes, for which more must be known than the images. `subjects` says how it was told to whom
    images belong.
    """
    places = [place for place, image in enumerate(dataset.examples) if image.is_used]
    findings = [
        subjects_finding(dataset),
        subjects_against_files_finding(dataset, subjects),
        *of_classes,
        *copy_findings(dataset, places),
        *near_duplicate_findings(dataset, _near_duplicates(dataset, places, prepared, features_of, job)),
        *label_findings(dataset, places, lambda: _facts_by_name(dataset, places, prepared, job)),
        *declared_findings(dataset, places, prepared, job),
        unreadable_finding(dataset),
    ]
    grave = list(Severity)
    known = [finding for finding in findings if finding is not None]
    return Audit(
        fingerprint=fingerprint_of(dataset, prepared.preprocessing.seen),
        findings=tuple(sorted(known, key=lambda finding: grave.index(finding.severity))),
    )


def _near_duplicates(
    dataset: Dataset,
    places: Sequence[int],
    prepared: PreparedRows,
    features_of: ComputeFeatures,
    job: Job,
) -> list[Pair]:
    """Return pairs of places in the dataset, and how they are alike. Identical images are looked at once."""
    first_of = {dataset.examples[place].key: place for place in reversed(places)}
    different = sorted(first_of.values())
    images = [dataset.examples[place] for place in different]
    pairs = dataset.modality.near_duplicates(images, prepared, features_of, group_numbers(images), job)
    return [(different[first], different[second], how) for first, second, how in pairs]


def _facts_by_name(dataset: Dataset, places: Sequence[int], prepared: PreparedRows, job: Job) -> dict[str, np.ndarray]:
    return dataset.modality.facts_by_name([dataset.examples[place] for place in places], prepared, job)
