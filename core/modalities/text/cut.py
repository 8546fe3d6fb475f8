"""Cut: which tokens of a sentence are kept where it is longer than the encoder is given."""

from __future__ import annotations

from enum import StrEnum


class Cut(StrEnum):
    """What is kept of a long sentence."""

    HEAD = "head"
    TAIL = "tail"
    #: a quarter of what is kept from its beginning, the rest from its end (Sun et al., 2019)
    BOTH = "both"

    def left_out(self, tokens: int, length: int) -> range:
        """Return the places of those of so many tokens that are left out; the first and the last are always kept."""
        room = length - 2
        head = self.kept_of_head(room)
        return range(1 + head, max(1 + head, tokens - 1 - (room - head)))

    def kept_of_head(self, room: int) -> int:
        """Return how many of the `room` tokens that are kept come from the beginning."""
        match self:
            case Cut.HEAD:
                return room
            case Cut.TAIL:
                return 0
            case Cut.BOTH:
                return room // 4
