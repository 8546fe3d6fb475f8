"""Counts: how many images there are, and in how many files, where one file holds several."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from core.dataset.dataset import Example


def file_count(images: Iterable[Example]) -> int:
    return len({image.file for image in images})


def counted_images(images: Collection[Example]) -> str:
    """ "1 image", "2,000 images"; "672 files (5,996 images in them)" where files hold several."""
    return counted_pictures(len(images), file_count(images))


def counted_pictures(images: int, files: int) -> str:
    """As `counted_images`, of so many images in so many files."""
    if files == images:
        return f"{images:,} image{'s' * (images != 1)}"
    return f"{files:,} file{'s' * (files != 1)} ({images:,} images in {'them' if files != 1 else 'it'})"
