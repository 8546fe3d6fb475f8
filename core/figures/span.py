"""Span: a phase of a run on the axis of its epochs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """A phase, by the name that its plan gives it, from the end of the one before it."""

    name: str
    start: float
