"""Classes: names that mean the same, classes that are not in every part, and classes that are too small."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from core.audit.class_decisions import decisions_on_classes
from core.audit.class_facts import TABLE, ClassFacts, facts_of
from core.audit.findings import Action, Cell, Finding, Severity
from core.dataset.class_changes import ClassChanges
from core.dataset.class_names import spelt_alike
from core.dataset.dataset import Dataset, Split
from core.dataset.split import IN_WORDS, Fractions
from core.messages import Message

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
    findings = [
        _alike(facts, alike),
        *_not_in_every_part(others, changes, given),
        _too_small(others, changes, given),
        _small(others, changes, fractions or Fractions()),
        decisions_on_classes(dataset, facts, changes),
    ]
    return [finding for finding in findings if finding is not None]


def _alike_names(facts: Mapping[str, ClassFacts], changes: ClassChanges) -> list[tuple[str, ...]]:
    """Return groups of names that differ in their spelling only, but for those that the user keeps apart."""
    groups = spelt_alike({label: one.images for label, one in facts.items()})
    return [group for group in groups if not changes.is_accepted(ALIKE, group)]


def _alike(facts: Mapping[str, ClassFacts], groups: Sequence[tuple[str, ...]]) -> Finding | None:
    if not groups:
        return None
    names = [Message("quoted-names", names=[_distinguished(label, group) for label in group]) for group in groups]
    table: list[tuple[Cell, ...]] = [(Message("heading-class"), Message("heading-images"), Message("heading-becomes"))]
    table += [
        (_distinguished(label, group), f"{facts[label].images:,}", _distinguished(group[0], group))
        for group in groups
        for label in group
    ]
    return Finding(
        code=ALIKE,
        severity=Severity.ERROR,
        message=Message("class-names-alike", groups=_first_of(names)),
        actions=(Action.MERGE_ALIKE, Action.GO_ON),
        table=tuple(table),
        classes=tuple(groups),
    )


def _distinguished(name: str, group: Sequence[str]) -> Cell:
    """Return the name; where another one looks just the same, with what the two differ in."""
    looks = [unicodedata.normalize("NFC", other) for other in group]
    if looks.count(unicodedata.normalize("NFC", name)) < 2:
        return name
    is_composed = unicodedata.is_normalized("NFC", name)
    return Message("name-in-composed-letters" if is_composed else "name-in-decomposed-letters", name=name)


def _not_in_every_part(facts: Collection[ClassFacts], changes: ClassChanges, given: Collection[Split]) -> list[Finding]:
    """Return first those that cannot be learnt, then those that can be learnt but not measured in every part."""
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
                Message("classes-not-in-training", where=_where_all(unlearnt)),
                (Action.LEAVE_OUT, Action.MERGE_INTO),
            )
        )
    if learnt:
        found.append(
            _about(
                learnt,
                NOT_IN_EVERY_PART,
                Message("classes-not-in-every-part", where=_where_all(learnt)),
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
    if len(small) > 1:
        return _about(small, TOO_SMALL, Message("classes-too-small", classes=len(small)))
    only = small[0]
    return _about(small, TOO_SMALL, Message("class-too-small", label=only.label, counted=_how_many(only)))


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
        Message("classes-small", classes=len(small), label=small[0].label, fewest=fewest),
        severity=Severity.WARNING,
    )


def _where_all(some: Sequence[ClassFacts]) -> Message:
    where = [_where(one) for one in some]
    return (
        Message("one-class", where=where[0]) if len(some) == 1 else Message("several-classes", where=_first_of(where))
    )


def _about(
    some: Sequence[ClassFacts],
    code: str,
    message: Message,
    actions: tuple[Action, ...] = CHOICES,
    severity: Severity = Severity.ERROR,
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        message=message,
        actions=actions,
        table=(TABLE, *(one.row for one in some)),
        classes=tuple((one.label,) for one in some),
    )


def _where(one: ClassFacts) -> Message:
    """Return that it is in one part alone, or in which it is not."""
    if len(one.parts) == 1:
        return Message("class-in-one-part-alone", label=one.label, part=IN_WORDS[one.parts[0]])
    return Message("class-not-in-parts", label=one.label, parts=[IN_WORDS[part] for part in one.lacking])


def _how_many(one: ClassFacts) -> Message:
    """Return its number of different images, and of subjects where that is another."""
    if one.different == one.subjects:
        return Message("different-images", images=one.different)
    return Message("different-images-of-subjects", images=one.different, subjects=one.subjects)


def _first_of(some: Sequence[Message]) -> list[Message]:
    """Return as many as a title can bear; the table has them all."""
    more = len(some) - MOST_IN_TITLE
    return [*some[:MOST_IN_TITLE], *([Message("and-more", more=more)] if more > 0 else [])]
