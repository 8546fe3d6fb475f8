"""Counts: how many examples there are, and in how many files, where one file holds several."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.dataset.dataset import Example
from core.messages import Message


def file_count(examples: Iterable[Example]) -> int:
    """Return in how many files they are; the rows of a table count as if each had its own."""
    return len({example.whole for example in examples})


def counted_examples(examples: Collection[Example]) -> Message:
    """Return how many there are, and in how many files, where these hold several."""
    return counted_pictures(len(examples), file_count(examples))


def counted_pictures(examples: int, files: int) -> Message:
    """Return what `counted_examples` does, of so many examples in so many files."""
    if files == examples:
        return Message("counted-images", images=examples)
    return Message("counted-images-in-files", images=examples, files=files)
