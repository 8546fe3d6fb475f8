"""What may go wrong and be told to a person as it is."""

from __future__ import annotations

import re

#: with these a name in a foreign file could move the cursor of a terminal, or turn the letters behind it around
NOT_TO_BE_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class UserError(Exception):
    """Something the user can mend: what happened, and in the hint what to do about it."""

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.message = shown(message)
        self.hint = shown(hint)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[type[UserError], tuple[str, str]]:
        return type(self), (self.message, self.hint)  # errors cross from worker processes


class JobStopped(Exception):
    """The user asked the running job to stop; what was learnt so far has been kept."""


def shown(text: str) -> str:
    """The text as it may stand in a terminal or a window, whatever names are in it."""
    return NOT_TO_BE_SHOWN.sub("\N{REPLACEMENT CHARACTER}", text)
