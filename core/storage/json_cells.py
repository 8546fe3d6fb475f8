"""Cells of JSON lines, as a table would have them.

Its source travels with every exported model of texts, so it needs nothing but the standard library.
"""

from __future__ import annotations

import json
from typing import Any


def cell_of(value: Any) -> str:
    """Return what a person would write; what is neither text nor a number stays as JSON has it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)
