"""Layer patterns: how several layers of a backbone are named at once, beside wildcards."""

from __future__ import annotations

import re

#: every layer
ALL = "all"


def last_blocks(count: int) -> str:
    """Return the pattern of the last blocks of a backbone."""
    return f"last:{count}"


def count_of_last_blocks(pattern: str) -> int | None:
    """Return how many last blocks a pattern names; None where it is another one."""
    found = re.fullmatch(r"last:(\d+)", pattern)
    return int(found[1]) if found else None


def may_name_several(pattern: str) -> bool:
    return pattern == ALL or count_of_last_blocks(pattern) is not None or "*" in pattern
