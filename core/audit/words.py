"""Numbers and names as findings tell them."""

from __future__ import annotations

from collections.abc import Collection

from core.dataset.dataset import Split

PART_NAME = {Split.TRAIN: "training", Split.VALIDATION: "validation", Split.TEST: "test", None: "left out"}


def counted(number: int, thing: str) -> str:
    """ "1 image", "2,000 images"."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def named(names: Collection[str]) -> str:
    """ "“a”", "“a”, “b” and “c”"."""
    *first, last = (f"“{name}”" for name in names)
    return f"{', '.join(first)} and {last}" if first else last
