"""Chosen files: those that a person named, and those in the folders that a person named, one after the other.

Its source travels with every exported model, so it needs nothing but the standard library.
"""

from __future__ import annotations

import heapq
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from core.dataset.system_files import is_hidden, is_of_system

#: of one folder, held in memory; a folder of more is read several times
NAMES_AT_ONCE = 10_000


def chosen_files(paths: Iterable[Path], is_wanted: Callable[[Path], bool], skipped: Counter[str]) -> Iterator[Path]:
    """Yield each file of `paths` as it is, and each that is wanted in the folders of `paths` and below, by their names.

    Hidden files and folders, what systems leave behind, links that lead back up, and other files are passed
    over and counted in `skipped`, as "hidden", "system", "loops" and "other".
    Raise OSError where a folder may not be opened.
    """
    for path in paths:
        if path.is_dir():
            yield from _wanted_below(path, is_wanted, skipped)
        else:
            yield path


def _wanted_below(
    folder: Path, is_wanted: Callable[[Path], bool], skipped: Counter[str], above: tuple[str, ...] = ()
) -> Iterator[Path]:
    real = os.path.realpath(folder)
    if any(Path(passed).is_relative_to(real) for passed in above):  # a link that leads back up
        skipped["loops"] += 1
        return
    for name, is_folder in _entries(folder):
        if is_hidden(name):
            skipped["hidden"] += 1
        elif is_of_system(name):
            skipped["system"] += 1
        elif is_folder:
            yield from _wanted_below(folder / name, is_wanted, skipped, (*above, real))
        elif is_wanted(folder / name):
            yield folder / name
        else:
            skipped["other"] += 1


def _entries(folder: Path) -> Iterator[tuple[str, bool]]:
    """Yield each name in a folder, and whether it is a folder's, in order. Memory stays the same for any number."""
    last = ""
    while True:
        with os.scandir(folder) as entries:
            following = ((entry.name, _is_folder(entry)) for entry in entries if entry.name > last)
            names = heapq.nsmallest(NAMES_AT_ONCE, following)
        yield from names
        if len(names) < NAMES_AT_ONCE:
            return
        last = names[-1][0]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False
