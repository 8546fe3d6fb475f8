"""Paths that a person asked to be predicted: whether they are there, and the files that they stand for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from core.errors import UserError
from core.messages import Message
from core.prediction.chosen_files import chosen_files


def check_paths(paths: Iterable[Path]) -> None:
    """Raise UserError where one is not there."""
    for path in paths:
        if not path.exists():
            raise UserError(Message("path-not-there", path=path))


def files_of(paths: Iterable[Path], is_wanted: Callable[[Path], bool], skipped: Counter[str]) -> Iterator[Path]:
    """Yield files as `chosen_files` does. Raise UserError where a folder may not be opened."""
    try:
        yield from chosen_files(paths, is_wanted, skipped)
    except OSError as error:
        raise UserError(Message("folder-may-not-be-opened-to-predict", folder=error.filename)) from error
