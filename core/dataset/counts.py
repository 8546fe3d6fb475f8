"""Counts: how many images there are, and in how many files, where one file holds several."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.dataset.dataset import Example
from core.messages import Message


def file_count(images: Iterable[Example]) -> int:
    """Return in how many files they are; the rows of a table count as if each had its own."""
    return len({image.whole for image in images})


def counted_images(images: Collection[Example]) -> Message:
    """Return how many there are, and in how many files, where these hold several."""
    return counted_pictures(len(images), file_count(images))


def counted_pictures(images: int, files: int) -> Message:
    """Return what `counted_images` does, of so many images in so many files."""
    if files == images:
        return Message("counted-images", images=images)
    return Message("counted-images-in-files", images=images, files=files)
