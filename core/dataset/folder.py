"""Folder: what lies in a folder of data, looked at no sooner than it is asked for, and what in it is passed over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from core.dataset.system_files import is_hidden, is_of_system
from core.errors import UserError
from core.messages import Message
from core.modalities.example_files import ExampleFiles


@dataclass
class Entries:
    """The contents of one folder, in the order of the names, which is the same on every file system."""

    folders: list[Folder] = field(default_factory=list)
    #: names of files that can be read, or whose link is broken
    files: list[str] = field(default_factory=list)
    #: pipes and devices, which are never opened
    odd: int = 0
    hidden: int = 0
    #: what systems and programs leave behind
    system: int = 0
    #: links that lead to a folder above, or to themselves
    loops: int = 0


@dataclass
class Files:
    """The names of the files of one folder, by what they are."""

    examples: list[str] = field(default_factory=list)
    #: tables of contents, which list examples
    contents: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


class Folder:
    """A folder, and the way on which it was reached: links are followed, but never in a circle.

    `kind` says which of its files hold examples.
    """

    def __init__(self, path: Path, kind: ExampleFiles, above: tuple[str, ...] = (), real: str | None = None):
        self.path, self.kind = path, kind
        self._real = os.path.realpath(path) if real is None else real
        self._above = (*above, self._real)

    @property
    def name(self) -> str:
        return self.path.name

    @cached_property
    def entries(self) -> Entries:
        """Raise UserError where the folder may not be opened."""
        found = Entries()
        for entry in _entries(self.path):
            if is_hidden(entry.name):
                found.hidden += 1
            elif is_of_system(entry.name):
                found.system += 1
            elif _is_folder(entry):
                self._add_folder(entry, found)
            elif entry.is_symlink() and _leads_to_itself(entry):
                found.loops += 1
            elif _is_readable(entry):
                found.files.append(entry.name)
            else:
                found.odd += 1
        return found

    @cached_property
    def files(self) -> Files:
        """Files whose names say nothing are opened."""
        found = Files()
        for name in self.entries.files:
            path = self.path / name
            if self.kind.is_example(path):
                found.examples.append(name)
            elif self.kind.is_contents(path):
                found.contents.append(name)
            else:
                found.others.append(name)
        return found

    @property
    def folders(self) -> list[Folder]:
        return self.entries.folders

    @cached_property
    def filled(self) -> list[Folder]:
        """Return the folders in it in which there are examples, however deep."""
        return [folder for folder in self.folders if folder.holds_examples]

    @cached_property
    def has_examples(self) -> bool:
        """Return whether examples, or what lists them, lie directly in it. No more files are opened than it takes."""
        paths = map(self.path.joinpath, self.entries.files)
        return any(self.kind.is_example(path) or self.kind.is_contents(path) for path in paths)

    @cached_property
    def holds_examples(self) -> bool:
        return any(folder.has_examples for folder in self.all_folders())

    def all_folders(self) -> Iterator[Folder]:
        """Yield itself and the folders below it, each before those in it."""
        waiting = [self]
        while waiting:  # no recursion: folders may be nested deeper than Python likes
            folder = waiting.pop()
            yield folder
            waiting += reversed(folder.folders)

    def count_examples(self) -> int:
        """Return how many files hold them, however deep they lie."""
        return sum(len(folder.files.examples) for folder in self.all_folders())

    def _add_folder(self, entry: os.DirEntry[str], found: Entries) -> None:
        path = Path(entry.path)
        real = os.path.realpath(path) if _may_lead_elsewhere(entry) else str(Path(self._real) / entry.name)
        if real in self._above or Path(self._real).is_relative_to(real):
            found.loops += 1
        else:
            found.folders.append(Folder(path, self.kind, self._above, real))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _leads_to_itself(entry: os.DirEntry[str]) -> bool:
    try:
        entry.stat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def _may_lead_elsewhere(entry: os.DirEntry[str]) -> bool:
    return os.name == "nt" or entry.is_symlink()  # Windows has links of several kinds


def _is_readable(entry: os.DirEntry[str]) -> bool:
    """Return whether it is a file, or a link whose file is lost, which is listed as such."""
    return entry.is_file() or (entry.is_symlink() and not Path(entry.path).exists())


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except NotADirectoryError:
        return []
    except PermissionError as error:
        raise UserError(Message("folder-may-not-be-opened", folder=folder.name)) from error
    except OSError as error:
        raise UserError(Message("folder-not-opened", folder=folder.name, reason=error.strerror)) from error
