"""Problems: why an image cannot be read, whatever its decoder says, in words for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TypeVar

from core.messages import Message
from core.modalities.images.preprocessing import ImageProblem

Item = TypeVar("Item")

CUT_OFF = Message("cut-off")
#: with which decoders say so
WORDS_OF_ENDS = ("truncated", "too small", "unexpected end", "premature end")
#: that one file may hold, each of which becomes a row of the dataset: more than the longest series of a scanner
MOST_PICTURES = 100_000


def problem_of(error: Exception) -> ImageProblem:
    """Return what any error means that a decoder of foreign data raised."""
    if isinstance(error, MemoryError):
        return ImageProblem(Message("memory-above-limit"))
    if isinstance(error, FileNotFoundError):
        return ImageProblem(Message("file-not-there"))
    if isinstance(error, PermissionError):
        return ImageProblem(Message("file-not-readable"))
    if isinstance(error, EOFError) or any(word in str(error).lower() for word in WORDS_OF_ENDS):
        return ImageProblem(CUT_OFF)
    return ImageProblem(Message("damaged-or-unknown"))


def check_size(width: int, height: int, most_pixels: int) -> None:
    """Raise ImageProblem above the limit."""
    if width * height > most_pixels:
        raise too_large(most_pixels)


def too_large(most_pixels: int) -> ImageProblem:
    return ImageProblem(Message("too-many-pixels", millions=most_pixels / 1e6))


def check_pictures(count: int) -> None:
    """Raise ImageProblem where a file holds, or claims to hold, no picture or more of them than the limit."""
    if count < 1:
        raise ImageProblem(Message("no-picture"))
    if count > MOST_PICTURES:
        raise ImageProblem(Message("too-many-pictures", pictures=count, limit=MOST_PICTURES))


def each_within(context: Callable[[], AbstractContextManager[None]], items: Iterator[Item]) -> Iterator[Item]:
    """Return items that are made one by one, each in a `context` that is left before it is handed on."""
    while True:
        with context():
            item = next(items, None)
        if item is None:
            return
        yield item
