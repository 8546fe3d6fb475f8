"""Declared: what speaks for or against examples by themselves, as their modality knows and an audit reports it."""

from __future__ import annotations

from dataclasses import dataclass

from core.messages import Message


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One thing that files or examples say of themselves, in favour of all or against some."""

    code: str
    message: Message
    #: places of the examples against which it speaks
    against: tuple[int, ...] = ()
    #: whether it is worth knowing, but nothing to be warned of
    is_note: bool = False
    #: whether these examples are none to learn from, and may be left out at once
    may_be_dropped: bool = False
    #: rows to be shown, the first of which are the headings; empty where there is nothing to count
    table: tuple[tuple[str | Message, ...], ...] = ()
