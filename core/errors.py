"""What may go wrong and be told to a person as it is."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can mend: what happened, and in the hint what to do about it."""

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[type[UserError], tuple[str, str]]:
        return type(self), (self.message, self.hint)  # errors cross from worker processes


class JobStopped(Exception):
    """The user asked the running job to stop; what was learnt so far has been kept."""
