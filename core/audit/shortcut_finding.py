"""Word the finding on shortcuts: facts beside the picture by which a network could distinguish the classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.audit.fact_names import fact_name
from core.audit.findings import Finding, Severity
from core.audit.groups import group_numbers
from core.audit.shortcuts import find_shortcut
from core.dataset.dataset import Dataset
from core.messages import Message

#: from this AUC on a network may well take the shortcut; with thousands of subjects much less is above chance
TELLING = 0.6
MOST_NAMED = 3


def shortcut_finding(dataset: Dataset, places: Sequence[int], facts: Mapping[str, np.ndarray]) -> Finding:
    images = [dataset.examples[place] for place in places]
    number = {label: place for place, label in enumerate(dataset.classes)}
    found = find_shortcut(
        facts,
        labels=np.array([number[image.label] for image in images]),
        groups=group_numbers(images),
        units=dataset.modality.fact_units,
    )
    if found is None or not found.is_above_chance:
        measured = Message("no-shortcut-facts-alike") if found is None else Message("no-shortcut", auc=found.auc)
        return Finding(code="shortcuts", severity=Severity.PASSED, message=measured)
    differences = found.differences
    names = tuple(fact_name(difference.name) for difference in differences[:MOST_NAMED])
    return Finding(
        code="shortcuts",
        severity=Severity.WARNING if found.auc >= TELLING else Severity.NOTE,
        message=Message(
            "shortcut",
            facts=names or (Message("fact-of-files"),),
            auc=found.auc,
            low=found.low,
            high=found.high,
        ),
        table=(
            (
                Message("heading-fact"),
                Message("heading-auc-by-itself"),
                *(dataset.classes[number] for number in found.classes),
            ),
            *((fact_name(one.name), f"{one.auc:.2f}", *one.summary) for one in differences),
        ),
    )
