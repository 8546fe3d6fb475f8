"""Balance: how many images each class has, and whether the test set can tell anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.audit.findings import Finding, Severity
from core.audit.words import PART_NAME, counted
from core.dataset.dataset import Dataset, Split
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
    table = [("Class", "Images", "Subjects")]
    table += [(label, f"{images[label]:,}", f"{len(subjects[label]):,}") for label in sorted(images)]
    severity = Severity.WARNING if ratio >= VERY_UNEVEN else Severity.NOTE if ratio >= UNEVEN else Severity.PASSED
    if severity == Severity.PASSED:
        title, text = "The classes are balanced", f"The largest has {ratio:.1f} times as many images as the smallest."
    else:
        title = f"“{most}” has {ratio:.0f} times as many images as “{least}”"
        text = (
            "Accuracy then says little: judge by sensitivity, specificity and balanced accuracy. Training weights the "
            "classes within a bound, so that each has the same say as far as its images can bear it."
        )
    return Finding(code="balance", severity=severity, title=title, text=text, table=tuple(table))


def test_size_finding(dataset: Dataset) -> Finding:
    """Return how wide the 95 % interval of a good accuracy will be, counted in subjects: only they are independent."""
    test = dataset.of(Split.TEST)
    subjects = {image.group for image in test}
    width = expected_interval_width(len(subjects), ACCURACY)
    of_class = {label: len({image.group for image in test if image.label == label}) for label in dataset.classes}
    fewest = min(of_class, key=of_class.__getitem__)
    table = [("Class", f"Subjects in the {PART_NAME[Split.TEST]} set")]
    table += [(label, f"{number:,}") for label, number in of_class.items()]
    half = f"± {width / 2:.0%}".replace("%", " %")
    if width > WIDE or of_class[fewest] < FEWEST_OF_A_CLASS:
        grave = "says next to nothing" if width > HOPELESS else "is coarse"
        return Finding(
            code="test-size",
            severity=Severity.WARNING,
            title=f"The test set has only {counted(len(subjects), 'subject')}: a figure on it {grave}",
            text=f"An accuracy of 90 % would be known to about {half}. The class “{fewest}” has "
            f"{counted(of_class[fewest], 'subject')} in it. More subjects help; more images of the same do not.",
            table=tuple(table),
        )
    return Finding(
        code="test-size",
        severity=Severity.PASSED,
        title=f"The test set has {counted(len(subjects), 'subject')}",
        text=f"An accuracy of 90 % would be known to about {half}.",
        table=tuple(table),
    )
