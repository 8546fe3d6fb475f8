"""Files: what their headers and readers say against them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from core.audit.findings import Finding, Severity
from core.audit.words import counted
from core.dataset.counts import counted_images, file_count
from core.dataset.dataset import Dataset, Example
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
            title=f"{counted(len(flagged), 'image')} with burned-in annotation",
            text="Their files say that text is drawn into the pixels. It may name a patient, and a network may read it "
            "instead of the picture.",
            groups=tuple((place,) for place in flagged),
        )
    if told:
        return Finding(
            code="burned-in",
            severity=Severity.PASSED,
            title="No file tells of burned-in annotation",
            text=f"{counted(len(told), 'DICOM file')} say that there is none.",
        )
    return None


def unreadable_finding(dataset: Dataset) -> Finding:
    if not dataset.problems:
        return Finding(
            code="unreadable",
            severity=Severity.PASSED,
            title="All images can be read",
            text=f"{counted(len(dataset.examples), 'image')} were looked at.",
        )
    return Finding(
        code="unreadable",
        severity=Severity.NOTE,
        title=f"{counted_images(dataset.problems)} cannot be used",
        text="They are left out.",
        groups=tuple((place,) for place, image in enumerate(dataset.examples) if image.problem),
        table=_reasons(dataset.problems),
    )


def _reasons(problems: Sequence[Example]) -> tuple[tuple[str, ...], ...]:
    """Return how many images there are for each, and in how many files, where some hold several."""
    images, files = Counter(image.problem for image in problems), defaultdict[str, set[str]](set)
    for image in problems:
        files[image.problem].add(image.file)
    if file_count(problems) == len(problems):
        return ("Why", "Images"), *((reason, f"{number:,}") for reason, number in images.most_common())
    rows = ((reason, f"{len(files[reason]):,}", f"{number:,}") for reason, number in images.most_common())
    return ("Why", "Files", "Images in them"), *rows
