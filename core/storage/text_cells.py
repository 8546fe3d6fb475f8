"""Cells of text in tables to take away, which mean the same to a spreadsheet as to a script.

Its source travels with every exported model, so it needs nothing but the standard library.
"""

from __future__ import annotations

import re

#: a spreadsheet calculates a cell that begins so, and a file's name may come from anyone; full width, as in Japan, too
BEGINS_A_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def text_cell(name: str) -> str:
    """Return a name that a person gave; where it would be a formula, with an apostrophe before it.

    “+” and “-1” are none.
    """
    is_harmless = re.fullmatch(r"[+-]?[\d.,]*", name)
    return f"'{name}" if name.startswith(BEGINS_A_FORMULA) and not is_harmless else name
