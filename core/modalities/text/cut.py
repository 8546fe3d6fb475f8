"""Cut: which tokens of a sentence are kept where it is longer than the encoder is given."""

from __future__ import annotations

from enum import StrEnum


class Cut(StrEnum):
    """What is kept of a long sentence."""

    HEAD = "head"
    TAIL = "tail"
    #: a quarter of what is kept from its beginning, the rest from its end (Sun et al., 2019)
    BOTH = "both"

    def kept_of_head(self, room: int) -> int:
        """Return how many of the `room` tokens that are kept come from the beginning."""
        match self:
            case Cut.HEAD:
                return room
            case Cut.TAIL:
                return 0
            case Cut.BOTH:
                return room // 4
