"""The state of a dataset that an audit holds for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.dataset.dataset import Dataset
from core.messages import cell_of
from core.storage.files import sha256_of

#: a change in what is looked for must change this: what was found before is then no longer the whole of it
VERSION = 2


def fingerprint_of(dataset: Dataset, seen: Sequence[Any]) -> str:
    """Return a hash of all that an audit looks at; the features of the backbone only confirm it.

    `seen` is what decides how an example is seen, of a recipe or a reading.
    """
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
            cell_of(image.problem),
            *dataset.modality.values_of(image.facts),
        ]
        for image in dataset.examples
    ]
    return sha256_of(VERSION, rows, *seen)
