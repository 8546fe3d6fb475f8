"""NewBackbone: where an imported module comes to lie. Until all is well it lies beside, and then nothing is left."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.backbones.catalogue import list_backbones, user_library
from core.backbones.copying import is_part
from core.errors import UserError
from core.messages import Message
from core.modalities.images.image_size import names_of
from core.storage.files import folder_written_beside
from core.storage.leftovers import clear_beside
from core.storage.temporary import temporary_folder

ARCHIVE_ENDINGS = re.compile(r"\.(tar\.gz|tgz|tar|zip)$", re.IGNORECASE)
#: begins the names of folders to which archives are unpacked
TEMPORARY = "frostline-import-"
#: the names of folders that are written beside what they will be. A library may lie anywhere, so that they are looked
#: into as well before they are removed
UNFINISHED = re.compile(r"\.[A-Za-z0-9][A-Za-z0-9._-]*\.[a-z0-9_]{8}")  # of earlier versions; ours bear a mark
SECONDS_OF_A_DAY = 86_400
GOOD_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, kw_only=True)
class NewBackbone:
    name: str
    #: what will be the backbone's folder
    folder: Path
    #: for what is unpacked; gone in any case
    temporary: Path
    #: what it was called where it came from, and what it is called now
    called: tuple[str, ...] = ()


@contextmanager
def new_backbone(path: Path, name: str | None = None, library: Path | None = None) -> Iterator[NewBackbone]:
    """Yield the place for what is imported from `path`; on leaving it is a backbone of `library` (or the user's own).

    Where anything is raised in between, nothing has changed. Raise UserError where the name cannot be given.
    """
    library = library or user_library()
    name = _free_name(path, library) if name is None else _checked_name(name, library)
    _clear_leftovers(library)
    try:
        with (
            temporary_folder("import-") as temporary,
            folder_written_beside(library / name) as folder,
        ):
            called = (*names_of(path), name)
            yield NewBackbone(name=name, folder=folder, temporary=temporary, called=called)
    except OSError as error:
        raise UserError(
            Message("backbone-not-kept", reason=str(error.strerror or error), library=str(library))
        ) from error


def _clear_leftovers(library: Path) -> None:
    """Remove what imports left behind that were killed; what earlier versions left, and what is unpacked, in a day."""
    clear_beside(library)
    beside = [folder for folder in library.glob(".*") if UNFINISHED.fullmatch(folder.name)]
    for folder in (*beside, *Path(tempfile.gettempdir()).glob(f"{TEMPORARY}*")):
        try:
            is_old = time.time() - folder.stat().st_mtime > SECONDS_OF_A_DAY
            is_ours = folder not in beside or all(is_part(entry.name) for entry in folder.iterdir())
        except OSError:  # it is no folder, or somebody else has just removed it
            continue
        if is_old and is_ours:
            shutil.rmtree(folder, ignore_errors=True)


def _checked_name(name: str, library: Path) -> str:
    if not GOOD_NAME.fullmatch(name):
        raise UserError(Message("no-name-of-backbone", name=name))
    if _is_taken(name, library):
        raise UserError(Message("backbone-name-taken", name=name))
    return name


def _free_name(path: Path, library: Path) -> str:
    """Return the name of the file, without what a folder may not be called; numbered where it is taken."""
    stem = ARCHIVE_ENDINGS.sub("", path.name)
    clean = re.sub(r"[^A-Za-z0-9._-]+", "_", stem).strip("._-")[:60]
    if not clean or clean.isdigit():  # a hub's folders are named after versions
        clean = f"backbone_{clean}".rstrip("_")
    name, number = clean, 2
    while _is_taken(name, library):
        name, number = f"{clean}_{number}", number + 1
    return name


def _is_taken(name: str, library: Path) -> bool:
    """Return whether a name is taken, whatever the case of its letters: not every file system distinguishes them."""
    names = [card.name for card in list_backbones()]
    if library.is_dir():
        names += [folder.name for folder in library.iterdir()]
    return name.lower() in {taken.lower() for taken in names}
