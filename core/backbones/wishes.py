"""Wishes: what the user knows of a module that is imported; the rest is found out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.errors import UserError
from core.messages import Message
from core.modalities.images.image_size import Size
from core.modalities.images.input_values import Normalisation, ValueRange, check_range


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """Whatever is None is taken from the module where it says it, and else as is usual, with a notice."""

    #: which of several outputs is taken, as the module calls it; of one vector a token it is the mean
    output: str | None = None
    # ---- of a module for images
    #: the pixel values that it expects for black and white
    value_range: ValueRange | None = None
    #: what is done to these beforehand
    normalisation: Normalisation | None = None
    #: height and width at which images are given to a module that takes any size
    image_size: Size | None = None
    # ---- of a module for texts
    #: the file of the pieces of words whose numbers it takes
    vocabulary: Path | None = None
    #: whether capital letters mean nothing to it
    lower_case: bool | None = None

    def __post_init__(self) -> None:
        check_range(self.value_range)
        if self.are_of_images and self.are_of_texts:
            raise UserError(Message("wishes-of-two-kinds"))

    @property
    def are_of_images(self) -> bool:
        """Return whether only a module for images can fulfil them."""
        return (self.value_range, self.normalisation, self.image_size) != (None, None, None)

    @property
    def are_of_texts(self) -> bool:
        """Return whether only a module for texts can fulfil them."""
        return (self.vocabulary, self.lower_case) != (None, None)
