"""Resolve: what one click does about a finding."""

from __future__ import annotations

from dataclasses import replace

from core.audit.findings import Action, Finding
from core.dataset.dataset import Dataset, Example
from core.dataset.split import KEEPS_THE_COPY
from core.storage.files import sha256_of

DIGITS = 16


def resolved(dataset: Dataset, finding: Finding, action: Action) -> Dataset:
    """Return the dataset with the images of the finding kept together or dropped; parts are not drawn anew here."""
    images = list(dataset.examples)
    for group in finding.groups:
        match action:
            case Action.KEEP_TOGETHER:
                _keep_together(images, group)
            case Action.DROP_COPIES:
                _drop(images, [place for place in group if place != _keeper(images, group)])
            case Action.DROP_ALL:
                _drop(images, group)
    return dataset.with_examples(images)


def _keep_together(images: list[Example], group: tuple[int, ...]) -> None:
    """Keep them together, also with those that members of the group were to stand beside before."""
    before = {images[place].together for place in group} - {""}
    name = sha256_of(sorted(images[place].key for place in group))[:DIGITS]
    for place, image in enumerate(images):
        if place in group or image.together in before:
            images[place] = replace(image, together=name)


def _keeper(images: list[Example], group: tuple[int, ...]) -> int:
    """Return the one that measures: test before validation before training."""
    order = {part: rank for rank, part in enumerate(KEEPS_THE_COPY)}
    return min(group, key=lambda place: (order.get(images[place].split, len(order)), place))  # type: ignore[arg-type]


def _drop(images: list[Example], places: list[int] | tuple[int, ...]) -> None:
    for place in places:
        images[place] = replace(images[place], dropped=True, split=None)
