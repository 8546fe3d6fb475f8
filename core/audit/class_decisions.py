"""Class decisions: what the user has decided about classes, told each time so that it can be taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from core.audit.class_facts import ClassFacts
from core.audit.findings import Action, Finding, Severity
from core.audit.words import PART_NAME, named
from core.dataset.class_changes import ClassChanges
from core.dataset.dataset import Dataset, Split

CHANGED = "classes-changed"


def decisions_on_classes(dataset: Dataset, facts: Mapping[str, ClassFacts], changes: ClassChanges) -> Finding | None:
    """Return what the user has decided: it is reported each time, and can be taken back."""
    rows = [*_merged_rows(dataset), *_left_out_rows(dataset, changes), *_accepted_rows(facts, changes)]
    if not rows:
        return None
    return Finding(
        code=CHANGED,
        severity=Severity.NOTE,
        title="You have decided about 1 class" if len(rows) == 1 else f"You have decided about {len(rows):,} classes",
        text="It holds whenever the images are looked at again, until you take it back.",
        actions=(Action.TAKE_BACK,),
        table=(("Class", "Images", "What you decided"), *rows),
        classes=tuple((label,) for label in dict.fromkeys(row[0] for row in rows)),
    )


def _merged_rows(dataset: Dataset) -> list[tuple[str, str, str]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for image in dataset.examples:
        if image.given_label and image.label:
            counts[image.label][image.given_label] += 1
    return [
        (label, f"{given.total():,}", f"Takes in {named(sorted(given))}") for label, given in sorted(counts.items())
    ]


def _left_out_rows(dataset: Dataset, changes: ClassChanges) -> list[tuple[str, str, str]]:
    counts = Counter(
        changes.merged.get(image.given_label, image.given_label)
        for image in dataset.examples
        if image.is_of_class_left_out
    )
    return [(label, f"{number:,}", "Left out") for label, number in sorted(counts.items())]


def _accepted_rows(facts: Mapping[str, ClassFacts], changes: ClassChanges) -> list[tuple[str, str, str]]:
    accepted = sorted({label for labels in changes.accepted.values() for label in labels} & facts.keys())
    return [(label, f"{facts[label].images:,}", _go_on_words(facts[label])) for label in accepted]


def _go_on_words(one: ClassFacts) -> str:
    lacking = [part for part in one.lacking if part != Split.TRAIN]
    if not lacking:
        return "Used as it is"
    return f"Used as it is; not measured in {' and '.join(PART_NAME[part] for part in lacking)}"
