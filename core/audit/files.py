"""Files: what their headers and readers say against them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from core.audit.findings import Cell, Finding, Severity
from core.dataset.counts import counted_images, file_count
from core.dataset.dataset import Dataset, Example
from core.messages import Message


def declared_findings(dataset: Dataset) -> list[Finding]:
    """Return what the files themselves say for or against their examples."""
    return [
        Finding(
            code=one.code,
            severity=Severity.WARNING if one.against else Severity.PASSED,
            message=one.message,
            groups=tuple((place,) for place in one.against),
        )
        for one in dataset.modality.declared(dataset.examples)
    ]


def unreadable_finding(dataset: Dataset) -> Finding:
    if not dataset.problems:
        return Finding(
            code="unreadable",
            severity=Severity.PASSED,
            message=Message("all-images-readable", images=len(dataset.examples)),
        )
    return Finding(
        code="unreadable",
        severity=Severity.NOTE,
        message=Message("images-unusable", counted=counted_images(dataset.problems)),
        groups=tuple((place,) for place, image in enumerate(dataset.examples) if image.problem),
        table=_reasons(dataset.problems),
    )


def _reasons(problems: Sequence[Example]) -> tuple[tuple[Cell, ...], ...]:
    """Return how many images there are for each, and in how many files, where some hold several."""
    why, of_images, of_files = Message("heading-why"), Message("heading-images"), Message("heading-files")
    images, files = Counter(image.problem for image in problems if image.problem), defaultdict[Message, set[str]](set)
    for image in problems:
        if image.problem:
            files[image.problem].add(image.file)
    if file_count(problems) == len(problems):
        return (why, of_images), *((reason, f"{number:,}") for reason, number in images.most_common())
    rows = ((reason, f"{len(files[reason]):,}", f"{number:,}") for reason, number in images.most_common())
    return (why, of_files, Message("heading-images-in-files")), *rows
