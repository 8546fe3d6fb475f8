"""Letters without their accents, which many a writer leaves out."""

from __future__ import annotations

import unicodedata


def without_accents(text: str) -> str:
    """Return a text in which each letter stands without what is written above or below it."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if unicodedata.category(letter) != "Mn"))
