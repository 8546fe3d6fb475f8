"""Class decisions: what the user has decided about classes, reported each time so that it can be taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from core.audit.class_facts import ClassFacts
from core.audit.findings import Action, Finding, Severity
from core.dataset.class_changes import ClassChanges
from core.dataset.dataset import Dataset, Split
from core.dataset.split import IN_WORDS
from core.messages import Message

CHANGED = "classes-changed"
#: the class, how many images it has, and what was decided
Row = tuple[str, str, Message]


def decisions_on_classes(dataset: Dataset, facts: Mapping[str, ClassFacts], changes: ClassChanges) -> Finding | None:
    """Return what the user has decided: it is reported each time, and can be taken back."""
    rows = [*_merged_rows(dataset), *_left_out_rows(dataset, changes), *_accepted_rows(facts, changes)]
    if not rows:
        return None
    return Finding(
        code=CHANGED,
        severity=Severity.NOTE,
        message=Message("classes-decided", classes=len(rows)),
        actions=(Action.TAKE_BACK,),
        table=((Message("heading-class"), Message("heading-images"), Message("heading-decision")), *rows),
        classes=tuple((label,) for label in dict.fromkeys(row[0] for row in rows)),
    )


def _merged_rows(dataset: Dataset) -> list[Row]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for image in dataset.examples:
        if image.given_label and image.label:
            counts[image.label][image.given_label] += 1
    return [
        (label, f"{given.total():,}", Message("class-takes-in", classes=sorted(given)))
        for label, given in sorted(counts.items())
    ]


def _left_out_rows(dataset: Dataset, changes: ClassChanges) -> list[Row]:
    counts = Counter(
        changes.merged.get(image.given_label, image.given_label)
        for image in dataset.examples
        if image.is_of_class_left_out
    )
    return [(label, f"{number:,}", Message("class-left-out")) for label, number in sorted(counts.items())]


def _accepted_rows(facts: Mapping[str, ClassFacts], changes: ClassChanges) -> list[Row]:
    accepted = sorted({label for labels in changes.accepted.values() for label in labels} & facts.keys())
    return [(label, f"{facts[label].images:,}", _as_it_is(facts[label])) for label in accepted]


def _as_it_is(one: ClassFacts) -> Message:
    lacking = [part for part in one.lacking if part != Split.TRAIN]
    if not lacking:
        return Message("class-as-it-is")
    return Message("class-as-it-is-but-not-measured", parts=[IN_WORDS[part] for part in lacking])
