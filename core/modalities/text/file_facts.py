"""File facts: the text in a file of its own, read in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError
from core.messages import Message
from core.modalities.text.facts import TextFacts, hash_of_text
from core.modalities.text.readable import is_readable
from core.modalities.text.text_file import text_in
from core.modalities.text.text_files import EMPTY
from core.process.failures import NOT_READABLE
from core.process.worker_pool import Failure


@dataclass(frozen=True, kw_only=True)
class TextFileFacts:
    """The `FileFacts` of `core.modalities.modality`, for texts."""

    sha256: str
    facts: TextFacts | None = None
    problem: Message | None = None
    frames: int = 1
    patient: str = ""
    site: str = ""
    label: str = ""


def text_file_facts(path: Path) -> TextFileFacts | Failure:
    """Return what stands in a file."""
    try:
        text = text_in(path)
    except OSError:
        return NOT_READABLE
    except UserError as error:
        return Failure(error.message)
    problem = None if is_readable(text) else EMPTY
    return TextFileFacts(sha256=hash_of_text(text), facts=TextFacts.of(text), problem=problem)
