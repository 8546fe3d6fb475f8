"""Declared: what files themselves say against the examples in them, as an audit reports it."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Message


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One thing that files say, in favour of all examples or against some."""

    code: str
    message: Message
    #: places of the examples against which it speaks
    against: tuple[int, ...] = ()
