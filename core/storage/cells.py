"""Cells: numbers in the cells of a kept table, which another program may have saved since."""

from __future__ import annotations

import math


def whole_number(text: str, column: str) -> int:
    """Return a whole number from 0. Raise ValueError, with the column, for anything else."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
    if number < 0:
        raise ValueError(f"“{text[:20]}” in the column “{column}” is no number")
    return number


def decimal_number(text: str, column: str) -> float:
    """Return a number, 0 for an empty cell. Raise ValueError, with the column, for anything else."""
    try:
        number = float(text.replace(",", ".") or 0)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"“{text[:20]}” in the column “{column}” is no number")
    return number
