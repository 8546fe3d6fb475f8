"""Natural order: names as a person counts them, 2 before 10."""

from __future__ import annotations

import re

NUMBERS = re.compile(r"(\d+)")


def natural_key(name: str) -> tuple[tuple[int, str, str], ...]:
    """Return what to sort names by: whatever their case, and with the numbers in them taken as numbers."""
    parts = NUMBERS.split(name.casefold())
    # a text and a number take turns, so that no number is ever compared with a text; a longer number is a larger one
    return tuple(
        (len(part.lstrip("0")), part.lstrip("0"), part) if place % 2 else (0, part, "")
        for place, part in enumerate(parts)
    )
