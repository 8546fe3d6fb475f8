"""The names that phases have in plans, which are kept, and what they say of a phase."""

from __future__ import annotations

import re

HEAD = "head"
FINE_TUNING = "fine-tuning"


def name_of_blocks(count: int) -> str:
    """Return the name of a phase of incremental unfreezing."""
    return f"last {count} block{'s' if count > 1 else ''}"


def blocks_of(name: str) -> int | None:
    """Return how many last blocks a phase of incremental unfreezing trains; None for any other phase."""
    found = re.fullmatch(r"last (\d+) blocks?", name)
    return int(found[1]) if found else None
