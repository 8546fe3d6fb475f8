"""FileFinder: which file a path in a table means, where that is beyond doubt, and how it was found."""

from __future__ import annotations

import difflib
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from core.dataset.system_files import is_hidden, is_of_system
from core.dataset.table_paths import (
    TablePath,
    Way,
    common_end,
    common_parts,
    folded,
    is_within,
    numbered,
    stem_of,
    ways_between,
)
from core.jobs import Job
from core.modalities.example_files import ExampleFiles
from core.storage.readable_names import readable_name, readable_path

#: folders above that of the table from which its paths may be written
MOST_ABOVE = 2
MOST_FILES = 2_000_000
#: names among which near ones are looked for
MOST_COMPARED = 5000
SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class FoundFile:
    """Either the file, as seen from the table's folder and absolute outside it, or those among which it is in doubt."""

    file: str = ""
    ways: frozenset[Way] = frozenset()
    several: tuple[str, ...] = ()
    #: whether it was looked for by a UID, which leads to a patient
    is_by_uid: bool = False


NOTHING = FoundFile()


class FileFinder:
    """Looks below the folder of a table. The folder is gone through once, and only if a path is not right as it is."""

    def __init__(self, folder: Path, kind: ExampleFiles, job: Job):
        self.folder, self.kind, self._job = folder, kind, job

    def find(self, written: Iterable[str]) -> dict[str, FoundFile]:
        """Return what each of these paths means. No file is found for two paths that mean different ones."""
        paths = [TablePath(text) for text in dict.fromkeys(written)]
        found = {path.written: self._direct(path) for path in paths}
        exact = {one.file for one in found.values() if one.file}
        names = Counter(path.plain[-1] for path in paths if path.plain)
        open_paths = [path for path in paths if not found[path.written].file and path.parts]
        for path in open_paths:
            found[path.written] = self._searched(path, is_only=names[path.plain[-1]] == 1)
        self._take_back(open_paths, found, exact)
        return found

    def near(self, written: str) -> list[str]:
        """Return names of files that are the likeliest to be meant, of all below the folder; at most three."""
        path = TablePath(written)
        names = [PurePosixPath(file).name for file in self._files[:MOST_COMPARED]]
        wanted = path.parts[-1] if path.parts else written
        near = difflib.get_close_matches(wanted, names, n=SHOWN, cutoff=0.6)
        files = [self._files[names.index(name)] for name in dict.fromkeys(near)]
        files = files or [file for file in self._files if self.kind.is_example(self.folder / file)][:SHOWN]
        return list(map(readable_path, files))

    @property
    def files(self) -> Sequence[str]:
        """Return all below the folder, as seen from it."""
        return self._files

    # ---- as it is written

    def _direct(self, path: TablePath) -> FoundFile:
        as_written = self.folder / path.written
        if _is_file(as_written):
            return FoundFile(file=self._relative(as_written))
        if not path.ways or not path.parts:
            return NOTHING
        rewritten = self.folder.joinpath(*path.parts)
        return FoundFile(file=self._relative(rewritten), ways=path.ways) if _is_file(rewritten) else NOTHING

    def _relative(self, path: Path) -> str:
        path = Path(os.path.normpath(path))
        return (path.relative_to(self.folder) if path.is_relative_to(self.folder) else path).as_posix()

    # ---- below the folder

    def _searched(self, path: TablePath, is_only: bool) -> FoundFile:
        for candidates in self._candidates(path):
            fitting = [file for file in candidates if is_only or _fits(path.plain[:-1], self._plain_folders(file))]
            best = _best(path, fitting, self._plain_folders)
            if len(best) == 1:
                return FoundFile(file=best[0], ways=ways_between(path, readable_path(best[0])))
            if best:
                return FoundFile(several=tuple(best))
        return self._above(path)

    def _candidates(self, path: TablePath) -> Iterable[Sequence[str]]:
        """Return files with this name, then with one that is less and less alike."""
        name = path.plain[-1]
        yield self._by_name[name]
        yield self._examples(self._by_stem[name])
        yield self._examples(self._by_stem[stem_of(name)])
        yield self._examples(self._by_number[numbered(stem_of(name)) or numbered(name)])

    def _examples(self, files: Sequence[str]) -> Sequence[str]:
        """Beside an example there may lie a note of the same name."""
        return [file for file in files if self.kind.is_example(self.folder / file)]

    def _above(self, path: TablePath) -> FoundFile:
        """Tables often lie in a folder beside that of the examples."""
        for above in list(self.folder.parents)[:MOST_ABOVE]:
            file = above.joinpath(*path.parts)
            if len(path.parts) > 1 and _is_file(file):
                return FoundFile(file=self._relative(file), ways=path.ways | {Way.FOLDER})
        return NOTHING

    def _plain_folders(self, file: str) -> tuple[str, ...]:
        return tuple(folded(readable_name(part)) for part in PurePosixPath(file).parts[:-1])

    @cached_property
    def _files(self) -> list[str]:
        """Return all that is not hidden, in the order of names. Each folder once, whatever links lead to it."""
        files: list[str] = []
        seen: set[str] = set()
        for folder, folders, names in os.walk(self.folder, followlinks=True):
            self._job.checkpoint()
            real = os.path.realpath(folder)
            if real in seen:
                folders.clear()
                continue
            seen.add(real)
            links = {
                name for name in folders if (Path(folder) / name).is_symlink()
            }  # come last: they are no other place
            folders[:] = sorted(set(filter(_is_own, folders)) - links) + sorted(filter(_is_own, links))
            base = Path(folder).relative_to(self.folder)
            files += ((base / name).as_posix() for name in sorted(filter(_is_own, names)))
            if len(files) > MOST_FILES:
                break
        return files

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[str]]:
        return self._indexed(lambda name: folded(name.strip()))

    @cached_property
    def _by_stem(self) -> Mapping[str, Sequence[str]]:
        return self._indexed(lambda name: folded(stem_of(name.strip())))

    @cached_property
    def _by_number(self) -> Mapping[str, Sequence[str]]:
        return self._indexed(lambda name: numbered(stem_of(name)))

    def _indexed(self, key_of: Callable[[str], str]) -> Mapping[str, Sequence[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for file in self._files:
            if key := key_of(readable_name(file.rpartition("/")[2])):
                index[key].append(file)
        return index

    # ---- what was found for several

    def _take_back(self, searched: Iterable[TablePath], found: dict[str, FoundFile], exact: set[str]) -> None:
        """Take back a file that was found for paths that mean different ones: it is none of those searched for."""
        claims: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for file in exact:
            claims[file].add(TablePath(file).plain)
        for path in searched:
            if file := found[path.written].file:
                claims[file].add(path.plain)
        for path in searched:
            if len(claims[found[path.written].file]) > 1:
                found[path.written] = NOTHING


def _fits(wanted: Sequence[str], folders: Sequence[str]) -> bool:
    """Return whether folders are only missing in one of the two."""
    return is_within(wanted, folders) or is_within(folders, wanted)


def _best(path: TablePath, files: Sequence[str], folders_of: Callable[[str], tuple[str, ...]]) -> list[str]:
    """Return the file whose folders are the most alike, in every respect; all where there is no such one."""
    if len(files) < 2:
        return list(files)
    wanted = path.plain[:-1]

    def likeness(file: str) -> tuple[int, int, int]:
        folders = folders_of(file)
        return int(folders == wanted), common_end(wanted, folders), common_parts(wanted, folders)

    by_likeness = sorted(((likeness(file), file) for file in files), reverse=True)
    (most, best), (following, _) = by_likeness[:2]
    is_first = most != following and (most[0] or all(most[2] >= other[2] for other, _ in by_likeness))
    return [best] if is_first else sorted(files)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long a name, or a zero byte in it
        return False


def _is_own(name: str) -> bool:
    """Return whether a file or folder is the person's own."""
    return not is_hidden(name) and not is_of_system(name)
