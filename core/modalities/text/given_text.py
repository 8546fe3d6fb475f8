"""One text that a person gives, typed or pasted."""

from __future__ import annotations

from core.errors import UserError
from core.modalities.text.readable import is_readable
from core.modalities.text.text_files import EMPTY


def given_text(text: str) -> str:
    """Return it without blanks at its ends. Raise UserError where there is nothing to be read in it."""
    if not is_readable(text):
        raise UserError(EMPTY)
    return text.strip()
