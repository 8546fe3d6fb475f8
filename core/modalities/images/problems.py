"""Problems: why an image cannot be read, whatever its decoder says, in words for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

from core.modalities.images.preprocessing import ImageProblem

Item = TypeVar("Item")

CUT_OFF = "The file is cut off: the end of the image is missing."
#: with which decoders say so
WORDS_OF_ENDS = ("truncated", "too small", "unexpected end", "premature end")
#: that one file may hold, each of which becomes a row of the dataset: more than the longest series of a scanner
MOST_PICTURES = 100_000


def problem_of(error: Exception) -> ImageProblem:
    """What any error means that a decoder of foreign data raised."""
    if isinstance(error, MemoryError):
        return ImageProblem("Reading the image takes more memory than the limit.")
    if isinstance(error, FileNotFoundError):
        return ImageProblem("The file is not there.")
    if isinstance(error, PermissionError):
        return ImageProblem("The file may not be read.")
    if isinstance(error, EOFError) or any(word in str(error).lower() for word in WORDS_OF_ENDS):
        return ImageProblem(CUT_OFF)
    return ImageProblem("The file is damaged, or the kind of image in it cannot be read.")


def check_size(width: int, height: int, most_pixels: int) -> None:
    """Raises ImageProblem above the limit."""
    if width * height > most_pixels:
        raise too_large(most_pixels)


def too_large(most_pixels: int) -> ImageProblem:
    return ImageProblem(f"The image has more than {most_pixels / 1e6:,.0f} million pixels, which is the limit.")


def check_pictures(count: int) -> None:
    """Raises ImageProblem where a file holds, or claims to hold, no picture or more of them than the limit."""
    if count < 1:
        raise ImageProblem("The file holds no picture.")
    if count > MOST_PICTURES:
        raise ImageProblem(f"The file says that it holds {count:,} pictures; {MOST_PICTURES:,} is the limit.")


def each_within(context: Callable[[], AbstractContextManager[None]], items: Iterator[Item]) -> Iterator[Item]:
    """Items that are made one by one, each in a `context` that is left before it is handed on."""
    while True:
        with context():
            item = next(items, None)
        if item is None:
            return
        yield item
