"""Copy what makes a foreign module, and no more of it than a module can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from core.backbones.archive import CHUNK, ArchiveLimits
from core.backbones.card import CARD_FILE
from core.errors import UserError
from core.jobs import Job
from core.messages import Message

MODULE_FILE = "saved_model.pb"
#: of a module's folder only this is taken; there may be more in it, and even what looks like a card
PARTS = (MODULE_FILE, "variables", "assets", "tfhub_module.pb")
LICENCES = re.compile(r"(licen[cs]e|copying|notice)(\.\w+)?", re.IGNORECASE)
#: in bytes; the longest licences are a tenth of it
LONGEST_LICENCE = 1 << 20
#: in characters; the title of a licence stands at its top
LICENCE_HEAD = 10_000
#: below this, a module's graph holds a network; above it, somebody has put the weights into the graph
LONGEST_GRAPH = 128 << 20
AS_ARCHIVES = ArchiveLimits()


def copy_module(source: Path, folder: Path, job: Job, limits: ArchiveLimits = AS_ARCHIVES) -> None:
    """Copy the SavedModel's own files and its licence from `source` to `folder`.

    Raise UserError where there are links in it, or more or larger files than a module has.
    """
    try:
        _copy_all(source, folder, job, limits)
    except OSError as error:
        raise UserError(Message("module-not-copied", reason=str(error.strerror or error))) from error


def is_part(name: str) -> bool:
    """Return whether an entry of a backbone's folder has this name: its module, a licence, or the card."""
    return name in (*PARTS, CARD_FILE) or LICENCES.fullmatch(name) is not None


def licence_of(folder: Path) -> str:
    """Return the first line of the module's licence: its title."""
    for path in sorted(folder.iterdir()):
        if re.match("licen[cs]e", path.name, re.IGNORECASE) and path.is_file():
            with open(path, encoding="utf-8", errors="replace") as file:
                lines = file.read(LICENCE_HEAD).splitlines()
            return next((line.strip()[:80] for line in lines if line.strip()), "unknown")
    return "unknown"


def _copy_all(source: Path, folder: Path, job: Job, limits: ArchiveLimits) -> None:
    files = list(_module_files(source, limits.files))
    left = limits.bytes
    if sum(file.stat().st_size for file in files) > left:
        raise _too_large(limits)
    for file in job.steps(Message("copying"), files, total=len(files)):
        target = folder / file.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        left = _copy(file, target, left, job)


def _module_files(folder: Path, most: int) -> Iterator[Path]:
    """Yield the files that make the module, and its licence. Links are refused: they may lead anywhere."""
    count = 0
    for entry in sorted(folder.iterdir()):
        is_licence = LICENCES.fullmatch(entry.name) is not None
        if entry.name not in PARTS and not is_licence:
            continue
        for file in _below(entry):
            count += 1
            if count > most:
                raise UserError(Message("module-of-too-many-files", most=most))
            if _is_link(file):
                raise UserError(Message("module-with-links"))
            if file.is_file():
                _check_length(file, is_licence)
                yield file


def _below(entry: Path) -> Iterator[Path]:
    """Yield the entry and all in it, one after the other: whoever counts them may stop. No link is followed."""
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        yield path
        if path.is_dir() and not _is_link(path):
            waiting += path.iterdir()


def _is_link(path: Path) -> bool:
    return path.is_symlink() or (hasattr(path, "is_junction") and path.is_junction())


def _check_length(file: Path, is_licence: bool) -> None:
    length = file.stat().st_size
    if is_licence and length > LONGEST_LICENCE:
        raise UserError(Message("licence-too-long", file=file.name, length=length))
    if file.name == MODULE_FILE and length > LONGEST_GRAPH:
        raise UserError(Message("graph-too-long", length=length >> 20, longest=LONGEST_GRAPH >> 20))


def _copy(file: Path, target: Path, allowed: int, job: Job) -> int:
    """Copy a file chunk by chunk, and return how many bytes are allowed after it."""
    with open(file, "rb") as reader, open(target, "xb") as writer:
        while chunk := reader.read(CHUNK):
            allowed -= len(chunk)
            if allowed < 0:
                raise _too_large(AS_ARCHIVES)  # it has grown meanwhile
            writer.write(chunk)
            job.checkpoint()
    return allowed


def _too_large(limits: ArchiveLimits) -> UserError:
    return UserError(Message("module-too-large", bytes=limits.bytes))
