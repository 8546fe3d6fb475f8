"""Encodings: the two in which kept files come. They are written in UTF-8; editors put marks in front, or UTF-16."""

from __future__ import annotations

import codecs


def encoding_of(start: bytes) -> str:
    """Return in which encoding a file is to be read that begins with these bytes."""
    return "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
