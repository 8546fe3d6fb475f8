"""The state of a dataset that an audit holds for."""

from __future__ import annotations

from dataclasses import asdict

from core.dataset.dataset import Dataset
from core.modalities.images.facts import picture_facts
from core.modalities.images.preprocessing import Window
from core.storage.files import sha256_of

#: a change in what is looked for must change this: what was found before is then no longer the whole of it
VERSION = 2


def fingerprint_of(dataset: Dataset, window: Window | None, axis: int) -> str:
    """Return a hash of all that an audit looks at; the features of the backbone only confirm it."""
    rows = [
        [
            *(
                image.key,
                image.label,
                image.subject,
                image.patient,
                image.site,
                image.split,
                image.together,
                image.dropped,
            ),
            image.problem,
            *picture_facts(image).as_values(),
        ]
        for image in dataset.examples
    ]
    return sha256_of(VERSION, rows, asdict(window) if window else None, axis)
