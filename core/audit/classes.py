"""Classes: names that mean the same, classes that are not in every part, and what the user has decided about them."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from core.audit.findings import Action, Finding, Severity
from core.audit.words import PART_NAME, counted
from core.dataset.class_changes import ClassChanges
from core.dataset.class_names import spelt_alike
from core.dataset.dataset import Dataset, Image, Split
from core.dataset.split import Fractions, bound_together

ALIKE = "class-names-alike"
NOT_IN_TRAINING, NOT_IN_EVERY_PART = "class-not-in-training", "class-not-in-every-part"
TOO_SMALL, SMALL, CHANGED = "class-too-small", "class-small", "classes-changed"
MOST_IN_TITLE = 3
CHOICES = (Action.LEAVE_OUT, Action.MERGE_INTO, Action.GO_ON)


def class_findings(
    dataset: Dataset,
    changes: ClassChanges,
    given: Collection[Split] = (),
    fractions: Fractions | None = None,
) -> list[Finding]:
    """The findings on the classes of a dataset that is split.

    `given` are the parts that the user's folders or table give: what lacks there is not for its size.
    """
    facts = _facts_of(dataset)
    alike = _alike_names(facts, changes)
    to_merge = {label for group in alike for label in group}  # what they lack, another spelling of them may have
    others = [one for label, one in facts.items() if label not in to_merge]
    told = [
        _alike(facts, alike),
        *_not_in_every_part(others, changes, given),
        _too_small(others, changes, given),
        _small(others, changes, fractions or Fractions()),
        _changed(dataset, facts, changes),
    ]
    return [finding for finding in told if finding is not None]


class _Facts:
    """How many images and independent groups of a class there are, and in which parts."""

    def __init__(self, label: str, images: Sequence[Image], subjects: int):
        self.label, self.images, self.subjects = label, len(images), subjects
        self.different = len({image.key or image.name for image in images})
        self.of_part = Counter(image.split for image in images if image.split)

    @property
    def parts(self) -> list[Split]:
        return [split for split in Split if self.of_part[split]]

    @property
    def lacking(self) -> list[Split]:
        return [split for split in Split if not self.of_part[split]]

    @property
    def row(self) -> tuple[str, ...]:
        return (self.label, f"{self.images:,}", f"{self.subjects:,}", *(f"{self.of_part[part]:,}" for part in Split))


TABLE = ("Class", "Images", "Subjects", "Training", "Validation", "Test")


def _facts_of(dataset: Dataset) -> Mapping[str, _Facts]:
    used = [image for image in dataset.images if image.is_used]
    images: dict[str, list[Image]] = defaultdict(list)
    groups: dict[str, set[int]] = defaultdict(set)
    for image, group in zip(used, bound_together(used), strict=True):
        images[image.label].append(image)
        groups[image.label].add(int(group))
    return {label: _Facts(label, images[label], len(groups[label])) for label in sorted(images)}


def _alike_names(facts: Mapping[str, _Facts], changes: ClassChanges) -> list[tuple[str, ...]]:
    """Groups of names that differ in their spelling only, but for those that the user keeps apart."""
    groups = spelt_alike({label: one.images for label, one in facts.items()})
    return [group for group in groups if not changes.is_accepted(ALIKE, group)]


def _alike(facts: Mapping[str, _Facts], groups: Sequence[tuple[str, ...]]) -> Finding | None:
    if not groups:
        return None
    names = _first_of([_named([_told_apart(label, group) for label in group]) for group in groups])
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
    """The name; where another one looks just the same, with what the two differ in."""
    looks = [unicodedata.normalize("NFC", other) for other in group]
    if looks.count(unicodedata.normalize("NFC", name)) < 2:
        return name
    form = "composed" if unicodedata.is_normalized("NFC", name) else "decomposed"
    return f"{name} ({form} letters)"


def _not_in_every_part(facts: Collection[_Facts], changes: ClassChanges, given: Collection[Split]) -> list[Finding]:
    """First those that cannot be learnt, then those that can be learnt but not measured in every part."""
    lacking = [one for one in facts if _lacks_by_user(one, given)]
    unlearnt = [one for one in lacking if Split.TRAIN in one.lacking]
    learnt = [one for one in lacking if Split.TRAIN not in one.lacking]
    learnt = [one for one in learnt if not changes.is_accepted(NOT_IN_EVERY_PART, (one.label,))]
    found = []
    if unlearnt:
        found.append(
            _about_classes(
                NOT_IN_TRAINING,
                unlearnt,
                "Your folders or table put none of its images into training, so such a class cannot be learnt: each "
                "image of it would count as a mistake. Put some into training, leave it out, or merge it into another.",
                (Action.LEAVE_OUT, Action.MERGE_INTO),
            )
        )
    if learnt:
        found.append(
            _about_classes(
                NOT_IN_EVERY_PART,
                learnt,
                "Your folders or table put none of its images there. Such a class can be learnt all the same, but is "
                "not measured where it has no image. Add some, leave it out, merge it into another, or go on.",
                CHOICES,
            )
        )
    return found


def _lacks_by_user(one: _Facts, given: Collection[Split]) -> bool:
    """Whether a part that the user gives has no image of the class; so it is, too, where training has none."""
    return Split.TRAIN in one.lacking or not set(given).isdisjoint(one.lacking)


def _too_small(facts: Collection[_Facts], changes: ClassChanges, given: Collection[Split]) -> Finding | None:
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
    return Finding(
        code=TOO_SMALL,
        severity=Severity.ERROR,
        title=title,
        text="Each part needs images of its own, of other subjects. With fewer than three subjects all images of a "
        "class are for training: it is learnt, but not measured. Add some, leave the class out, merge it into another, "
        "or go on. Check, too, how subjects are told: a patient ID that all files share makes one subject of them.",
        actions=CHOICES,
        table=(TABLE, *(one.row for one in small)),
        classes=tuple((one.label,) for one in small),
    )


def _small(facts: Collection[_Facts], changes: ClassChanges, fractions: Fractions) -> Finding | None:
    """Of classes that are in each part, but with fewer subjects than the shares of the split would give to it."""
    fewest = math.ceil(1 / min(fractions.of(part) for part in Split) - 1e-9)
    small = [
        one
        for one in facts
        if not one.lacking and one.subjects < fewest and not changes.is_accepted(SMALL, (one.label,))
    ]
    if not small:
        return None
    return Finding(
        code=SMALL,
        severity=Severity.WARNING,
        title=f"{_class_names(small)} small: fewer than {fewest} subjects",
        text=f"With these shares of the split a class needs {fewest} subjects to have one in each part. Fewer are "
        "spread as well as can be, but each figure on the class then rests on one or two subjects, and says next to "
        "nothing. Add some, leave the class out, merge it into another, or go on.",
        actions=CHOICES,
        table=(TABLE, *(one.row for one in small)),
        classes=tuple((one.label,) for one in small),
    )


def _about_classes(code: str, some: Sequence[_Facts], text: str, actions: tuple[Action, ...]) -> Finding:
    title = _first_of([f"“{one.label}” {_where(one)}" for one in some])
    return Finding(
        code=code,
        severity=Severity.ERROR,
        title=f"The class {title}" if len(some) == 1 else f"Classes that are not in every part: {title}",
        text=text,
        actions=actions,
        table=(TABLE, *(one.row for one in some)),
        classes=tuple((one.label,) for one in some),
    )


def _where(one: _Facts) -> str:
    """ "is in the test set alone"; "is not in validation"."""
    names = {Split.TRAIN: "training", Split.VALIDATION: "validation", Split.TEST: "the test set"}
    if len(one.parts) == 1:
        return f"is in {names[one.parts[0]]} alone"
    return f"is not in {' and '.join(names[part] for part in one.lacking)}"


def _changed(dataset: Dataset, facts: Mapping[str, _Facts], changes: ClassChanges) -> Finding | None:
    """What the user has decided: it is told each time, and can be taken back."""
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
    for image in dataset.images:
        if image.given_label and image.label:
            counts[image.label][image.given_label] += 1
    return [
        (label, f"{given.total():,}", f"Takes in {_named(sorted(given))}") for label, given in sorted(counts.items())
    ]


def _left_out_rows(dataset: Dataset, changes: ClassChanges) -> list[tuple[str, str, str]]:
    counts = Counter(
        changes.merged.get(image.given_label, image.given_label)
        for image in dataset.images
        if image.is_of_class_left_out
    )
    return [(label, f"{number:,}", "Left out") for label, number in sorted(counts.items())]


def _accepted_rows(facts: Mapping[str, _Facts], changes: ClassChanges) -> list[tuple[str, str, str]]:
    accepted = sorted({label for labels in changes.accepted.values() for label in labels} & facts.keys())
    return [(label, f"{facts[label].images:,}", _go_on_words(facts[label])) for label in accepted]


def _go_on_words(one: _Facts) -> str:
    lacking = [part for part in one.lacking if part != Split.TRAIN]
    if not lacking:
        return "Used as it is"
    return f"Used as it is; not measured in {' and '.join(PART_NAME[part] for part in lacking)}"


def _class_names(some: Sequence[_Facts]) -> str:
    """ "The class “a” is"; "3 classes are"."""
    return f"The class “{some[0].label}” is" if len(some) == 1 else f"{len(some):,} classes are"


def _how_many(one: _Facts) -> str:
    """ "2 different images"; "8 different images of 2 subjects"."""
    images = counted(one.different, "different image")
    return images if one.different == one.subjects else f"{images} of {counted(one.subjects, 'subject')}"


def _first_of(texts: Sequence[str]) -> str:
    """As many as a title can bear; the table has them all."""
    more = len(texts) - MOST_IN_TITLE
    return "; ".join(texts[:MOST_IN_TITLE]) + (f"; and {more:,} more" if more > 0 else "")


def _named(names: Collection[str]) -> str:
    *first, last = (f"“{name}”" for name in names)
    return f"{', '.join(first)} and {last}" if first else last
