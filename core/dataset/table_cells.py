"""Cells of a table: those that hold nothing, several classes, or the name of a file."""

from __future__ import annotations

import re
from collections.abc import Collection

#: what programs write where there is no value
WITHOUT_VALUE = frozenset(
    ("nan", "na", "n/a", "#n/a", "#na", "<na>", "null", "<null>", "#null!", "nat", "?", "k.a.", "k. a.")
)
#: what stands between several findings
BETWEEN_SEVERAL = re.compile(r"[;,\n]")


def is_without_value(text: str) -> bool:
    """Return whether a cell says that there is nothing: “nan” is no class, and no patient."""
    return text.casefold() in WITHOUT_VALUE


def several_in(text: str, labels: Collection[str]) -> bool:
    """Return whether a cell holds several classes that stand alone elsewhere."""
    parts = {part.strip() for part in BETWEEN_SEVERAL.split(text)}
    return len(parts) > 1 and all(part in labels for part in parts)


def looks_like_names(text: str) -> bool:
    """Return whether it might be what files are called: it has a digit, an ending or folders in it."""
    return bool(re.search(r"\d|[\\/]|\w\.\w", text))
