"""Migrations: how the values of a kept file of an earlier format become those of today's, one format at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Values = dict[str, Any]

#: of all kept files; a file that names no format is of the first one
FORMAT = 1
#: by the name of the file and the format that it has: what makes its values those of the next format. A change that a
#: default for an absent value cannot answer raises `FORMAT` and stands here.
STEPS: Mapping[tuple[str, int], Callable[[Values], Values]] = {}


def migrated(kind: str, values: Values, found: int) -> Values:
    """Return the values of a file called `kind`, whose format is `found`, in today's format."""
    for number in range(found, FORMAT):
        step = STEPS.get((kind, number))
        values = step(values) if step else values
    return values
