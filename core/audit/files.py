"""Files: what their headers and readers say against them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from core.audit.findings import Cell, Finding, Severity
from core.dataset.counts import counted_images, file_count
from core.dataset.dataset import Dataset, Example
from core.messages import Message
from core.modalities.images.facts import picture_facts


def burned_in_finding(dataset: Dataset) -> Finding | None:
    """Return None where no file says anything about text in its pixels."""
    told = [
        (place, picture_facts(image).acquisition.burned_in)
        for place, image in enumerate(dataset.examples)
        if picture_facts(image).acquisition.burned_in and image.is_used
    ]
    flagged = [place for place, burned_in in told if burned_in == "yes"]
    if flagged:
        return Finding(
            code="burned-in",
            severity=Severity.WARNING,
            message=Message("burned-in", images=len(flagged)),
            groups=tuple((place,) for place in flagged),
        )
    if told:
        return Finding(
            code="burned-in",
            severity=Severity.PASSED,
            message=Message("not-burned-in", files=len(told)),
        )
    return None


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
