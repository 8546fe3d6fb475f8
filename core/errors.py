"""Define errors that may be shown to a person as it is."""

from __future__ import annotations

from core.messages import Message


class UserError(Exception):
    """Something the user can mend: what happened; in words, what to do about it is its hint."""

    def __init__(self, message: Message):
        self.message = message
        super().__init__(message)

    def __str__(self) -> str:
        """Return it in words, for the log and for who reads a traceback."""
        from core.wording.catalogue import words_of

        return words_of(self.message).whole

    def __reduce__(self) -> tuple[type[UserError], tuple[Message]]:
        return type(self), (self.message,)  # errors cross from worker processes


class JobStopped(Exception):
    """The user asked the running job to stop; what was learnt so far has been kept."""
