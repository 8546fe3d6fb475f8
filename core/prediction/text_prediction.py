"""TextPrediction: what is predicted of a text that somebody has typed. Needs no TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TextPrediction:
    """What follows from the text, and nothing of the text itself."""

    #: one for each name of the target
    values: tuple[float, ...]
    #: that the text has, and that are read of it, beginning and end included
    tokens: int
    tokens_read: int

    @property
    def is_cut(self) -> bool:
        """Return whether some of it is not read."""
        return self.tokens > self.tokens_read
