"""A file that holds one text."""

from __future__ import annotations

from pathlib import Path

from core.errors import UserError
from core.messages import Message
from core.storage.text_encoding import decoded

MOST_BYTES = 16 << 20
TOO_LARGE = Message("text-too-large", megabytes=MOST_BYTES >> 20)


def text_in(path: Path) -> str:
    """Return the text in a file, whatever its encoding. Raise OSError, and UserError where it is no text."""
    with open(path, "rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UserError(TOO_LARGE)
    return decoded(content, path.name).text.lstrip("\ufeff").strip()
