"""File facts: what a file of images says of itself before its pixels are read, in a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.messages import Message
from core.modalities.images.decoding import failure_of
from core.modalities.images.facts import PictureFacts
from core.modalities.images.file_state import content_hash
from core.modalities.images.preprocessing import ImageProblem, ReadOptions
from core.modalities.images.readers import reader_of
from core.process.failures import NOT_READABLE
from core.process.worker_pool import Failure


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """What was found out about one file. Names of persons and institutions do not leave the worker."""

    sha256: str
    #: None where the file can be opened, but not as an image: `problem` then says why
    facts: PictureFacts | None = None
    #: pictures in the file
    frames: int = 1
    #: as pseudonyms
    patient: str = ""
    site: str = ""
    #: value of the tag that was asked for
    label: str = ""
    problem: Message | None = None


def file_facts(path: Path, options: ReadOptions, label_tag: str, hide: Callable[[str], str]) -> FileFacts | Failure:
    """Return what the file says; `hide` makes pseudonyms of patients and sites."""
    try:
        sha256 = content_hash(path)
    except OSError as error:
        return failure_of(error)
    try:
        header = reader_of(path).header(path, options, label_tag)
    except ImageProblem as problem:
        return FileFacts(sha256=sha256, problem=problem.message)
    except OSError:
        return NOT_READABLE
    return FileFacts(
        sha256=sha256,
        facts=PictureFacts.of(header),
        frames=header.frames,
        patient=hide(header.patient),
        site=hide(header.site),
        label=header.label,
    )
