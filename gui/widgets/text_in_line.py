"""A text where there is little room for it: in one line, and in a tool tip."""

from __future__ import annotations

#: of a tool tip
MOST_LETTERS = 600


def in_one_line(text: str) -> str:
    """Return a text without breaks of lines."""
    return " ".join(text.split())


def beginning(text: str) -> str:
    """Return so much of a text as can be read at a glance."""
    return text[:MOST_LETTERS]
