"""Classes: names that mean the same, classes that are not in every part, and classes that are too small."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from core.audit.class_decisions import decisions_on_classes
from core.audit.class_facts import TABLE, ClassFacts, facts_of
from core.audit.findings import Action, Finding, Severity
from core.audit.words import counted, named
from core.dataset.class_changes import ClassChanges
from core.dataset.class_names import spelt_alike
from core.dataset.dataset import Dataset, Split
from core.dataset.split import Fractions

ALIKE = "class-names-alike"
NOT_IN_TRAINING, NOT_IN_EVERY_PART = "class-not-in-training", "class-not-in-every-part"
TOO_SMALL, SMALL = "class-too-small", "class-small"
MOST_IN_TITLE = 3
CHOICES = (Action.LEAVE_OUT, Action.MERGE_INTO, Action.GO_ON)


def class_findings(
    dataset: Dataset,
    changes: ClassChanges,
    given: Collection[Split] = (),
    fractions: Fractions | None = None,
) -> list[Finding]:
    """Return the findings on the classes of a dataset that is split.

    `given` are the parts that the user's folders or table give: what lacks there is not for its size.
    """
    facts = facts_of(dataset)
    alike = _alike_names(facts, changes)
    to_merge = {label for group in alike for label in group}  # what they lack, another spelling of them may have
    others = [one for label, one in facts.items() if label not in to_merge]
    told = [
        _alike(facts, alike),
        *_not_in_every_part(others, changes, given),
        _too_small(others, changes, given),
        _small(others, changes, fractions or Fractions()),
        decisions_on_classes(dataset, facts, changes),
    ]
    return [finding for finding in told if finding is not None]


def _alike_names(facts: Mapping[str, ClassFacts], changes: ClassChanges) -> list[tuple[str, ...]]:
    """Groups of names that differ in their spelling only, but for those that the user keeps apart."""
    groups = spelt_alike({label: one.images for label, one in facts.items()})
    return [group for group in groups if not changes.is_accepted(ALIKE, group)]


def _alike(facts: Mapping[str, ClassFacts], groups: Sequence[tuple[str, ...]]) -> Finding | None:
    if not groups:
        return None
    names = _first_of([named([_told_apart(label, group) for label in group]) for group in groups])
    table = [("Class", "Images", "Becomes")]
    table += [
        (_told_apart(label, group), f"{facts[label].images:,}", _told_apart(group[0], group))
        for group in groups
        for label in group
    ]
    return Finding(
        code=ALIKE,
        severity=Severity.ERROR,
        title=f"Class names that differ in their spelling only: {names}",
        text="They differ in case, blanks or the form of letters alone, and so they mean most likely the same class. "
        "Merged, it has the commonest of its names, or the one that you choose; your files stay as they are.",
        actions=(Action.MERGE_ALIKE, Action.GO_ON),
        table=tuple(table),
        classes=tuple(groups),
    )


def _told_apart(name: str, group: Sequence[str]) -> str:
    """Return the name; where another one looks just the same, with what the two differ in."""
    looks = [unicodedata.normalize("NFC", other) for other in group]
    if looks.count(unicodedata.normalize("NFC", name)) < 2:
        return name
    form = "composed" if unicodedata.is_normalized("NFC", name) else "decomposed"
    return f"{name} ({form} letters)"


def _not_in_every_part(facts: Collection[ClassFacts], changes: ClassChanges, given: Collection[Split]) -> list[Finding]:
    """First those that cannot be learnt, then those that can be learnt but not measured in every part."""
    lacking = [one for one in facts if _lacks_by_user(one, given)]
    unlearnt = [one for one in lacking if Split.TRAIN in one.lacking]
    learnt = [one for one in lacking if Split.TRAIN not in one.lacking]
    learnt = [one for one in learnt if not changes.is_accepted(NOT_IN_EVERY_PART, (one.label,))]
    found = []
    if unlearnt:
        found.append(
            _about(
                unlearnt,
                NOT_IN_TRAINING,
                _where_title(unlearnt),
                "Your folders or table put none of its images into training, so such a class cannot be learnt: each "
                "image of it would count as a mistake. Put some into training, leave it out, or merge it into another.",
                (Action.LEAVE_OUT, Action.MERGE_INTO),
            )
        )
    if learnt:
        found.append(
            _about(
                learnt,
                NOT_IN_EVERY_PART,
                _where_title(learnt),
                "Your folders or table put none of its images there. Such a class can be learnt all the same, but is "
                "not measured where it has no image. Add some, leave it out, merge it into another, or go on.",
            )
        )
    return found


def _lacks_by_user(one: ClassFacts, given: Collection[Split]) -> bool:
    """Return whether a part that the user gives has no image of the class; so it is, too, where training has none."""
    return Split.TRAIN in one.lacking or not set(given).isdisjoint(one.lacking)


def _too_small(facts: Collection[ClassFacts], changes: ClassChanges, given: Collection[Split]) -> Finding | None:
    small = [
        one
        for one in facts
        if one.lacking and not _lacks_by_user(one, given) and not changes.is_accepted(TOO_SMALL, (one.label,))
    ]
    if not small:
        return None
    title = f"{_class_names(small)} too small to be in training, validation and test"
    if len(small) == 1:
        title += f": it has only {_how_many(small[0])}"
    return _about(
        small,
        TOO_SMALL,
        title,
        "Each part needs images of its own, of other subjects. With fewer than three subjects all images of a "
        "class are for training: it is learnt, but not measured. Add some, leave the class out, merge it into another, "
        "or go on. Check, too, how subjects are told: a patient ID that all files share makes one subject of them.",
    )


def _small(facts: Collection[ClassFacts], changes: ClassChanges, fractions: Fractions) -> Finding | None:
    """Return the finding of classes in each part, but with fewer subjects than the shares of the split would give."""
    fewest = math.ceil(1 / min(fractions.of(part) for part in Split) - 1e-9)
    small = [
        one
        for one in facts
        if not one.lacking and one.subjects < fewest and not changes.is_accepted(SMALL, (one.label,))
    ]
    if not small:
        return None
    return _about(
        small,
        SMALL,
        f"{_class_names(small)} small: fewer than {fewest} subjects",
        f"With these shares of the split a class needs {fewest} subjects to have one in each part. Fewer are "
        "spread as well as can be, but each figure on the class then rests on one or two subjects, and says next to "
        "nothing. Add some, leave the class out, merge it into another, or go on.",
        severity=Severity.WARNING,
    )


def _where_title(some: Sequence[ClassFacts]) -> str:
    where = _first_of([f"“{one.label}” {_where(one)}" for one in some])
    return f"The class {where}" if len(some) == 1 else f"Classes that are not in every part: {where}"


def _about(
    some: Sequence[ClassFacts],
    code: str,
    title: str,
    text: str,
    actions: tuple[Action, ...] = CHOICES,
    severity: Severity = Severity.ERROR,
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        title=title,
        text=text,
        actions=actions,
        table=(TABLE, *(one.row for one in some)),
        classes=tuple((one.label,) for one in some),
    )


def _where(one: ClassFacts) -> str:
    """ "is in the test set alone"; "is not in validation"."""
    names = {Split.TRAIN: "training", Split.VALIDATION: "validation", Split.TEST: "the test set"}
    if len(one.parts) == 1:
        return f"is in {names[one.parts[0]]} alone"
    return f"is not in {' and '.join(names[part] for part in one.lacking)}"


def _class_names(some: Sequence[ClassFacts]) -> str:
    """ "The class “a” is"; "3 classes are"."""
    return f"The class “{some[0].label}” is" if len(some) == 1 else f"{len(some):,} classes are"


def _how_many(one: ClassFacts) -> str:
    """ "2 different images"; "8 different images of 2 subjects"."""
    images = counted(one.different, "different image")
    return images if one.different == one.subjects else f"{images} of {counted(one.subjects, 'subject')}"


def _first_of(texts: Sequence[str]) -> str:
    """Return as many as a title can bear; the table has them all."""
    more = len(texts) - MOST_IN_TITLE
    return "; ".join(texts[:MOST_IN_TITLE]) + (f"; and {more:,} more" if more > 0 else "")
