"""What there is to read in a text.

Its source travels with every exported model of texts, so it needs nothing but the standard library.
"""

from __future__ import annotations

import unicodedata


def is_readable(text: str) -> bool:
    """Return whether there is a letter, a digit or a sign in a text, and not blanks alone."""
    return any(unicodedata.category(character)[0] in "LNPSM" for character in text)
