"""Balance: how many images each class has, and whether the test set can show anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.audit.findings import Cell, Finding, Severity
from core.dataset.dataset import Dataset, Split
from core.messages import Message
from core.statistics.intervals import expected_interval_width

#: times as many images as another class has
UNEVEN, VERY_UNEVEN = 3.0, 10.0
#: of the 95 % interval of an accuracy of 90 %: wider than this, two models can scarcely be told apart
WIDE, HOPELESS = 0.2, 0.4
ACCURACY = 0.9
FEWEST_OF_A_CLASS = 5


def balance_finding(dataset: Dataset, places: Sequence[int]) -> Finding:
    images = Counter(dataset.examples[place].label for place in places)
    subjects = {label: set[str]() for label in images}
    for place in places:
        image = dataset.examples[place]
        subjects[image.label].add(image.group)
    (most, largest), (least, smallest) = images.most_common()[0], images.most_common()[-1]
    ratio = largest / smallest
    table: list[tuple[Cell, ...]] = [(Message("heading-class"), Message("heading-images"), Message("heading-subjects"))]
    table += [(label, f"{images[label]:,}", f"{len(subjects[label]):,}") for label in sorted(images)]
    severity = Severity.WARNING if ratio >= VERY_UNEVEN else Severity.NOTE if ratio >= UNEVEN else Severity.PASSED
    if severity == Severity.PASSED:
        message = Message("classes-balanced", ratio=ratio)
    else:
        message = Message("classes-unbalanced", most=most, least=least, ratio=ratio)
    return Finding(code="balance", severity=severity, message=message, table=tuple(table))


def test_size_finding(dataset: Dataset) -> Finding:
    """Return how wide the 95 % interval of a good accuracy will be, counted in subjects: only they are independent."""
    test = dataset.of(Split.TEST)
    subjects = {image.group for image in test}
    width = expected_interval_width(len(subjects), ACCURACY)
    of_class = {label: len({image.group for image in test if image.label == label}) for label in dataset.classes}
    fewest = min(of_class, key=of_class.__getitem__)
    table: list[tuple[Cell, ...]] = [(Message("heading-class"), Message("heading-test-subjects"))]
    table += [(label, f"{number:,}") for label, number in of_class.items()]
    if width > WIDE or of_class[fewest] < FEWEST_OF_A_CLASS:
        message = Message(
            "test-set-says-nothing" if width > HOPELESS else "test-set-coarse",
            subjects=len(subjects),
            half_width=width / 2,
            fewest=fewest,
            of_class=of_class[fewest],
        )
        return Finding(code="test-size", severity=Severity.WARNING, message=message, table=tuple(table))
    return Finding(
        code="test-size",
        severity=Severity.PASSED,
        message=Message("test-set-large-enough", subjects=len(subjects), half_width=width / 2),
        table=tuple(table),
    )
