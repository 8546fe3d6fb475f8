"""Files: what their headers and readers say against them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from core.audit.findings import Action, Cell, Finding, Severity
from core.audit.groups import group_numbers
from core.dataset.counts import counted_examples, file_count
from core.dataset.dataset import Dataset, Example
from core.jobs import Job
from core.messages import Message
from core.modalities.declared import Declared
from core.modalities.prepared_rows import PreparedRows


def declared_findings(dataset: Dataset, places: Sequence[int], prepared: PreparedRows, job: Job) -> list[Finding]:
    """Return what the examples at these places, or the files that they are in, say for or against themselves."""
    examples = [dataset.examples[place] for place in places]
    return [
        Finding(
            code=one.code,
            severity=_severity(one),
            message=one.message,
            groups=tuple((places[number],) for number in one.against),
            actions=(Action.DROP_ALL,) if one.may_be_dropped else (),
            table=one.table,
        )
        for one in dataset.modality.declared(examples, prepared, group_numbers(examples), job)
    ]


def _severity(one: Declared) -> Severity:
    if not one.against:
        return Severity.PASSED
    return Severity.NOTE if one.is_note else Severity.WARNING


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
        message=Message("images-unusable", counted=counted_examples(dataset.problems)),
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
