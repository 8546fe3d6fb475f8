"""What is said about shortcuts: facts beside the picture by which a network could tell the classes apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.audit.findings import Finding, Severity
from core.audit.groups import group_numbers
from core.audit.shortcuts import find_shortcut
from core.dataset.dataset import Dataset

#: from this AUC on a network may well take the shortcut; with thousands of subjects much less is above chance
TELLING = 0.6

TEXT = (
    "A classifier that sees no picture, only {facts}, tells the classes apart with an AUC of {auc:.2f} "
    "({low:.2f} to {high:.2f}; chance is 0.50). A network can cheat in the same way, and its figures would not hold "
    "for images from elsewhere. Make these alike in all classes, or test on images in which they are."
)


def shortcut_finding(dataset: Dataset, places: Sequence[int], facts: Mapping[str, np.ndarray]) -> Finding:
    images = [dataset.examples[place] for place in places]
    number = {label: place for place, label in enumerate(dataset.classes)}
    found = find_shortcut(
        facts,
        labels=np.array([number[image.label] for image in images]),
        groups=group_numbers(images),
    )
    if found is None or not found.is_above_chance:
        score = "" if found is None else f" A classifier on them alone has an AUC of {found.auc:.2f}; chance is 0.50."
        return Finding(
            code="shortcuts",
            severity=Severity.PASSED,
            title="Classes do not differ by size, device, border or the like",
            text=f"These facts do not tell them apart.{score}",
        )
    differences = found.differences
    names = ", ".join(difference.name for difference in differences[:3]) or "what is known of the files"
    return Finding(
        code="shortcuts",
        severity=Severity.WARNING if found.auc >= TELLING else Severity.NOTE,
        title=f"The classes can be told apart by {names}",
        text=TEXT.format(facts=names, auc=found.auc, low=found.low, high=found.high),
        table=(
            ("Fact", "AUC by itself", *(dataset.classes[number] for number in found.classes)),
            *((difference.name, f"{difference.auc:.2f}", *difference.summary) for difference in differences),
        ),
    )
