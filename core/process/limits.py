"""Limits: what a worker may take for one item, whatever that is."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import UserError
from core.messages import Message


@dataclass(frozen=True, kw_only=True)
class Limits:
    """The most that a file, or one example in it, may take; a kind of data may have more to limit."""

    #: above what a worker takes at its start, where the system can limit it
    megabytes: int = 2048
    #: of a processor's time; on a busy computer an example must not fail that would not on an idle one
    seconds: float = 10.0

    def __post_init__(self) -> None:
        if self.megabytes < 64 or not self.seconds > 0:
            raise UserError(Message("limits-out-of-range"))
